"""Hard line breaks inside sentences, as OCR, mail and page layouts leave them; breaks between paragraphs stay.

A text counts as wrapped when its full lines break in the middle of words and sentences: the breaks are judged together,
with the same evidence as spaces, because one alone says little. Headings, lists, verse and short lines are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from index.cleaning.characters import CLOSING_MARKS, SENTENCE_ENDS, SPACES, is_cjk, is_han
from index.cleaning.cohesion import evidence
from index.cleantext import Edit
from index.scripts import fold

REASON = "line break"

_LINES = re.compile("[^\\n]+")
_ITEM = re.compile(
    r"\s*(?:[-*•·●○■□◆◇▲▶►→>#|【\[〔「『]|\(?\d{1,3}[.、)．:](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十\d]{1,4}[章节節条條]"
    r"|[QA问答][:：]|\d{1,2}:\d{2}|https?://)"
)
_INNER_MARK = re.compile("[，。；、,;]")
_NARROWEST = 24  # columns; verse and menus are narrower
_GOES_ON = "，、,（(《“‘「『—"
_CANNOT_START = "，。、；：！？）】》”’」』,;!?)]%…"
_ORPHAN = 8  # characters of a last line too short to be a paragraph
_CERTAIN = 3.0
_WRAPPED = 2.5


@dataclass(frozen=True, slots=True, order=True)
class _Break:
    """A single newline between two lines: the span to edit, and what stands around it."""

    start: int
    end: int
    before: str  # the line before it, stripped at its end
    after: str
    columns: int


def find_line_breaks(text: str) -> tuple[Edit, ...]:
    """Edits that join lines wrapped inside a sentence."""
    breaks, widths, lengths = _single_breaks(text)
    if not breaks:
        return ()
    full = sorted(widths)[int(len(widths) * 0.9)]
    candidates = [one for one in breaks if _may_join(one, full)]
    usual, count = Counter(lengths).most_common(1)[0]
    exact = (
        count >= 2 and count * 2 >= len(breaks) and usual >= 10
    )  # cut at a number of characters, even inside numbers
    scores = [
        _score(one) + (exact and len(one.before) == usual and _INNER_MARK.search(one.before) is not None)
        for one in candidates
    ]
    if sum(scores) < _WRAPPED or sum(score > 0 for score in scores) < 2:
        chosen = [one for one, score in zip(candidates, scores, strict=True) if score >= _CERTAIN]
        return tuple(Edit(one.start, one.end, _joint(one, exact=False), REASON) for one in chosen)
    joined = candidates
    if exact:
        full_lines = {one for one in breaks if len(one.before) == usual and one.after[0] not in SPACES}
        joined = sorted(
            {*candidates, *(one for one in full_lines if not _is_item(one) or not _ends_sentence(one.before))}
        )
    return tuple(
        Edit(one.start, one.end, _joint(one, exact=exact and len(one.before) == usual), REASON) for one in joined
    )


def _single_breaks(text: str) -> tuple[list[_Break], list[int], list[int]]:
    """Newlines with a line on either side; the widths in columns and lengths of all lines."""
    if "\n" not in text:
        return [], [], []
    matches = list(_LINES.finditer(text))
    stripped = [match[0].rstrip(SPACES) for match in matches]
    widths = [len(line.encode("gb18030", "replace")) for line in stripped]  # two bytes a wide character
    breaks = []
    for number in range(len(matches) - 1):
        here, following = matches[number], matches[number + 1]
        if following.start() != here.end() + 1 or not stripped[number] or not stripped[number + 1]:
            continue
        start = here.start() + len(stripped[number])
        breaks.append(_Break(start, following.start(), stripped[number], following[0], widths[number]))
    return breaks, widths, [len(one.before) for one in breaks]


def _is_item(one: _Break) -> bool:
    """Whether the next line begins something: an indented paragraph, an item, a heading."""
    return one.after[0] in SPACES or _ITEM.match(one.after) is not None


def _ends_sentence(line: str) -> bool:
    return line.rstrip(CLOSING_MARKS)[-1:] in (*SENTENCE_ENDS, ";", "；", ":", "：", ".") or line[-1] in "：:"


def _may_join(one: _Break, full: int) -> bool:
    """Whether the line is as wide as lines get here and stops before its sentence does."""
    if one.columns < max(_NARROWEST, 0.7 * full):
        return False
    if one.after[0] in _CANNOT_START:
        return True
    return not _ends_sentence(one.before) and not _is_item(one)


def _score(one: _Break) -> float:
    """Evidence that the break falls inside a sentence."""
    before, after = one.before[-1], one.after[0]
    if after in CLOSING_MARKS and _ends_sentence(one.before):
        return 0.0  # as often a paragraph that opens with the wrong quotation mark
    if after in _CANNOT_START or before in _GOES_ON:
        return _CERTAIN
    # Prose that stops without a mark has not stopped; a heading has no marks inside either.
    score = 1.0 if _INNER_MARK.search(one.before) else 0.0
    if score and len(one.after.rstrip()) <= _ORPHAN and _ends_sentence(one.after.rstrip()):
        return _CERTAIN
    if is_han(before) and is_han(after):
        score += evidence(fold(before), fold(after))
    elif before.isascii() and after.isascii() and before.islower() and after.islower():
        score += 1.0
    return score


def _joint(one: _Break, *, exact: bool) -> str:
    """What stands between the joined lines: a space where Latin words meet, else nothing."""
    before, after = one.before[-1], one.after[0]
    if exact or is_cjk(before) or is_cjk(after) or not before.isascii() or not after.isascii():
        return ""
    return " "
