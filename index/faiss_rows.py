"""What the two kinds of FAISS index share: ids that ascend, a search that scores few allowed ids one by one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.postings import Ids
from index.ranking import Scores, best


def faiss() -> Any:
    """The library, loaded when it is first needed; its SWIG wrappers are untyped."""
    import faiss as library

    return library


class FaissRows(ABC):
    """Vectors under ids. `dimension` and `ids`, ascending, are set by the kinds."""

    dimension: int
    ids: Ids
    _index: Any

    def __len__(self) -> int:
        return len(self.ids)

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        faiss().write_index(self._index, str(path))

    def search(self, vector: Scores, limit: int, *, allowed: Ids | None = None) -> tuple[Ids, Scores]:
        """The nearest ids and their cosines. Few allowed ids are scored one by one, all of them."""
        if allowed is not None and len(allowed) * 64 < len(self):
            known = allowed[self._known(allowed)]
            return best(known, self.scores(vector, known), limit)
        count = min(limit, len(self) if allowed is None else len(allowed))
        if not count or not len(self):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        return self._nearest(vector, count, allowed)

    @abstractmethod
    def _nearest(self, vector: Scores, count: int, allowed: Ids | None) -> tuple[Ids, Scores]:
        """The `count` nearest ids of those allowed, by FAISS."""

    @abstractmethod
    def scores(self, vector: Scores, ids: Ids) -> Scores:
        """The cosine of each of `ids`, NaN for an unknown one."""

    def _ask(self, vector: Scores, count: int, parameters: Any) -> tuple[Ids, Scores]:
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        # One question on one thread: two that share a busy machine's cores wait for each other, ten times as long.
        faiss().omp_set_num_threads(1)
        scores, ids = self._index.search(query, count, params=parameters)
        there = ids[0] >= 0
        return best(ids[0][there], scores[0][there], count)

    def _known(self, ids: Ids) -> NDArray[np.bool_]:
        if not len(self):
            return np.zeros(len(ids), np.bool_)
        rows = np.minimum(np.searchsorted(self.ids, ids), len(self) - 1)
        return np.asarray(self.ids[rows] == ids)


def bitmap(ids: Ids) -> NDArray[np.uint8]:
    """A bit for each id up to the last of them."""
    mask = np.zeros(int(ids[-1]) + 1, np.bool_)
    mask[ids] = True
    return np.packbits(mask, bitorder="little")
