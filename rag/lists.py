"""Lists that run over several sentences: 第一条…第二条…, 一是…二是…, 首先…其次….

A question such as 有哪四条路径? is answered by the items, one sentence each, not by the sentence that announces them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.scripts import fold
from rag.quantities import chinese_number

LONGEST_GAP = 14  # sentences between two items
_ITEM = re.compile(
    r"[\s#*\-•·“「『]*(?:"
    r"第(?P<ordinal>[一二三四五六七八九十]+)(?:[条点项类种步重大层]|个|方面)|"
    r"(?P<is>[一二三四五六七八九十])(?:是|则)|其(?P<of>[一二三四五六七八九十])[,，、:：是]|"
    r"[(（]?(?P<number>[1-9]|[一二三四五六七八九十])[)）.、．]|"
    r"(?P<word>首先|其次|再次|再者|最后|此外)[,，])"
)
_COUNT = re.compile(r"(?:哪|有|的)?(?P<count>[二两三四五六七八九十]|\d)(?:大|个|条|种|项|类|点|方面|步|重|道|层|路)")


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Indices of the sentence that announces a list (None when the list starts the text) and of its items."""

    announcement: int | None
    items: tuple[int, ...]


def enumerations(sentences: Sequence[str]) -> tuple[Enumeration, ...]:
    """Every list of two or more items in the sentences of one text, in order."""
    found: list[Enumeration] = []
    open_: list[tuple[str, int, int]] = []  # style, number, sentence index
    for index, sentence in enumerate(sentences):
        item = _item(sentence)
        if item is None:
            continue
        style, number = item
        follows = open_ and style == open_[-1][0] and number == open_[-1][1] + 1 and index - open_[-1][2] <= LONGEST_GAP
        if not follows:
            found.extend(_closed(open_))
            open_ = []
            if number != 1:
                continue
        open_.append((style, number, index))
    found.extend(_closed(open_))
    return tuple(found)


def asked_count(question: str) -> int | None:
    """How many items the question speaks of (四条路径: 4), or None."""
    match = _COUNT.search(fold(question))
    if match is None:
        return None
    return int(match["count"]) if match["count"].isdigit() else chinese_number(match["count"])


def _closed(open_: list[tuple[str, int, int]]) -> list[Enumeration]:
    if len(open_) < 2:
        return []
    first = open_[0][2]
    return [Enumeration(first - 1 if first else None, tuple(index for _, _, index in open_))]


_WORDS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 3, "此外": 3}


def _item(sentence: str) -> tuple[str, int] | None:
    """The style and number of the list item that `sentence` begins with, or None."""
    match = _ITEM.match(fold(sentence))
    if match is None:
        return None
    if match["word"]:
        return "word", _WORDS[match["word"]]
    for style in ("ordinal", "is", "of", "number"):
        text = match[style]
        if text:
            number = int(text) if text.isdigit() else chinese_number(text)
            return (style, number) if number else None
    return None
