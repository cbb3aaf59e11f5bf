import pytest

from rag.conversation import asks_for_more, standalone
from rag.questions import analyse

FIRST = "王小川怎么看小厂?"


@pytest.mark.parametrize(
    ("follow_up", "expected"),
    [
        ("那傅盛呢?", "傅盛怎么看小厂?"),
        ("那傅盛呢", "傅盛怎么看小厂?"),
        ("還有傅盛呢？", "傅盛怎么看小厂?"),
        ("那大厂呢?", "王小川怎么看大厂?"),
        ("他还说了什么?", "王小川还说了什么?"),
        ("他的公司叫什么?", "王小川的公司叫什么?"),
        ("为什么?", "王小川怎么看小厂，为什么?"),
        ("what about 傅盛?", "傅盛怎么看小厂?"),
        ("What else did he say?", "What else did 王小川 say?"),
        ("大模型有多少个?", "大模型有多少个?"),
        ("朱啸虎怎么看创业公司?", "朱啸虎怎么看创业公司?"),
        ("其他公司有多少家?", "其他公司有多少家?"),
        ("他们有多少人?", "他们有多少人?"),
        ("", ""),
    ],
)
def test_only_what_is_left_out_is_carried_over(follow_up, expected):
    assert standalone(follow_up, [(FIRST, "…")], analyse) == expected


def test_a_chain_of_follow_ups_is_followed():
    history = [(FIRST, "…"), ("那傅盛呢?", "…")]
    assert standalone("他还说了什么?", history, analyse) == "傅盛还说了什么?"


def test_without_history_nothing_changes():
    assert standalone("他还说了什么?", [], analyse) == "他还说了什么?"


@pytest.mark.parametrize(
    ("question", "more"), [("他还说了什么?", True), ("What else did she say?", True), ("他说了什么?", False)]
)
def test_asking_for_more(question, more):
    assert asks_for_more(question) is more
