"""The demo library loads, holds what its questions ask for, and is shipped."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from index.cleaning import clean
from index.config import IndexConfig
from index.formats import SUPPORTED_SUFFIXES, load_file
from index.scripts import fold
from index.types import Article
from rag.demo import demo_folder, demo_questions

HAN = re.compile("[\u3400-\u9fff]")
# The first words of each article's own text: decoded wrongly or cut off, they are not there.
OPENINGS = {
    "chip-queue.txt": "这一周我们没有追发布会",
    "moat-debate.md": "投資人朱嘯虎和",
    "power-and-compute.md": "大模型的聚会上",
    "四条路.txt": "热闹了一整年",
    "小厂之争.txt": "年底的论坛一场接着一场",
    "熱錢往哪裏去.txt": "盛夏過半",
    "紅綠燈.html": "生成式AI跑了大半年",
    "读者来信.txt": "我在一家十二个人的公司做产品",
    "谁在抢人.txt": "春天还没过完",
    "账单由谁来付.txt": "上海的夏天熱",
    "门槛与泡沫.html": "一家公司说自己有了大模型",
}
DATES = {
    "chip-queue.txt": "2023-11-30",
    "moat-debate.md": "2023-07-20",
    "power-and-compute.md": "2023-12-22",
    "四条路.txt": "2023-12-20",
    "小厂之争.txt": "2023-12-26",
    "熱錢往哪裏去.txt": "2023-08-14",
    "读者来信.txt": "2023-12-29",
    "谁在抢人.txt": "2023-04-26",
    "账单由谁来付.txt": "2023-07-14",
    "门槛与泡沫.html": "2023-04-27",
}


def load(name: str) -> Article:
    return load_file(demo_folder() / name, config=IndexConfig())


def comparable(text: str) -> str:
    """As answers are compared: folded, without white space, commas, dashes and quotation marks."""
    return re.sub(r"[\s,\-–—“”\"'‘’「」『』]", "", fold(text))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {name: comparable(clean(load(name)).text) for name in OPENINGS}


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in demo_questions().read_text(encoding="utf-8").splitlines()]


def test_the_folder_holds_articles_alone() -> None:
    assert {path.name for path in demo_folder().iterdir()} == set(OPENINGS)
    assert {path.suffix for path in demo_folder().iterdir()} == {".txt", ".md", ".html"} <= SUPPORTED_SUFFIXES


@pytest.mark.parametrize("name", sorted(OPENINGS))
def test_an_article_reads_back_whole(name: str, texts: dict[str, str]) -> None:
    article = load(name)
    assert OPENINGS[name] in article.raw
    assert "\ufffd" not in article.raw
    assert comparable(OPENINGS[name]) in texts[name]
    assert 600 <= len(HAN.findall(clean(article).text)) <= 1500


@pytest.mark.parametrize(("name", "date"), sorted(DATES.items()))
def test_a_date_is_read_from_the_head(name: str, date: str) -> None:
    field = load(name).metadata.date
    assert field is not None and field.value == date


def test_every_encoding_is_there() -> None:
    heads = {name: (demo_folder() / name).read_bytes() for name in OPENINGS}
    assert heads["chip-queue.txt"].startswith(b"\xef\xbb\xbf")
    with pytest.raises(UnicodeDecodeError):
        heads["四条路.txt"].decode("utf-8")
    assert b"\r\n" in heads["四条路.txt"]


def test_questions_are_well_formed(questions: list[dict[str, Any]]) -> None:
    assert len({question["id"] for question in questions}) == len(questions) >= 24
    unanswerable = [question for question in questions if question.get("answerable") is False]
    assert len(unanswerable) >= 8
    for question in questions:
        assert question["q"].strip()
        if question in unanswerable:
            assert question["type"] == "unanswerable" and "must" not in question
        else:
            assert question["must"] and all(question["must"]) and question["articles"]
    assert {question["type"] for question in questions} == {
        *("fact", "number", "opinion", "list", "cross-lingual", "unanswerable")
    }


def test_every_answer_is_in_the_article_named(questions: list[dict[str, Any]], texts: dict[str, str]) -> None:
    for question in questions:
        for prefix in question.get("articles", ()):
            (text,) = (text for name, text in texts.items() if name.startswith(prefix))
            for group in question["must"]:
                assert any(comparable(option) in text for option in group), (question["id"], group)


def test_forbidden_words_are_temptations(questions: list[dict[str, Any]], texts: dict[str, str]) -> None:
    """A `must_not` that stands nowhere could never catch a neighbour's words."""
    for question in questions:
        for words in question.get("must_not", ()):
            assert any(comparable(words) in text for text in texts.values()), (question["id"], words)


def test_the_first_question_has_one_answer(texts: dict[str, str]) -> None:
    holders = [name for name, text in texts.items() if "颠覆传统模式" in text]
    assert holders == ["小厂之争.txt"]


def test_the_wheel_ships_every_file() -> None:
    project = Path(__file__).resolve().parents[1]
    data = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    demo = project / "rag" / "demo"
    shipped = {path for pattern in (*data["*"], *data["rag.demo"]) for path in demo.glob(pattern)}
    assert {*demo.glob("articles/*"), demo / "questions.jsonl"} <= shipped
