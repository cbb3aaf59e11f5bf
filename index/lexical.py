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
from collections.abc import Sequence
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


class _Part:
    """A segment and which of its rows are removed."""

    def __init__(self, segment: Segment, removed: Ids) -> None:
        self.segment = segment
        self.gone, _ = self.rows_of(removed)

    def __len__(self) -> int:
        return len(self.segment) - len(self.gone)

    @cached_property
    def total_length(self) -> int:
        """The lengths of the live passages, added up."""
        lengths = self.segment.lengths
        return int(lengths.sum(dtype=np.int64)) - int(lengths[self.gone].sum(dtype=np.int64))

    def frequency(self, key: int) -> int:
        """In how many live passages a term stands. Few are removed, so these are looked up in the postings."""
        rows = self.segment.rows[self.segment.postings(key)]
        if not len(self.gone) or not len(rows):
            return len(rows)
        places = np.minimum(np.searchsorted(rows, self.gone), len(rows) - 1)
        return len(rows) - int(np.count_nonzero(rows[places] == self.gone))

    def live_rows(self, key: int) -> NDArray[np.uint16]:
        """The live passages of a term."""
        return np.setdiff1d(self.segment.rows[self.segment.postings(key)], self.gone, assume_unique=True)

    def rows_of(self, ids: Ids) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The rows of those ids that this segment has, and where these stand among `ids`."""
        if not len(self.segment):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        rows = np.minimum(np.searchsorted(self.segment.ids, ids), len(self.segment) - 1)
        known = np.flatnonzero(self.segment.ids[rows] == ids)
        return rows[known], known

    def mask(self, allowed: Ids) -> NDArray[np.bool_]:
        """Which rows are among the allowed ids."""
        mask = np.zeros(len(self.segment), np.bool_)
        mask[self.rows_of(allowed)[0]] = True
        return mask


class LexicalIndex:
    """Segments of ascending ids, and the ids among them that are removed. Immutable, shared by threads."""

    def __init__(self, segments: Sequence[Segment], removed: Ids) -> None:
        self.segments = tuple(segments)
        self.removed = removed
        self._parts = tuple(_Part(segment, removed) for segment in self.segments)

    @cached_property
    def size(self) -> int:
        """N: how many passages are live."""
        return sum(map(len, self._parts))

    @cached_property
    def _norms(self) -> tuple[NDArray[np.float32], ...]:
        """k1 * (1 - b + b * |d| / avg) for every row of every segment."""
        average = max(sum(part.total_length for part in self._parts) / max(self.size, 1), 1.0)
        return tuple((K1 * (1 - B + B / average * part.segment.lengths)).astype(np.float32) for part in self._parts)

    def search(self, folded: str, limit: int, allowed: Ids | None = None) -> tuple[Ids, Scores]:
        """`score(folded).best(limit, allowed)`."""
        return self.score(folded).best(limit, allowed)

    def scores(self, folded: str, ids: Ids) -> Scores:
        """`score(folded).of(ids)`."""
        return self.score(folded).of(ids)

    def score(self, folded: str) -> Scored:
        """Score every live passage. Rows of one posting list are distinct, so += adds each once."""
        scores = [np.zeros(len(part.segment), np.float32) for part in self._parts]
        for key, times in Counter(count_terms([folded]).keys.tolist()).items():
            share = PART_WEIGHT if key >> KIND_SHIFT == PART else 1.0
            weight = np.float32(times * share * self._idf(self._frequency(key)) * (K1 + 1))
            for part, norms, found in zip(self._parts, self._norms, scores, strict=True):
                where = part.segment.postings(key)
                rows, counts = part.segment.rows[where], part.segment.counts[where]
                found[rows] += weight * (counts / (counts + norms[rows]))
        for part, found in zip(self._parts, scores, strict=True):
            found[part.gone] = 0
        return Scored(self._parts, scores)

    def term_weights(self, folded: str) -> tuple[TermWeight, ...]:
        """The distinct terms of a text with their weights, in order of appearance, parts of words left out."""
        return tuple(
            TermWeight(term, self._idf(frequency), frequency)
            for key, term in spell_terms(folded).items()
            for frequency in (self._frequency(key),)
        )

    def rarest(self, folded: Sequence[str]) -> NDArray[np.int64]:
        """For each text, in how many passages the rarest of its terms stands; removed passages still count.

        Shape (texts,); 0 for a text without terms. For asking thousands of short texts at once, most of which stand nowhere.
        """
        terms = count_terms(folded)
        frequencies = np.zeros(len(terms.keys), np.int64)
        for part in self._parts:
            frequencies += part.segment.frequencies(terms.keys)
        lowest = np.full(len(folded), np.iinfo(np.int64).max)
        np.minimum.at(lowest, terms.rows, frequencies)
        return np.where(lowest == np.iinfo(np.int64).max, 0, lowest)

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
                these = part.live_rows(key)
                rows = these if rows is None else np.intersect1d(rows, these, assume_unique=True)
                if not len(rows):
                    break
            if rows is not None:
                found.append(part.segment.ids[rows])
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def _frequency(self, key: int) -> int:
        return sum(part.frequency(key) for part in self._parts)

    def _idf(self, frequency: int) -> float:
        return float(np.log1p((self.size - frequency + 0.5) / (frequency + 0.5)))


class Scored:
    """Every passage's score for one question."""

    def __init__(self, parts: Sequence[_Part], scores: Sequence[Scores]) -> None:
        self._parts = parts
        self._scores = scores

    def best(self, limit: int, allowed: Ids | None = None) -> tuple[Ids, Scores]:
        """The ids and scores of the best passages, best first; equal scores by ascending id.

        `allowed` are sorted ids outside which nothing is found. Passages without any term of the question never are.
        """
        ids, scores = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
        for part, found in zip(self._parts, self._scores, strict=True):
            eligible = found if allowed is None else found * part.mask(allowed)
            top = _candidates(eligible, limit)
            ids.append(part.segment.ids[top])
            scores.append(eligible[top])
        return best(np.concatenate(ids), np.concatenate(scores), limit)

    def of(self, ids: Ids) -> Scores:
        """The score of each of `ids`, in their order; 0 for one that is not live."""
        result = np.zeros(len(ids), np.float32)
        for part, found in zip(self._parts, self._scores, strict=True):
            rows, known = part.rows_of(ids)
            result[known] = found[rows]
        return result


def _candidates(scores: Scores, limit: int) -> NDArray[np.int64]:
    """Rows whose score is positive and not under the `limit`-th best: all ties are kept, for `best` to decide."""
    if limit >= len(scores):
        return np.flatnonzero(scores > 0)
    if not limit:
        return np.zeros(0, np.int64)
    threshold = np.partition(scores, -limit)[-limit]
    return np.flatnonzero((scores >= threshold) & (scores > 0))
