"""What may come next when an answer may only be copied from the evidence: an automaton over bytes, for any tokenizer.

It accepts 资料不足, or sentences. A sentence is one or more spans of one piece of evidence, in their order, joined by a
connective of a closed list, with the citation of where they stand: span，span[2]. Where a span may begin and end, and
which may follow which, is in the `Source`s (`rag.copying_sources`). So what is accepted is true to the evidence whatever
chose among the bytes: the model decides what to copy and when to stop, nothing else.

States are small integers; they are sets of positions in the evidence, made when they are first reached (the subset
construction). From every state that is reached the end can be reached. Adapters: `rag.copying_tokens` for models whose
next-token scores are at hand, `rag.copying_grammar` for engines that take a grammar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

INSUFFICIENT = "资料不足"
CONNECTIVES = ("，", "；")
State = int
_SPACE, _LINE, _STOP = 32, 10, "。".encode()


@dataclass(frozen=True, slots=True)
class Source:
    """One sentence of the evidence, as the prompt shows it, and where it may be cut. Offsets are code points.

    A span may begin at each of `starts` and end at each of `ends`. `joins` holds, for the ends behind which another span
    of the same sentence may be joined, where that one may begin. No span runs over `walls`, offsets of characters.
    """

    number: int
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    joins: tuple[tuple[int, tuple[int, ...]], ...] = ()
    walls: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Bytes:
    """A source in UTF-8 and byte offsets. `going[i]`: from byte `i` on an end can be reached."""

    text: bytes
    mark: bytes
    starts: tuple[int, ...]
    ends: frozenset[int]
    joins: Mapping[int, tuple[int, ...]]
    going: tuple[bool, ...]


# Where one may be: what is being spelled, the number of its source or literal, the offset in it, and what else must be
# remembered: the end that a connective follows, the sources that were cited (as bits).
_Place = tuple[str, int, int, int, int]
_END: tuple[_Place, ...] = (("end", 0, 0, 0, 0), ("line", 0, 0, 0, 0))


class Copying:
    """The automaton for one question's evidence. Threads may share one that nobody uses yet; a guide has its own.

    `sentences` is how many sentences an answer may have, each from another source. `refusal` allows 资料不足;
    with `refuse_from` a model whose probabilities are at hand says so exactly when it finds it at least so probable.
    `loose` reads over white space, for tokenizers that know none; `padded` allows one space in front, for those that begin
    every text with one.

    After a decode `doubt` is the probability (0..1) that the model gave to 资料不足 at its first choice; None where the
    engine does not tell.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        *,
        sentences: int = 1,
        connectives: Sequence[str] = CONNECTIVES,
        refusal: bool = True,
        refuse_from: float | None = None,
        loose: bool = False,
        padded: bool = False,
    ) -> None:
        self.refuse_from = refuse_from
        self.sources = tuple(sources)
        self.sentences = sentences
        self.connectives = tuple(connectives)
        self.doubt: float | None = None
        self._refusal = refusal
        self._loose, self._padded = loose, padded
        self._bytes = tuple(_encoded(source) for source in self.sources)
        self._literals = tuple(text.encode() for text in (INSUFFICIENT, *self.connectives))
        self._places: list[frozenset[_Place]] = []
        self._known: dict[frozenset[_Place], State] = {}
        self._edges: list[dict[int, State] | None] = []
        self._first: list[_Place] = [*self._begin(0), *([("literal", 0, 0, 0, 0)] if refusal else ())]
        self.start = self._state([*self._first, ("padding", 0, 0, 0, 0)] if padded else self._first)

    def spelled(self, spellable: Callable[[str], bool], *, loose: bool = False, padded: bool = False) -> Copying:
        """The same automaton for a tokenizer that cannot spell every character: no span runs over one that it can't."""
        sources = []
        for source in self.sources:
            if not all(map(spellable, f"[{source.number}]")):
                continue
            walls = {place for place, letter in enumerate(source.text) if not spellable(letter)}
            if loose:
                walls = {place for place in walls if not source.text[place].isspace()}
            every = tuple(sorted({*source.walls, *walls}))
            sources.append(Source(source.number, source.text, source.starts, source.ends, source.joins, walls=every))
        connectives = [text for text in self.connectives if all(map(spellable, text))]
        return Copying(
            sources,
            sentences=self.sentences,
            connectives=connectives,
            refuse_from=self.refuse_from,
            refusal=self._refusal and all(map(spellable, INSUFFICIENT)),
            loose=loose,
            padded=padded,
        )

    def decided(self, *, refusal: bool) -> Copying:
        """The same automaton with the refusal as its only answer, or without it."""
        return Copying(
            () if refusal else self.sources,
            sentences=self.sentences,
            connectives=self.connectives,
            refusal=refusal,
            loose=self._loose,
            padded=self._padded,
        )

    def edges(self, state: State) -> Mapping[int, State]:
        """The bytes that may come next, and where each leads."""
        found = self._edges[state]
        if found is None:
            after: dict[int, set[_Place]] = {}
            for place in self._places[state]:
                for byte, following in self._moves(place):
                    after.setdefault(byte, set()).update(following)
            found = {byte: self._state(places) for byte, places in after.items()}
            self._edges[state] = found
        return found

    def step(self, state: State, text: bytes) -> State | None:
        """Where `text` leads; None when it may not come."""
        for byte in text:
            following = self.edges(state).get(byte)
            if following is None:
                return None
            state = following
        return state

    def finished(self, state: State) -> bool:
        """Whether the answer may end here."""
        return any(place[0] == "end" for place in self._places[state])

    def accepts(self, text: str) -> bool:
        """Whether `text` is a whole answer."""
        state = self.step(self.start, text.encode("utf-8", "replace"))
        return state is not None and self.finished(state)

    def _state(self, places: set[_Place] | list[_Place]) -> State:
        key = frozenset(places)
        number = self._known.setdefault(key, len(self._places))
        if number == len(self._places):
            self._places.append(key)
            self._edges.append(None)
        return number

    def _begin(self, used: int) -> Iterator[_Place]:
        """The beginnings of a sentence from a source that was not cited yet."""
        for number, source in enumerate(self._bytes):
            if not used >> number & 1:
                yield from (("start", number, at, 0, used) for at in source.starts)

    def _moves(self, place: _Place) -> Iterator[tuple[int, list[_Place]]]:
        """What byte may come at a place, and the places behind it."""
        kind, number, at, end, used = place
        if kind in ("start", "copy"):
            yield from self._copy(place)
        elif kind == "mark":
            mark = self._bytes[number].mark
            behind = [("mark", number, at + 1, 0, used)] if at + 1 < len(mark) else self._cited(used | 1 << number)
            yield mark[at], behind
        elif kind == "literal":
            yield self._literals[number][at], self._spelled_on(number, at + 1, end, used)
        elif kind == "join":
            yield from self._join(place)
        elif kind == "padding":
            yield _SPACE, self._first
        elif kind == "line":
            yield _LINE, [("end", 0, 0, 0, 0)]
        elif kind == "stop":
            yield _STOP[at], [("stop", 0, at + 1, 0, used)] if at + 1 < len(_STOP) else self._between(used)
        if self._loose and kind != "end":
            yield _SPACE, [place]

    def _copy(self, place: _Place) -> Iterator[tuple[int, list[_Place]]]:
        kind, number, at, _, used = place
        source = self._bytes[number]
        if kind == "copy" and at in source.ends:
            yield source.mark[0], [("mark", number, 1, 0, used)]
        if kind == "copy" and at in source.joins:
            for connective in range(1, len(self._literals)):
                yield from self._join(("join", number * len(self._literals) + connective, 0, at, used))
        if source.going[at]:
            yield source.text[at], [("copy", number, at + 1, 0, used)]
            if self._loose and source.text[at] == _SPACE and source.going[at + 1]:
                yield from self._copy((kind, number, at + 1, 0, used))

    def _join(self, place: _Place) -> Iterator[tuple[int, list[_Place]]]:
        _, number, at, end, used = place
        source, connective = divmod(number, len(self._literals))
        text = self._literals[connective]
        joined: list[_Place] = [("start", source, start, 0, used) for start in self._bytes[source].joins[end]]
        yield text[at], [("join", number, at + 1, end, used)] if at + 1 < len(text) else joined

    def _spelled_on(self, number: int, at: int, end: int, used: int) -> list[_Place]:
        if at < len(self._literals[number]):
            return [("literal", number, at, end, used)]
        return [*_END]

    def _cited(self, used: int) -> list[_Place]:
        """Behind a citation: the end, a line break, or a full stop."""
        return [*_END, ("stop", 0, 0, 0, used)]

    def _between(self, used: int) -> list[_Place]:
        """Behind the full stop: the end, or another sentence."""
        return [*_END, *(self._begin(used) if used.bit_count() < self.sentences else ())]


def _encoded(source: Source) -> _Bytes:
    """The source in bytes, with only those beginnings from which an end can be reached."""
    offsets = [0]
    for letter in source.text:
        offsets.append(offsets[-1] + len(letter.encode("utf-8", "replace")))
    text = source.text.encode("utf-8", "replace")
    ends = frozenset(offsets[end] for end in source.ends)
    walls = {byte for wall in source.walls for byte in range(offsets[wall], offsets[wall + 1])}
    going = [False] * (len(text) + 1)
    for at in range(len(text) - 1, -1, -1):
        going[at] = at not in walls and (at + 1 in ends or going[at + 1])
    starts = tuple(offsets[start] for start in source.starts if going[offsets[start]])
    joins = {
        offsets[end]: allowed
        for end, following in source.joins
        if (allowed := tuple(offsets[start] for start in following if going[offsets[start]]))
    }
    return _Bytes(text, f"[{source.number}]".encode(), starts, ends, joins, tuple(going))
