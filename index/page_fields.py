"""Title, source, author and date from a web page's markup: meta elements, JSON-LD, WeChat's scripts, marked elements.

Open Graph (ogp.me) and schema.org name the fields; the rest is what Chinese sites are seen to write.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from index import titles
from index.bylines import is_author, is_outlet, is_source, labelled_sources
from index.cleaning.html_tokens import Token
from index.date_forms import parse_dates
from index.scripts import fold
from index.types import Field, Metadata, Span

_META_TITLE = ("og:title", "twitter:title", "title", "headline", "dc.title")
_META_SITE = ("og:site_name", "application-name", "mediaid", "source", "article:source", "dc.publisher", "copyright")
_META_AUTHOR = ("author", "article:author", "og:article:author", "byl", "dc.creator", "weibo:article:author")
_META_DATE = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "publishdate",
    "pubdate",
    "publish_time",
    "publish-date",
    "og:release_date",
    "weibo:article:create_at",
    "apub:time",
    "bytedance:published_time",
    "dc.date",
    "date",
    "article:modified_time",
)
_ATTRIBUTE = re.compile(r"""([-\w:]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_MARKED = {
    "activity-name": "title",
    "js_name": "source",
    "js_author_name": "author",
    "publish_time": "date",
    "thread_subject": "title",
}
_DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:pub(?:lish)?[\w-]*|(?:post|article|news|entry)?[_-]?(?:date|time)|datetime|timestamp)(?:$|[\s_-])"
)
_SOURCE_CLASS = re.compile(r"(?:^|[\s_-])(?:source|laiyuan|media[_-]?name|from)(?:$|[\s_-])")
_AUTHOR_CLASS = re.compile(r"(?:^|[\s_-])(?:author|byline|writer|zuozhe)(?:[_-]?name)?(?:$|[\s_-])")
_SCRIPT_TITLE = re.compile(r"""\bvar\s+msg_title\s*=\s*(['"])(?P<v>.{2,200}?)\1""")
_SCRIPT_NAME = re.compile(r"""\bvar\s+nickname\s*=\s*(?:htmlDecode\()?(['"])(?P<v>.{2,60}?)\1""")
_SCRIPT_DATE = re.compile(
    r"""\bvar\s+(?:publish_time|createTime|create_time|pubtime)\s*=\s*(?:[^'";\n]{0,20})?(['"])(?P<v>\d{4}-\d\d-\d\d[^'"]{0,20})\1"""
)
_SCRIPT_EPOCH = re.compile(r"""\bvar\s+(?:ct|oriCreateTime)\s*=\s*["'](?P<v>1\d{9})["']""")
_BEIJING = timezone(timedelta(hours=8))
_JSON = {
    "title": re.compile(r'"headline"\s*:\s*(?P<v>"(?:[^"\\]|\\.){2,300}")'),
    "date": re.compile(r'"datePublished"\s*:\s*(?P<v>"[^"]{4,40}")'),
    "author": re.compile(r'"author"\s*:\s*[\[{]{1,2}[^\[\]{}]{0,200}?"name"\s*:\s*(?P<v>"(?:[^"\\]|\\.){2,60}")'),
    "source": re.compile(r'"publisher"\s*:\s*\{[^{}]{0,200}?"name"\s*:\s*(?P<v>"(?:[^"\\]|\\.){2,60}")'),
}
_MOST_SCRIPT = 200_000


@dataclass(frozen=True, slots=True)
class _Found:
    """A value in a page: which field, where it was found (`meta:og:title`, `h1`), its span and reading."""

    where: str
    span: Span
    value: str


def page_fields(raw: str, parsed: Sequence[Token]) -> Metadata:
    """What the markup of a page states. `parsed` are the tokens of `raw`."""
    found = [*_metas(raw, parsed), *_elements(raw, parsed), *_scripts(raw, parsed)]
    site = _site(found)
    return Metadata(
        title=_title(raw, found, site),
        source=_source(raw, found, site),
        author=_author(found, site),
        date=_date(found),
    )


def _pick(found: Sequence[_Found], wheres: Iterable[str]) -> Iterable[_Found]:
    for where in wheres:
        yield from (item for item in found if item.where == where)


