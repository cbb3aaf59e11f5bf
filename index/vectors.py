"""Nearest vectors by cosine: the seam, its FAISS implementation, and the view that a question searches.

Vectors are float32 rows of length one, so that the inner product is the cosine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.cells import Batches, CellIndex
from index.faiss_rows import FaissRows, bitmap, faiss
from index.postings import Ids
from index.ranking import Scores, best

Matrix = NDArray[np.float32]


# From so many vectors on, an index halves them.
HALVED_FROM = 20_000
# From so many on, a question looks at the nearest cells alone: reading all takes more than ten milliseconds.
CELLS_FROM = 250_000


class SearchedVectors(Protocol):
    """Vectors under ids that ascend and are never used again."""

    ids: Ids

    def __len__(self) -> int:
        """How many vectors it holds."""

    def search(self, vector: Scores, limit: int, *, allowed: Ids | None = None) -> tuple[Ids, Scores]:
        """The nearest ids and their cosines, nearest first. `allowed` are sorted ids outside which nothing is found."""

    def scores(self, vector: Scores, ids: Ids) -> Scores:
        """The cosine of each of `ids`, in their order; NaN for an unknown one."""


class VectorIndex(SearchedVectors, Protocol):
    """Vectors that come and go."""

    def add(self, ids: Ids, vectors: Matrix) -> None:
        """Add vectors under new ids, ascending and above all that were ever added."""

    def remove(self, ids: Ids) -> None:
        """Forget these ids; an unknown one is no error."""


class FaissIndex(FaissRows):
    """Search of every vector: `IndexIDMap2(IndexFlatIP)` (Douze et al., *The Faiss library*, 2024).

    Removal keeps the order of what remains, so ids stay ascending and the row of an id is found by bisection. `halved`
    vectors are kept as 16-bit floats, which halves the memory and quarters the time; cosines are then good to 0.001.
    """

    def __init__(self, dimension: int, *, halved: bool = False, index: Any = None) -> None:
        self.dimension = dimension
        self._index = _empty(dimension, halved) if index is None else index
        self._refresh()

    @classmethod
    def of(cls, dimension: int, batches: Iterable[tuple[Ids, Matrix]], *, halved: bool = False) -> FaissIndex:
        """An index of these vectors."""
        made = cls(dimension, halved=halved)
        for ids, vectors in batches:
            made.add(ids, vectors)
        return made

    def copy(self) -> FaissIndex:
        """An index of its own with the same vectors, not halved."""
        return FaissIndex.of(self.dimension, [(self.ids.copy(), self._rows.astype(np.float32))])

    def _refresh(self) -> None:
        """Look at FAISS's own memory as arrays; nothing is copied."""
        count = int(self._index.ntotal)
        self.ids: Ids = faiss().vector_to_array(self._index.id_map).astype(np.int64)
        self._rows: NDArray[Any] = np.zeros((0, self.dimension), np.float32)
        if count:
            stored = faiss().downcast_index(self._index.index)
            codes = faiss().rev_swig_ptr(stored.codes.data(), count * stored.code_size)
            kind = np.float32 if stored.code_size == 4 * self.dimension else np.float16
            self._rows = codes.view(kind).reshape(count, self.dimension)

    def add(self, ids: Ids, vectors: Matrix) -> None:
        """Add vectors under new ids. Raises ValueError when ids do not ascend or shapes do not fit."""
        if vectors.shape != (len(ids), self.dimension):
            raise ValueError(f"{len(ids)} ids and vectors of shape {vectors.shape} do not fit")
        if np.any(np.diff(ids) <= 0) or (len(ids) and len(self) and ids[0] <= self.ids[-1]):
            raise ValueError("ids must ascend and be above all that were added before")
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), ids)
            self._refresh()

    def remove(self, ids: Ids) -> None:
        """Forget these ids."""
        if len(ids):
            self._index.remove_ids(faiss().IDSelectorBatch(np.ascontiguousarray(ids, np.int64)))
            self._refresh()

    def _nearest(self, vector: Scores, count: int, allowed: Ids | None) -> tuple[Ids, Scores]:
        if allowed is None:
            return self._ask(vector, count, None)
        bits = bitmap(allowed)
        return self._ask(vector, count, faiss().SearchParameters(sel=faiss().IDSelectorBitmap(bits)))

    def scores(self, vector: Scores, ids: Ids) -> Scores:
        """The cosine of each of `ids`, NaN for an unknown one."""
        result = np.full(len(ids), np.nan, np.float32)
        known = self._known(ids)
        if known.any():
            rows = self._rows[np.searchsorted(self.ids, ids[known])]
            result[known] = rows.astype(np.float32, copy=False) @ np.asarray(vector, np.float32)
        return result


