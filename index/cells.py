"""Nearest vectors among very many: those of the nearest cells alone are looked at.

An inverted file over 16-bit floats (Jégou et al. 2011, *Product quantization for nearest neighbor search*; Douze et al.,
*The Faiss library*, 2024). The file is mapped, so that memory holds what questions touch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.faiss_rows import FaissRows, bitmap, faiss
from index.postings import Ids
from index.ranking import Scores
from index.runtime.processor import thread_count

Matrix = NDArray[np.float32]
Batches = Callable[[], Iterable[tuple[Ids, Matrix]]]

# One cell in so many is looked at: recall@20 is above 0.98 of a full search (benchmarks/search_size.py).
PROBED_SHARE = 1 / 8
_PROBED = 16  # but so many at least
# Vectors a cell, about; and vectors a cell that its place is learnt from.
_PER_CELL = 400
_LEARNT_FROM = 50
_ROUNDS = 8


class CellIndex(FaissRows):
    """Vectors in cells, each around its mean. Cosines are exact but for the 16 bits; what lies in far cells is missed.

    It never changes: what comes later goes into another index, and what is removed is masked, until both are made anew
    (see `index.vectors.VectorView` and `index.caches`).
    """

    def __init__(self, dimension: int, index: Any) -> None:
        self.dimension = dimension
        self._index = index
        # Which id lies where: ids ascending, and for each its cell and its row there.
        self._cells = [_ids_of(index.invlists, cell) for cell in range(index.nlist)]
        sizes = [len(ids) for ids in self._cells]
        every = np.concatenate(self._cells)
        order = np.argsort(every, kind="stable")
        self.ids: Ids = every[order]
        self._cell_of = np.repeat(np.arange(len(sizes)), sizes)[order]
        self._row_of = np.concatenate([np.arange(size) for size in sizes])[order]

    @classmethod
    def of(cls, dimension: int, batches: Batches, count: int) -> CellIndex:
        """An index of the `count` vectors of `batches`, which is asked twice: to learn the cells, and to fill them."""
        cells = max(1, count // _PER_CELL)
        made = _empty(dimension, cells)
        step = max(1, count // (cells * _LEARNT_FROM))
        sample = np.concatenate([vectors[::step] for _, vectors in batches()]) if count else np.zeros((1, dimension))
        faiss().omp_set_num_threads(thread_count())
        made.train(np.ascontiguousarray(sample, np.float32))
        for ids, vectors in batches():
            made.add_with_ids(np.ascontiguousarray(vectors, np.float32), ids)
        return cls(dimension, made)

    def _nearest(self, vector: Scores, count: int, allowed: Ids | None) -> tuple[Ids, Scores]:
        """The nearest ids of the nearest cells."""
        # Where fewer are allowed, more cells hold as many of them.
        share = PROBED_SHARE if allowed is None else PROBED_SHARE * len(self) / len(allowed)
        found = self._probe(vector, count, allowed, max(_PROBED, round(share * self._index.nlist)))
        return found if len(found[0]) == count else self._probe(vector, count, allowed, self._index.nlist)

    def _probe(self, vector: Scores, count: int, allowed: Ids | None, cells: int) -> tuple[Ids, Scores]:
        options: dict[str, Any] = {"nprobe": min(cells, self._index.nlist)}
        if allowed is not None:
            bits = bitmap(allowed)
            options["sel"] = faiss().IDSelectorBitmap(bits)
        return self._ask(vector, count, faiss().SearchParametersIVF(**options))

    def scores(self, vector: Scores, ids: Ids) -> Scores:
        """The cosine of each of `ids`, NaN for an unknown one."""
        result = np.full(len(ids), np.nan, np.float32)
        known = np.flatnonzero(self._known(ids))
        places = np.searchsorted(self.ids, ids[known])
        cells = self._cell_of[places]
        for cell in np.unique(cells):
            here = cells == cell
            rows = self._codes(int(cell)).view(np.float16)[self._row_of[places[here]]]
            result[known[here]] = rows.astype(np.float32) @ np.asarray(vector, np.float32)
        return result

    def _codes(self, cell: int) -> NDArray[np.uint8]:
        """The rows of a cell as FAISS keeps them, not copied: two bytes a number."""
        size, width = len(self._cells[cell]), self._index.code_size
        codes = faiss().rev_swig_ptr(self._index.invlists.get_codes(cell), size * width)
        return np.asarray(codes, np.uint8).reshape(size, width)


def _empty(dimension: int, cells: int) -> Any:
    inner, sixteen = faiss().METRIC_INNER_PRODUCT, faiss().ScalarQuantizer.QT_fp16
    coarse = faiss().IndexFlatIP(dimension)
    made = faiss().IndexIVFScalarQuantizer(coarse, dimension, cells, sixteen, inner, False)
    made.cp.niter = _ROUNDS
    made.cp.spherical = True
    made.cp.min_points_per_centroid = 1
    made.cp.max_points_per_centroid = 2 * _LEARNT_FROM
    return made


def _ids_of(lists: Any, cell: int) -> Ids:
    size = lists.list_size(cell)
    if not size:
        return np.zeros(0, np.int64)
    return np.array(faiss().rev_swig_ptr(lists.get_ids(cell), size), np.int64)
