import pytest

from rag.citations import ParsedSentence
from rag.composing import check_sentence, checked_then_quote, cite, lead_then_quote, render
from rag.types import AnswerSentence, Evidence


def item(number, text):
    return Evidence(number, number, "u", "t", text, 0, len(text), 1.0)


EVIDENCE = (item(1, "这家公司去年卖出5000台机器，比前年多一倍。"), item(2, "另一家公司停产了。"))
QUOTED = (AnswerSentence(EVIDENCE[0].text, (1,), "supported", 1.0),)


def checked(text, *numbers):
    return check_sentence(ParsedSentence(text, numbers), EVIDENCE)


def test_a_citation_that_gives_nothing_is_removed():
    assert checked("这家公司去年卖出5000台机器。", 1, 2).citations == (1,)


def test_a_number_of_no_evidence_is_removed_and_nothing_is_left():
    sentence = checked("这家公司去年卖出5000台机器。", 7)
    assert (sentence.citations, sentence.verdict) == ((), "unsupported")


@pytest.mark.parametrize(
    ("sentence", "leads"),
    [
        (checked("卖出5000台机器。", 1), True),
        (checked("卖出6000台机器。", 1), False),  # wrong
        (checked("卖出5000台。", 1), False),  # stops in the middle of a clause
        (checked("另一家公司停产了。", 2), False),  # not what the extract rests on
        (checked("这家公司去年卖出5000台机器，比前年多一倍。", 1), False),  # the extract itself
        (checked("这家公司去年", 1), False),  # the question's own words
    ],
)
def test_only_a_short_supported_piece_of_the_extract_leads(sentence, leads):
    shown = lead_then_quote([sentence], QUOTED, "这家公司去年卖出多少台?")
    assert shown == ((sentence, *QUOTED) if leads else QUOTED)


def test_the_extract_takes_the_place_of_what_fails():
    right, wrong = checked("另一家公司停产了。", 2), checked("天气很好。", 2)
    assert checked_then_quote([right, wrong, wrong], QUOTED, "") == (right, *QUOTED)
    assert checked_then_quote([wrong], QUOTED, "") == QUOTED
    assert checked_then_quote([], QUOTED, "") == QUOTED


def test_text_carries_marks_and_citations_are_those_used():
    assert render(QUOTED) == EVIDENCE[0].text + "[1]"
    assert [citation.number for citation in cite(QUOTED, EVIDENCE)] == [1]
