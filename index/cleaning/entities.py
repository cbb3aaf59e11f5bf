"""Character references left in plain text: `&nbsp;`, `&#8220;`, `&amp;`."""

from __future__ import annotations

import html
import re

from index.cleantext import Edit

REASON = "entities"

_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});|&nbsp(?![a-zA-Z0-9;])")


def find_entities(text: str) -> tuple[Edit, ...]:
    """Edits that write references as the characters that they name; unknown names stay."""
    if "&" not in text:
        return ()
    edits = []
    for match in _REFERENCE.finditer(text):
        meaning = html.unescape(match[0])
        if meaning != match[0]:
            edits.append(Edit(match.start(), match.end(), " " if meaning.isspace() else meaning, REASON))
    return tuple(edits)