def _metas(raw: str, parsed: Sequence[Token]) -> list[_Found]:
    found = []
    for token in parsed:
        if token.kind != "open" or token.name not in ("meta", "time"):
            continue
        start = token.end - 1 - len(token.attributes)
        spans = {
            match[1].lower(): Span(*match.span(match.lastindex or 0)) for match in _ATTRIBUTE.finditer(token.attributes)
        }
        name = next((spans[key] for key in ("property", "name", "itemprop") if key in spans), None)
        content = spans.get("content") if token.name == "meta" else spans.get("datetime")
        if content is None or (name is None and token.name == "meta"):
            continue
        key = token.attributes[name.start : name.end].lower() if name and token.name == "meta" else "datetime"
        value = html.unescape(token.attributes[content.start : content.end]).strip()
        if value:
            found.append(_Found(f"meta:{key}", Span(start + content.start, start + content.end), value))
    return found


def _elements(raw: str, parsed: Sequence[Token]) -> list[_Found]:
    """Text of title, h1 and of elements whose id or class says what they hold."""
    found: list[_Found] = []
    waiting: list[tuple[str, str, int]] = []  # where, element, nesting of the same element
    texts: dict[int, list[Token]] = {}
    for token in parsed:
        if token.kind == "open":
            waiting = [(where, name, depth + (name == token.name)) for where, name, depth in waiting]
            where = _element_field(token)
            if where and len(waiting) < 8:
                texts[len(waiting)] = []
                waiting.append((where, token.name, 1))
        elif token.kind == "text" or (token.kind == "skip" and waiting and waiting[-1][1] == "title"):
            for number in range(len(waiting)):
                texts[number].append(token)
        elif token.kind == "close" and waiting:
            waiting = [(where, name, depth - (name == token.name)) for where, name, depth in waiting]
            while waiting and waiting[-1][2] <= 0:
                where, _, _ = waiting.pop()
                found.extend(_text_of(raw, where, texts[len(waiting)]))
    return found


def _element_field(token: Token) -> str:
    """Where a value would be found if it is in this element, or nothing."""
    if token.name in ("title", "h1"):
        return token.name
    if not token.attributes or token.name in (
        "body",
        "html",
        "script",
        "style",
        "link",
        "img",
        "input",
        "form",
        "meta",
    ):
        return ""
    values = {match[1].lower(): match[match.lastindex or 0] for match in _ATTRIBUTE.finditer(token.attributes[:400])}
    marked = _MARKED.get(values.get("id", ""))
    if marked:
        return f"id:{marked}"
    words = f"{values.get('class', '')} {values.get('id', '')} {values.get('itemprop', '')}".lower().strip()
    for pattern, name in ((_DATE_CLASS, "date"), (_SOURCE_CLASS, "source"), (_AUTHOR_CLASS, "author")):
        if words and pattern.search(words):
            return f"class:{name}"
    return ""


def _text_of(raw: str, where: str, texts: Sequence[Token]) -> list[_Found]:
    written = [token for token in texts if not raw[token.start : token.end].isspace()]
    if not written or sum(token.end - token.start for token in written) > 400:
        return []
    first, last = written[0], written[-1]
    joined = html.unescape("".join(raw[token.start : token.end] for token in written))
    start = first.start + len(raw[first.start : first.end]) - len(raw[first.start : first.end].lstrip())
    end = last.start + len(raw[last.start : last.end].rstrip())
    return [_Found(where, Span(start, end), " ".join(joined.split()))]


def _scripts(raw: str, parsed: Sequence[Token]) -> list[_Found]:
    found: list[_Found] = []
    for token in parsed:
        if token.kind != "skip" or token.end - token.start > _MOST_SCRIPT:
            continue
        text = raw[token.start : token.end]
        for name, pattern in _JSON.items():
            for match in pattern.finditer(text):
                value = _json_text(match["v"])
                if value:
                    span = Span(token.start + match.start("v") + 1, token.start + match.end("v") - 1)
                    found.append(_Found(f"json:{name}", span, value))
        if "var" in text:
            for name, pattern in (
                ("title", _SCRIPT_TITLE),
                ("source", _SCRIPT_NAME),
                ("date", _SCRIPT_DATE),
                ("epoch", _SCRIPT_EPOCH),
            ):
                for match in pattern.finditer(text):
                    span = Span(token.start + match.start("v"), token.start + match.end("v"))
                    found.append(_Found(f"script:{name}", span, html.unescape(match["v"]).strip()))
    return found


def _json_text(quoted: str) -> str:
    try:
        return str(json.loads(quoted, strict=False)).strip()
    except ValueError:
        return ""


