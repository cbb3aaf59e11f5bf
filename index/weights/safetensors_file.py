"""Write safetensors one tensor at a time, so that a conversion holds one in memory and hashes as it goes; map them.

The format (https://github.com/huggingface/safetensors#format): eight bytes of header length, a JSON header, the data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

Kind = Literal["F32", "BF16"]
BYTES: dict[Kind, int] = {"F32": 4, "BF16": 2}


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor to write: `read` gives its float32 values when its turn comes."""

    name: str
    shape: tuple[int, ...]
    read: Callable[[], np.ndarray[Any, Any]]

    @property
    def size(self) -> int:
        """The number of values."""
        return int(np.prod(self.shape))


def to_bfloat16(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The upper halves of float32 values, rounded to nearest even, as uint16. Values must be finite."""
    bits = np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)
    # In place from here on: the embedding table alone is 670 MB.
    odd = (bits >> np.uint32(16)) & np.uint32(1)
    odd += np.uint32(0x7FFF)
    odd += bits
    odd >>= np.uint32(16)
    return odd.astype(np.uint16)


def write_safetensors(
    path: Path, tensors: Iterable[Tensor], *, kind: Kind, progress: Callable[[int], None] = lambda _: None
) -> str:
    """Write `tensors` and return the SHA-256 of the file. `progress` gets the bytes written since its last call.

    Raises ValueError when a tensor's values are not of its shape.
    """
    tensors = tuple(tensors)
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for tensor in tensors:
        end = offset + tensor.size * BYTES[kind]
        header[tensor.name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # the data starts aligned
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for part in (len(text).to_bytes(8, "little"), text):
            file.write(part)
            digest.update(part)
        for tensor in tensors:
            for block in _blocks(tensor, kind):
                file.write(block)
                digest.update(block)
                progress(len(block))
    return digest.hexdigest()


def map_safetensors(path: Path) -> dict[str, np.ndarray[Any, Any]]:
    """The float32 tensors of a file, mapped and not read: pages come in as they are used. Read only.

    Raises ValueError when the file is no safetensors of float32 or is cut off.
    """
    data = np.memmap(path, np.uint8, "r")
    length = int(data[:8].view("<u8")[0]) if len(data) > 8 else 0
    try:
        header = json.loads(data[8 : 8 + length].tobytes())
        return {name: _view(data, 8 + length, entry) for name, entry in header.items() if name != "__metadata__"}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path.name} has no safetensors header") from error


def _view(data: np.ndarray[Any, Any], start: int, entry: dict[str, Any]) -> np.ndarray[Any, Any]:
    if entry["dtype"] != "F32":
        raise ValueError(f"{entry['dtype']} is not F32")
    begin, end = entry["data_offsets"]
    return np.asarray(data[start + begin : start + end]).view("<f4").reshape(entry["shape"])


def _blocks(tensor: Tensor, kind: Kind) -> Iterable[memoryview]:
    values = tensor.read()
    if values.shape != tensor.shape:
        raise ValueError(f"{tensor.name} has the shape {values.shape}, not {tensor.shape}")
    flat = np.ascontiguousarray(values, dtype=np.float32).reshape(-1)
    step = 1 << 22
    for start in range(0, flat.size, step):
        block = flat[start : start + step]
        yield (to_bfloat16(block) if kind == "BF16" else block).data.cast("B")
