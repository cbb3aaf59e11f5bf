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
        ("青湾港的面积和人口分别是多少?", []),
        ("松原机械和青湾港在2022年分别卖了多少?", []),
        ("2023年松原机械和青湾港各自卖了多少?", []),
        ("松原机械和青湾港去年分别赚了多少?", []),
        ("中国男子和女子的平均寿命分别是多少?", []),
        ("沈阳和平区和铁西区各有多少人?", ["沈阳和平区有多少人?", "铁西区有多少人?"]),
        ("主持人和负责人分别是谁?", ["主持人是谁?", "负责人是谁?"]),
        ("贺兰和林岚分别了多久?", []),
        ("腾讯和阿里在各大城市有多少员工?", []),
    ],
)
def test_a_question_for_several_is_parted(question: str, parts: list[str] | None) -> None:
    found = [part.question for part in parts_of(analyse(question))]
    if parts is None:
        assert found == ["How many workers do Songyuan have?", "How many workers do Qingwan have?"]
    else:
        assert found == parts
