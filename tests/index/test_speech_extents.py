"""How far a report reaches: up to the main clause, and beyond a quotation that goes on in the speaker's own words."""

import pytest

from index.speech.reading import read


def found(text: str) -> list[tuple[str, bool]]:
    return [(text[each.span.start : each.span.end], each.direct) for each in read(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("尽管店主王秋表示书店不会搬走，但读者们已经去了别处。", "书店不会搬走", id="although"),
        pytest.param("邻居一直守在门口，直到店主王秋表示自己已经没事，他们才一同离开。", "自己已经没事", id="until"),
        pytest.param(
            "店主王秋表示书店不会搬走，但明年要换一个名字。", "书店不会搬走,但明年要换一个名字", id="no clause before"
        ),
    ],
)
def test_a_report_that_leads_up_to_the_main_clause_ends_there(text: str, words: str) -> None:
    assert found(text.replace(",", "，")) == [(words.replace(",", "，"), False)]


def test_words_go_on_after_a_quotation_that_a_comma_follows() -> None:
    text = "店主王秋说，“读者对旧书的需求仍然很大”，今年的订单将会比去年再多两成。"
    assert found(text) == [("读者对旧书的需求仍然很大", True), ("今年的订单将会比去年再多两成", False)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("店主王秋说，“读者对旧书的需求仍然很大”，在场的人听到都笑了起来。", id="nothing is argued"),
        pytest.param("店主王秋说，“读者对旧书的需求仍然很大”，随后他将一摞旧书搬上了货车。", id="the speaker acts"),
    ],
)
def test_what_the_narrator_goes_on_with_is_not_said(text: str) -> None:
    assert found(text) == [("读者对旧书的需求仍然很大", True)]


def test_a_short_quotation_that_ends_its_clause_is_said() -> None:
    assert ("你拿了我的书", True) in found("那名女子称“你拿了我的书”，店主王秋诉苦“我们开店不容易”。")
