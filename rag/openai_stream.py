"""Server-sent events of a chat completion, from bytes to text. Pure; does not depend on how the bytes were cut."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

LONGEST_LINE = 1_000_000  # bytes; no chat completion needs as much in one


class StreamError(ValueError):
    """The bytes are no chat completion; the message says what is wrong with them."""


class EventReader:
    """Feed it bytes; it returns the JSON objects that are complete. `done` after the mark that ends a stream.

    A whole answer that was sent without streaming is one object. Raises StreamError for anything else.
    """

    def __init__(self) -> None:
        self._buffer = b""
        self._events = 0
        self._finished = False
        self._whole: bool | None = None  # one JSON document in place of a stream
        self.done = False

    def feed(self, data: bytes) -> tuple[dict[str, Any], ...]:
        """Take the next bytes."""
        self._buffer += data
        if self._whole is None and (start := self._buffer.lstrip()):
            self._whole = start.startswith(b"{")
        if len(self._buffer) > LONGEST_LINE and (self._whole or b"\n" not in self._buffer):
            raise StreamError(f"more than {LONGEST_LINE} bytes without an end")
        if self._whole:
            return ()
        found: list[dict[str, Any]] = []
        while not self.done and b"\n" in self._buffer:
            line, _, self._buffer = self._buffer.partition(b"\n")
            found.extend(self._line(line))
        return tuple(found)

    def close(self) -> tuple[dict[str, Any], ...]:
        """Take the end of the stream."""
        rest, self._buffer = self._buffer.strip(), b""
        found = ((self._parsed(rest),) if self._whole else tuple(self._line(rest))) if rest else ()
        if not self.done and not self._finished:
            raise StreamError("it breaks off")
        return found

    def _line(self, line: bytes) -> Iterator[dict[str, Any]]:
        line = line.strip()
        if not line.startswith(b"data:"):
            if line and not line.startswith((b":", b"event:", b"id:", b"retry:")):
                raise StreamError(f"it begins {line[:40].decode('utf-8', 'replace')!r}")
            return
        data = line.removeprefix(b"data:").strip()
        if data == b"[DONE]":
            self.done = True
        elif data:
            yield self._parsed(data)

    def _parsed(self, data: bytes) -> dict[str, Any]:
        try:
            event = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise StreamError("it holds what is not JSON") from error
        if not isinstance(event, dict):
            raise StreamError("it holds JSON that is no object")
        choice = _choice(event)
        if choice is not None and (choice.get("finish_reason") or self._whole):
            self._finished = True
        return event


def piece_of(event: dict[str, Any]) -> Iterator[str]:
    """The text in one object, if there is any. Raises StreamError for an error or for another kind of object."""
    if "error" in event:
        raise StreamError(f"it reports an error, {str(event['error'])[:200]}")
    choice = _choice(event)
    if choice is None:
        return
    part = choice.get("delta", choice.get("message"))
    text = part.get("content") if isinstance(part, dict) else choice.get("text")
    if isinstance(text, str) and text:
        yield text
    elif text is not None and not isinstance(text, str):
        raise StreamError("its content is no text")


def _choice(event: dict[str, Any]) -> dict[str, Any] | None:
    """The first choice; None in an object that only reports usage."""
    choices = event.get("choices")
    if choices == [] or (choices is None and "error" in event):
        return None
    if not isinstance(choices, list) or not isinstance(choices[0], dict):
        raise StreamError("it holds no choices")
    return choices[0]
