"""How a reader's spans and relevances are judged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.evidence_examples import Example

_DROPPED = re.compile(r"[\s,.;:!?，。；：！？、“”‘’\"'「」『』《》〈〉()（）\[\]【】·\-—…~]")


@dataclass(frozen=True, slots=True)
class ReadExample:
    """An example with the relevance (any increasing scale), the best span's margin over none, and that span's text."""

    example: Example
    relevance: float
    margin: float
    text: str


def overlap(given: str, expected: str) -> tuple[float, float]:
    """Exact match and F1 over characters, marks left out, as CMRC 2018 and DRCD score them (longest common substring)."""
    one, other = _DROPPED.sub("", given.lower()), _DROPPED.sub("", expected.lower())
    if not one or not other:
        return float(one == other), float(one == other)
    common = _common(one, other)
    f1 = 2 * common / (len(one) + len(other))
    return float(one == other), f1


def _common(one: str, other: str) -> int:
    row = [0] * (len(other) + 1)
    best = 0
    for left in one:
        before = 0
        for place, right in enumerate(other, start=1):
            before, row[place] = row[place], (before + 1 if left == right else 0)
            best = max(best, row[place])
    return best


def area(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Area under the receiver's curve: how often a positive scores above a negative; 0.5 when either is missing."""
    if not positive or not negative:
        return 0.5
    high, low = np.asarray(positive), np.sort(np.asarray(negative))
    below = np.searchsorted(low, high, side="left") + np.searchsorted(low, high, side="right")
    return float(below.mean() / 2 / len(low))
