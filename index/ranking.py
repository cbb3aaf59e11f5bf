"""Best first, and the same order whatever the machine: equal scores go by ascending id."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def best(ids: NDArray[np.int64], scores: Scores, limit: int) -> tuple[NDArray[np.int64], Scores]:
    """The `limit` best of `ids`, best first."""
    order = np.lexsort((ids, -scores))[:limit]
    return ids[order], scores[order]
