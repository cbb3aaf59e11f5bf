"""Sentences into passages: whole consecutive sentences within a token budget, never across two posts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.types import Chunk, CleanText, Post, Sentence, Span

CHUNKER_VERSION = "1"

CountTokens = Callable[[Sequence[str]], Sequence[int]]

_CLAUSE = re.compile(r"[^，,、；;：:。！？!?\s]*[，,、；;：:。！？!?\s]*")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of one that is far over the budget."""

    span: Span
    tokens: int
    heading: bool
    post: int | None
    blank: bool = False


def chunk(
    clean: CleanText,
    sentences: Sequence[Sentence],
    *,
    count_tokens: CountTokens,
    budget: int,
    overlap: int,
    posts: Sequence[Post] = (),
) -> tuple[Chunk, ...]:
    """Passages of at most `budget` tokens each, in order, each repeating up to `overlap` sentences of the one before.

    Tokens are counted sentence by sentence and added up. A sentence over the budget is a passage of its own; one over
    twice the budget is cut at clause marks first. A heading goes with what follows it. What is only white space is in
    no passage. Repeated sentences never cost more than half the budget, nor a sentence that would fit without them.
    """
    pieces = _pieces(clean, sentences, count_tokens, budget, posts)
    chunks: list[Chunk] = []
    for run in _runs(pieces):
        chunks.extend(_pack(run, budget, overlap))
    return tuple(chunks)


def _pieces(
    clean: CleanText, sentences: Sequence[Sentence], count_tokens: CountTokens, budget: int, posts: Sequence[Post]
) -> list[_Piece]:
    text = clean.text
    owners = sorted((clean.to_clean(post.span.start, post.span.end), number) for number, post in enumerate(posts))
    owned = [
        (span, sentence.kind == "heading", post)
        for sentence in sentences
        for span, post in _by_post(sentence.span, owners)
    ]
    counts = count_tokens([text[span.start : span.end] for span, _, _ in owned])
    pieces: list[_Piece] = []
    for (span, heading, post), tokens in zip(owned, counts, strict=True):
        if text[span.start : span.end].isspace():
            pieces.append(_Piece(span, 0, heading, post, blank=True))
        elif tokens <= 2 * budget:
            pieces.append(_Piece(span, tokens, heading, post))
        else:
            parts = _cut(text, span, count_tokens, budget)
            pieces.extend(_Piece(part, count, False, post) for part, count in parts)
    return pieces


def _by_post(span: Span, owners: Sequence[tuple[Span, int]]) -> Iterator[tuple[Span, int | None]]:
    """`span` cut where posts begin and end, each part with the post that it lies in; posts don't overlap."""
    at = span.start
    following = bisect_right(owners, at, key=lambda owner: owner[0].end)
    while at < span.end:
        owner, number = owners[following] if following < len(owners) else (Span(span.end, span.end), None)
        if owner.start <= at:
            end = min(owner.end, span.end)
            following += 1
        else:
            end, number = min(owner.start, span.end), None
        if end > at:
            yield Span(at, end), number
        at = end


def _cut(text: str, span: Span, count_tokens: CountTokens, budget: int) -> list[tuple[Span, int]]:
    """Parts of a long sentence within the budget, cut at clause marks, or anywhere in a clause that has none."""
    clauses = [
        Span(*match.span()) for match in _CLAUSE.finditer(text, span.start, span.end) if match.end() > match.start()
    ]
    small: list[tuple[Span, int]] = []
    while clauses:
        counts = count_tokens([text[clause.start : clause.end] for clause in clauses])
        halves: list[Span] = []
        for clause, tokens in zip(clauses, counts, strict=True):
            if tokens <= budget or len(clause) == 1:
                small.append((clause, tokens))
            else:
                middle = (clause.start + clause.end) // 2
                halves.extend((Span(clause.start, middle), Span(middle, clause.end)))
        clauses = halves
    small.sort()
    joined: list[tuple[Span, int]] = []
    for part, tokens in small:
        if joined and joined[-1][1] + tokens <= budget:
            joined[-1] = (Span(joined[-1][0].start, part.end), joined[-1][1] + tokens)
        else:
            joined.append((part, tokens))
    return joined


def _runs(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """Consecutive pieces of one post, blank ones left out; a blank post parts its neighbours all the same."""
    run: list[_Piece] = []
    for piece in pieces:
        if run and piece.post != run[-1].post:
            yield run
            run = []
        if not piece.blank:
            run.append(piece)
    if run:
        yield run


def _pack(run: Sequence[_Piece], budget: int, overlap: int) -> Iterator[Chunk]:
    """Fill passages greedily; `first` and `end` number the pieces of the passage that is being filled."""
    first = fresh = 0
    while fresh < len(run):
        total = sum(piece.tokens for piece in run[first:fresh])
        end = fresh
        while end < len(run) and (end == fresh or total + run[end].tokens <= budget):
            total += run[end].tokens
            end += 1
        end = _before_headings(run, fresh, end)
        spans = tuple(piece.span for piece in run[first:end])
        yield Chunk(spans[0].start, spans[-1].end, spans, run[first].post)
        first, fresh = _repeat(run, first, end, budget, overlap), end


def _before_headings(run: Sequence[_Piece], fresh: int, end: int) -> int:
    """`end` moved before headings that would close the passage, unless it is all headings."""
    if end == len(run):
        return end
    moved = end
    while moved > fresh and run[moved - 1].heading:
        moved -= 1
    return moved if moved > fresh else end


def _repeat(run: Sequence[_Piece], first: int, end: int, budget: int, overlap: int) -> int:
    """Where the next passage begins when it repeats the last `overlap` sentences of this one, as far as they fit."""
    if end >= len(run):
        return end
    room = min(budget // 2, budget - run[end].tokens)
    start = end
    while end - start < overlap and start - 1 > first and not run[start - 1].heading:
        room -= run[start - 1].tokens
        if room < 0:
            break
        start -= 1
    return start
