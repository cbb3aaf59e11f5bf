"""The visible text of an article in lines, with the place where its body starts: what metadata is read from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.date_forms import parse_dates
from index.scripts import fold
from index.types import CleanText, Field, Span

HEAD, TAIL = 4000, 1500
BODY_LINE = 60

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_BODY_MARK = re.compile(r"正文:\s*")
_NOTICE = re.compile(r"cookie|javascript|您的浏览器|版权所有|免责声明")
_BLANK = " \t\xa0\u3000\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The visible text, folded, in lines; `body` numbers the line that the article proper starts with."""

    view: CleanText
    folded: str
    head: tuple[Span, ...]
    tail: tuple[Span, ...]
    body: int

    def field(self, span: Span, value: str | None = None) -> Field:
        """The text at `span` as a field in raw coordinates."""
        words = self.view.text[span.start : span.end] if value is None else value
        return Field(" ".join(words.split()), self.view.to_raw(span.start, span.end))

    @property
    def body_start(self) -> int:
        """Where the body starts, or the text's end."""
        return self.head[self.body].start if self.body < len(self.head) else len(self.folded)


def read_lines(view: CleanText, start: int, limit: int) -> ArticleText:
    """Head and tail of `view.text[start:limit]`: from a page's heading to where a thread's replies begin."""
    folded = fold(view.text[:limit])
    head = tuple(_lines(folded, start, min(start + HEAD, limit)))[:60]
    body = _body_line(folded, head)
    opened = head[body].end if body < len(head) else limit
    tail = tuple(_lines(folded, max(opened, limit - TAIL), limit))[-15:]
    return ArticleText(view, folded, head, tail, body)


def _body_line(folded: str, head: Sequence[Span]) -> int:
    """The number of the first line that reads like an article and is followed by another such line soon."""
    like_body = [number for number, line in enumerate(head) if _is_body(folded, line)]
    for number, following in zip(like_body, like_body[1:], strict=False):
        if following - number <= 4 or len(head[number]) >= 2 * BODY_LINE:
            return number
    return like_body[-1] if like_body else len(head)


def _lines(folded: str, start: int, end: int) -> Iterator[Span]:
    """Lines without the white space around them; 2023-08-01，正文：… counts as two."""
    for match in _LINE.finditer(folded, start, end):
        line = match.group()
        first = match.start() + len(line) - len(line.lstrip(_BLANK))
        last = match.start() + len(line.rstrip(_BLANK))
        mark = _BODY_MARK.search(folded, first, min(last, first + 90))
        if mark and parse_dates(folded[first : mark.start()] + " ", head=True):
            yield Span(first, mark.start())
            first = mark.end()
        if last > first:
            yield Span(first, last)


def _is_body(folded: str, line: Span) -> bool:
    words = folded[line.start : line.end]
    if _NOTICE.search(words):
        return False
    return len(words) >= BODY_LINE or (len(words) >= 20 and words.rstrip("」』”\"'").endswith(("。", "!", "…")))
