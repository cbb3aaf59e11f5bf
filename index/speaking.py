"""Which nouns speak: a score of each common noun, counted over news by `training/speaking_words.py`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def speaks(word: str) -> float:
    """The log of how much likelier than any word `word` (folded) is to stand before a speech verb; 0 when unknown.

    负责人 is near 4, 医生 near 1, 同样 and 工具 below -1. In tenths.
    """
    return _scores().get(word, 0.0)


def is_counted(word: str) -> bool:
    """Whether `word` was common enough to have a score."""
    return word in _scores()


@cache
def _scores() -> dict[str, float]:
    text = files("index").joinpath("speaking_words.txt").read_text(encoding="utf-8")
    scores: dict[str, float] = {}
    for line in text.splitlines():
        score, _, words = line.partition("\t")
        scores.update(dict.fromkeys(words.split(), int(score) / 10))
    return scores
