"""Whether a gap between two characters falls inside a word, judged over all gaps of a line or a text.

`words/cohesive.txt` lists pairs of characters that belong together. Inside runs of ideographs 40 % of neighbours are such
pairs, around spaces that writers put 3 % are: a naive Bayes sum over gaps tells spacing that an export, an OCR or a
crawler strewed from spacing that means something, without a segmenter.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

# log(0.405 / 0.028) and log(0.595 / 0.972), from the held-out articles of training/cohesion.py.
WITHIN_WORD = 2.67
BETWEEN_WORDS = -0.49


@cache
def _followers() -> dict[str, frozenset[str]]:
    text = files("index.cleaning").joinpath("words", "cohesive.txt").read_text(encoding="utf-8")
    return {line[0]: frozenset(line[1:]) for line in text.splitlines() if line and not line.startswith("#")}


def evidence(before: str, after: str) -> float:
    """How much a gap between two folded ideographs speaks for dirt (positive) or for a meant gap (negative)."""
    return WITHIN_WORD if after in _followers().get(before, frozenset()) else BETWEEN_WORDS
