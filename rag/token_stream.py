"""From tokens to text as it comes: no half characters, nothing after a stop string. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

REPLACEMENT = "\ufffd"


class Detokenizer:
    """Turns token ids into text piece by piece.

    A character may need several tokens, and a tokenizer may treat the first token of a text apart. So each piece is
    what `decode` gives for the last few tokens minus what it gave without the newest, and is held back while it ends
    in the middle of a character (as in Hugging Face's text-generation-inference).
    """

    def __init__(self, decode: Callable[[list[int]], str]) -> None:
        self._decode = decode
        self._tokens: list[int] = []
        self._context = 0  # where the tokens start that are decoded again for the sake of the newest ones
        self._read = 0  # how many tokens have become text

    def feed(self, token: int) -> str:
        """The text that this token completes, often one piece, sometimes nothing."""
        self._tokens.append(token)
        text = self._text(self._context)
        if text.endswith(REPLACEMENT):
            return ""
        return self._advance(text)

    def flush(self) -> str:
        """What is left when no more tokens come; bytes that never became a character are left out."""
        return self._advance(self._text(self._context)).rstrip(REPLACEMENT)

    def _text(self, start: int) -> str:
        return self._decode(self._tokens[start:])

    def _advance(self, text: str) -> str:
        known = len(self._decode(self._tokens[self._context : self._read]))
        self._context, self._read = self._read, len(self._tokens)
        return text[known:]


class StopFilter:
    """Passes text on up to the first stop string to be completed, however the text is cut into pieces.

    Text that may yet turn out to be the start of a stop string is held back.
    """

    def __init__(self, stop: Sequence[str]) -> None:
        self._stop = tuple(text for text in stop if text)
        self._held = ""
        self.stopped = False

    def feed(self, piece: str) -> str:
        """The text that is certain to come before any stop string."""
        if self.stopped:
            return ""
        text = self._held + piece
        found = [(at + len(stop), at) for stop in self._stop if (at := text.find(stop)) >= 0]
        if found:
            self.stopped = True
            self._held = ""
            return text[: min(found)[1]]
        keep = max((_overlap(text, stop) for stop in self._stop), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]

    def flush(self) -> str:
        """What was held back, when no more text comes."""
        held, self._held = self._held, ""
        return held


def _overlap(text: str, stop: str) -> int:
    """The length of the longest end of `text` that is a beginning of `stop`."""
    for size in range(min(len(text), len(stop) - 1), 0, -1):
        if text.endswith(stop[:size]):
            return size
    return 0
