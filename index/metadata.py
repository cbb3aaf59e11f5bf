"""What an article says of itself: title, source, author and date, each with the raw span that it was read from.

Statements are read strongest first: the markup of a page, labelled lines of head and tail, the dateline of a report,
the container's own fields, the file's name. Where nothing is certain, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from index import bylines, titles
from index.cleaning import clean
from index.cleaning.html_tokens import tokens
from index.date_forms import FoundDate, parse_dates, year_from_context
from index.page_fields import page_fields, site_of_page
from index.scripts import fold
from index.threads import thread_title
from index.types import Article, CleanText, Field, Metadata, Post, Span
from index.visible import visible_text

_HEAD, _TAIL, _SIGNATURE = 4000, 1500, 120
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_BODY_MARK = re.compile(r"正文:\s*")
_BODY_LINE = 60
_BLANK = " \t\xa0\u3000\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"
_TIME = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]m)?")
_DATE_LABEL = re.compile(
    r"(?:发布|发表|发文|刊登|刊发|时间|日期|原文|出处|来源|更新|post|publi|date|updated)[^。!?]{0,16}$"
)
_WORDS_BESIDE = re.compile(
    r"[\[\]()【】]|发表于|发布于|发布时间|发表时间|时间|日期|来自\S+|阅读.*|浏览.*|评论.*|查看.*|\d+(?:次|条|人)?$|[:,|·/>]|正文"
)
_COUNT_AFTER_NAME = re.compile(r"(?<=[\u4e00-\u9fff])\d{1,6}$")
_HASH_NAME = re.compile(
    r"^[\W_]*(?:\d+[\W_]+)?(?:[0-9a-f]{8,}|\d+|[0-9a-f-]{20,}|untitled.*|new.*|temp.*|download.*|index|text)[\W_]*$",
    re.I,
)
_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\r?\n(.*?\r?\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(
    r"^(title|author|source|date)[ \t]*:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class _Text:
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


def read_metadata(article: Article) -> Metadata:
    """The article's metadata; what stands in `article.metadata` (a container's own fields) fills what is missing.

    A file name gives a title only where nothing else does, with no span.
    """
    parsed = tuple(tokens(article.raw)) if article.media == "html" else ()
    view = visible_text(article.raw, article.media, parsed)
    opening = next((post for post in article.posts if post.kind == "article"), None)
    text = _read_lines(view, view.to_clean(0, opening.span.end).end if opening else len(view.text))
    page = page_fields(article.raw, parsed) if parsed else Metadata()
    front = _front_matter(article) if article.media == "md" else Metadata()
    own = article.metadata
    posted = _posted(article, opening) if opening else None
    written = Field(opening.author) if opening and opening.author else None
    title = front.title or page.title or _heading(article) or _title(text, thread=bool(article.posts))
    title = _confirmed(text, own.title) or title
    site = site_of_page(article.raw, parsed) if parsed else None
    return Metadata(
        title=_cleaned(title or own.title or _name(article.uri)),
        source=page.source or front.source or _source(text) or site or own.source,
        author=front.author or _author(text) or page.author or written or own.author,
        date=page.date or front.date or posted or _date(text) or own.date or _date_in_name(article.uri),
    )


def _cleaned(title: Field | None) -> Field | None:
    """A title without its dirt; the span stays, for it covers what was read."""
    if title is None:
        return None
    value = clean(Article("", title.value, "text")).text.strip()
    return Field(value, title.span) if value else title


def _confirmed(text: _Text, stated: Field | None) -> Field | None:
    """A container's title that the text itself begins with: then it is no template's."""
    words = fold(stated.value) if stated else ""
    at = text.folded.find(words, 0, 600) if len(words) >= 4 else -1
    return text.field(Span(at, at + len(words))) if at >= 0 else None


def _posted(article: Article, opening: Post) -> Field | None:
    """The date of a thread's opening post, with the span that says it."""
    if opening.date is None:
        return None
    start = opening.span.start
    for found in parse_dates(article.raw[start : start + _HEAD]):
        if found.iso() == opening.date:
            return Field(opening.date, Span(found.span.start + start, found.span.end + start))
    return Field(opening.date)


