"""Title, source, author and date of a web page, chosen from what its markup states (`index.page_values`).

Open Graph (ogp.me) and schema.org name the fields; the rest is what Chinese sites are seen to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone

from index import titles
from index.bylines import is_author, is_outlet, is_source, labelled_sources
from index.cleaning.html_tokens import Token
from index.date_forms import parse_dates
from index.page_values import PageValue, element_values, page_values
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
_BEIJING = timezone(timedelta(hours=8))


def page_fields(raw: str, parsed: Sequence[Token]) -> Metadata:
    """What the markup of a page states. `parsed` are the tokens of `raw`."""
    found = page_values(raw, parsed)
    site = _site(found)
    return Metadata(
        title=_title(raw, found, site),
        source=_source(raw, found, site),
        author=_author(found, site),
        date=_date(found),
    )


def _pick(found: Sequence[PageValue], wheres: Iterable[str]) -> Iterable[PageValue]:
    for where in wheres:
        yield from (item for item in found if item.where == where)


def _site(found: Sequence[PageValue]) -> str:
    """The folded name of the site, for cutting it off titles."""
    item = next(iter(_pick(found, ("meta:og:site_name", "json:source", "id:source"))), None)
    return fold(item.value) if item else ""


def _title(raw: str, found: Sequence[PageValue], site: str) -> Field | None:
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


def _source(raw: str, found: Sequence[PageValue], site: str) -> Field | None:
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
    found = page_values(raw, parsed)
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
    found = [item for item in element_values(raw, parsed) if item.where == "h1"]
    return found[0].span.start if len(found) == 1 else None


def _author(found: Sequence[PageValue], site: str) -> Field | None:
    for item in _pick(found, ("id:author", "json:author", *(f"meta:{name}" for name in _META_AUTHOR), "class:author")):
        value = re.sub(r"^(?:(?:本文)?作者|文|by|记者|記者|撰文)\s*[:：|丨/]?\s*", "", item.value, flags=re.IGNORECASE)
        folded = fold(value)
        if is_author(folded) and folded != site and not is_outlet(folded) and len(value) <= 30:
            return Field(value, item.span)
    return None


def _date(found: Sequence[PageValue]) -> Field | None:
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
