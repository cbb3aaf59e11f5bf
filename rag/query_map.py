"""Questions moved nearer to the passages that answer them, in the bundled embedder's space.

A matrix of low rank added to the identity, taught by `training/query_map.py` on questions in other words than their
articles'. Passages are left as they are, so an index needs no change.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


def mapped(questions: Vectors) -> Vectors:
    """The embeddings of questions, of shape (n, 384), mapped and L2-normalised; as they are where no weights lie."""
    weights = _weights()
    if weights is None:
        return questions
    down, up = weights
    moved = questions + questions @ down @ up
    result: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return result


@cache
def _weights() -> tuple[Vectors, Vectors] | None:
    """The two factors, of shapes (384, rank) and (rank, 384)."""
    from safetensors.numpy import load_file

    path = Path(str(files("rag") / "models" / "query_map.safetensors"))
    if not path.is_file():
        return None
    stored = load_file(path)
    return stored["down"].astype(np.float32), stored["up"].astype(np.float32)
