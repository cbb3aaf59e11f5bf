"""A low-rank difference (LoRA, Hu et al. 2021, https://arxiv.org/abs/2106.09685) that is added to weights as they are converted.

The file is safetensors: for a matrix `x.weight` the factors `x.up` (outputs, rank) and `x.down` (rank, inputs), in fp16 or
float32. What is added is `SCALE * up @ down`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index.weights.safetensors_file import Tensor, to_bfloat16

Matrix = np.ndarray[Any, Any]
SCALE = 2.0  # of the product, so that the two factors stay small while they are taught


class LowRank:
    """The factors of one file, by the name of the weight that they change."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises ValueError when it holds no pairs of factors, OSError when it cannot be read."""
        from safetensors import SafetensorError
        from safetensors.numpy import load

        content = path.read_bytes()
        self.sha256 = hashlib.sha256(content).hexdigest()
        try:
            tensors = load(content)
        except SafetensorError as error:
            raise ValueError(f"{path.name} is no safetensors file ({error})") from error
        self._factors = {
            f"{name.removesuffix('.up')}.weight": (up, tensors[down])
            for name, up in tensors.items()
            if name.endswith(".up") and (down := f"{name.removesuffix('.up')}.down") in tensors
        }
        if not self._factors or len(tensors) != 2 * len(self._factors):
            raise ValueError(f"{path.name} does not hold pairs of factors")

    def added(self, tensors: Iterable[Tensor]) -> Iterator[Tensor]:
        """The same tensors, those that the file names with their difference.

        Raises ValueError when a factor has another shape or a named weight does not come.
        """
        missing = set(self._factors)
        for tensor in tensors:
            factors = self._factors.get(tensor.name)
            if factors is None:
                yield tensor
                continue
            missing.discard(tensor.name)
            up, down = factors
            if (up.shape[0], *down.shape[1:]) != tensor.shape or up.shape[1:] != down.shape[:1]:
                raise ValueError(f"the difference for {tensor.name} is not of its shape")
            yield replace(tensor, read=partial(_sum, tensor, up, down))
        if missing:
            raise ValueError(f"the weights have no {min(missing)}, which the difference is for")


def _sum(tensor: Tensor, up: Matrix, down: Matrix) -> Matrix:
    """As it was taught: on weights that were rounded to bfloat16 before."""
    base = (to_bfloat16(tensor.read()).astype(np.uint32) << np.uint32(16)).view(np.float32)
    sum_: Matrix = base + np.float32(SCALE) * (up.astype(np.float32) @ down.astype(np.float32))
    return sum_
