import pytest

from rag.parts import parts_of
from rag.questions import analyse


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("松原机械和青湾港各自投了多少钱?", ["松原机械投了多少钱?", "青湾港投了多少钱?"]),
        ("请问贺兰、林岚与周启分别是哪里人？", ["请问贺兰是哪里人？", "请问林岚是哪里人？", "请问周启是哪里人？"]),
        ("松原機械和青灣港兩家公司各有多少工人?", ["松原機械有多少工人?", "青灣港有多少工人?"]),
        ("去年,松原机械跟青湾港各裁了几个人", ["去年,松原机械裁了几个人", "去年,青湾港裁了几个人"]),
        ("How many workers do Songyuan and Qingwan have respectively?", None),
        ("松原机械和青湾港合作了什么?", []),
        ("分别有哪些城市?", []),
        ("各方怎么看小厂?", []),
        ("贺兰和林岚分别怎么看小厂?", ["贺兰怎么看小厂?", "林岚怎么看小厂?"]),
        ("各种机器和工具的价格是多少?", []),
    ],
)
def test_a_question_for_several_is_parted(question: str, parts: list[str] | None) -> None:
    found = [part.question for part in parts_of(analyse(question))]
    if parts is None:
        assert found == ["How many workers do Songyuan have?", "How many workers do Qingwan have?"]
    else:
        assert found == parts
