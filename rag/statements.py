"""Statements as numbered evidence: the attributed sentence, with nobody else's words in it."""

from __future__ import annotations

from collections.abc import Sequence

from index.cleantext import Span
from index.stored import StoredQuotation
from rag.answer_kinds import asked_kind
from rag.candidates import Candidate
from rag.evidence import number
from rag.narrowing import LONGEST, narrow
from rag.search import Search
from rag.types import Evidence
from rag.viewpoints import Statement


def numbered(search: Search, statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], tuple[Evidence, ...]]:
    """The statements as evidence, without those that stand in a sentence which is evidence already."""
    kept: list[Statement] = []
    evidence: list[Evidence] = []
    for statement in statements:
        item = _evidence(search, statement, len(evidence) + 1)
        if not any(item.uri == other.uri and item.start < other.end and other.start < item.end for other in evidence):
            kept.append(statement)
            evidence.append(item)
    return tuple(kept), tuple(evidence)


def _evidence(search: Search, statement: Statement, place: int) -> Evidence:
    """The statement with the words that introduce it, as evidence number `place`."""
    item = statement.quotation
    stored = search.snapshot.article(item.article_id)
    text = stored.clean.text
    others = [other.span for other in stored.quotations if other.speaker != item.quotation.speaker]
    span = _shown(item, [sentence.span for sentence in stored.sentences], others, text)
    terms = search.question.matter_terms
    span = narrow(text, span, terms, asked_kind(search.question.text))
    chunk = next(
        (chunk for chunk in search.chunks_of(item.article_id) if chunk.start <= span.start < chunk.end),
        search.chunks_of(item.article_id)[0],
    )
    candidate = Candidate(
        chunk=chunk,
        span=span,
        text=text[span.start : span.end],
        around="",
        passage=0.0,
        coverage=statement.coverage,
        context=statement.context,
        kind=True,
        cosine=statement.cosine,
        speaker=item.quotation.speaker,
        score=statement.score,
    )
    return number(search.snapshot, candidate, place)


def _shown(item: StoredQuotation, sentences: Sequence[Span], others: Sequence[Span], text: str) -> Span:
    """The attributed sentence, unless somebody else's words stand in it: then what holds no others, or the words alone."""
    touched = [span for span in sentences if span.overlaps(item.quotation.whole)]
    sentence = Span(touched[0].start, touched[-1].end) if touched else item.quotation.whole
    for span in (sentence, item.quotation.whole):
        if len(span) <= LONGEST and not any(span.overlaps(other) for other in others):
            return _trimmed(span, text)
    return _trimmed(item.quotation.span, text)


def _trimmed(span: Span, text: str) -> Span:
    """Without white space at its ends, with the marks that close it."""
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    end = span.end
    while end < len(text) and text[end] in "。！？!?；;”’」』）)":
        end += 1
    return Span(start, max(start, start + len(text[start:end].rstrip())))