def _site(found: Sequence[_Found]) -> str:
    """The folded name of the site, for cutting it off titles."""
    item = next(iter(_pick(found, ("meta:og:site_name", "json:source", "id:source"))), None)
    return fold(item.value) if item else ""


def _title(raw: str, found: Sequence[_Found], site: str) -> Field | None:
    wheres = ("id:title", "script:title", *(f"meta:{name}" for name in _META_TITLE[:2]), "json:title")
    stated = [*_pick(found, wheres)]
    headings = [item for item in found if item.where == "h1"]
    page = next((item for item in found if item.where == "title"), None)
    if page and len(headings) != 1:
        headings = [item for item in headings if fold(item.value) in fold(page.value)]
    candidates = [
        *stated,
        *headings[:1],
        *([page] if page else []),
        *_pick(found, (f"meta:{name}" for name in _META_TITLE[2:])),
    ]
    for item in candidates:
        folded = fold(item.value)
        kept = titles.site_removed(folded, Span(0, len(folded)), site=site)
        value = item.value[: kept.end].strip()
        if 2 <= len(value) <= 200 and fold(value) != site:
            start = raw.find(value, item.span.start, item.span.end) if value != item.value else -1
            span = Span(start, start + len(value)) if start >= 0 else item.span
            return Field(value, span)
    return None


def _source(raw: str, found: Sequence[_Found], site: str) -> Field | None:
    for item in _pick(found, ("id:source", "script:source")):
        return Field(item.value, item.span)
    for item in _pick(found, ("class:source",)):
        folded = fold(item.value)
        labelled = next(labelled_sources(folded, 0, len(folded)), None)
        if labelled is not None:
            value = item.value[labelled.start : labelled.end]
        elif is_source(folded) and ":" not in folded:
            value = item.value
        else:
            continue
        at = raw.find(value, item.span.start, item.span.end)
        return Field(value, Span(at, at + len(value)) if at >= 0 else item.span)
    return None


def site_of_page(raw: str, parsed: Sequence[Token]) -> Field | None:
    """The site that a page belongs to: its source where no line of the page names another."""
    found = [*_metas(raw, parsed), *_elements(raw, parsed), *_scripts(raw, parsed)]
    for item in _pick(found, (*(f"meta:{name}" for name in _META_SITE), "json:source")):
        if is_source(fold(item.value)):
            return Field(item.value, item.span)
    page = next((item for item in found if item.where == "title"), None)
    parts = re.split(r"\s*[_|丨]\s*|\s+[-–—]\s+", page.value) if page else []
    if page and len(parts) > 1 and is_outlet(fold(parts[-1])):
        at = raw.rfind(parts[-1], page.span.start, page.span.end)
        return Field(parts[-1], Span(at, at + len(parts[-1])) if at >= 0 else page.span)
    return None


def heading_start(raw: str, parsed: Sequence[Token]) -> int | None:
    """Where the page's only first-level heading begins: what stands above is the site's, not the article's."""
    found = [item for item in _elements(raw, parsed) if item.where == "h1"]
    return found[0].span.start if len(found) == 1 else None


def _author(found: Sequence[_Found], site: str) -> Field | None:
    for item in _pick(found, ("id:author", "json:author", *(f"meta:{name}" for name in _META_AUTHOR), "class:author")):
        value = re.sub(r"^(?:(?:本文)?作者|文|by|记者|記者|撰文)\s*[:：|丨/]?\s*", "", item.value, flags=re.IGNORECASE)
        folded = fold(value)
        if is_author(folded) and folded != site and not is_outlet(folded) and len(value) <= 30:
            return Field(value, item.span)
    return None


def _date(found: Sequence[_Found]) -> Field | None:
    wheres = (
        *(f"meta:{name}" for name in _META_DATE[:-1]),
        "json:date",
        "script:date",
        "script:epoch",
        "id:date",
        "meta:datetime",
        "class:date",
        f"meta:{_META_DATE[-1]}",
    )
    for item in _pick(found, wheres):
        if item.where == "script:epoch":
            day = datetime.fromtimestamp(int(item.value), UTC).astimezone(_BEIJING)
            return Field(day.date().isoformat(), item.span)
        for date in parse_dates(item.value, head=True):
            value = date.iso()
            if value is not None and date.month:
                return Field(value, item.span)
    return None
