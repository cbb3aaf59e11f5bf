"""Near misses that one word gives away, and sentences that only look like them."""

import pytest

from rag.contradiction import contradicts, is_about_another
from rag.refusal import mostly_there


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        ("2023年谁得了一等奖?", "2022年的一等奖给了罗小满。", ()),
        ("今年的奖金是多少?", "去年的奖金是十万元。", ()),
        ("新馆有多少册书?", "老館藏書六十萬冊。", ()),
        ("谁赢了百米?", "马川赢了二百米。", ()),
        ("远山科技由谁领投?", "近山科技由南岸基金领投。", ("远山科技",)),
    ],
)
def test_another_year_side_or_name_is_seen(question, text, names):
    assert contradicts(question, text, names)


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        ("2023年谁得了一等奖?", "一等奖给了罗小满。", ()),
        ("2023年比2022年多多少?", "2022年是十万元。", ()),
        ("今年的奖金是多少?", "今年的奖金比去年多一倍，是二十万元。", ()),
        ("谁赢了二百米?", "马川赢了二百米。", ()),
        ("远山科技由谁领投?", "远山科技和近山科技都由南岸基金领投。", ("远山科技",)),
        ("远山科技由谁领投?", "这家公司由南岸基金领投。", ("远山科技",)),
    ],
)
def test_what_agrees_or_says_nothing_of_it_is_left_alone(question, text, names):
    assert not contradicts(question, text, names)


def test_a_name_that_is_written_a_little_otherwise_is_known():
    assert mostly_there("智慧轨道快车", "这种智能轨道快车没有铁轨。")
    assert not mostly_there("云岭县法院", "法院判他拘留十天。")
    assert not mostly_there("刘刚", "刘老师来了。")


@pytest.mark.parametrize(
    ("text", "around", "before", "expected"),
    [
        ("陈大川自掏三千万元办厂。", "", "", True),
        ("陈大川自掏三千万元办厂。", "贺兰没有出钱。", "", False),
        ("工厂花了三千万元。", "", "", False),
        ("那年与陈大川成婚。", "", "贺兰生于青湾。后来去了北方。", False),
        ("陈大川与她成婚。", "", "贺兰生于青湾。后来去了北方。", True),
    ],
)
def test_a_sentence_about_somebody_else_is_told_by_names(text: str, around: str, before: str, expected: bool) -> None:
    assert is_about_another(("贺兰",), text, f"{around}{text}", before) is expected


def test_a_question_without_a_name_is_about_nobody_in_particular() -> None:
    assert not is_about_another((), "陈大川自掏三千万元办厂。", "陈大川自掏三千万元办厂。", "")


@pytest.mark.parametrize(
    ("asked", "text"),
    [("唐纳德·特朗普", "特朗普1946年出生在纽约。"), ("李明", "李院长拿到了五百万元。")],
)
def test_a_short_form_of_the_name_is_nobody_else(asked: str, text: str) -> None:
    assert not is_about_another((asked,), text, text, "")


def test_a_longer_name_is_somebody_else() -> None:
    text = "林小舟拿到了五百万元。"
    assert is_about_another(("林小",), text, text, "")
