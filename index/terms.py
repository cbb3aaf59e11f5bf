"""What BM25 counts: the terms of folded text, as numbers that sort.

A run of Chinese characters (kana and hangul too) gives its characters and its pairs of neighbours, so that no word
list is needed and none can be wrong. A run of other letters and digits gives itself as one word, and its pairs of
characters as *parts*, which weigh little and let `models` find `model`.

A term is 48 bits: 2 for its kind, 46 for what it says (two code points, or a hash of the word). That leaves 16 of a
machine word for a row number, so postings are made by one sort of plain integers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

CHARACTER, PAIR, WORD, PART = range(4)
KIND_SHIFT = 46
TERM_BITS = 48

_OTHER, _HAN, _LETTER = 0, 1, 2
_HAN_RANGES = (
    (0x2E80, 0x3000), (0x3005, 0x3008), (0x3021, 0x302A), (0x3031, 0x3036), (0x3041, 0x30FB), (0x30FC, 0x31F0),
    (0x31F0, 0x3200), (0x3400, 0xA000), (0xAC00, 0xD7B0), (0xF900, 0xFB00), (0x20000, 0x40000),
)  # fmt: skip
_TABLE_SIZE = 0x40000


@dataclass(frozen=True, slots=True)
class TermOccurrences:
    """Every occurrence of every term: `keys[i]` occurs in text number `rows[i]`. In no particular order."""

    keys: Keys
    rows: NDArray[np.uint32]


@cache
def _classes() -> NDArray[np.uint8]:
    """For each code point whether it is Chinese, a letter or digit of another script, or neither."""
    table = np.zeros(_TABLE_SIZE, np.uint8)
    for point in range(0x20000):
        if chr(point).isalnum():
            table[point] = _LETTER
    for start, end in _HAN_RANGES:
        table[start:end] = _HAN
    return table


def _classify(points: NDArray[np.uint32]) -> NDArray[np.uint8]:
    return _classes()[np.minimum(points, _TABLE_SIZE - 1)] * (points < _TABLE_SIZE)


def count_terms(texts: Sequence[str]) -> TermOccurrences:
    """The terms of folded texts. A term never crosses from one text into the next."""
    joined = "\n".join(texts)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    rows = np.repeat(np.arange(len(texts), dtype=np.uint32), lengths)[: len(points)]
    classes = _classify(points)
    wide = points.astype(np.uint64)
    han = classes == _HAN
    letter = classes == _LETTER
    characters = np.flatnonzero(han)
    pairs = np.flatnonzero(han[:-1] & han[1:])
    parts = np.flatnonzero(letter[:-1] & letter[1:])
    words, starts = _words(joined, letter)
    return TermOccurrences(
        np.concatenate(
            (
                wide[characters],
                _key(PAIR, wide[pairs] << np.uint64(21) | wide[pairs + 1]),
                words,
                _key(PART, wide[parts] << np.uint64(21) | wide[parts + 1]),
            )
        ),
        np.concatenate((rows[characters], rows[pairs], rows[starts], rows[parts])),
    )


def _words(joined: str, letter: NDArray[np.bool_]) -> tuple[Keys, NDArray[np.int64]]:
    """The words of the text and where each starts."""
    padded = np.concatenate(([False], letter, [False]))
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    starts, ends = edges[::2], edges[1::2]
    keys = [word_key(joined[start:end]) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    return np.array(keys, np.uint64), starts


@lru_cache(maxsize=1 << 16)
def word_key(word: str) -> int:
    """The term of a whole word."""
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return WORD << KIND_SHIFT | int.from_bytes(digest, "little") & ((1 << KIND_SHIFT) - 1)


def _key(kind: int, content: Keys) -> Keys:
    return content | np.uint64(kind << KIND_SHIFT)


def kind_of(keys: Keys) -> NDArray[np.uint8]:
    """CHARACTER, PAIR, WORD or PART for each term."""
    return (keys >> np.uint64(KIND_SHIFT)).astype(np.uint8)


@cache
def _runs() -> re.Pattern[str]:
    han = "".join(f"{chr(start)}-{chr(end - 1)}" for start, end in _HAN_RANGES)
    return re.compile(f"([{han}]+)|((?:(?![{han}_])\\w)+)")


def spell_terms(text: str) -> dict[int, str]:
    """The distinct terms of one folded text and how each reads, parts of words left out; in order of appearance."""
    spelled: dict[int, str] = {}
    for run in _runs().finditer(text):
        if run[2]:
            spelled.setdefault(word_key(run[2]), run[2])
            continue
        for position, character in enumerate(run[1]):
            spelled.setdefault(ord(character), character)
            if position:
                before = run[1][position - 1]
                spelled.setdefault(PAIR << KIND_SHIFT | ord(before) << 21 | ord(character), before + character)
    return spelled
