import pytest

from rag.citations import ParsedSentence
from rag.composing import (
    check_lead,
    check_sentence,
    checked_then_quote,
    cite,
    lead_then_quote,
    lead_with_support,
    render,
)
from rag.types import AnswerSentence, Evidence


def item(number, text, speaker=None):
    return Evidence(number, number, "u", "t", text, 0, len(text), 1.0, speaker=speaker)


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


def test_a_lead_ends_before_the_quotation_begins():
    shown = lead_then_quote([checked("卖出5000台机器", 1)], QUOTED, "?")
    assert render(shown) == f"卖出5000台机器。[1]{EVIDENCE[0].text}[1]"


def test_the_extract_takes_the_place_of_what_fails():
    right, wrong = checked("另一家公司停产了。", 2), checked("天气很好。", 2)
    assert checked_then_quote([right, wrong, wrong], QUOTED, "") == (right, *QUOTED)
    assert checked_then_quote([wrong], QUOTED, "") == QUOTED
    assert checked_then_quote([], QUOTED, "") == QUOTED


def test_text_carries_marks_and_citations_are_those_used():
    assert render(QUOTED) == EVIDENCE[0].text + "[1]"
    assert [citation.number for citation in cite(QUOTED, EVIDENCE)] == [1]


SAID = (*EVIDENCE, item(3, "明年会卖得更好，厂房要扩建，还要再招两百人。", "何厂长"))


def led(text, number, question="这家公司去年卖出多少台?", longest=250):
    lead = check_lead(ParsedSentence(text, (number,)), SAID)
    return render(lead_with_support([lead], QUOTED, SAID, question, longest=longest))


def test_a_direct_answer_stands_before_the_quotation_of_what_it_cites():
    assert led("5000台", 1) == f"5000台。[1]{EVIDENCE[0].text}[1]"


def test_a_direct_answer_from_other_evidence_than_the_extract_brings_that_evidence():
    asked = "另一家公司怎么了?"
    assert led("停产", 2, asked) == f"停产。[2]{EVIDENCE[1].text}[2]{EVIDENCE[0].text}[1]"
    assert led("停产", 2, asked, longest=20) == f"停产。[2]{EVIDENCE[1].text}[2]"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6000台", 1),  # wrong
        ("5000台", 2),  # wrong citation
        ("5000台", 9),  # no such evidence
        ("000台", 1),  # cut inside a number
        ("去年卖出", 1),  # the question's own words
        ("这家公司去年卖出5000台机器，比前年多一倍", 1),  # no shorter than what it comes from
        ("资料不足", 1),
        ("", 1),
    ],
)
def test_a_direct_answer_that_does_not_hold_leaves_the_extract(text, number):
    assert led(text, number) == render(QUOTED)


def test_words_of_a_person_are_led_by_their_name_and_figures_are_not():
    assert led("明年会卖得更好", 3, "何厂长怎么看明年?").startswith("何厂长：明年会卖得更好。[3]")
    assert led("两百人", 3, "要再招多少人?").startswith("两百人。[3]何厂长：")


@pytest.mark.parametrize(
    ("question", "text", "leads"),
    [
        ("要再招多少人?", "两百人", True),
        ("要再招多少人?", "厂房", False),
        ("什么时候扩建?", "明年", True),
        ("什么时候扩建?", "两百人", False),
        ("要扩建什么?", "厂房", True),
    ],
)
def test_a_direct_answer_is_of_the_kind_that_is_asked_for(question, text, leads):
    assert led(text, 3, question).startswith(f"{text}。[3]") == leads


def test_a_limit_before_a_number_comes_along():
    evidence = (item(1, "展厅每天开放，参观者不超过50人，需要预约。"),)
    lead = check_lead(ParsedSentence("50人", (1,)), evidence)
    assert (lead.text, lead.verdict) == ("不超过50人", "supported")


def test_half_a_pair_of_quotation_marks_is_left_out():
    evidence = (item(1, "工厂把新机型叫作“铁牛二号”，明年春天卖。"),)
    for said, shown in (("“铁牛二号", "铁牛二号。"), ("铁牛二号”", "铁牛二号。"), ("“铁牛二号”", "“铁牛二号”。")):
        lead = check_lead(ParsedSentence(said, (1,)), evidence)
        assert lead_with_support([lead], (), evidence, "新机型叫什么?", longest=250)[0].text == shown


def test_one_of_the_things_offered_by_the_question_is_an_answer():
    assert led("停产", 2, "另一家公司停产还是扩产?").startswith("停产。[2]")
    assert led("停产", 2, "另一家公司停产了吗?") == render(QUOTED)


def test_a_refusal_of_the_model_says_so_in_its_note():
    sentence = check_lead(ParsedSentence("资料不足", ()), SAID)
    assert (sentence.verdict, sentence.citations) == ("unsupported", ())
    assert "does not answer" in sentence.note
