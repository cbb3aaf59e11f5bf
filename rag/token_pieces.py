"""The pieces of a tokenizer as the bytes that they stand for, sorted, so that they are a trie.

Byte-level BPE, SentencePiece (with or without byte fallback) and WordPiece are read. A quarter of a million pieces take
a second to spell and to sort, so the outcome is kept in the cache, for as long as the tokenizer's file stays the same.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Any

from index.sealed import read_sealed, write_sealed
from index.weights import cache_folder
from rag.copying import Copying, State

_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_META = "▁"
# Goes up when the same tokenizer would be read in another way.
_REVISION = 1
_NUMBERS = "i"  # of arrays: 32 bits


class Vocabulary:
    """The pieces of a tokenizer as bytes, by id. Never changes; threads may share one."""

    def __init__(
        self,
        pieces: Iterable[tuple[int, bytes]],
        *,
        inner: frozenset[int] = frozenset(),
        loose: bool = False,
        padded: bool = False,
    ) -> None:
        """`inner` are the ids that cannot begin a text; for `loose` and `padded` see `Copying`."""
        ids: dict[bytes, list[int]] = {}
        for number, piece in pieces:
            if piece:
                ids.setdefault(piece, []).append(number)
        self._table = _Table.of(ids)
        self._children: dict[tuple[int, int, int], dict[int, tuple[int, int]]] = {}
        self.inner = inner
        self.loose = loose
        self.padded = padded

    @classmethod
    def of(cls, tokenizer: Any) -> Vocabulary:
        """The pieces of a `tokenizers.Tokenizer`; its special tokens are left out, so none of them may come."""
        added = tokenizer.get_added_tokens_decoder()
        special = {number for number, token in added.items() if token.special}
        kinds = _decoders(tokenizer)
        every = tokenizer.get_vocab(with_added_tokens=True)
        pieces = (
            (number, token.encode() if number in added else _spelled(token, kinds))
            for token, number in every.items()
            if number not in special
        )
        words = "WordPiece" in kinds
        return cls(
            pieces,
            inner=frozenset(number for token, number in every.items() if words and token.startswith("##")),
            loose=words,
            padded="Metaspace" in kinds or "Strip" in kinds,
        )

    @classmethod
    def kept(cls, tokenizer: Any, path: Path, *, cache: Path | None = None) -> Vocabulary:
        """`of(tokenizer)`, which was read from the file at `path`; out of the cache when it was read before."""
        place = _place(path, cache or cache_folder())
        content = read_sealed(place)
        if content is not None:
            return cls.from_bytes(content)
        vocabulary = cls.of(tokenizer)
        write_sealed(place, vocabulary.to_bytes())
        return vocabulary

    def to_bytes(self) -> bytes:
        """For `from_bytes`, on a machine with the same order of bytes."""
        about = json.dumps([self.loose, self.padded, sorted(self.inner)]).encode()
        return about + b"\n" + self._table.to_bytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> Vocabulary:
        """The vocabulary whose `to_bytes` is `content`."""
        about = content[: content.index(b"\n")]
        loose, padded, inner = json.loads(about)
        vocabulary = cls((), inner=frozenset(inner), loose=loose, padded=padded)
        vocabulary._table = _Table.from_bytes(content[len(about) + 1 :])
        return vocabulary

    def bytes_of(self, token: int) -> bytes:
        """What a token spells; nothing for a special one."""
        return self._table.piece(token)

    def spells(self, letter: str) -> bool:
        """Whether some tokens spell this character: one of its own, or its bytes."""
        encoded = letter.encode("utf-8", "replace")
        return self._alone(encoded) or all(self._alone(bytes([byte])) for byte in encoded)

    def _alone(self, piece: bytes) -> bool:
        """Whether a token that can begin a text spells exactly this."""
        pieces = self._table.pieces
        place = bisect_left(pieces, piece)
        found = place < len(pieces) and pieces[place] == piece
        return found and not self.inner.issuperset(self._table.ids(place))

    def allowed(self, automaton: Copying, state: State) -> list[int]:
        """The ids of all tokens whose every byte the automaton lets pass from `state` on.

        Walking the trie along the automaton costs as many steps as there are pieces that fit, whatever the size of the
        vocabulary.
        """
        found: list[int] = []
        pieces = self._table.pieces
        waiting = [(0, len(pieces), 0, state)]
        while waiting:
            low, high, depth, at = waiting.pop()
            if depth and len(pieces[low]) == depth:
                found.extend(self._table.ids(low))
            if high - low > (len(pieces[low]) == depth):
                edges = automaton.edges(at)
                children = self._branches(low, high, depth)
                for byte in edges.keys() & children.keys():
                    waiting.append((*children[byte], depth + 1, edges[byte]))
        return found

    def _branches(self, low: int, high: int, depth: int) -> dict[int, tuple[int, int]]:
        """For each byte at `depth` of the pieces in `[low, high)`, which begin alike up to there, where they stand."""
        key = (low, high, depth)
        found = self._children.get(key)
        pieces = self._table.pieces
        if found is None:
            found = {}
            at = low + (len(pieces[low]) == depth)
            while at < high:
                byte = pieces[at][depth]
                until = bisect_left(pieces, byte + 1, at, high, key=lambda piece: piece[depth])
                found[byte] = (at, until)
                at = until
            self._children[key] = found
        return found


@dataclass(frozen=True, slots=True)
class _Table:
    """All pieces in order, each once. Arrays instead of tuples and dictionaries: they are read from a file as they are.

    The ids of the piece at a place are `numbers` from its bound to the next; the piece of an id is at its place, if any.
    """

    pieces: list[bytes]
    bounds: array[int]
    numbers: array[int]
    places: array[int]

    @classmethod
    def of(cls, ids: Mapping[bytes, Sequence[int]]) -> _Table:
        pieces = sorted(ids)
        bounds = array(_NUMBERS, accumulate((len(ids[piece]) for piece in pieces), initial=0))
        numbers = array(_NUMBERS, chain.from_iterable(sorted(ids[piece]) for piece in pieces))
        places = array(_NUMBERS, [-1]) * (max(numbers, default=-1) + 1)
        for place, piece in enumerate(pieces):
            for number in ids[piece]:
                places[number] = place
        return cls(pieces, bounds, numbers, places)

    def ids(self, place: int) -> array[int]:
        return self.numbers[self.bounds[place] : self.bounds[place + 1]]

    def piece(self, number: int) -> bytes:
        place = self.places[number] if 0 <= number < len(self.places) else -1
        return self.pieces[place] if place >= 0 else b""

    def to_bytes(self) -> bytes:
        arrays = (array(_NUMBERS, map(len, self.pieces)), self.bounds, self.numbers, self.places)
        sizes = json.dumps([len(numbers) for numbers in arrays]).encode()
        return b"".join((sizes, b"\n", *(numbers.tobytes() for numbers in arrays), *self.pieces))

    @classmethod
    def from_bytes(cls, content: bytes) -> _Table:
        start = content.index(b"\n") + 1
        arrays = []
        for size in json.loads(content[:start]):
            numbers = array(_NUMBERS)
            end = start + size * numbers.itemsize
            numbers.frombytes(content[start:end])
            arrays.append(numbers)
            start = end
        lengths, bounds, numbers, places = arrays
        cuts = accumulate(lengths, initial=start)
        return cls([content[low:high] for low, high in pairwise(cuts)], bounds, numbers, places)


def _place(path: Path, cache: Path) -> Path:
    """A name for the vocabulary of the tokenizer file at `path` as it is now."""
    status = path.stat()
    what = [str(path.resolve()), status.st_size, status.st_mtime_ns, version("tokenizers"), sys.byteorder, _REVISION]
    key = hashlib.sha256(json.dumps(what).encode()).hexdigest()[:16]
    return cache / "pieces" / f"{path.parent.name}-{key}.pieces"


def _decoders(tokenizer: Any) -> frozenset[str]:
    """The kinds of decoder that turn its pieces into text."""
    decoder = tokenizer.decoder
    if decoder is None:
        return frozenset()
    return frozenset(re.findall(r'"type":\s*"(\w+)"', json.dumps(json.loads(decoder.__getstate__()))))


def _spelled(token: str, kinds: frozenset[str]) -> bytes:
    """The bytes of a piece."""
    if "ByteLevel" in kinds:
        return bytes(_BYTE_OF[letter] for letter in token if letter in _BYTE_OF)
    if "WordPiece" in kinds:
        return token.removeprefix("##").encode()
    if token.startswith("<0x") and "ByteFallback" in kinds and (byte := _BYTE.fullmatch(token)):
        return bytes([int(byte[1], 16)])
    return token.replace(_META, " ").encode("utf-8", "replace")


def _byte_level() -> dict[str, int]:
    """The characters by which byte-level BPE writes bytes: itself where it can be seen, else the next from U+0100."""
    seen = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters = {chr(byte): byte for byte in seen}
    hidden = (byte for byte in range(0x100) if byte not in set(seen))
    letters |= {chr(0x100 + place): byte for place, byte in enumerate(hidden)}
    return letters


_BYTE_OF = _byte_level()
