"""BM25 over characters, pairs of characters and words of folded text.

    score(q, d) = sum over terms t of q:  qtf(t) * w(t) * idf(t) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * |d| / avg))
    idf(t) = ln(1 + (N - df + 0.5) / (df + 0.5))

Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond* (2009), with the idf that can't be
negative. `w` is 1 but for parts of words (`PART_WEIGHT`), which do not count towards |d| either.

Postings live in segments that never change. A removed passage is masked out, and N, df and avg are always taken over
what is live, so scores do not depend on the order in which passages came and went.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.postings import Ids, Segment
from index.ranking import Scores, best
from index.terms import KIND_SHIFT, PART, WORD, count_terms, spell_terms

K1 = 0.9
B = 0.5
PART_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class TermWeight:
    """A term of a question, its idf, and in how many live passages it stands."""

    term: str
    weight: float
    document_frequency: int


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment and which of its rows are live (None: all)."""

    segment: Segment
    live: NDArray[np.bool_] | None

    def rows_and_counts(self, key: int) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
        """The live postings of a term."""
        where = self.segment.postings(key)
        rows, counts = self.segment.rows[where], self.segment.counts[where]
        if self.live is None or not len(rows):
            return rows, counts
        kept = self.live[rows]
        return rows[kept], counts[kept]


class LexicalIndex:
    """Segments of ascending ids, and the ids among them that are removed. Immutable, shared by threads."""

    def __init__(self, segments: Sequence[Segment], removed: Ids) -> None:
        self.segments = tuple(segments)
        self.removed = removed
        self._parts = tuple(_Part(segment, _live(segment, removed)) for segment in self.segments)

    @cached_property
    def size(self) -> int:
        """N: how many passages are live."""
        return sum(len(part.segment) if part.live is None else int(part.live.sum()) for part in self._parts)

    @cached_property
    def _norms(self) -> tuple[NDArray[np.float32], ...]:
        """k1 * (1 - b + b * |d| / avg) for every row of every segment."""
        total = sum(
            int((part.segment.lengths if part.live is None else part.segment.lengths[part.live]).sum(dtype=np.int64))
            for part in self._parts
        )
        average = max(total / max(self.size, 1), 1.0)
        return tuple((K1 * (1 - B + B / average * part.segment.lengths)).astype(np.float32) for part in self._parts)

    def search(self, folded: str, limit: int, allowed: Ids | None = None) -> tuple[Ids, Scores]:
        """The ids and scores of the best passages, best first; equal scores by ascending id.

        `allowed` are sorted ids outside which nothing is found. Passages without any term of the question never are.
        """
        query = self._query(folded)
        ids: list[Ids] = []
        scores: list[Scores] = []
        for part, found in zip(self._parts, self._accumulate(query), strict=True):
            if allowed is not None:
                found = found * np.isin(part.segment.ids, allowed)
            top = np.flatnonzero(found > 0) if limit >= len(found) else _candidates(found, limit)
            ids.append(part.segment.ids[top])
            scores.append(found[top])
        if not ids:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        return best(np.concatenate(ids), np.concatenate(scores), limit)

    def scores(self, folded: str, ids: Ids) -> Scores:
        """The score of each of `ids`, in their order; 0 for one that is not live."""
        result = np.zeros(len(ids), np.float32)
        for part, found in zip(self._parts, self._accumulate(self._query(folded)), strict=True):
            if len(part.segment):
                rows = np.minimum(np.searchsorted(part.segment.ids, ids), len(part.segment) - 1)
                result += np.where(part.segment.ids[rows] == ids, found[rows], 0)
        return result

    def term_weights(self, folded: str) -> tuple[TermWeight, ...]:
        """The distinct terms of a text with their weights, in order of appearance, parts of words left out."""
        return tuple(
            TermWeight(term, self._idf(frequency), frequency)
            for key, term in spell_terms(folded).items()
            for frequency in (self._frequency(key),)
        )

    def holding_all(self, folded: str) -> Ids:
        """Ascending ids of the live passages that may hold the text as a phrase, which may begin or end in mid-word.

        A word of one letter is looked for as a word, as it has no parts.
        """
        found_keys = np.unique(count_terms([folded]).keys).tolist()
        keys = [key for key in found_keys if key >> KIND_SHIFT != WORD] or found_keys
        found: list[Ids] = []
        for part in self._parts:
            rows: NDArray[np.uint16] | None = None
            for key in sorted(keys, reverse=True):  # words and pairs first: they are the rarer ones
                these, _ = part.rows_and_counts(key)
                rows = these if rows is None else np.intersect1d(rows, these, assume_unique=True)
                if not len(rows):
                    break
            if rows is not None:
                found.append(part.segment.ids[rows])
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def _query(self, folded: str) -> list[tuple[int, float]]:
        """The terms of a question and the weight of each."""
        keys = count_terms([folded]).keys
        counted = Counter(keys.tolist())
        weights: list[tuple[int, float]] = []
        for key, times in counted.items():
            frequency = self._frequency(key)
            if frequency:
                share = PART_WEIGHT if key >> KIND_SHIFT == PART else 1.0
                weights.append((key, times * share * self._idf(frequency)))
        return weights

    def _frequency(self, key: int) -> int:
        return sum(len(part.rows_and_counts(key)[0]) for part in self._parts)

    def _idf(self, frequency: int) -> float:
        return float(np.log1p((self.size - frequency + 0.5) / (frequency + 0.5)))

    def _accumulate(self, query: Sequence[tuple[int, float]]) -> Iterator[Scores]:
        """The scores of every row, one array for each segment. Rows of one posting list are distinct, so += is safe."""
        for part, norms in zip(self._parts, self._norms, strict=True):
            scores = np.zeros(len(part.segment), np.float32)
            for key, weight in query:
                rows, counts = part.rows_and_counts(key)
                if len(rows):
                    scores[rows] += np.float32(weight * (K1 + 1)) * (counts / (counts + norms[rows]))
            yield scores


def _live(segment: Segment, removed: Ids) -> NDArray[np.bool_] | None:
    if not len(removed) or not len(segment):
        return None
    rows = np.minimum(np.searchsorted(segment.ids, removed), len(segment) - 1)
    gone = rows[segment.ids[rows] == removed]
    if not len(gone):
        return None
    live = np.ones(len(segment), np.bool_)
    live[gone] = False
    return live


def _candidates(scores: Scores, limit: int) -> NDArray[np.int64]:
    """Rows whose score is positive and not under the `limit`-th best: all ties are kept, for `best` to decide."""
    threshold = np.partition(scores, len(scores) - limit)[len(scores) - limit] if limit else np.inf
    return np.flatnonzero((scores >= threshold) & (scores > 0))
