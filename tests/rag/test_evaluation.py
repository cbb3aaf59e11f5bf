import json

import pytest

from index.errors import EvalFileError
from rag.evaluation.questions import EvalQuestion, read_questions
from rag.evaluation.run import as_json, evaluate, gather, timed
from rag.evaluation.scoring import comparable, score
from rag.types import Answer, Citation


def answer(text="", quotes=(), *, refused=False):
    citations = tuple(
        Citation(number, "t", "u", None, None, None, quote, 0, len(quote))
        for number, quote in enumerate(quotes, start=1)
    )
    return Answer("q", "q", text, (), citations, (), refused, "why" if refused else None)


QUESTION = EvalQuestion("1", "q", must=(("70%", "七成"), ("80%",)), must_not=("超过90",))


def test_comparison_drops_marks_dashes_quotes_and_script():
    assert comparable("「大模型」，解決 70% － 80%[1] 的問題 GPT–3.5") == "大模型解决70%80%的问题gpt3.5"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (answer("解决70%-80%[1]。", ["解决70%-80%"]), ""),
        (answer("解决七成到80%[1]。", ["解决七成到80%"]), ""),
        (answer("解决70%[1]。", ["解决70%-80%"]), "not in the answer: 80%"),
        (answer("解决70%-80%[1]。", ["解决70%"]), "in no cited quote: 80%"),
        (answer("解决70%-80%，超过90个[1]。", ["解决70%-80%"]), "must not be in the answer: 超过90"),
        (answer(refused=True), "refused"),
    ],
)
def test_answerable(given, why):
    assert score(QUESTION, given).why == why


def test_unanswerable_is_right_only_when_refused():
    question = EvalQuestion("2", "q", answerable=False)
    assert score(question, answer(refused=True)).right
    assert not score(question, answer("有[1]。", ["有"])).right


def test_run_counts_and_is_json():
    questions = [QUESTION, EvalQuestion("2", "r", answerable=False)]
    answers = {"q": answer("70%-80%[1]", ["70%-80%"]), "r": answer("有[1]", ["有"])}
    ask = timed(answers.__getitem__, lambda citation: citation.quote != "有")
    run = gather(evaluate(questions, ask))
    assert (run.summary.right, run.summary.refused_rightly, run.summary.citations_exact) == (1, 0, 1)
    assert json.loads(json.dumps(as_json(run)))["summary"]["answerable"] == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no question"),
        ("{", "line 1 is not JSON"),
        ('{"id": "1"}', 'no question "q"'),
        ('{"q": "a"}', 'no "must"'),
        ('{"q": "a", "must": ["b"]}', "list of strings"),
        ('{"q": "a", "must": [[]]}', "empty"),
    ],
)
def test_files_off_the_rules_are_refused(tmp_path, text, says):
    path = tmp_path / "q.jsonl"
    path.write_text(text)
    with pytest.raises(EvalFileError, match=says):
        read_questions(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(EvalFileError, match="cannot read"):
        read_questions(tmp_path / "none.jsonl")