def _read_lines(view: CleanText, limit: int) -> _Text:
    """Head and tail of the text up to `limit`, where a thread's replies begin."""
    text = view.text[:limit]
    folded = fold(text[:_HEAD]) + text[_HEAD:-_TAIL] + fold(text[max(_HEAD, len(text) - _TAIL) :])
    if len(folded) != len(text):
        folded = fold(text)
    head = tuple(_lines(folded, 0, min(_HEAD, len(text))))[:60]
    body = next((number for number, line in enumerate(head) if _is_body(folded, line)), len(head))
    opened = head[body].end if body < len(head) else len(text)
    tail = tuple(_lines(folded, max(opened, len(text) - _TAIL), len(text)))[-15:]
    return _Text(view, folded, head, tail, body)


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
    return len(words) >= _BODY_LINE or (len(words) >= 20 and words.rstrip("」』”\"'").endswith(("。", "!", "…")))


def _title(text: _Text, *, thread: bool) -> Field | None:
    span = thread_title(text.folded, min(len(text.folded), _HEAD)) if thread else None
    span = span or titles.find_title(text.folded, text.head, text.body) or titles.labelled_title(text.folded, text.tail)
    return text.field(span) if span else None


def _heading(article: Article) -> Field | None:
    """The only heading of the highest level, where the format marks headings."""
    headings = [mark for mark in article.marks if mark.kind == "heading"]
    if not headings:
        return None
    level = min(mark.level for mark in headings)
    highest = [mark for mark in headings if mark.level == level]
    first = highest[0]
    if len(highest) > 1 and (level > 1 or first is not headings[0]) or not 2 <= len(first.label) <= 100:
        return None
    at = article.raw.find(first.label, first.start)
    return Field(first.label, Span(at, at + len(first.label)) if 0 <= at <= first.start + 20 else None)


def _source(text: _Text) -> Field | None:
    around = _around_body(text)
    for start, end in around:
        for span in bylines.labelled_sources(text.folded, start, end):
            return text.field(_first_outlet(text.folded, span))
    beside = _beside_date(text)
    if beside is not None:
        return text.field(beside)
    for dateline in bylines.datelines(text.folded, text.body_start, text.body_start + 160):
        if dateline.source is not None:
            return text.field(dateline.source)
    found = bylines.bulletin(text.folded, text.body_start, min(len(text.folded), text.body_start + 60))
    return text.field(found) if found else None


def _around_body(text: _Text) -> list[tuple[int, int]]:
    """The head up to the body, short lines after it, and the tail."""
    head_end = text.body_start if text.body < len(text.head) else (text.head[-1].end if text.head else 0)
    after = [line for line in text.head[text.body :][:8] if len(line) < _BODY_LINE]
    lines = [(line.start, line.end) for line in (*after, *text.tail) if len(line) < 200]
    return [(0, head_end), *lines, (max(head_end, len(text.folded) - _SIGNATURE), len(text.folded))]


def _first_outlet(folded: str, span: Span) -> Span:
    """Of 澎湃新闻 张三 the paper alone."""
    first, _, rest = folded[span.start : span.end].partition(" ")
    return Span(span.start, span.start + len(first)) if rest and bylines.is_outlet(first) and len(rest) <= 4 else span


def _author(text: _Text) -> Field | None:
    for start, end in _around_body(text):
        for span in bylines.labelled_authors(text.folded, start, end):
            return text.field(span)
    names = [
        *bylines.reporters(text.folded, max(0, text.body_start - 120), min(len(text.folded), text.body_start + 160))
    ]
    names += [span for line in text.tail for span in bylines.reporters(text.folded, line.start, line.end)]
    return text.field(names[0]) if names else None


def _date(text: _Text) -> Field | None:
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


def _head_dates(text: _Text) -> Iterator[FoundDate]:
    """Dates on lines before the body that say little else, labelled ones first."""
    labelled: list[FoundDate] = []
    bare: list[FoundDate] = []
    for line in text.head[: text.body + 4]:
        if len(line) > 100:
            continue
        for found in _dates_of_line(text.folded, line):
            before = text.folded[line.start : found.span.start]
            if _DATE_LABEL.search(before):
                labelled.append(found)
            elif _says_little_else(text.folded, line, found) and (found.day or len(line) < 12):
                bare.append(found)
    yield from labelled
    yield from bare


