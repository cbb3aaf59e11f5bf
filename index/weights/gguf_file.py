"""Read a GGUF file that may lie in several parts, without joining them on disk.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. The reader of the package `gguf` makes an array
of each of the 262,144 pieces of a vocabulary, which takes a quarter of a minute; this one takes a second. That package
still unpacks the quantised blocks.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

MAGIC = b"GGUF"
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9


@dataclass(frozen=True, slots=True)
class GgufTensor:
    """Where a tensor lies. `shape` is row-major, as torch gives it; `kind` is the number of its block format."""

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int


class GgufFile:
    """Metadata and tensors of a GGUF file. Raises ValueError when it does not follow the format."""

    def __init__(self, parts: tuple[Path, ...]) -> None:
        self._data = bytearray(sum(part.stat().st_size for part in parts))
        position = 0
        for part in parts:
            with part.open("rb") as file:
                position += file.readinto(memoryview(self._data)[position:])
        if self._data[:4] != MAGIC:
            raise ValueError(f"{parts[0].name} does not start with {MAGIC.decode()}")
        self._position = 4
        try:
            self.metadata, self.tensors = self._read_header()
        except (struct.error, UnicodeDecodeError, KeyError) as error:
            raise ValueError(f"the header of {parts[0].name} cannot be read ({error})") from error

    def _read_header(self) -> tuple[dict[str, Any], tuple[GgufTensor, ...]]:
        version, tensors, pairs = self._unpack("<IQQ")
        if version not in (2, 3):
            raise ValueError(f"GGUF version {version} is not known")
        metadata = {}
        for _ in range(pairs):
            key = self._string()
            metadata[key] = self._value(*self._unpack("<I"))
        entries = [self._entry() for _ in range(tensors)]
        alignment = metadata.get("general.alignment", 32)
        start = -(-self._position // alignment) * alignment
        return metadata, tuple(GgufTensor(name, shape, kind, start + offset) for name, shape, kind, offset in entries)

    def _entry(self) -> tuple[str, tuple[int, ...], int, int]:
        name = self._string()
        (dimensions,) = self._unpack("<I")
        shape = self._unpack(f"<{dimensions}Q")[::-1]
        kind, offset = self._unpack("<IQ")
        return name, shape, kind, offset

    def _unpack(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self._data, self._position)
        self._position += struct.calcsize(layout)
        return values

    def _string(self) -> str:
        (length,) = struct.unpack_from("<Q", self._data, self._position)
        start = self._position + 8
        self._position = start + length
        return self._data[start : self._position].decode()

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._string()
        if kind != _ARRAY:
            return self._unpack(f"<{_SCALARS[kind]}")[0]
        inner, count = self._unpack("<IQ")
        if inner in (_STRING, _ARRAY):
            return [self._value(inner) for _ in range(count)]
        return list(self._unpack(f"<{count}{_SCALARS[inner]}"))

    def read(self, tensor: GgufTensor) -> np.ndarray[Any, Any]:
        """The float32 values of a tensor. Raises ValueError when its block format is not known or it is cut off."""
        from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType
        from gguf.quants import dequantize

        kind = GGMLQuantizationType(tensor.kind)
        weights, size = GGML_QUANT_SIZES[kind]
        count = int(np.prod(tensor.shape)) // weights * size
        blocks = np.frombuffer(self._data, np.uint8, count, tensor.offset)
        if kind is GGMLQuantizationType.F32:
            return blocks.view(np.float32).reshape(tensor.shape)
        if kind is GGMLQuantizationType.Q8_0:  # two thirds of the model; much faster than the general way
            return _unpack_q8(blocks).reshape(tensor.shape)
        values: np.ndarray[Any, Any] = dequantize(blocks.reshape(*tensor.shape[:-1], -1), kind)
        return values.astype(np.float32, copy=False)


def _unpack_q8(data: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Q8_0: 32 weights a block, `scale * value`."""
    blocks = data.view(np.dtype([("scale", "<f2"), ("values", "i1", 32)]))
    values = blocks["values"].astype(np.float32)
    values *= blocks["scale"].astype(np.float32)[:, None]
    return values
