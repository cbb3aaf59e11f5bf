"""Foreign names with dots between their parts: where they begin and end in folded text."""

from __future__ import annotations

import re
from bisect import bisect_left

from index.name_forms import DOTS
from index.name_lists import FOREIGN_SOUNDS
from index.name_shapes import HAN, TITLE_END
from index.words import Word

_DOTTED = re.compile(rf"[{HAN}]{{1,12}}(?:[{DOTS}][{HAN}]{{1,8}})+")


_DATES = frozenset("日前 去年 本月 本周 本年 本日 周一 周二 周三 周四 周五 周六 周日 当日 当天 今日 今年 昨日".split())


_CONJUNCTIONS = frozenset("因与和由而被把")


def dotted_names(folded: str, words: tuple[Word, ...]) -> list[tuple[int, int]]:
    """Names with dots, cut where the characters stop to sound foreign."""
    spans: list[tuple[int, int]] = []
    starts = {word.start for word in words}
    for found in _DOTTED.finditer(folded):
        parts = re.split(f"[{DOTS}]", found.group())
        start = _word_start(words, found.start() + _sound_start(parts[0]), found.start() + len(parts[0]), folded)
        end = found.end() - len(parts[-1]) + _sound_length(parts[-1])
        if folded[end - 1 : end + 1] in _DATES:
            end -= 1
        if folded[start + 1] in DOTS and start not in starts:
            continue  # one character of a word before the dot is no name
        if end > start and folded[end - 1] not in DOTS and folded[start] not in DOTS:
            spans.append((start, end))
    return spans


def _word_start(words: tuple[Word, ...], start: int, end: int, folded: str) -> int:
    """The first beginning of a word from `start` on that leaves a name before `end`; a conjunction is none of it."""
    for word in words[bisect_left(words, start, key=lambda each: each.start) :]:
        if word.start >= end:
            break
        at = word.start + (word.end - word.start > 2 and folded[word.start] in _CONJUNCTIONS)
        if at > start or word.start == start:
            return at
    return start


def _sound_start(part: str) -> int:
    """Where the first part of a dotted name begins in what stands before the dot."""
    start = len(part)
    while start > 0 and part[start - 1] in FOREIGN_SOUNDS:
        start -= 1
    title = _last_title(part)
    if title:
        return title
    return start if start < len(part) else max(0, len(part) - 2)


def _last_title(part: str) -> int:
    """The end of the last title inside `part` that leaves something for a name, or 0."""
    for cut in range(len(part) - 1, 1, -1):
        if TITLE_END.search(part[:cut]):
            return cut
    return 0


def _sound_length(part: str) -> int:
    length = 0
    while length < len(part) and part[length] in FOREIGN_SOUNDS:
        length += 1
    return length
