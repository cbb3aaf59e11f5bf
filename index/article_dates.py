"""The date of an article: of its head, else of its dateline, else of its tail. Dates in its matter don't count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from index import bylines
from index.article_text import ArticleText
from index.date_forms import FoundDate, parse_dates, year_from_context
from index.types import Field, Span

TIME = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]m)?")
_DATE_LABEL = re.compile(
    r"(?:发布|发表|发文|刊登|刊发|时间|日期|原文|出处|来源|更新|post|publi|date|updated)[^。!?]{0,16}$"
)
_WORDS_BESIDE = re.compile(
    r"[\[\]()【】]|发表于|发布于|发布时间|发表时间|时间|日期|来自\S+|阅读.*|浏览.*|评论.*|查看.*|\d+(?:次|条|人)?$|[:,|·/>]|正文"
)


def article_date(text: ArticleText) -> Field | None:
    """The date of the head, else of the dateline, else of the tail."""
    for found in (*_head_dates(text), *_dateline_dates(text), *_tail_dates(text)):
        year = None
        if found.year is None:
            posted = [item.year for item in parse_dates(text.folded[: text.body_start]) if item.year]
            year = posted[0] if len(set(posted)) == 1 else year_from_context(text.folded[:20_000], found)
        value = found.iso(year)
        if value is not None:
            return text.field(found.span, value)
    return None


def _head_dates(text: ArticleText) -> Iterator[FoundDate]:
    """Dates on lines before the body that say little else, labelled ones first."""
    labelled: list[FoundDate] = []
    bare: list[FoundDate] = []
    for line in text.head[: text.body + 4]:
        if len(line) > 100:
            continue
        for found in dates_of_line(text.folded, line):
            before = text.folded[line.start : found.span.start]
            if _DATE_LABEL.search(before):
                labelled.append(found)
            elif says_little_else(text.folded, line, found) and (found.day or len(line) < 12):
                bare.append(found)
    yield from labelled
    yield from bare


def dates_of_line(folded: str, line: Span) -> Iterable[FoundDate]:
    """The dates on a line, in the coordinates of the text."""
    words = folded[line.start : line.end]
    for found in parse_dates(words, head=True):
        yield FoundDate(
            Span(found.span.start + line.start, found.span.end + line.start), found.year, found.month, found.day
        )


def says_little_else(folded: str, line: Span, found: FoundDate) -> bool:
    """Whether a line is there for its date: times, counts and a name may stand beside it, no sentence."""
    rest = folded[line.start : found.span.start] + " " + folded[found.span.end : line.end]
    rest = _WORDS_BESIDE.sub(" ", TIME.sub(" ", rest))
    return len("".join(rest.split())) <= 24 and not re.search(r"[。!?,]", rest)


def _dateline_dates(text: ArticleText) -> Iterator[FoundDate]:
    for dateline in bylines.datelines(text.folded, text.body_start, text.body_start + 160):
        yield dateline.date


def _tail_dates(text: ArticleText) -> Iterator[FoundDate]:
    """A date that closes the text on a line of its own."""
    for line in reversed(text.tail):
        for found in dates_of_line(text.folded, line):
            if (
                len(line) <= 60
                and found.day
                and says_little_else(text.folded, line, found)
                and len(line) - len(found.span) <= 20
            ):
                yield found
