"""Lines of a text, folded and stripped, with their offsets: what the families that judge whole lines look at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from index.cleaning.characters import HAN
from index.cleantext import Edit
from index.scripts import fold

_NOT_KEY = re.compile(r"[\W\d_]+")
_IDEOGRAPHS = re.compile(f"[{HAN}]")
_ENOUGH = re.compile(f"(?:[{HAN}][^{HAN}]*){{24}}")
_SOME = re.compile(f"(?:[{HAN}][^{HAN}]*){{8}}")
_SENTENCE_END = re.compile("[。!?…;]|\\.{3}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: `[start, end)` of the text without its newline, folded, and folded and stripped."""

    start: int
    end: int
    folded: str
    words: str
    is_prose: bool  # reads like part of an article: long and Chinese, or a Chinese sentence of some length

    @property
    def han(self) -> int:
        """How many ideographs it holds."""
        return len(_IDEOGRAPHS.findall(self.words))

    @property
    def is_chinese(self) -> bool:
        """Whether it holds an ideograph at all."""
        return _IDEOGRAPHS.search(self.words) is not None


def _is_prose(words: str) -> bool:
    if len(words) < 8:
        return False
    return _ENOUGH.search(words) is not None or (
        _SENTENCE_END.search(words) is not None and _SOME.search(words) is not None
    )


@lru_cache(maxsize=2)  # the families look at the same text one after another
def lines_of(text: str) -> tuple[Line, ...]:
    """The lines that are not blank."""
    folded = fold(text)
    lines = []
    start = 0
    for part in folded.split("\n"):
        words = part.strip()
        if words:
            lines.append(Line(start, start + len(part), part, words, _is_prose(words)))
        start += len(part) + 1
    return tuple(lines)


def line_key(line: str) -> str:
    """What stays equal when a page's line comes back in another article: folded letters, no digits, no marks."""
    return _NOT_KEY.sub("", fold(line))


def drop_lines(text: str, lines: Iterable[Line], reason: str) -> tuple[Edit, ...]:
    """Edits that drop lines, each with the newline after it; neighbours become one edit."""
    spans: list[tuple[int, int]] = []
    for line in lines:
        start, end = line.start, min(line.end + 1, len(text))
        if spans and not text[spans[-1][1] : start].strip():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(Edit(start, end, "", reason) for start, end in spans if start < end)
