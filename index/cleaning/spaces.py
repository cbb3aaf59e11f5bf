"""White space: none at line ends, one where there were many, none between the characters of a Chinese word.

A single space between ideographs may part words (a name, a headline's halves) or be strewn; `cohesion` decides. A space
between Chinese and Latin or digits stays: 超过 40 家.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import groupby

from index.cleaning.characters import CJK_MARKS, HAN, SPACES
from index.cleaning.cohesion import WITHIN_WORD, evidence
from index.cleantext import Edit
from index.scripts import fold

REASON = "space"

_EDGE = re.compile(f"(?m)^[{SPACES}]+|(?<![{SPACES}])[{SPACES}]+$")
_RUN = re.compile(f"(?<=[^\\n{SPACES}])[{SPACES}]+(?=[^\\n{SPACES}])")
_BLANK_LINES = re.compile(f"\\n[{SPACES}]*\\n[{SPACES}\\n]*\\n")
_OUTER = re.compile(f"\\A[{SPACES}\\n]*\\n|\\n[{SPACES}\\n]*\\Z")
_IDEOGRAPH = re.compile(f"[{HAN}]")
_MARK = re.compile(f"[{CJK_MARKS}]")

_LINE_STREWN = 2.0  # evidence in one line above which its gaps are dirt
_TEXT_STREWN = 6.0  # evidence in the whole text, for lines that say little
_LINE_MEANT = -4.0  # evidence below which a line keeps its gaps even then: a list of names


def find_spaces(text: str) -> tuple[Edit, ...]:
    """Edits for white space; newlines between paragraphs stay, at most two in a row, none at either end."""
    outer = [Edit(match.start(), match.end(), "", REASON) for match in _OUTER.finditer(text)]
    low = outer[0].end if outer and outer[0].start == 0 else 0
    high = outer[-1].start if outer and outer[-1].end == len(text) else len(text)
    blank = [
        Edit(match.start(), match.end(), "\n\n", REASON) for match in _BLANK_LINES.finditer(text, low, max(low, high))
    ]
    covered = iter(blank)
    upcoming = next(covered, None)
    edges = []
    for match in _EDGE.finditer(text, low, max(low, high)):
        while upcoming is not None and upcoming.end <= match.start():
            upcoming = next(covered, None)
        if upcoming is None or match.end() <= upcoming.start:
            edges.append(Edit(match.start(), match.end(), "", REASON))
        # A line's spaces beside blank lines belong to the edit for these.
    edits = [*outer, *(edit for edit in blank if text[edit.start : edit.end] != "\n\n"), *edges, *_inner_spaces(text)]
    return tuple(sorted(edits))


def _inner_spaces(text: str) -> list[Edit]:
    """Spaces inside lines."""
    gaps = [match.span() for match in _RUN.finditer(text)]
    if not gaps:
        return []
    dropped = _strewn(
        text, [gap for gap in gaps if _IDEOGRAPH.match(text, gap[0] - 1) and _IDEOGRAPH.match(text, gap[1])]
    )
    edits = []
    for start, end in gaps:
        beside_mark = (
            _MARK.match(text, start - 1)
            and _IDEOGRAPH.match(text, end)
            or (_IDEOGRAPH.match(text, start - 1) and _MARK.match(text, end))
        )
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
