"""What somebody said, read once more by the evidence reader, which knows other words for the same matter.

It is given each statement with the sentences around it, so that it sees who speaks. It may let in a statement that shares
few characters with the question, and it orders those that are let in; nobody else's words ever reach it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.cleantext import Span
from rag.search import Search
from rag.viewpoints import RELEVANT, Statement

HEAD = 8  # statements that are read
LONGEST = 260  # characters of a statement with what stands around it
SURE = 0.7  # the reader's probability from which a statement is on the matter whatever characters it shares
WEIGHT = 0.5  # of the probability in a statement's score


def reread_statements(search: Search, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with the reader's judgement in their scores, best first; as they are where nothing is to be read."""
    if search.reader is None or len(search.question.matter.strip()) < 2:
        return tuple(statements)
    head = statements[:HEAD]
    readings = search.reader.read(search.question.text, [surroundings(search, item) for item in head])
    judged = [_judged(item, reading.relevance) for item, reading in zip(head, readings, strict=True)]
    return tuple(sorted((*judged, *statements[HEAD:]), key=lambda item: -item.score))


def _judged(statement: Statement, relevance: float) -> Statement:
    score = statement.score + WEIGHT * relevance
    if relevance < SURE and statement.score < RELEVANT:
        score = statement.score  # the reader is not sure, and the characters say no
    return replace(statement, score=score)


def surroundings(search: Search, statement: Statement) -> str:
    """The statement with the sentences that it touches and, as far as they fit, one on each side."""
    item = statement.quotation
    stored = search.snapshot.article(item.article_id)
    text = stored.clean.text
    spans = [sentence.span for sentence in stored.sentences]
    touched = [index for index, span in enumerate(spans) if span.overlaps(item.quotation.whole)]
    if not touched:
        return f"{item.quotation.speaker}：{item.text}"
    span = Span(spans[touched[0]].start, spans[touched[-1]].end)
    for index in (touched[0] - 1, touched[-1] + 1):
        if 0 <= index < len(spans):
            wider = Span(min(span.start, spans[index].start), max(span.end, spans[index].end))
            span = wider if len(wider) <= LONGEST else span
    words = text[span.start : span.end]
    return words if item.quotation.speaker in words else f"{item.quotation.speaker}：{words}"
