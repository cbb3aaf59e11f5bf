"""When articles give different figures for one thing, both are shown: the newest first, each with its own citation.

A disagreement is seen only where the evidence reader takes both sentences for answers and each answer is a number, a date, a
share or a sum of money; everything else that differs in wording may well say the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.candidates import MEASURED, Candidate
from rag.quantities import Quantity, quantities

SURE = 0.6  # the reader's probability that each of the two answers
ALIKE = 0.15  # of the question's weight, that the second may hold less than the first


def disagreeing(ranked: Sequence[Candidate], kind: str) -> Candidate | None:
    """The best sentence of another article whose answer is another quantity than that of the first; None if all agree."""
    if kind not in MEASURED or not ranked or not _sure(ranked[0]):
        return None
    first = ranked[0]
    given = _given(first)
    for other in ranked[1:]:
        if other.chunk.article_id == first.chunk.article_id or not _sure(other):
            continue
        if other.context < first.context - ALIKE or other.coverage < first.coverage - ALIKE:
            continue
        others = _given(other)
        same_unit = any(one.unit == two.unit for one in given for two in others)
        if same_unit and not any(one.agrees(two) for one in given for two in others):
            return other
    return None


def newest_first(one: Candidate, other: Candidate) -> tuple[Candidate, Candidate]:
    """By the date of the article; in the order given where a date is missing or both are of one day."""
    dates = one.chunk.date or "", other.chunk.date or ""
    return (other, one) if all(dates) and dates[1] > dates[0] else (one, other)


def _sure(candidate: Candidate) -> bool:
    return candidate.answer is not None and candidate.relevance is not None and candidate.relevance >= SURE


def _given(candidate: Candidate) -> tuple[Quantity, ...]:
    """The quantities that the reader's span touches; a span may leave the unit out, so the sentence is asked."""
    if candidate.answer is None:
        return ()
    start, end = candidate.answer.start - candidate.span.start, candidate.answer.end - candidate.span.start
    return tuple(item for item in quantities(candidate.text) if item.start < end and start < item.end)
