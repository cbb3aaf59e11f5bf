"""Paragraphs that come twice: the first stays."""

from __future__ import annotations

from index.cleaning.lines import drop_lines, line_key, lines_of
from index.cleantext import Edit

REASON = "duplicate"

# Shorter lines may repeat for a reason: refrains, table rows, answers.
_SHORTEST = 30


def find_duplicates(text: str) -> tuple[Edit, ...]:
    """Edits that drop lines of 30 letters and more that stood before, whatever their script, marks and spaces."""
    seen: set[str] = set()
    repeated = []
    for line in lines_of(text):
        if len(line.words) < _SHORTEST:
            continue
        key = line_key(line.words) + "".join(filter(str.isdigit, line.words))
        if len(key) < _SHORTEST:
            continue
        if key in seen:
            repeated.append(line)
        seen.add(key)
    return drop_lines(text, repeated, REASON)
