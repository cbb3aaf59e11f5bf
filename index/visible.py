"""The text that a reader of a saved file sees, mapped to raw, as far as metadata and threads need it.

This is not cleaning: nothing is judged, only tags go and entities are read. For anything but HTML it is raw itself.
"""

from __future__ import annotations

import html
import re

from index.cleaning.html_tokens import Token, tokens
from index.cleantext import CleanText, Edit
from index.types import MediaType

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});?")
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code em font i ins kbd label mark q s small span strong sub sup u".split()
)
_UNSEEN = frozenset({"script", "style", "title", "noscript", "template", "textarea", "select", "rt", "rp"})


def visible_text(raw: str, media: MediaType, parsed: tuple[Token, ...] = ()) -> CleanText:
    """`raw` without tags, a line for each block. `parsed` saves parsing HTML again."""
    if media != "html":
        return CleanText(raw)
    edits: list[Edit] = []
    unseen = ""
    for token in parsed or tokens(raw):
        if unseen:
            edits.append(Edit(token.start, token.end))
            if token.kind == "close" and token.name == unseen:
                unseen = ""
        elif token.kind == "text":
            edits.extend(_entities(raw, token.start, token.end))
        else:
            inline = token.kind == "skip" or token.name in _INLINE
            edits.append(Edit(token.start, token.end, "" if inline else "\n"))
            if token.kind == "open" and token.name in _UNSEEN and not token.attributes.endswith("/"):
                unseen = token.name
    return CleanText(raw, tuple(edits))


def _entities(raw: str, start: int, end: int) -> list[Edit]:
    found = [(match, html.unescape(match.group())) for match in _ENTITY.finditer(raw, start, end)]
    return [Edit(*match.span(), text) for match, text in found if text != match.group()]
