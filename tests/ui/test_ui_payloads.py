"""Dataclasses as JSON, answers in the other script, and the words that explain an answer."""

import json

import pytest

from rag.config import RagConfig
from rag.terms import question_terms
from rag.types import Answer, AnswerSentence, Delta, Extract, Filters, Finished, Retrieved, SentenceChecked
from rag.ui.answering import read_options
from rag.ui.conversion import converted
from rag.ui.explaining import explain, weighted_words
from rag.ui.payloads import event_payload, payload
from rag.ui.room import Options

SENTENCE = AnswerSentence("头发和发展", (1,), "supported", 1.0)
ANSWER = Answer("q", "q", "头发[1]", (SENTENCE,), (), (), False, None, {"total": 1.0}, "f")
EVENTS = [Retrieved(()), Extract((SENTENCE,)), Delta("头发", True), SentenceChecked(SENTENCE), Finished(ANSWER)]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_is_json_under_its_name(event):
    assert json.loads(json.dumps(event_payload(event)))["event"] in {
        "retrieved",
        "extract",
        "delta",
        "checked",
        "finished",
    }


def test_a_lone_surrogate_does_not_stop_an_answer_and_moves_no_offset():
    assert payload(["a\ud842b", {"k": ("\udfb7",)}]) == ["a\ufffdb", {"k": ["\ufffd"]}]
    assert payload("𠮷") == "𠮷"


def test_an_answer_is_converted_and_says_so():
    event = converted(event_payload(Finished(ANSWER)), "hant")
    assert event["answer"]["sentences"][0]["text"] == "頭髮和發展"
    assert event["answer"]["converted"] is True
    assert converted(event_payload(Finished(ANSWER)), None)["answer"]["text"] == "头发[1]"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_converting_keeps_the_shape(event):
    plain = event_payload(event)
    assert converted(plain, "hans").keys() == plain.keys()


@pytest.mark.parametrize("values", [{}, {"passages": "6", "mode": 3, "source": 5}, {"passages": True, "since": None}])
def test_settings_that_make_no_sense_are_the_defaults(values):
    assert read_options(values) == Options()


def test_settings_are_read():
    options = read_options({"passages": 8, "mode": "quote", "author": "陈", "script": "hans"})
    assert options == Options(passages=8, mode="quote", filters=Filters(author="陈"))


def test_pairs_become_the_words_that_people_know():
    question = "海底隧道是谁修的"
    words = {word.text: word.weight for word in weighted_words(question_terms(question), question)}
    assert words.keys() == {"海底隧道", "修"}
    assert [word.text for word in weighted_words(question_terms("王小川怎么看小厂"), "王小川怎么看小厂")] == [
        "王小川",
        "小厂",
    ]
    assert all(weight > 0 for weight in words.values())


def test_an_explanation_names_the_passages_that_hold_each_word():
    found = explain("海底隧道長嗎?", ["海底隧道很长。", "河水慢慢地流。"], config=RagConfig())
    words = {word["text"]: word["passages"] for word in found["words"]}
    assert words["海底隧道"] == [0]
    assert found["coverage"][0] > found["coverage"][1] == 0
