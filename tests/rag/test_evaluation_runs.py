"""Questions asked over their own texts, what is counted, and the page that shows it."""

import json
import re

import pytest
from typer.testing import CliRunner

from index.formats import article_from_text
from index.reader import memory_index
from rag import cli
from rag.chatbot import Chatbot
from rag.commands import options
from rag.config import load_config
from rag.evaluation.page import page
from rag.evaluation.questions import EvalQuestion
from rag.evaluation.run import Row, gather
from rag.evaluation.scoring import score
from rag.evaluation.summary import percentile
from rag.testing import HashEmbedder
from rag.types import Answer, AnswerSentence, Citation

SENTENCES = ["灯塔高42米，建于清末。", "桥长80米，横跨海湾。", "面馆每天卖出三百碗面。", "图书馆藏书五万册。"]
ASKED = [
    ("灯塔高多少米？", "42米"),
    ("桥长多少米？", "80米"),
    ("面馆每天卖出多少碗面？", "三百碗"),
    ("图书馆藏书多少册？", "五万册"),
]


@pytest.fixture
def run(monkeypatch):
    config = load_config(
        environment={}, flags={"index.embedder": "hash", "generator.model": "none", "refusal.probability": 0.185}
    )
    monkeypatch.setattr(options, "read_config", lambda path, **flags: config)
    embedder = HashEmbedder()
    monkeypatch.setattr("index.build.load_embedder", lambda settings: embedder)
    nothing = memory_index(
        [article_from_text("空地上什么也没有。", uri="nothing")], config=config.index, embedder=embedder
    )

    def opened(index, settings):
        return Chatbot(index, config=settings, embedder=embedder, reader=None if index else nothing)

    monkeypatch.setattr(options, "open_chatbot", opened)
    return lambda *arguments: CliRunner().invoke(cli.app, ["eval", *map(str, arguments)])


@pytest.fixture
def squad(tmp_path):
    path = tmp_path / "squad.jsonl"
    lines = (
        {"title": "", "context": text, "qas": [{"id": str(number), "question": asked, "answers": [{"text": gold}]}]}
        for number, (text, (asked, gold)) in enumerate(zip(SENTENCES, ASKED, strict=True))
    )
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


def test_questions_over_their_own_paragraphs(run, squad, tmp_path):
    folder = tmp_path / "kept"
    for _ in range(2):  # built, then used again
        result = json.loads(run(squad, "--json", "--index", folder).stdout)
        assert result["summary"]["right"] == 4
        assert result["summary"]["citation_precision"] == result["summary"]["citation_recall"] == 1.0
        assert result["summary"]["citations"] == result["summary"]["citations_exact"]
    assert {stage["stage"] for stage in result["stages"]} >= {"retrieve", "total"}


def test_an_index_of_something_else_is_not_touched(run, squad, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thing").write_text("a")
    result = run(squad, "--index", tmp_path / "full")
    assert result.exit_code == 1
    assert "other articles" in str(result.exception)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["thing"]


def test_questions_over_their_own_passages_and_a_page(run, tmp_path):
    path = tmp_path / "rgb.jsonl"
    items = (
        {
            "id": number,
            "query": asked,
            "answer": gold,
            "positive": [text],
            "negative": [other for other in SENTENCES if other != text],
        }
        for number, (text, (asked, gold)) in enumerate(zip(SENTENCES, ASKED, strict=True))
    )
    path.write_text("\n".join(json.dumps(item, ensure_ascii=False) for item in items), encoding="utf-8")
    html = tmp_path / "page.html"
    result = json.loads(
        run(path, "--json", "--noise-rate", "0.6", "--passages", "4", "--html", html, "--limit", "3").stdout
    )
    assert result["summary"]["right"] == result["summary"]["answerable"] == 3
    assert "灯塔" in html.read_text(encoding="utf-8") or "面馆" in html.read_text(encoding="utf-8")


def test_several_files_in_one_run(run, squad, tmp_path):
    other = tmp_path / "more.jsonl"
    other.write_text(squad.read_text(encoding="utf-8"), encoding="utf-8")
    result = run(squad, other, "--limit", "1")
    assert "more.jsonl" in result.stdout and "squad.jsonl" in result.stdout


def citation(number, quote, uri="a.txt", speaker=None):
    return Citation(number, "t", uri, None, None, None, quote, 0, len(quote), speaker=speaker)


def answer(text, *citations, refused=False):
    sentence = AnswerSentence(text, (1,), "supported", 1.0)
    return Answer("q", "q", text, (sentence,), citations, (), refused, "why" if refused else None, {"total": 12.0})


def test_precision_counts_wanted_strings_and_right_articles():
    question = EvalQuestion("1", "q", must=(("42",), ("80",)), articles=("b",))
    scored = score(
        question, answer("42和80", citation(1, "高42米"), citation(2, "无关"), citation(3, "也无关", "x/b-1.txt"))
    )
    assert (scored.useful, scored.covered) == (2, 1)


@pytest.mark.parametrize(
    ("speaker", "must_not", "wrong"),
    [("李明", (), False), ("明叔", (), True), ("李明", ("高42",), True), (None, (), False)],
)
def test_another_speaker_s_words_count(speaker, must_not, wrong):
    question = EvalQuestion("1", "q", must=(("42",),), must_not=must_not, speaker="李明")
    assert score(question, answer("塔高42米", citation(1, "塔高42米", speaker=speaker))).misattributed is wrong


def test_only_the_first_sentence_counts_for_paragraphs():
    question = EvalQuestion("1", "q", must=(("42米",),), form="paragraphs")
    late = Answer(
        "q",
        "q",
        "很高。42米。",
        tuple(AnswerSentence(t, (1,), "supported", 1.0) for t in ("很高。", "42米。")),
        (),
        (),
        False,
        None,
    )
    assert score(question, late).why.startswith("not in the first sentence")
    assert score(question, answer("42米。")).exact
    assert not score(question, answer("塔高42米。")).exact


def test_percentiles():
    assert percentile([3.0], 0.95) == 3.0
    assert percentile([1.0, 2.0, 3.0, 4.0], 0.5) == 2.5


def test_the_page_runs_nothing_and_escapes_everything():
    hostile = "<script>alert(1)</script>\"'&\u202e"
    question = EvalQuestion(hostile, hostile, must=(("42",),), kind=hostile)
    scored = score(question, answer(hostile, citation(1, hostile, speaker=hostile)))
    text = page(gather([Row(scored, 0.1, 1, hostile), Row(scored, 0.2, 1, "b")]), title=hostile)
    assert "<script" not in text and "\u202e" not in text
    assert not re.search(r"<[^>]*\son\w+=|style=|https?:|<link|<img", text)
    assert "default-src 'none'" in text and "<svg" in text


def test_a_page_of_refusals_alone():
    question = EvalQuestion("1", "q", answerable=False)
    text = page(gather([Row(score(question, answer("没有", refused=True)), 0.1, 0, "a")]), title="t")
    assert "rightly refused" in text
