"""Judgements in, a question file out."""

import json

import pytest

from index.errors import RagError
from rag.evaluation.questions import read_questions
from rag.ui.feedback import eval_file, keep_feedback, read_feedback

ANSWER = {"question": "船几点开?", "answer": "船在早上七点开。[1]", "quotes": ["渡船每天早上七點開。"], "right": True}


def kept(folder, *judgements):
    for judgement in judgements:
        keep_feedback(folder, {**ANSWER, **judgement}, at="2024-01-01T00:00:00+00:00")
    return [json.loads(line) for line in eval_file(read_feedback(folder)).splitlines()]


def test_a_right_answer_must_come_again(tmp_path):
    (entry,) = kept(tmp_path, {})
    assert entry["q"] == "船几点开?"
    assert entry["must"] == [["早上七点开"]]


def test_the_last_word_counts(tmp_path):
    assert kept(tmp_path, {"right": True}, {"right": False}) == []


def test_a_wrong_citation_must_not_be_said_again(tmp_path):
    wrong = {"number": 2, "right": False, "answer": "船在早上七点开。票价五元。", "quotes": ["那天的票价五元。"]}
    (entry,) = kept(tmp_path, {"number": 1}, wrong)
    assert entry["must_not"] == ["票价五元"]


def test_a_right_refusal_must_stay_one(tmp_path):
    refusal = {"question": "飞机几点飞?", "answer": "没有找到。", "quotes": [], "refused": True}
    (entry,) = kept(tmp_path, refusal)
    assert entry["answerable"] is False
    assert kept(tmp_path, {**refusal, "right": False}) == []


def test_what_is_exported_is_a_question_file(tmp_path):
    kept(tmp_path, {}, {"question": "飞机几点飞?", "answer": "没有。", "quotes": [], "refused": True})
    path = tmp_path / "questions.jsonl"
    path.write_text(eval_file(read_feedback(tmp_path)), encoding="utf-8")
    assert [question.answerable for question in read_questions(path)] == [True, False]


def test_a_torn_line_is_left_out(tmp_path):
    kept(tmp_path, {})
    with (tmp_path / "feedback.jsonl").open("a") as file:
        file.write('{"question": "半')
    assert len(list(read_feedback(tmp_path))) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"right": "yes"},
        {"question": ""},
        {"answer": "长" * 9000},
        {"quotes": "x"},
        {"quotes": [1]},
        {"quotes": ["x"] * 51},
    ],
)
def test_what_is_no_judgement_is_refused(tmp_path, change):
    with pytest.raises(RagError):
        keep_feedback(tmp_path, {**ANSWER, **change}, at="")
    assert not (tmp_path / "feedback.jsonl").exists()
