"""From the automaton of `rag.copying` to the tokens of a model: which ids may come next.

A tokenizer's pieces are read as the bytes that they stand for, whether it is byte-level BPE, SentencePiece (with or
without byte fallback) or WordPiece. Sorted, they are a trie: what begins alike stands together. Walking it along the
automaton costs as many steps as there are pieces that fit, whatever the size of the vocabulary.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any

from rag.copying import INSUFFICIENT, Copying, State

_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_META = "▁"


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
        self._pieces = sorted(ids)
        self._ids = [tuple(ids[piece]) for piece in self._pieces]
        self._alone = frozenset(piece for piece, numbers in ids.items() if not inner.issuperset(numbers))
        self._children: dict[tuple[int, int, int], dict[int, tuple[int, int]]] = {}
        self._of = {number: piece for piece, numbers in ids.items() for number in numbers}
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

    def bytes_of(self, token: int) -> bytes:
        """What a token spells; nothing for a special one."""
        return self._of.get(token, b"")

    def spells(self, letter: str) -> bool:
        """Whether some tokens spell this character: one of its own, or its bytes."""
        encoded = letter.encode("utf-8", "replace")
        return encoded in self._alone or all(bytes([byte]) in self._alone for byte in encoded)

    def allowed(self, automaton: Copying, state: State) -> list[int]:
        """The ids of all tokens whose every byte the automaton lets pass from `state` on."""
        found: list[int] = []
        waiting = [(0, len(self._pieces), 0, state)]
        while waiting:
            low, high, depth, at = waiting.pop()
            if depth and len(self._pieces[low]) == depth:
                found.extend(self._ids[low])
            if high - low > (len(self._pieces[low]) == depth):
                edges = automaton.edges(at)
                children = self._branches(low, high, depth)
                for byte in edges.keys() & children.keys():
                    waiting.append((*children[byte], depth + 1, edges[byte]))
        return found

    def _branches(self, low: int, high: int, depth: int) -> dict[int, tuple[int, int]]:
        """For each byte at `depth` of the pieces in `[low, high)`, which begin alike up to there, where they stand."""
        key = (low, high, depth)
        found = self._children.get(key)
        if found is None:
            found = {}
            at = low + (len(self._pieces[low]) == depth)
            while at < high:
                byte = self._pieces[at][depth]
                until = bisect_left(self._pieces, byte + 1, at, high, key=lambda piece: piece[depth])
                found[byte] = (at, until)
                at = until
            self._children[key] = found
        return found


class Guide:
    """One answer on its way: says which tokens may come, and is told which one came."""

    def __init__(self, vocabulary: Vocabulary, automaton: Copying, ends: Iterable[int] = ()) -> None:
        self._vocabulary = vocabulary
        self._asked = automaton
        self._automaton = automaton.spelled(vocabulary.spells, loose=vocabulary.loose, padded=vocabulary.padded)
        self._ends = tuple(ends)
        self._allowed: dict[State, list[int]] = {}
        self.state: State | None = self._automaton.start

    def allowed(self) -> list[int]:
        """The ids that may come next, those that end the text included where it may end; empty behind its end."""
        if self.state is None:
            return []
        found = self._allowed.get(self.state)
        if found is None:
            found = self._vocabulary.allowed(self._automaton, self.state)
            if self.state == self._automaton.start:
                found = [token for token in found if token not in self._vocabulary.inner]
            if self._automaton.finished(self.state):
                found = [*found, *self._ends]
            self._allowed[self.state] = found
        return found

    def take(self, token: int) -> None:
        """Go on behind `token`."""
        spelled = self._vocabulary.bytes_of(token)
        self.state = self._automaton.step(self.state, spelled) if self.state is not None and spelled else None

    def refusing(self) -> list[bool]:
        """For each id of `allowed()` whether it begins 资料不足."""
        refusal = INSUFFICIENT.encode()
        spelled = (self._vocabulary.bytes_of(token).lstrip() for token in self.allowed())
        return [bool(piece) and refusal.startswith(piece) for piece in spelled]

    @property
    def begun(self) -> bool:
        """Whether a token has come."""
        return self.state != self._automaton.start

    def weigh(self, probability: float) -> None:
        """At the first choice: note how likely the refusal is, and decide for or against it where that is asked for.

        A refusal whose first piece is a part of a character is as likely as all answers that begin with that part.
        """
        self._asked.doubt = probability
        needed = self._asked.refuse_from
        if needed is not None and not all(self.refusing()):
            self._automaton = self._automaton.decided(refusal=probability >= needed)
            self._allowed.clear()
            self.restart()

    def restart(self) -> None:
        """Go back to the beginning."""
        self.state = self._automaton.start


class CopyingProcessor:
    """A logits processor for `transformers`' own `generate`: pass it in `logits_processor=[…]`.

    `prompt` is the length of the prompt in tokens. What may not come gets a score of minus infinity; behind the end only
    `ends` may come.
    """

    def __init__(self, vocabulary: Vocabulary, automaton: Copying, *, prompt: int, ends: Sequence[int]) -> None:
        self._guide = Guide(vocabulary, automaton, ends)
        self._prompt = prompt
        self._ends = list(ends)

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """The scores (batch, vocabulary), masked."""
        masked = scores.new_full(scores.shape, float("-inf"))
        for row, ids in enumerate(input_ids.tolist()):
            self._guide.restart()
            for token in ids[self._prompt :]:
                self._guide.take(token)
            allowed = self._guide.allowed() or self._ends
            masked[row, allowed] = scores[row, allowed]
        return masked


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
