"""Markup removal for HTML: what is left reads like the page, one line a block, one row a table row.

Positions come from the tokenizer, so every kept character is the source's own; entities are listed replacements.
"""

from __future__ import annotations

import html
import re

from index.cleaning.characters import is_cjk
from index.cleaning.html_blocks import BLOCK, CELL, Element, dropped_elements, read_page
from index.cleaning.html_tokens import Token
from index.cleantext import Edit

REASON = "markup"

_PIECE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});?|[\s\u00a0]+")
# What stands between two kept runs. A line wrapped in the source is a space between Latin words only.
_NOTHING, _WRAP, _SPACE, _CELL, _LINE = range(5)
_JOINTS = ("", " ", " ", " | ", "\n")


class _Writer:
    """Collects kept runs and turns the gaps between them into edits."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.edits: list[Edit] = []
        self.position = 0  # the raw offset up to which everything is decided
        self.joint = _NOTHING
        self.reason = REASON
        self.last = ""  # the last character written

    def gap(self, joint: int, reason: str = REASON) -> None:
        """Something between kept runs is dropped; the strongest joint wins."""
        self.joint = max(self.joint, joint)
        if reason != REASON:
            self.reason = reason

    def keep(self, start: int, end: int, replacement: str | None = None) -> None:
        """Keep `[start, end)`, or write `replacement` for it."""
        first = self.text[start] if replacement is None else replacement[0]
        if start > self.position:
            self._close_gap(start, first)
        if replacement is not None:
            self.edits.append(Edit(start, end, replacement, "entities"))
        self.position = end
        self.last = self.text[end - 1] if replacement is None else replacement[-1]
        self.joint, self.reason = _NOTHING, REASON

    def _close_gap(self, end: int, following: str) -> None:
        joint = _JOINTS[self.joint] if self.last else ""
        if self.joint == _WRAP and is_cjk(self.last) and is_cjk(following):
            joint = ""
        if self.text[self.position : end] != joint:
            self.edits.append(Edit(self.position, end, joint, self.reason))

    def finish(self) -> tuple[Edit, ...]:
        if self.position < len(self.text):
            self.edits.append(Edit(self.position, len(self.text), "", self.reason))
        return tuple(self.edits)


def remove_html(text: str) -> tuple[Edit, ...]:
    """Edits that leave the readable text of the HTML source `text`."""
    page = read_page(text)
    dropped = dropped_elements(page)
    writer = _Writer(text)
    preformatted: set[int] = set()
    for token, element in page.tokens:
        if token.kind == "text":
            reason = dropped.get(id(element))
            if reason is not None:
                writer.gap(_NOTHING, reason)
            else:
                _write_text(writer, token, preformatted=_within_pre(element, preformatted))
        elif dropped.get(id(element)) == "hidden":
            writer.gap(_NOTHING, "hidden")
        elif token.name in BLOCK:
            writer.gap(_LINE)
        elif token.name in CELL:
            writer.gap(_CELL)
    return writer.finish()


def _within_pre(element: Element, known: set[int]) -> bool:
    """Whether white space counts here. Looks a few levels up only: `pre` holds text and inline elements."""
    here: Element | None = element
    for _ in range(6):
        if here is None:
            return False
        if here.name == "pre" or id(here) in known:
            known.add(id(element))
            return True
        here = here.parent
    return False


def _write_text(writer: _Writer, token: Token, *, preformatted: bool) -> None:
    """Keep a text token: white space as one space, entities as what they mean."""
    text, position = writer.text, token.start
    for piece in _PIECE.finditer(text, token.start, token.end):
        found = piece[0]
        if found[0] == "&":
            meaning = html.unescape(found)
            if meaning == found:
                continue
        else:
            meaning = " "
            if preformatted:
                continue
        if piece.start() > position:
            writer.keep(position, piece.start())
        if meaning.isspace() or not meaning:
            writer.gap(_WRAP if "\n" in found else _SPACE)
        else:
            writer.keep(piece.start(), piece.end(), meaning)
        position = piece.end()
    if position < token.end:
        writer.keep(position, token.end)
