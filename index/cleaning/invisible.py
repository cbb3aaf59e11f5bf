"""Characters that nobody sees: zero-width and directional marks, controls; and line ends in other forms."""

from __future__ import annotations

import re

from index.cleantext import Edit

REASON = "invisible"

# Soft hyphen, zero-width, directional and joining marks, byte order mark, variation selectors, tags, private controls.
_DROPPED = (
    "\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{_DROPPED}]+|\r(?=\n)|[\r\u000b\u000c\u0085\u2028\u2029]")
# Invisible, but printable to Python.
_PRINTABLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# A joiner inside an emoji or a script that needs it is no dirt: 👨‍👩‍👧, Persian, Hindi.
_NEEDS_JOINER = re.compile("[\u0600-\u06ff\u0900-\u0dff\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]")
_JOINERS = "\u200c\u200d\ufe0f\ufe0e"


def find_invisible(text: str) -> tuple[Edit, ...]:
    """Edits that drop invisible characters and write every line end as a newline."""
    # Nearly every text is printable but for its newlines, and that is asked fast.
    if text.replace("\n", "").isprintable() and _PRINTABLE.search(text) is None:
        return ()
    edits = []
    for match in _INVISIBLE.finditer(text):
        found = match[0]
        if found in _JOINERS and _NEEDS_JOINER.match(text, match.start() - 1):
            continue
        newline = (
            "\n" if found in "\r\u000b\u000c\u0085\u2028\u2029" and text[match.end() : match.end() + 1] != "\n" else ""
        )
        edits.append(Edit(match.start(), match.end(), newline, REASON))
    return tuple(edits)