def make_index(dimension: int, batches: Batches, count: int) -> FaissIndex | CellIndex:
    """An index of the `count` vectors of `batches`, of the kind that suits so many. `batches` may be asked twice."""
    if count >= CELLS_FROM:
        return CellIndex.of(dimension, batches, count)
    return FaissIndex.of(dimension, batches(), halved=count >= HALVED_FROM)


def load_index(path: Path, *, dimension: int) -> FaissIndex | CellIndex:
    """Read what `save` wrote; cells are mapped. Raises RuntimeError when FAISS cannot, ValueError for another kind."""
    index = faiss().read_index(str(path), faiss().IO_FLAG_MMAP)
    if index.d != dimension:
        raise ValueError(f"{path} is no index of {dimension} dimensions")
    if isinstance(index, faiss().IndexIVFScalarQuantizer):
        return CellIndex(dimension, index)
    kinds = (faiss().IndexFlatIP, faiss().IndexScalarQuantizer)
    if not isinstance(index, faiss().IndexIDMap2) or not isinstance(faiss().downcast_index(index.index), kinds):
        raise ValueError(f"{path} is no index of a kind that is used here")
    return FaissIndex(dimension, index=index)


def _empty(dimension: int, halved: bool) -> Any:
    inner = faiss().METRIC_INNER_PRODUCT
    sixteen = faiss().ScalarQuantizer.QT_fp16
    flat = faiss().IndexScalarQuantizer(dimension, sixteen, inner) if halved else faiss().IndexFlatIP(dimension)
    return faiss().IndexIDMap2(flat)


class VectorView:
    """Several indexes that follow each other in id, less the removed ids. Nothing in it ever changes."""

    def __init__(self, parts: Sequence[SearchedVectors], removed: Ids) -> None:
        self.parts = tuple(parts)
        self.removed = removed
        self._live: dict[int, Ids] = {}  # by number of the part, where many are gone; threads may make it twice

    def search(self, vector: Scores, limit: int, allowed: Ids | None = None) -> tuple[Ids, Scores]:
        """The nearest live ids and their cosines, nearest first."""
        if allowed is not None and len(self.removed):
            allowed = np.setdiff1d(allowed, self.removed, assume_unique=True)
        found = [self._search_part(number, vector, limit, allowed) for number in range(len(self.parts))]
        if not found:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        return best(np.concatenate([ids for ids, _ in found]), np.concatenate([scores for _, scores in found]), limit)

    def _search_part(self, number: int, vector: Scores, limit: int, allowed: Ids | None) -> tuple[Ids, Scores]:
        """Ask for as many more as may be removed, where these are few; else name what is allowed."""
        part = self.parts[number]
        if allowed is not None or not len(self.removed) or not len(part):
            return part.search(vector, limit, allowed=allowed)
        low, high = np.searchsorted(self.removed, (part.ids[0], part.ids[-1] + 1))
        gone = self.removed[low:high]
        if len(gone) > 4 * limit + 256:
            if number not in self._live:
                self._live[number] = np.setdiff1d(part.ids, gone, assume_unique=True)
            return part.search(vector, limit, allowed=self._live[number])
        ids, scores = part.search(vector, limit + len(gone))
        live = ~np.isin(ids, gone)
        return ids[live][:limit], scores[live][:limit]

    def scores(self, vector: Scores, ids: Ids) -> Scores:
        """The cosine of each of `ids`, in their order; NaN for one that is not live."""
        result = np.full(len(ids), np.nan, np.float32)
        for part in self.parts:
            found = part.scores(vector, ids)
            result = np.where(np.isnan(found), result, found)
        result[np.isin(ids, self.removed)] = np.nan
        return result
