"""White space: none at line ends, one where there were many, none between the characters of a Chinese word.

A single space between ideographs may part words (a name, a headline's halves) or be strewn; `cohesion` decides. A space
between Chinese and Latin or digits stays: 超过 40 家.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import groupby

from index.cleaning.characters import CJK_MARKS, SPACES, is_han
from index.cleaning.cohesion import WITHIN_WORD, evidence
from index.cleantext import Edit
from index.scripts import fold

REASON = "space"

_RUN = re.compile(f"[{SPACES}]+")
_BLANK_LINES = re.compile(f"\\n[{SPACES}]*\\n[{SPACES}\\n]*\\n")
_MARK = re.compile(f"[{CJK_MARKS}]")

_ALL = "".join(chr(code) for code in range(0x3001) if re.match(f"[{SPACES}\\n]", chr(code)))

_LINE_STREWN = 2.0  # evidence in one line above which its gaps are dirt
_TEXT_STREWN = 6.0  # evidence in the whole text, for lines that say little
_LINE_MEANT = -4.0  # evidence below which a line keeps its gaps even then: a list of names


def find_spaces(text: str) -> tuple[Edit, ...]:
    """Edits for white space; newlines between paragraphs stay, at most two in a row, none at either end."""
    low = len(text) - len(text.lstrip(_ALL))
    high = max(low, len(text.rstrip(_ALL)))
    edits = [Edit(start, end, "", REASON) for start, end in ((0, low), (high, len(text))) if start < end]
    blank = [match.span() for match in _BLANK_LINES.finditer(text, low, high)]
    edits += [Edit(start, end, "\n\n", REASON) for start, end in blank if text[start:end] != "\n\n"]
    gaps = []
    upcoming = 0
    for match in _RUN.finditer(text, low, high):
        start, end = match.span()
        while upcoming < len(blank) and blank[upcoming][1] <= start:
            upcoming += 1
        if upcoming < len(blank) and blank[upcoming][0] < end:
            continue  # spaces on blank lines belong to the edit for these
        if text[start - 1] == "\n" or text[end] == "\n":
            edits.append(Edit(start, end, "", REASON))
        else:
            gaps.append((start, end))
    return tuple(sorted(edits + _inner_spaces(text, gaps)))


def _inner_spaces(text: str, gaps: list[tuple[int, int]]) -> list[Edit]:
    """Edits for spaces inside lines."""
    if not gaps:
        return []
    between = [gap for gap in gaps if is_han(text[gap[0] - 1]) and is_han(text[gap[1]])]
    dropped = _strewn(text, between)
    edits = []
    for start, end in gaps:
        before, after = text[start - 1], text[end]
        beside_mark = (_MARK.match(before) and is_han(after)) or (is_han(before) and _MARK.match(after))
        replacement = "" if (start, end) in dropped or beside_mark else " "
        if text[start:end] != replacement:
            edits.append(Edit(start, end, replacement, REASON))
    return edits


def _strewn(text: str, gaps: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Which gaps between ideographs are dirt."""
    if not gaps:
        return set()
    folded = fold(text)
    score = {gap: evidence(folded[gap[0] - 1], folded[gap[1]]) for gap in gaps}
    for (_, end), (start, stop) in zip(gaps, gaps[1:], strict=False):
        if start == end + 1:  # 大 模 型: one ideograph between two gaps is spacing between letters
            score[(start, stop)] = max(score[(start, stop)], WITHIN_WORD)
    text_strewn = sum(score.values()) >= _TEXT_STREWN
    newlines = [match.start() for match in re.finditer("\n", text)]
    dropped: set[tuple[int, int]] = set()
    for _, group in groupby(gaps, key=lambda gap: bisect_left(newlines, gap[0])):
        line = list(group)
        total = sum(score[gap] for gap in line)
        if total >= _LINE_STREWN or (text_strewn and total >= _LINE_MEANT):
            dropped.update(line)
    return dropped
