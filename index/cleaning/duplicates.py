"""Paragraphs that come twice: the first stays."""

from __future__ import annotations

import re

from index.cleaning.lines import drop_lines, lines_of
from index.cleantext import Edit

REASON = "duplicate"

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
    for line in long:
        key = _NOT_KEY.sub("", line.words)
        if len(key) < _SHORTEST:
            continue
        if key in seen:
            repeated.append(line)
        seen.add(key)
    return drop_lines(text, repeated, REASON)