def _dates_of_line(folded: str, line: Span) -> Iterable[FoundDate]:
    words = folded[line.start : line.end]
    for found in parse_dates(words, head=True):
        yield FoundDate(
            Span(found.span.start + line.start, found.span.end + line.start), found.year, found.month, found.day
        )


def _says_little_else(folded: str, line: Span, found: FoundDate) -> bool:
    rest = folded[line.start : found.span.start] + " " + folded[found.span.end : line.end]
    rest = _WORDS_BESIDE.sub(" ", _TIME.sub(" ", rest))
    return len("".join(rest.split())) <= 24 and not re.search(r"[。!?,]", rest)


def _dateline_dates(text: _Text) -> Iterator[FoundDate]:
    for dateline in bylines.datelines(text.folded, text.body_start, text.body_start + 160):
        yield dateline.date


def _tail_dates(text: _Text) -> Iterator[FoundDate]:
    """A date that closes the text on a line of its own."""
    for line in reversed(text.tail):
        for found in _dates_of_line(text.folded, line):
            if (
                len(line) <= 60
                and found.day
                and _says_little_else(text.folded, line, found)
                and len(line) - len(found.span) <= 20
            ):
                yield found


def _beside_date(text: _Text) -> Span | None:
    """The one name on the line of the head's date: 2023-08-12 15:00 巴比特."""
    for line in text.head[: text.body]:
        for found in _dates_of_line(text.folded, line):
            if len(line) > 60 or not found.day or not _says_little_else(text.folded, line, found):
                continue
            for start, end in ((found.span.end, line.end), (line.start, found.span.start)):
                span = _name_in(text.folded, start, end)
                if span is not None:
                    return span
    return None


def _name_in(folded: str, start: int, end: int) -> Span | None:
    """A single name in `[start, end)`; of a trail 某某网 > 新闻 the first part."""
    words = _TIME.sub(lambda match: " " * len(match.group()), folded[start:end])
    trail = re.match(r"\s*([^>\s]{2,12})\s*>", words)
    if trail:
        return Span(start + trail.start(1), start + trail.end(1)) if bylines.is_outlet(trail[1]) else None
    names = [match for match in re.finditer(r"[^\s|·/,\[\]()>]+", words)]
    if len(names) != 1:
        return None
    count = _COUNT_AFTER_NAME.search(names[0].group())
    name = names[0].group()[: count.start()] if count else names[0].group()
    known = not re.search(
        r"来自|楼层|该作者|发布|发表|阅读|浏览|评论|更新|时间|日期|首页|正文|记者|作者|编辑|原创|[:。!?]", name
    )
    return (
        Span(start + names[0].start(), start + names[0].start() + len(name))
        if known and bylines.is_source(name) and not name.isdigit()
        else None
    )


def _front_matter(article: Article) -> Metadata:
    """The YAML block at the head of a Markdown file, as far as it is plain."""
    block = _FRONT_MATTER.match(article.raw)
    if block is None:
        return Metadata()
    found = {
        match[1].lower(): Field(match[2], Span(*match.span(2)))
        for match in _FRONT_LINE.finditer(article.raw, block.start(1), block.end(1))
        if match[2]
    }
    stated = found.get("date")
    days = parse_dates(stated.value) if stated else ()
    value = days[0].iso() if days else None
    date = Field(value, stated.span) if stated and value else None
    return Metadata(found.get("title"), found.get("source"), found.get("author"), date)


def _name(uri: str) -> Field | None:
    """A file name as the title, if it is words."""
    stem = PurePath(uri.replace("\\", "/")).stem
    words = re.sub(r"[\s_]+", " ", stem).strip()
    if uri.startswith("text:") or _HASH_NAME.match(stem) or len(re.findall(r"[^\W\d_]", words)) < 2:
        return None
    return Field(words)


def _date_in_name(uri: str) -> Field | None:
    stem = PurePath(uri.replace("\\", "/")).stem
    for found in parse_dates(stem.replace("_", " "), head=True):
        value = found.iso()
        if value is not None and found.day:
            return Field(value)
    return None
