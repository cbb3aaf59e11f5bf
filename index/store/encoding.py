"""What flows between stages as bytes in the store, and back. Each pair of functions is the other's inverse."""

from __future__ import annotations

import json
import sqlite3
import zlib
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.types import Edit, Field, Mark, Metadata, Post, Sentence, Span

_FIELDS = ("title", "source", "author", "date")


def encode(text: str) -> bytes:
    """Any str, lone surrogates too."""
    return text.encode("utf-8", "surrogatepass")


def decode(stored: bytes) -> str:
    """The inverse of `encode`."""
    return stored.decode("utf-8", "surrogatepass")


def encode_or_none(text: str | None) -> bytes | None:
    """`encode` for what may be absent."""
    return None if text is None else encode(text)


def decode_or_none(stored: bytes | None) -> str | None:
    """`decode` for what may be absent."""
    return None if stored is None else decode(stored)


def compress(text: str) -> bytes:
    """A long text, small."""
    return zlib.compress(encode(text), 6)


def decompress(stored: bytes) -> str:
    """The inverse of `compress`. Raises sqlite3.DatabaseError for anything else."""
    try:
        return decode(zlib.decompress(stored))
    except (zlib.error, ValueError) as error:
        raise sqlite3.DatabaseError(f"a stored text is damaged ({error})") from error


def pack_edits(edits: Sequence[Edit]) -> bytes:
    """Edits as compressed JSON rows."""
    return _pack([[edit.start, edit.end, edit.replacement, edit.reason] for edit in edits])


def unpack_edits(stored: bytes) -> tuple[Edit, ...]:
    """The inverse of `pack_edits`."""
    return tuple(Edit(*row) for row in _unpack(stored))


def pack_sentences(sentences: Sequence[Sentence]) -> bytes:
    """Sentences as compressed JSON rows."""
    return _pack([[sentence.start, sentence.end, sentence.kind] for sentence in sentences])


def unpack_sentences(stored: bytes) -> tuple[Sentence, ...]:
    """The inverse of `pack_sentences`."""
    return tuple(Sentence(*row) for row in _unpack(stored))


def pack_marks(marks: Sequence[Mark]) -> bytes:
    """Page and heading marks as compressed JSON rows."""
    return _pack([[mark.kind, mark.start, mark.label, mark.level] for mark in marks])


def unpack_marks(stored: bytes) -> tuple[Mark, ...]:
    """The inverse of `pack_marks`."""
    return tuple(Mark(*row) for row in _unpack(stored))


def pack_posts(posts: Sequence[Post]) -> bytes:
    """The posts of a thread as compressed JSON rows."""
    return _pack([[post.span.start, post.span.end, post.kind, post.author, post.date] for post in posts])


def unpack_posts(stored: bytes) -> tuple[Post, ...]:
    """The inverse of `pack_posts`."""
    return tuple(Post(Span(start, end), *rest) for start, end, *rest in _unpack(stored))


def pack_metadata(metadata: Metadata) -> str:
    """Metadata as JSON; equal metadata give equal text."""
    fields: dict[str, Any] = {}
    for name in _FIELDS:
        field: Field | None = getattr(metadata, name)
        if field is not None:
            fields[name] = [field.value, *([] if field.span is None else [field.span.start, field.span.end])]
    return json.dumps(fields)


def unpack_metadata(stored: str) -> Metadata:
    """The inverse of `pack_metadata`."""
    return Metadata(
        **{name: Field(row[0], Span(*row[1:]) if row[1:] else None) for name, row in json.loads(stored).items()}
    )


def pack_spans(spans: Iterable[Span]) -> bytes:
    """Spans as pairs of 32-bit numbers."""
    return array("i", (bound for span in spans for bound in (span.start, span.end))).tobytes()


def unpack_spans(stored: bytes) -> tuple[Span, ...]:
    """The inverse of `pack_spans`."""
    bounds = array("i", stored)
    return tuple(map(Span, bounds[::2], bounds[1::2]))


def pack_vector(vector: NDArray[np.float32]) -> bytes:
    """A vector as little-endian float32."""
    return vector.astype("<f4").tobytes()


def unpack_vectors(stored: Sequence[bytes], dimension: int) -> NDArray[np.float32]:
    """Vectors as rows. Raises sqlite3.DatabaseError when one has another dimension."""
    if any(len(blob) != 4 * dimension for blob in stored):
        raise sqlite3.DatabaseError(f"a stored vector does not have {dimension} dimensions")
    return np.frombuffer(b"".join(stored), "<f4").reshape(-1, dimension).astype(np.float32, copy=False)


def _pack(rows: list[list[Any]]) -> bytes:
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode("ascii"), 6)


def _unpack(stored: bytes) -> list[list[Any]]:
    try:
        rows: list[list[Any]] = json.loads(zlib.decompress(stored))
    except (zlib.error, ValueError) as error:
        raise sqlite3.DatabaseError(f"a stored list is damaged ({error})") from error
    return rows
