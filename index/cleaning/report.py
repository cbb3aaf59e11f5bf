"""What was removed from a text, as rows for people: `rag clean FILE` prints them, the article view shows them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from index.cleantext import CleanText, Span


@dataclass(frozen=True, slots=True)
class Removal:
    """One edit: why, where in raw, what went, what stands there instead, and the raw text on either side."""

    reason: str
    span: Span
    removed: str
    replacement: str
    before: str
    after: str


def describe(clean: CleanText, *, context: int = 12) -> tuple[Removal, ...]:
    """Every edit of `clean` in order, with up to `context` characters of raw text on either side."""
    raw = clean.raw
    return tuple(
        Removal(
            reason=edit.reason,
            span=Span(edit.start, edit.end),
            removed=raw[edit.start : edit.end],
            replacement=edit.replacement,
            before=raw[max(0, edit.start - context) : edit.start],
            after=raw[edit.end : edit.end + context],
        )
        for edit in clean.edits
    )


def count_by_reason(clean: CleanText) -> tuple[tuple[str, int, int], ...]:
    """For each reason the number of edits and of raw characters that they cover, the largest first."""
    edits: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for edit in clean.edits:
        edits[edit.reason] += 1
        characters[edit.reason] += edit.end - edit.start
    return tuple((reason, edits[reason], count) for reason, count in characters.most_common())
