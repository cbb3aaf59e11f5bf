"""Named arrays in one file, to be mapped instead of read: a JSON header, then each array at a multiple of 64 bytes."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ALIGNMENT = 64
_LENGTH_BYTES = 8


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write one-dimensional arrays."""
    header: dict[str, list[Any]] = {}
    at = 0
    for name, array in arrays.items():
        header[name] = [array.dtype.str, len(array), at]
        at += -(-array.nbytes // _ALIGNMENT) * _ALIGNMENT
    packed = json.dumps(header).encode("ascii")
    start = -(-(_LENGTH_BYTES + len(packed)) // _ALIGNMENT) * _ALIGNMENT
    with path.open("wb") as file:
        file.write(len(packed).to_bytes(_LENGTH_BYTES, "little") + packed)
        for name, array in arrays.items():
            file.seek(start + header[name][2])
            file.write(np.ascontiguousarray(array).data)
        file.truncate(start + at)


def map_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """What `write_arrays` wrote, read page by page as it is used. Raises ValueError or KeyError for another file."""
    mapped = np.memmap(path, np.uint8, mode="r")
    length = int.from_bytes(mapped[:_LENGTH_BYTES].tobytes(), "little")
    if length > len(mapped):
        raise ValueError(f"{path} is torn")
    header = json.loads(mapped[_LENGTH_BYTES : _LENGTH_BYTES + length].tobytes())
    start = -(-(_LENGTH_BYTES + length) // _ALIGNMENT) * _ALIGNMENT
    arrays: dict[str, NDArray[Any]] = {}
    for name, (kind, count, at) in header.items():
        dtype = np.dtype(kind)
        piece = mapped[start + at : start + at + count * dtype.itemsize]
        arrays[name] = np.asarray(piece).view(dtype)
    return arrays


def checksum(path: Path) -> int:
    """The CRC-32 of a file."""
    crc = 0
    with path.open("rb") as file:
        while piece := file.read(1 << 22):
            crc = zlib.crc32(piece, crc)
    return crc


def flush_and_rename(temporary: Path, path: Path) -> None:
    """Put a finished file in its place, whole or not at all, whatever happens to the machine."""
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(temporary, path)
