"""Wrappers in another language around a Chinese text: page furniture and word lists, in English or Japanese.

Only short lines before the first and after the last Chinese prose are judged (and interface phrases there and between),
so a quotation in English or a bilingual paragraph stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.cleaning.characters import KANA
from index.cleaning.interface_words import foreign_phrases
from index.cleaning.lines import Line, drop_lines, lines_of
from index.cleantext import Edit

REASON = "wrapper"

_KANA = re.compile(f"[{KANA}]")
_LETTER = re.compile("[a-zà-ÿ]")
_BRACKETED = re.compile(r"\s?\([^()]{0,20}\)")
_PHRASE = re.compile(
    r"(?:we|this (?:web)?site|our (?:web)?site) uses? cookies.{0,300}|.{0,120}\b(?:accept|manage|all) cookies.{0,60}"
    r"|(?:by continuing|by using this).{0,300}cookies.{0,200}|.{0,80}all rights reserved.{0,60}|(?:copyright|©|\(c\)).{0,100}"
    r"|follow us(?: on .{1,40})?|share (?:this|on|via) .{1,40}|subscribe to .{1,60}|sign up for .{1,60}|be the first to .{1,40}"
    r"|\d+ (?:comments?|shares?|views?|likes?|min(?:ute)?s? read)|(?:posted|published|updated|last updated)(?: on| by)? .{1,40}"
    r"|(?:enable|turn on) javascript.{0,100}|.{0,60}please enable javascript.{0,60}|skip to .{1,30}|back to .{1,20}|powered by .{1,40}"
    r"|(?:level|difficulty|hsk|category|categories|tags?|views|source language) ?: ?.{1,40}"
)
_BARS = re.compile("[|·•/>»]")
_MOST_WORDS = 6


def find_wrappers(text: str) -> tuple[Edit, ...]:
    """Edits that drop a foreign wrapper around Chinese prose; none where there is no Chinese prose."""
    lines = lines_of(text)
    prose = [number for number, line in enumerate(lines) if line.is_prose and not _KANA.search(line.words)]
    if not prose:
        return ()
    first, last = prose[0], prose[-1]
    dropped = [_is_phrase(line) for line in lines]
    kana = sum(_is_short_kana(line) for line in (*lines[:first], *lines[last + 1 :]))
    _drop_edge(lines[:first], dropped, 0, kana=kana)
    _drop_edge(lines[last + 1 :], dropped, last + 1, kana=kana)
    return drop_lines(text, (line for line, drop in zip(lines, dropped, strict=True) if drop), REASON)


def _is_phrase(line: Line) -> bool:
    """An interface phrase in another language, wherever it stands."""
    words = line.words
    if len(words) > 400 or line.is_chinese or not (_LETTER.search(words) or _KANA.search(words)):
        return False
    return _PHRASE.fullmatch(words) is not None or _is_interface(words)


@lru_cache(maxsize=4096)
def _is_interface(words: str) -> bool:
    bare = _BRACKETED.sub("", words).rstrip(" .!:。")
    if len(bare) > 80:
        return False
    if bare in foreign_phrases():
        return True
    return _BARS.search(bare) is not None and all(part.strip() in foreign_phrases() for part in _BARS.split(bare))


def _is_short_kana(line: Line) -> bool:
    return len(line.words) <= 30 and _KANA.search(line.words) is not None


def _is_short_foreign(line: Line) -> bool:
    """A few words without ideographs, or only marks: an entry of a list, not a sentence."""
    if len(line.words) > 60 or line.is_chinese:
        return False
    return len(line.words.split()) <= _MOST_WORDS and not line.words.endswith((".", "!", "?")) or len(line.words) <= 12


def _drop_edge(lines: Sequence[Line], dropped: list[bool], offset: int, *, kana: int) -> None:
    """Judge the lines before the first or after the last prose: a wrapper there is made of short foreign lines.

    `kana` counts the short Japanese lines at both edges: two of them, and the page is a Japanese one.
    """
    japanese = kana >= 2
    furniture = sum(dropped[offset : offset + len(lines)])
    listing = sum(_is_short_foreign(line) and _LETTER.search(line.words) is not None for line in lines)
    if furniture < 2 and listing < 6 and not japanese:
        return
    foreign = [_is_short_foreign(line) or (japanese and _is_short_kana(line)) for line in lines]
    for number, line in enumerate(lines):
        if foreign[number]:
            dropped[offset + number] = True
        elif japanese and line.han == len(line.words) <= 4 and _is_interface(line.words):
            dropped[offset + number] = True
    if listing < 3 and not japanese:
        return
    for number, line in enumerate(lines):  # the Chinese side of a word list: a short word above its translation
        if 0 < line.han == len(line.words) <= 8 and number + 1 < len(lines) and foreign[number + 1]:
            dropped[offset + number] = True
