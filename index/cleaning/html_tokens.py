"""A linear HTML tokenizer that gives positions: tags, comments, raw-text elements, and the text between them.

The standard library's parser keeps positions as (line, column) and rescans on unclosed constructs; this one reads each
character a bounded number of times whatever the input, which a saved page of several megabytes needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

TokenKind = Literal["text", "open", "close", "skip"]

# Elements whose content is no markup: it ends at the element's own closing tag.
RAW_TEXT = frozenset({"script", "style", "textarea", "xmp", "iframe", "noembed", "noframes"})

_TAG = re.compile(r"</?([a-zA-Z][^\s/>]{0,40})")
_LONGEST_STUMP = 400
_DELIMITER = re.compile("[>\"']")
_CLOSING = {name: re.compile(f"</{name}", re.IGNORECASE) for name in RAW_TEXT}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece `[start, end)` of the source; `name` is the lower-case tag name, `attributes` the source between."""

    kind: TokenKind
    start: int
    end: int
    name: str = ""
    attributes: str = ""


class _Source:
    """The source with what is known to be absent from its rest, so that no search runs to the end twice."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.absent: set[str] = set()
        self.quotes_pair = True

    def find(self, wanted: str, start: int) -> int:
        """`str.find` that remembers a failure."""
        if wanted in self.absent:
            return -1
        at = self.text.find(wanted, start)
        if at < 0:
            self.absent.add(wanted)
        return at

    def end_of_tag(self, start: int) -> int:
        """The offset after the `>` that closes the tag opened at `start`, or -1."""
        if self.quotes_pair:
            position = start
            while found := _DELIMITER.search(self.text, position):
                if found[0] == ">":
                    return found.end()
                position = self.find(found[0], found.end()) + 1
                if position == 0:
                    break
            # A quote never closes: from here on a tag ends at the next `>`, as it would to a reader.
            self.quotes_pair = False
        return self.find(">", start) + 1 or -1


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text`, a partition of it, in order. Never raises; what is no markup is text."""
    source = _Source(text)
    position = scan = 0
    while (at := source.find("<", scan)) >= 0:
        token = _markup_at(source, at)
        if token is None:
            scan = at + 1
            continue
        if at > position:
            yield Token("text", position, at)
        yield token
        position = scan = token.end
        if token.kind == "open" and token.name in RAW_TEXT:
            closing = _CLOSING[token.name].search(text, position) if token.name not in source.absent else None
            if closing is None:
                source.absent.add(token.name)
                # Cut off inside a script: the rest is no text. Inside anything else, what follows is worth keeping.
                stop = len(text) if token.name in ("script", "style") else position
            else:
                stop = closing.start()
            if stop > position:
                yield Token("skip", position, stop)
            position = scan = stop
    if position < len(text):
        yield Token("text", position, len(text))


def _markup_at(source: _Source, at: int) -> Token | None:
    """The markup that starts with the `<` at `at`, or None when it is a plain character."""
    text = source.text
    if tag := _TAG.match(text, at):
        end = source.end_of_tag(tag.end())
        if end < 0:  # the source is cut off inside a tag
            return Token("skip", at, len(text)) if len(text) - at <= _LONGEST_STUMP else None
        kind: TokenKind = "close" if text[at + 1] == "/" else "open"
        return Token(kind, at, end, tag[1].lower(), text[tag.end() : end - 1])
    following = text[at + 1 : at + 2]
    if following not in ("!", "?", "/"):
        return None
    for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>")):
        if text.startswith(opening, at):
            end = source.find(closing, at + len(opening))
            if end >= 0:
                return Token("skip", at, end + len(closing))
    end = source.find(">", at)
    return Token("skip", at, end + 1) if end >= 0 else None
