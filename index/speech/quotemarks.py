"""Pairs of quotation marks, nested ones and broken ones included."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_OPEN, _CLOSE = "“「『‘〝", "”」』’〞"
_PARTNER = dict(zip(_OPEN, _CLOSE, strict=True))
_MARK = re.compile(r"[“”「」『』〝〞\"\n]")
_OUTER = "“「『〝"
MASK = "\ue000"
_WORDS = 6  # characters from which words that end their clause after 称 are a clause of their own
_LONG = 8  # characters from which words between wrong marks are taken for said
_TERMINAL = "。！？!?…~～"


@dataclass(frozen=True, slots=True)
class Quoted:
    """What stands between a pair of marks: `[start, end)`; the marks are at `start - 1` and `end`.

    A pair that the text never closes ends with its paragraph; `end` may then be the length of the text.
    """

    start: int
    end: int
    open: int
    close: int


def find_quoted(folded: str) -> tuple[Quoted, ...]:
    """The outermost quoted stretches in order. Single marks count only as nested ones."""
    found: list[Quoted] = []
    paragraph = 0
    while paragraph <= len(folded):
        end = folded.find("\n", paragraph)
        end = len(folded) if end < 0 else end
        found.extend(_in_paragraph(folded, paragraph, end))
        paragraph = end + 1
    return tuple(found)


def _in_paragraph(folded: str, start: int, end: int) -> list[Quoted]:
    marks = [found.start() for found in _MARK.finditer(folded, start, end)]
    nested = _nested(folded, marks)
    return [_trimmed(folded, *pair) for pair in (nested if nested is not None else _flat(folded, marks, end))]


def _kind(folded: str, at: int, straight: int) -> int:
    """1 for an opening mark, -1 for a closing one. Straight marks take turns."""
    letter = folded[at]
    if letter == '"':
        return 1 if straight % 2 == 0 else -1
    return 1 if letter in _OUTER else -1


def _nested(folded: str, marks: list[int]) -> list[tuple[int, int]] | None:
    """The outermost pairs, or None when the marks do not balance."""
    pairs: list[tuple[int, int]] = []
    depth = straight = opened = 0
    for at in marks:
        kind = _kind(folded, at, straight)
        straight += folded[at] == '"'
        depth += kind
        if depth < 0:
            return None
        if kind > 0 and depth == 1:
            opened = at
        elif kind < 0 and depth == 0:
            pairs.append((opened, at))
    return pairs if depth == 0 else None


def _flat(folded: str, marks: list[int], end: int) -> list[tuple[int, int]]:
    """Pairs without nesting for marks that do not balance: the next mark closes; at the end the paragraph does."""
    pairs: list[tuple[int, int]] = []
    opened: int | None = None
    straight = 0
    for index, at in enumerate(marks):
        kind = _kind(folded, at, straight)
        straight += folded[at] == '"'
        if kind < 0:
            if opened is not None:
                pairs.append((opened, at))
                opened = None
            elif _opens_wrongly(folded, at, marks[index + 1] if index + 1 < len(marks) else None):
                opened = at
        elif opened is None:
            opened = at
        elif at - opened > _LONG and folded[at - 1] in _TERMINAL:
            pairs.append((opened, at))
            opened = at
    if opened is not None and end - opened > 1:
        pairs.append((opened, end))
    return pairs


def _opens_wrongly(folded: str, at: int, following: int | None) -> bool:
    """Whether a closing mark that closes nothing stands where one should open: after a comma, with another to close it."""
    if following is None or folded[following] in _OPEN or following - at < _LONG:
        return False
    return folded[max(0, at - 1) : at] in (",", ":", "。")


def _trimmed(folded: str, opened: int, close: int) -> Quoted:
    start, end = opened + 1, close
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    return Quoted(start, end, opened, close)


def is_sentence(folded: str, quoted: Quoted) -> bool:
    """Whether the words between the marks end like a sentence."""
    return quoted.end > quoted.start and folded[quoted.end - 1] in _TERMINAL


def could_be_said(folded: str, quoted: Quoted) -> bool:
    """Whether the words are long or punctuated enough to be somebody's, not a name, a title or a term."""
    length = quoted.end - quoted.start
    before = folded[max(0, quoted.open - 2) : quoted.open].strip()[-1:]
    if length >= 3 and before and before in ":说道示侃评论言呼喊叹槽":
        return True
    alone = folded[quoted.close + 1 : quoted.close + 2] in tuple(",。!?\n")
    if length >= _WORDS and before and before in "称苦嚣嚷吼斥骂" and alone:
        return True
    return is_sentence(folded, quoted) or length >= 9 or (length >= 5 and "," in folded[quoted.start : quoted.end])


def said_among(folded: str, quoted: tuple[Quoted, ...]) -> tuple[Quoted, ...]:
    """The quotations that could be said; one that stands right after another shares its lot (“…”“…”)."""
    said: list[Quoted] = []
    for each in quoted:
        adjoins = bool(said) and not folded[said[-1].close + 1 : each.open].strip()
        ends = not folded[each.close + 1 : each.close + 2].strip(' \n,。;:!?、)”」“「"')
        if each.end > each.start and (could_be_said(folded, each) or (adjoins and ends)):
            said.append(each)
    return tuple(said)


def mask(folded: str, said: tuple[Quoted, ...]) -> str:
    """`folded` with what is said blanked out, so that a narrator's words are found and nobody else's."""
    parts: list[str] = []
    position = 0
    for each in said:
        parts.extend((folded[position : each.start], MASK * (each.end - each.start)))
        position = each.end
    parts.append(folded[position:])
    return "".join(parts)


def quoted_at(quoted: tuple[Quoted, ...], position: int) -> Quoted | None:
    """The quoted stretch (marks included) that `position` lies in."""
    index = bisect_right(quoted, position, key=lambda each: each.open) - 1
    if index >= 0 and quoted[index].open <= position <= quoted[index].close:
        return quoted[index]
    return None
