"""Lines of a text, folded and stripped, with their offsets: what the families that judge whole lines look at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.cleaning.characters import HAN
from index.cleantext import Edit
from index.scripts import fold

_NOT_KEY = re.compile(r"[\W\d_]+")
_IDEOGRAPHS = re.compile(f"[{HAN}]")
_SENTENCE_END = re.compile("[。!?…;]|\\.{3}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: `[start, end)` of the text without its newline, folded, and folded and stripped."""

    start: int
    end: int
    folded: str
    words: str

    @property
    def han(self) -> int:
        """How many ideographs it holds."""
        return len(_IDEOGRAPHS.findall(self.words))

    @property
    def is_prose(self) -> bool:
        """Whether it reads like part of an article: long and Chinese, or a Chinese sentence of some length."""
        han = self.han
        return han >= 24 or (han >= 8 and _SENTENCE_END.search(self.words) is not None)


def lines_of(text: str) -> list[Line]:
    """The lines that are not blank."""
    folded = fold(text)
    lines = []
    start = 0
    for part in folded.split("\n"):
        words = part.strip()
        if words:
            lines.append(Line(start, start + len(part), part, words))
        start += len(part) + 1
    return lines


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
