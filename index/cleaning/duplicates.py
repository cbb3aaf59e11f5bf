"""Paragraphs that come twice: the first stays."""

from __future__ import annotations

import re
from collections import Counter

from index.cleaning.lines import drop_lines, lines_of
from index.cleantext import Edit

REASON = "duplicate"

_LETTER = re.compile(r"\w")
_HEAD, _HEAD_LETTERS = 24, 6  # a cheap first look: the first letters of a line, found among its first characters
_NOT_KEY = re.compile(r"[\W_]+")

# Shorter lines may repeat for a reason: refrains, table rows, answers.
_SHORTEST = 30


def find_duplicates(text: str) -> tuple[Edit, ...]:
    """Edits that drop lines of 30 letters and digits or more that stood before, whatever their script, marks and spaces."""
    seen: set[str] = set()
    repeated = []
    long = [line for line in lines_of(text) if len(line.words) >= _SHORTEST]
    if len(long) < 2:
        return ()
    heads = ["".join(_LETTER.findall(line.words[:_HEAD]))[:_HEAD_LETTERS] for line in long]
    common = {head for head, count in Counter(heads).items() if count > 1}
    for line in (line for line, head in zip(long, heads, strict=True) if head in common):
        key = _NOT_KEY.sub("", line.words)
        if len(key) < _SHORTEST:
            continue
        if key in seen:
            repeated.append(line)
        seen.add(key)
    return drop_lines(text, repeated, REASON)
