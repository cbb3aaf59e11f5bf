"""Words of page furniture: buttons, menus, counters. A line made of nothing else is no article.

The words themselves are data, in `words/`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from index.scripts import fold


@cache
def site_words() -> frozenset[str]:
    """Words of Chinese sites, folded."""
    return _read("site.txt")


@cache
def ambiguous_words() -> frozenset[str]:
    """Words of Chinese sites that may be headings too, folded."""
    return _read("ambiguous.txt")


@cache
def forum_words() -> frozenset[str]:
    """Words of Chinese sites and of forum software, folded."""
    return _read("forum.txt") | site_words()


@cache
def foreign_phrases() -> frozenset[str]:
    """Phrases in English and Japanese, folded."""
    return _read("foreign.txt", by_line=True)


def _read(name: str, *, by_line: bool = False) -> frozenset[str]:
    text = fold(files("index.cleaning").joinpath("words", name).read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(filter(None, lines if by_line else " ".join(lines).split()))


_SEPARATORS = re.compile(r"[\s|丨│┃┆·•>›»<«/\\,、:;()\[\]【】{}←→↑↓▲▼△▽★☆●○■□◆◇♥♡+~*_=-]+")
_COUNT = re.compile(r"\d[\d,.]*[万k+]?|\d+[条次人个篇]")


def is_interface(words: str, vocabulary: frozenset[str], *, longest: int = 80) -> bool:
    """Whether a folded line holds interface words, counters and separators only, at least one of them a word."""
    if len(words) > longest:
        return False
    if words in vocabulary:
        return True
    found = False
    for token in _SEPARATORS.split(words):
        if token in vocabulary:
            found = True
        elif token and not _COUNT.fullmatch(token):
            bare = token.rstrip("0123456789万k+!?。")
            if bare not in vocabulary:
                return False
            found = True
    return found
