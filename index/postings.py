"""A segment: the postings of up to 65,536 passages, compact and never changed.

Layout is compressed sparse rows: sorted term keys, where each term's postings begin, then row numbers (16 bits) and
counts (8 bits) side by side. Segments can be made from text, merged, and mapped from a file as they lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.terms import PART, TERM_BITS, Keys, count_terms, kind_of

ROWS = 1 << 16  # as many passages as a segment can number
OCCURRENCES = 1 << 25  # as many term occurrences as are sorted at once: a quarter of a gigabyte
MOST = 255  # a count that fills its byte; by then BM25 has long stopped growing

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Segment:
    """Ids ascend, and so do keys, and the rows of each term.

    Term `keys[i]` owns postings `offsets[i]:offsets[i + 1]`. `lengths` are in terms, parts of words left out.
    """

    ids: Ids
    lengths: NDArray[np.uint32]
    keys: Keys
    offsets: NDArray[np.uint32]
    rows: NDArray[np.uint16]
    counts: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.ids)

    def postings(self, key: int) -> slice:
        """Where the postings of a term lie; empty when no passage has it."""
        at = int(np.searchsorted(self.keys, np.uint64(key)))
        if at == len(self.keys) or int(self.keys[at]) != key:
            return slice(0, 0)
        return slice(int(self.offsets[at]), int(self.offsets[at + 1]))

    def frequencies(self, keys: Keys) -> NDArray[np.int64]:
        """How many postings each of `keys` has."""
        if not len(self.keys):
            return np.zeros(len(keys), np.int64)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        sizes = self.offsets[places + 1].astype(np.int64) - self.offsets[places]
        return np.where(self.keys[places] == keys, sizes, 0)


def segments_of(passages: Iterable[tuple[int, str]]) -> Iterator[Segment]:
    """Segments of (id, folded text), ids ascending, as few as the limits allow."""
    ids: list[int] = []
    packed: list[Keys] = []
    lengths: list[NDArray[np.uint32]] = []
    total = 0
    for some in _batches(passages, 1024):
        if ids and (len(ids) + len(some) > ROWS or total > OCCURRENCES):
            yield _pack(ids, lengths, packed)
            ids, packed, lengths, total = [], [], [], 0
        found = count_terms([text for _, text in some])
        counted = kind_of(found.keys) != PART
        lengths.append(np.bincount(found.rows[counted], minlength=len(some)).astype(np.uint32))
        rows = found.rows.astype(np.uint64) + np.uint64(len(ids))
        packed.append(found.keys << np.uint64(64 - TERM_BITS) | rows)
        total += len(found.keys)
        ids.extend(number for number, _ in some)
    if ids:
        yield _pack(ids, lengths, packed)


def _batches(passages: Iterable[tuple[int, str]], size: int) -> Iterator[list[tuple[int, str]]]:
    batch: list[tuple[int, str]] = []
    for passage in passages:
        batch.append(passage)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _pack(ids: Sequence[int], lengths: Sequence[NDArray[np.uint32]], packed: Sequence[Keys]) -> Segment:
    """Sort every occurrence; equal neighbours are one posting with a count."""
    every = np.concatenate(packed)
    every.sort()
    first = _run_starts(every)
    counts = np.minimum(np.diff(first, append=len(every)), MOST).astype(np.uint8)
    return _segment(np.array(ids, np.int64), np.concatenate(lengths), every[first], counts)


def _segment(ids: Ids, lengths: NDArray[np.uint32], postings: Keys, counts: NDArray[np.uint8]) -> Segment:
    """A segment of sorted postings, each a term and a row in one number."""
    terms = postings >> np.uint64(64 - TERM_BITS)
    starts = _run_starts(terms)
    offsets = np.append(starts, len(terms)).astype(np.uint32)
    return Segment(ids, lengths, terms[starts], offsets, (postings & np.uint64(ROWS - 1)).astype(np.uint16), counts)


def _run_starts(values: Keys) -> NDArray[np.int64]:
    """Where each run of equal neighbours begins."""
    if not len(values):
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.append(True, values[1:] != values[:-1]))


def _sizes(segment: Segment) -> Ids:
    """How many postings each term has."""
    offsets = segment.offsets.astype(np.int64)
    return np.asarray(offsets[1:] - offsets[:-1])


def merge(segments: Sequence[Segment], removed: Ids) -> Segment:
    """One segment of several that follow each other, without the removed passages.

    Raises ValueError when what remains does not fit one segment.
    """
    kept = [~np.isin(segment.ids, removed) for segment in segments]
    sizes = [int(mask.sum()) for mask in kept]
    if sum(sizes) > ROWS:
        raise ValueError(f"{sum(sizes)} passages do not fit a segment of {ROWS}")
    packed: list[Keys] = []
    counts: list[NDArray[np.uint8]] = []
    for number, (segment, mask) in enumerate(zip(segments, kept, strict=True)):
        renumbered = np.cumsum(mask) - 1 + sum(sizes[:number])
        live = mask[segment.rows]
        terms = np.repeat(segment.keys, _sizes(segment))[live]
        rows = renumbered[segment.rows[live]].astype(np.uint64)
        packed.append(terms << np.uint64(64 - TERM_BITS) | rows)
        counts.append(segment.counts[live])
    postings = np.concatenate(packed)
    order = np.argsort(postings)
    return _segment(
        np.concatenate([segment.ids[mask] for segment, mask in zip(segments, kept, strict=True)]),
        np.concatenate([segment.lengths[mask] for segment, mask in zip(segments, kept, strict=True)]),
        postings[order],
        np.concatenate(counts)[order],
    )
