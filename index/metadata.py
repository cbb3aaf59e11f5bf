"""What an article says of itself: title, source, author and date, each with the raw span that it was read from.

Statements are read strongest first: the markup of a page, labelled lines of head and tail, the dateline of a report,
the container's own fields, the file's name. Where nothing is certain, nothing is said.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from index import bylines, titles
from index.article_dates import TIME, article_date, dates_of_line, says_little_else
from index.article_text import BODY_LINE, HEAD, ArticleText, read_lines
from index.cleaning import clean
from index.cleaning.html_tokens import tokens
from index.date_forms import parse_dates
from index.page_fields import heading_start, page_fields, site_of_page
from index.scripts import fold
from index.threads import thread_title
from index.types import Article, Field, Metadata, Post, Span
from index.visible import visible_text

# Bump by hand whenever a change here, in `index.page_fields` or in the modules of dates, titles and bylines can change
# what is said of any article: indexes built by another version are refused.
METADATA_VERSION = "1"

_SIGNATURE = 120
_COUNT_AFTER_NAME = re.compile(r"(?<=[\u4e00-\u9fff])\d{1,6}$")
_HASH_NAME = re.compile(
    r"^[\W_]*(?:\d+[\W_]+)?(?:[0-9a-f]{8,}|\d+|[0-9a-f-]{20,}|untitled.*|new.*|temp.*|download.*|index|text)[\W_]*$",
    re.I,
)
_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\r?\n(.*?\r?\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(
    r"^(title|author|source|date)[ \t]*:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.IGNORECASE | re.MULTILINE
)


def read_metadata(article: Article) -> Metadata:
    """The article's metadata; what stands in `article.metadata` (a container's own fields) fills what is missing.

    A file name gives a title only where nothing else does, with no span.
    """
    parsed = tuple(tokens(article.raw)) if article.media == "html" else ()
    view = visible_text(article.raw, article.media, parsed)
    opening = next((post for post in article.posts if post.kind == "article"), None)
    above = heading_start(article.raw, parsed) if parsed else None
    start = view.to_clean(above, above).start if above is not None else 0
    end = view.to_clean(0, opening.span.end).end if opening else len(view.text)
    text = read_lines(view, min(start, end), end)
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
        date=page.date or front.date or posted or article_date(text) or own.date or _date_in_name(article.uri),
    )


def _cleaned(title: Field | None) -> Field | None:
    """A title without its dirt; the span stays, for it covers what was read."""
    if title is None:
        return None
    value = clean(Article("", title.value, "text")).text.strip()
    return Field(value, title.span) if value else title


def _confirmed(text: ArticleText, stated: Field | None) -> Field | None:
    """A container's title that the text itself begins with: then it is no template's."""
    words = fold(stated.value) if stated else ""
    at = text.folded.find(words, 0, 600) if len(words) >= 4 else -1
    return text.field(Span(at, at + len(words))) if at >= 0 else None


def _posted(article: Article, opening: Post) -> Field | None:
    """The date of a thread's opening post, with the span that says it."""
    if opening.date is None:
        return None
    start = opening.span.start
    for found in parse_dates(article.raw[start : start + HEAD]):
        if found.iso() == opening.date:
            return Field(opening.date, Span(found.span.start + start, found.span.end + start))
    return Field(opening.date)


def _title(text: ArticleText, *, thread: bool) -> Field | None:
    span = thread_title(text.folded, min(len(text.folded), HEAD)) if thread else None
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


def _source(text: ArticleText) -> Field | None:
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


def _around_body(text: ArticleText) -> list[tuple[int, int]]:
    """The head up to the body, short lines after it, and the tail."""
    head_end = text.body_start if text.body < len(text.head) else (text.head[-1].end if text.head else 0)
    after = [line for line in text.head[text.body :][:8] if len(line) < BODY_LINE]
    lines = [(line.start, line.end) for line in (*after, *text.tail) if len(line) < 200]
    return [(0, head_end), *lines, (max(head_end, len(text.folded) - _SIGNATURE), len(text.folded))]


def _first_outlet(folded: str, span: Span) -> Span:
    """Of 澎湃新闻 张三 the paper alone."""
    first, _, rest = folded[span.start : span.end].partition(" ")
    return Span(span.start, span.start + len(first)) if rest and bylines.is_outlet(first) and len(rest) <= 4 else span


def _author(text: ArticleText) -> Field | None:
    for start, end in _around_body(text):
        for span in bylines.labelled_authors(text.folded, start, end):
            return text.field(span)
    names = [
        *bylines.reporters(text.folded, max(0, text.body_start - 120), min(len(text.folded), text.body_start + 160))
    ]
    names += [span for line in text.tail for span in bylines.reporters(text.folded, line.start, line.end)]
    return text.field(names[0]) if names else None


def _beside_date(text: ArticleText) -> Span | None:
    """The one name on the line of the head's date: 2023-08-12 15:00 巴比特."""
    for line in text.head[: text.body]:
        for found in dates_of_line(text.folded, line):
            if len(line) > 60 or not found.day or not says_little_else(text.folded, line, found):
                continue
            for start, end in ((found.span.end, line.end), (line.start, found.span.start)):
                span = _name_in(text.folded, start, end)
                if span is not None:
                    return span
    return None


def _name_in(folded: str, start: int, end: int) -> Span | None:
    """A single name in `[start, end)`; of a trail 某某网 > 新闻 the first part."""
    words = TIME.sub(lambda match: " " * len(match.group()), folded[start:end])
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
