"""What dirt is planted into: clean text in pieces, and lines with placeholders filled at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from dirt_phrases import ENGLISH_WORDS, GIVEN, SURNAMES


@dataclass(frozen=True, slots=True)
class Piece:
    """Clean text, or dirt and what it stands for."""

    text: str
    dirt: bool = False
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Planted:
    """One dirty text with its pieces; `media` is the kind of file that it would come from."""

    family: str
    pieces: tuple[Piece, ...]
    media: str = "txt"

    @property
    def raw(self) -> str:
        """The dirty text."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def clean(self) -> str:
        """What the dirty text should become."""
        return "".join(piece.expected if piece.dirt else piece.text for piece in self.pieces)


def body_of(line: str) -> str:
    """The middle of a corpus article: without its head, first sentence, and last two, where its own dirt sits."""
    text = line.split("正文：", 1)[-1]
    sentences = [part + "。" for part in text.split("。") if part.strip()]
    return "".join(part.strip() for part in sentences[1:-2])


def into_paragraphs(text: str, random_source: random.Random) -> list[str]:
    """One to four sentences a paragraph."""
    sentences = [part + "。" for part in text.replace("。”", "\0").split("。") if part.strip()]
    sentences = [part.replace("\0", "。”") for part in sentences]
    paragraphs = []
    while sentences:
        size = random_source.randint(1, 4)
        paragraphs.append("".join(sentences[:size]))
        sentences = sentences[size:]
    return paragraphs


def is_han(character: str) -> bool:
    """Whether the character is a common Chinese one."""
    return "\u4e00" <= character <= "\u9fff"


def lines_of(paragraphs: list[str]) -> list[Piece]:
    """The paragraphs as clean lines."""
    return [Piece(paragraph + "\n") for paragraph in paragraphs]


def fill(template: str, random_source: random.Random) -> str:
    """A template with its placeholders filled at random."""
    person = random_source.choice(SURNAMES) + random_source.choice(GIVEN)
    values = {
        "n": str(random_source.randint(1, 9)),
        "nn": str(random_source.randint(10, 99)),
        "nnnn": str(random_source.randint(1000, 99999)),
        "person": person,
        "other": random_source.choice(SURNAMES) + random_source.choice(GIVEN),
        "user": random_source.choice(ENGLISH_WORDS) + str(random_source.randint(1, 999)),
        "date": f"20{random_source.randint(10, 24)}-{random_source.randint(1, 12)}-{random_source.randint(1, 28)}",
        "time": f"{random_source.randint(0, 23):02}:{random_source.randint(0, 59):02}",
        "word": random_source.choice(ENGLISH_WORDS),
        "city": random_source.choice(["山东济南", "广东深圳", "北京", "浙江杭州", "四川成都"]),
    }
    return template.format(**values)


@cache
def _to_traditional() -> Callable[[str], str]:
    import opencc

    return opencc.OpenCC("s2t").convert


def maybe_traditional(text: str, chance: float, random_source: random.Random) -> str:
    """The text in the other script, sometimes."""
    return _to_traditional()(text) if random_source.random() < chance else text
