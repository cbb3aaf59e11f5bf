"""Questions of articles that nothing was taught on, each with four passages: one holds the answer, or none does."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from index.scripts import fold, is_traditional, to_traditional
from training.evidence_data import Collection, Item
from training.generator_data import brief

PASSAGES = 4
SEED = 17


@dataclass(frozen=True, slots=True)
class Case:
    """A question, four passages, the answers, and which passage holds one: its number from 1, 0 for none."""

    question: str
    passages: tuple[str, ...]
    answers: tuple[str, ...]
    right: int
    source: str


def draw(collection: Collection, count: int) -> Iterator[Case]:
    """Each question with and without its answer; half of them from the news."""
    chance = random.Random(SEED)
    news = [number for number, item in enumerate(collection.items) if item.source == "news"]
    others = [number for number, item in enumerate(collection.items) if item.source != "news" and item.spans]
    chance.shuffle(news)
    chance.shuffle(others)
    pairs = (
        pair
        for both in zip(others, news, strict=False)
        for number in both
        if (pair := _pair(collection, number, chance))
    )
    for made, pair in enumerate(pairs):
        if made == count:
            return
        yield from pair


def _pair(collection: Collection, number: int, chance: random.Random) -> tuple[Case, Case] | None:
    """The question with four passages one of which holds the answer, and with four of which none does."""
    item = collection.items[number]
    spans = {collection.raw[item.text][start:end].strip() for start, end in item.spans}
    answers = tuple(sorted(filter(None, map(brief, spans))))

    def free(text: str) -> bool:
        return not any(bare(answer) in bare(text) for answer in answers)

    holding = [window for window in _windows(collection, item) if not free(window)]
    own = [window for window in _windows(collection, item) if free(window) and len(window) >= 40]
    others = [
        collection.raw[text][start:end]
        for text, start, end in map(collection.passages.__getitem__, collection.near[number])
    ]
    others = [text for text in others if free(text) and len(text) >= 40]
    if not answers or not holding or len(others) < PASSAGES:
        return None
    question = item.question.replace(",", "，").replace("?", "？")
    question = to_traditional(question) if is_traditional(holding[0]) else question
    noise = [*chance.sample(own, min(1, len(own))), *others]
    right = chance.randrange(PASSAGES)
    among = noise[: PASSAGES - 1]
    among.insert(right, holding[0])
    without = noise[:PASSAGES]
    chance.shuffle(without)
    return (
        Case(question, tuple(among), answers, right + 1, item.source),
        Case(question, tuple(without), answers, 0, item.source),
    )


def _windows(collection: Collection, item: Item) -> list[str]:
    return [collection.raw[text][start:end].strip() for text, start, end in collection.passages if text == item.text]


def bare(text: str) -> str:
    return "".join(fold(text).split())
