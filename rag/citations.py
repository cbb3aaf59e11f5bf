"""Sentences and their [n] out of streamed text. Pure; what comes out never depends on how the stream was cut."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A citation mark: [1], [1, 2], 【3】, ［4］.
MARK = re.compile(r"[\[【［]\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]】］]")
_CLOSING = "”’」』）)】》\"'"
_END = "。！？!?；;"


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """A sentence without its marks, and the numbers that they named, in order and once each."""

    text: str
    citations: tuple[int, ...]


class SentenceParser:
    """Feed it pieces; it returns the sentences that are complete. `close()` returns the rest.

    A sentence ends at 。！？；!?; with the closing marks and citations that follow it, at a full stop before white
    space or a citation, or at a line break. It is complete only once a character that can't belong to it has been seen, so a
    mark that arrives late still counts.
    """

    def __init__(self) -> None:
        self._buffer = ""

    def feed(self, piece: str) -> tuple[ParsedSentence, ...]:
        """Take the next piece of the stream."""
        self._buffer += piece
        done: list[ParsedSentence] = []
        while (end := _sentence_end(self._buffer)) is not None:
            done.extend(parse(self._buffer[:end]))
            self._buffer = self._buffer[end:]
        return tuple(done)

    def close(self) -> tuple[ParsedSentence, ...]:
        """Take the end of the stream."""
        rest, self._buffer = self._buffer, ""
        return parse(rest)


def parse(text: str) -> tuple[ParsedSentence, ...]:
    """One sentence's text and marks; nothing when only white space or marks are left."""
    numbers: list[int] = []
    for match in MARK.finditer(text):
        numbers.extend(int(number) for number in re.findall(r"\d+", match[1]))
    bare = " ".join(MARK.sub("", text).split())
    return (ParsedSentence(bare, tuple(dict.fromkeys(numbers))),) if bare.strip(_CLOSING + _END + ".") else ()


def _sentence_end(buffer: str) -> int | None:
    """Where the first sentence of `buffer` ends for certain, or None."""
    for index, character in enumerate(buffer):
        if character == "\n":
            return index + 1
        if character in _END or (character == "." and _is_full_stop(buffer, index)):
            end = _tail(buffer, index + 1)
            if end is not None:
                return end
            return None
    return None


def _is_full_stop(buffer: str, index: int) -> bool:
    return index + 1 < len(buffer) and buffer[index + 1] in " \n[【［"


def _tail(buffer: str, position: int) -> int | None:
    """Past the closing marks, end marks and citations at `position`; None while more of them may still come."""
    while position < len(buffer):
        character = buffer[position]
        if character == "\n":
            return position + 1
        if character in _CLOSING or character in _END or character == " ":
            position += 1
        elif character in "[【［":
            match = MARK.match(buffer, position)
            if match is None:
                # Either a mark that has not arrived whole, or text in brackets, which starts the next sentence.
                return None if re.fullmatch(r"[\[【［][\d\s,，、]*", buffer[position:]) else position
            position = match.end()
        else:
            return position
    return None
