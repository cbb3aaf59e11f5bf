"""Cut a long sentence down to the part that answers: whole statements between semicolons, then a run of clauses.

A cut is made only where it loses nothing of what the question asks for: the part must hold the terms of the question that
the sentence holds, and the kind of thing asked for.
"""

from __future__ import annotations

import re

from index.cleantext import Span
from rag.answer_kinds import Kind, holds_kind
from rag.terms import Term, covered

WORTH_SPLITTING = 60  # characters of a sentence below which a statement is not taken out of it
LONGEST = 180  # characters of a sentence that is quoted whole
KEPT_SHARE = 0.95  # of the sentence's coverage that a statement must hold to stand for it

_STATEMENT = re.compile(r"[^；;]*[；;]*")
_CLAUSE = re.compile(r"[^，,；;：:、]*[，,；;：:、”」』）)]*")


def narrow(text: str, span: Span, terms: tuple[Term, ...], kind: Kind, *, keep: Span | None = None) -> Span:
    """The part of `text[span]` to quote: within it, at clause boundaries, all of it when it is short.

    `keep` is a span that the part must hold, if any part can.
    """
    if len(span) > WORTH_SPLITTING:
        span = _statement(text, span, terms, kind, keep)
    if len(span) > LONGEST:
        span = _clauses(text, span, terms, kind, keep)
    return span


def _holds(part: Span, keep: Span | None) -> bool:
    return keep is None or (part.start <= keep.start and keep.end <= part.end)


def _statement(text: str, span: Span, terms: tuple[Term, ...], kind: Kind, keep: Span | None) -> Span:
    """The one statement between semicolons that says all that the sentence says to the question."""
    parts = _parts(_STATEMENT, text, span)
    needed = covered(terms, text[span.start : span.end]) * KEPT_SHARE
    able = [
        part
        for part in parts
        if needed
        and _holds(part, keep)
        and covered(terms, words := text[part.start : part.end]) >= needed
        and holds_kind(words, kind)
    ]
    return able[0] if len(parts) > 1 and able else span


def _clauses(text: str, span: Span, terms: tuple[Term, ...], kind: Kind, keep: Span | None) -> Span:
    """The run of clauses of at most LONGEST characters that holds the most of the question; the earliest of equals."""
    parts = _parts(_CLAUSE, text, span)
    best, best_score = span, -1.0
    for first in range(len(parts)):
        last = first
        while last + 1 < len(parts) and parts[last + 1].end - parts[first].start <= LONGEST:
            last += 1
        run = Span(parts[first].start, min(parts[last].end, parts[first].start + LONGEST))
        words = text[run.start : run.end]
        score = covered(terms, words) + 0.25 * holds_kind(words, kind) + _holds(run, keep)
        if score > best_score + 1e-9:
            best, best_score = run, score
    return best


def _parts(pattern: re.Pattern[str], text: str, span: Span) -> list[Span]:
    """The non-empty matches of a pattern that matches every character of the span, white space trimmed at the ends."""
    parts = []
    for match in pattern.finditer(text, span.start, span.end):
        stripped = match[0].strip()
        if stripped:
            start = match.start() + match[0].index(stripped[0])
            parts.append(Span(start, start + len(stripped)))
    return parts
