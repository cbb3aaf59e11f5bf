"""Sentences of the retrieved passages, scored for how well each may answer the question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.cleantext import Span
from index.scripts import fold
from rag.answer_kinds import Kind, asked_kind, holds_kind
from rag.terms import Term, covered, question_terms
from rag.types import Hit

if TYPE_CHECKING:
    from index.snapshot import Snapshot
    from index.stored import StoredChunk

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]

# What each feature weighs in a sentence's score: chosen on questions of drcd_dev and cmrc2018_dev by
# benchmarks/selection.py.
WEIGHT_COVERAGE = 1.0
WEIGHT_CONTEXT = 0.35
WEIGHT_COSINE = 4.0
WEIGHT_PASSAGE = 0.15
WEIGHT_KIND = 0.25
EMBEDDED = 16  # sentences that get a cosine; the others are far behind on characters already
# Kinds that can be told from the characters: a sentence without a number answers no question for one.
MEASURED: tuple[Kind, ...] = ("number", "percent", "money", "date")
_STYLE = re.compile(r"[a-z-]:[^\s;:]+;")
SHORTEST = 6  # characters of a sentence that can answer anything


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence in clean coordinates of its article, with what speaks for it.

    `coverage` and `context` are shares (0..1) of the question's weight in the sentence, and in the sentence with its
    neighbours and title (`around`); `cosine` is None where it was not computed, and so is `relevance`, the probability by the
    evidence reader that the passage around it answers. `answer` is the span that the reader gives as the answer, in the same
    coordinates, where the sentence holds it.
    """

    chunk: StoredChunk
    span: Span
    text: str
    around: str
    passage: float
    coverage: float
    context: float
    kind: bool
    cosine: float | None = None
    speaker: str | None = None
    score: float = 0.0
    relevance: float | None = None
    answer: Span | None = None


def candidates(
    snapshot: Snapshot,
    hits: Sequence[Hit],
    question: str,
    *,
    vector: npt.NDArray[np.float32] | None,
    embed: Embed | None,
) -> tuple[Candidate, ...]:
    """All sentences of `hits`, best first. `vector` is the question's embedding, `embed` embeds passages."""
    terms = question_terms(question)
    kind = asked_kind(question)
    found: dict[tuple[int, int, int], Candidate] = {}
    chunks = snapshot.chunks([hit.chunk_id for hit in hits])
    scores = _unit([hit.fused or 0.0 for hit in hits])
    for chunk, passage in zip(chunks, scores, strict=True):
        for candidate in _of_chunk(chunk, terms, kind, passage):
            key = (chunk.article_id, candidate.span.start, candidate.span.end)
            if key not in found or found[key].context < candidate.context:
                found[key] = candidate
    ranked = sorted(map(_scored, found.values()), key=_order)
    if embed is not None and vector is not None and ranked:
        ranked = _with_cosines(ranked, vector, embed)
    return tuple(sorted(ranked, key=lambda candidate: not candidate.kind) if kind in MEASURED else ranked)


def _of_chunk(chunk: StoredChunk, terms: tuple[Term, ...], kind: Kind, passage: float) -> list[Candidate]:
    texts = [chunk.text[span.start - chunk.start : span.end - chunk.start] for span in chunk.sentences]
    out: list[Candidate] = []
    for index, (span, text) in enumerate(zip(chunk.sentences, texts, strict=True)):
        stripped = text.strip()
        if len(stripped) < SHORTEST or stripped in (chunk.title or "") or _is_style(stripped):
            continue  # a title says what an article is about, not what the answer is; left-over style sheets say nothing
        start = span.start + len(text) - len(text.lstrip())
        around = "\n".join([chunk.title or "", *texts[max(0, index - 1) : index + 2]])
        out.append(
            Candidate(
                chunk=chunk,
                span=Span(start, start + len(stripped)),
                text=stripped,
                around=around,
                passage=passage,
                coverage=covered(terms, stripped),
                context=covered(terms, around),
                kind=holds_kind(stripped, kind),
            )
        )
    return out


def _is_style(text: str) -> bool:
    """Whether a line is left over from a style sheet: declarations, and nothing outside ASCII."""
    return text.isascii() and _STYLE.search(text) is not None


def _scored(candidate: Candidate) -> Candidate:
    cosine = candidate.cosine if candidate.cosine is not None else 0.0
    score = (
        WEIGHT_COVERAGE * candidate.coverage
        + WEIGHT_CONTEXT * candidate.context
        + WEIGHT_COSINE * cosine
        + WEIGHT_PASSAGE * candidate.passage
        + WEIGHT_KIND * candidate.kind
    )
    return replace(candidate, score=score)


def _with_cosines(ranked: list[Candidate], vector: npt.NDArray[np.float32], embed: Embed) -> list[Candidate]:
    head = ranked[:EMBEDDED]
    cosines = embed([candidate.text for candidate in head]) @ vector
    scored = [_scored(replace(item, cosine=float(cosine))) for item, cosine in zip(head, cosines, strict=True)]
    return sorted(scored, key=_order)


def _order(candidate: Candidate) -> tuple[float, int, int]:
    return (-candidate.score, candidate.chunk.article_id, candidate.span.start)


def _unit(scores: Sequence[float]) -> list[float]:
    """Scaled to 0..1 within the question."""
    low, high = min(scores, default=0.0), max(scores, default=0.0)
    return [(score - low) / (high - low) if high > low else 1.0 for score in scores]


def repeats(text: str, others: Sequence[str]) -> bool:
    """Whether `text` says in the same characters what one of `others` says (reprints, overlapping passages)."""
    folded = "".join(fold(text).split())
    return any(folded in other or other in folded for other in ("".join(fold(other).split()) for other in others))
