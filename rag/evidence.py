"""Choose the sentences that the answer may rest on, within a budget, and number them once.

The numbers given here are the ones that the prompt, the answer, the citations and every front end show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answer_kinds import Kind, asked_kind
from rag.candidates import Candidate, repeats
from rag.config import EvidenceConfig
from rag.narrowing import WORTH_SPLITTING, narrow
from rag.terms import Term, question_terms
from rag.types import Evidence

if TYPE_CHECKING:
    from index.snapshot import Snapshot


def choose(
    snapshot: Snapshot, ranked: Sequence[Candidate], question: str, *, config: EvidenceConfig
) -> tuple[Evidence, ...]:
    """Number the best of `ranked` from 1, best first, each cut down to the part that answers.

    A sentence that repeats a chosen one is left out; the first one always fits, whatever its length.
    """
    terms, kind = question_terms(question), asked_kind(question)
    chosen: list[Candidate] = []
    characters = 0
    for whole in ranked:
        if len(chosen) == config.sentences:
            break
        candidate = _narrowed(snapshot, whole, terms, kind)
        if repeats(candidate.text, [item.text for item in chosen]):
            continue
        if chosen and characters + len(candidate.text) > config.characters:
            continue
        chosen.append(candidate)
        characters += len(candidate.text)
    return tuple(number(snapshot, candidate, index) for index, candidate in enumerate(chosen, start=1))


def _narrowed(snapshot: Snapshot, candidate: Candidate, terms: tuple[Term, ...], kind: Kind) -> Candidate:
    """The part of a long sentence that answers."""
    if len(candidate.span) <= WORTH_SPLITTING:
        return candidate
    text = snapshot.article(candidate.chunk.article_id).clean.text
    span = narrow(text, candidate.span, terms, kind, keep=candidate.answer)
    return replace(candidate, span=span, text=text[span.start : span.end])


def number(snapshot: Snapshot, candidate: Candidate, index: int) -> Evidence:
    """Make a candidate evidence `index`: its span goes to raw, its quote is the raw span cleaned."""
    chunk = candidate.chunk
    stored = snapshot.article(chunk.article_id)
    raw = stored.clean.to_raw(candidate.span.start, candidate.span.end)
    return Evidence(
        number=index,
        chunk_id=chunk.chunk_id,
        uri=chunk.uri,
        title=chunk.title or "",
        text=stored.clean.apply(raw.start, raw.end),
        start=raw.start,
        end=raw.end,
        score=round(candidate.score, 4),
        source=chunk.source,
        author=chunk.author,
        date=chunk.date,
        page=chunk.page,
        speaker=candidate.speaker,
        reprints=chunk.reprints,
    )
