"""What the evidence reader is taught from: texts, questions about them, and passages that other search takes for answers.

Sources, read in place and folded: paragraphs with questions (DRCD dev, CC BY-SA 3.0; CMRC 2018 dev and trial, CC BY-SA
4.0) and news of 2023 out of CRUD-RAG (Apache-2.0), with questions made by `evidence_news`, and with questions written by
hand in other words than the article's (`data/news_questions.jsonl`: line of the corpus, question, place of the answer or
-1). Articles are held out by the hash of their title (Wikipedia) or of their text (news).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding import load_embedder
from index.lexical import LexicalIndex
from index.names import find_people
from index.postings import segments_of
from index.scripts import fold
from index.sentences import split_sentences
from training.evidence_news import questions_of

WIKIPEDIA = ("drcd_dev", "cmrc2018_dev", "cmrc2018_trial")
HELD_OUT = 0.14  # share of the titles
NEWS_ARTICLES = 6000
WRITTEN = Path(__file__).parent / "data" / "news_questions.jsonl"
NEIGHBOURS = 10  # passages kept per question from BM25, and from cosines
BATCH = 256  # questions embedded at a time


@dataclass(frozen=True, slots=True)
class Item:
    """A question about `text` (a whole folded paragraph or article), and all accepted answers as spans of it.

    No spans: the text looks as if it answered, and does not.
    """

    source: str
    kind: str
    question: str
    text: int
    spans: tuple[tuple[int, int], ...]
    person: str = ""
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """Texts, questions about them, and for each question the passages that BM25 takes for answers.

    `texts` are folded; `raw` are the same as they were written, so spans of one are spans of the other.
    """

    texts: tuple[str, ...]
    raw: tuple[str, ...]
    items: tuple[Item, ...]
    passages: tuple[tuple[int, int, int], ...]
    near: tuple[tuple[int, ...], ...]
    people: tuple[str, ...]
    matters: tuple[str, ...]


def is_held_out(title: str) -> bool:
    """Decided by the title's (or article's) hash, so that it never depends on what else is there."""
    return int.from_bytes(hashlib.sha256(title.encode()).digest()[:4], "big") / 2**32 < HELD_OUT


def half_of(title: str) -> int:
    """Which half of the articles held out: 0 for calibration, 1 for reporting it."""
    return hashlib.sha256(title.encode()).digest()[5] & 1


def load(
    shared: Path, *, held_out: bool, half: int | None = None, seed: int = 1, neighbours: bool = True
) -> Collection:
    """All questions of the articles held out (of one half of them, or all), or of the others.

    Their `near` passages are found unless `neighbours` is false, which takes minutes.
    """

    def wanted(title: str) -> bool:
        return is_held_out(title) == held_out and half in (None, half_of(title))

    raw: list[str] = []
    items: list[Item] = []
    for name in WIKIPEDIA:
        with gzip.open(shared / "eval" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if wanted(row["title"]):
                    _add_paragraph(row, name, raw, items)
    _add_news(shared, wanted, NEWS_ARTICLES if not held_out else 600, seed, raw, items)
    _add_written(shared, wanted, raw, items)
    texts = [fold(text) for text in raw]
    passages = tuple((index, start, end) for index, text in enumerate(texts) for start, end in _cut(text))
    near = _with_dense(texts, items, passages, _neighbours(texts, items, passages)) if neighbours else ()
    return Collection(
        tuple(texts),
        tuple(raw),
        tuple(items),
        passages,
        near,
        tuple(sorted({item.person for item in items if item.person} | _named(texts))),
        tuple(sorted({item.matter for item in items if item.matter})),
    )


def _add_paragraph(row: dict[str, Any], source: str, texts: list[str], items: list[Item]) -> None:
    for asked in row["qas"]:
        spans = {(at, at + len(answer["text"])) for answer in asked["answers"] if (at := answer["answer_start"]) >= 0}
        if spans:
            items.append(Item(source, "wikipedia", fold(asked["question"]), len(texts), tuple(sorted(spans))))
    texts.append(row["context"])


def _add_news(
    shared: Path, wanted: Callable[[str], bool], limit: int, seed: int, texts: list[str], items: list[Item]
) -> None:
    chance = random.Random(seed)
    with gzip.open(shared / "corpus" / "news.txt.gz", "rt", encoding="utf-8") as lines:
        articles = [line for line in lines if wanted(line[:200])]
    chance.shuffle(articles)
    for line in articles[:limit]:
        text = re.sub(r"^.{0,24}正文[:：]", "", line.strip())[:3000]
        for asked in questions_of(fold(text), chance):
            items.append(
                Item(
                    "news",
                    asked.kind,
                    asked.question,
                    len(texts),
                    ((asked.start, asked.end),),
                    asked.person,
                    asked.matter,
                )
            )
        texts.append(text)


def _add_written(shared: Path, wanted: Callable[[str], bool], texts: list[str], items: list[Item]) -> None:
    rows = [json.loads(line) for line in WRITTEN.read_text(encoding="utf-8").splitlines()]
    asked: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        asked.setdefault(row["line"], []).append(row)
    with gzip.open(shared / "corpus" / "news.txt.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number not in asked or not wanted(line[:200]):
                continue
            for row in asked[number]:
                spans = ((row["start"], row["end"]),) if row["start"] >= 0 else ()
                items.append(Item("written", row["kind"], fold(row["q"]), len(texts), spans))
            texts.append(line.rstrip("\n"))


def _named(texts: Sequence[str]) -> set[str]:
    return {person.name for text in texts[:1200] for person in find_people(text[:300]) if len(person.name) >= 2}


def _cut(text: str) -> list[tuple[int, int]]:
    """Passages of whole sentences, about 200 characters."""
    found: list[tuple[int, int]] = []
    start = end = 0
    for sentence in split_sentences(text):
        if end > start and sentence.span.end - start > 220:
            found.append((start, end))
            start = end
        end = sentence.span.end
    if end > start:
        found.append((start, end))
    return found


def _neighbours(
    texts: Sequence[str], items: Sequence[Item], passages: Sequence[tuple[int, int, int]]
) -> tuple[tuple[int, ...], ...]:
    """The best passages of other articles that hold no answer of the question, by BM25."""
    index = LexicalIndex(
        tuple(segments_of((i, texts[text][start:end]) for i, (text, start, end) in enumerate(passages))),
        np.array([], dtype=np.int64),
    )
    found: list[tuple[int, ...]] = []
    for item in items:
        answers = [texts[item.text][start:end] for start, end in item.spans]
        ids, _ = index.search(item.question, NEIGHBOURS + 6)
        kept: list[int] = []
        for passage in map(int, ids):
            text, start, end = passages[passage]
            if text != item.text and not any(answer in texts[text][start:end] for answer in answers):
                kept.append(passage)
        found.append(tuple(kept[:NEIGHBOURS]))
    return tuple(found)


def _with_dense(
    texts: Sequence[str],
    items: Sequence[Item],
    passages: Sequence[tuple[int, int, int]],
    near: Sequence[tuple[int, ...]],
) -> tuple[tuple[int, ...], ...]:
    """`near`, for written questions in turn with the best passages by cosine: they share few characters with theirs.

    Only texts with written questions are searched, which are some thousand passages.
    """
    asked = [number for number, item in enumerate(items) if item.source == "written"]
    about = {items[number].text for number in asked}
    pool = [number for number, (text, _, _) in enumerate(passages) if text in about]
    if not pool:
        return tuple(near)
    embedder = load_embedder()
    found = list(near)
    embedded = embedder.embed_passages([texts[text][start:end] for text, start, end in (passages[at] for at in pool)])
    for at in range(0, len(asked), BATCH):
        batch = asked[at : at + BATCH]
        cosines = embedder.embed_queries([items[number].question for number in batch]) @ embedded.T
        for number, row in zip(batch, cosines, strict=True):
            answers = [texts[items[number].text][start:end] for start, end in items[number].spans]
            kept: list[int] = []
            for place in np.argsort(-row)[: NEIGHBOURS + 6]:
                text, start, end = passages[pool[place]]
                if text != items[number].text and not any(answer in texts[text][start:end] for answer in answers):
                    kept.append(pool[place])
            mixed = [passage for pair in zip_longest(kept[:NEIGHBOURS], near[number]) for passage in pair]
            found[number] = tuple(dict.fromkeys(passage for passage in mixed if passage is not None))
    return tuple(found)
