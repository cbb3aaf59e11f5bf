"""White space: none at line ends, one where there were many, none between the characters of a Chinese word."""

from __future__ import annotations

import re

from index.cleaning.characters import CJK_MARKS, HAN, SPACES
from index.cleantext import Edit

REASON = "space"

_EDGE = re.compile(f"(?m)^[{SPACES}]+|[{SPACES}]+$")
_RUN = re.compile(f"(?<=[^\\n{SPACES}])[{SPACES}]+(?=[^\\n{SPACES}])")
_BLANK_LINES = re.compile("\\n{3,}")
_OUTER = re.compile("\\A\\n+|\\n+\\Z")
_IDEOGRAPH = re.compile(f"[{HAN}]")
_MARK = re.compile(f"[{CJK_MARKS}]")


def find_spaces(text: str) -> tuple[Edit, ...]:
    """Edits for white space; newlines between paragraphs stay, at most two in a row."""
    edits = [Edit(match.start(), match.end(), "", REASON) for match in _EDGE.finditer(text)]
    edits += _inner_spaces(text)
    edits += [Edit(match.start() + 2, match.end(), "", REASON) for match in _BLANK_LINES.finditer(text)]
    return tuple(sorted(edits))


def _inner_spaces(text: str) -> list[Edit]:
    """Spaces inside lines."""
    edits = []
    gaps = [match.span() for match in _RUN.finditer(text)]
    for number, (start, end) in enumerate(gaps):
        before, after = text[start - 1], text[end]
        replacement = " "
        if _IDEOGRAPH.match(before) and _IDEOGRAPH.match(after):
            # 大 模 型: a gap one ideograph away from the next gap is spacing between letters, not between words.
            near_before = number > 0 and gaps[number - 1][1] == start - 1
            near_after = number + 1 < len(gaps) and gaps[number + 1][0] == end + 1
            if near_before or near_after:
                replacement = ""
        if text[start:end] != replacement:
            edits.append(Edit(start, end, replacement, REASON))
    return edits
