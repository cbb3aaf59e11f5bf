"""What a web page's markup states of itself, and where: meta elements, JSON-LD, WeChat's scripts, marked elements.

Nothing is chosen here; `index.page_fields` does.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.cleaning.html_tokens import Token
from index.types import Span

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


_JSON = {
    "title": re.compile(r'"headline"\s*:\s*(?P<v>"(?:[^"\\]|\\.){2,300}")'),
    "date": re.compile(r'"datePublished"\s*:\s*(?P<v>"[^"]{4,40}")'),
    "author": re.compile(r'"author"\s*:\s*[\[{]{1,2}[^\[\]{}]{0,200}?"name"\s*:\s*(?P<v>"(?:[^"\\]|\\.){2,60}")'),
    "source": re.compile(r'"publisher"\s*:\s*\{[^{}]{0,200}?"name"\s*:\s*(?P<v>"(?:[^"\\]|\\.){2,60}")'),
}


_MOST_SCRIPT = 200_000


@dataclass(frozen=True, slots=True)
class PageValue:
    """A value in a page: which field, where it was found (`meta:og:title`, `h1`), its span and reading."""

    where: str
    span: Span
    value: str


def page_values(raw: str, parsed: Sequence[Token]) -> list[PageValue]:
    """All that the markup of a page states. `parsed` are the tokens of `raw`."""
    return [*_metas(raw, parsed), *element_values(raw, parsed), *_scripts(raw, parsed)]


def _metas(raw: str, parsed: Sequence[Token]) -> list[PageValue]:
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
            found.append(PageValue(f"meta:{key}", Span(start + content.start, start + content.end), value))
    return found


def element_values(raw: str, parsed: Sequence[Token]) -> list[PageValue]:
    """Text of title, h1 and of elements whose id or class says what they hold."""
    found: list[PageValue] = []
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


def _text_of(raw: str, where: str, texts: Sequence[Token]) -> list[PageValue]:
    written = [token for token in texts if not raw[token.start : token.end].isspace()]
    if not written or sum(token.end - token.start for token in written) > 400:
        return []
    first, last = written[0], written[-1]
    joined = html.unescape("".join(raw[token.start : token.end] for token in written))
    start = first.start + len(raw[first.start : first.end]) - len(raw[first.start : first.end].lstrip())
    end = last.start + len(raw[last.start : last.end].rstrip())
    return [PageValue(where, Span(start, end), " ".join(joined.split()))]


def _scripts(raw: str, parsed: Sequence[Token]) -> list[PageValue]:
    found: list[PageValue] = []
    for token in parsed:
        if token.kind != "skip" or token.end - token.start > _MOST_SCRIPT:
            continue
        text = raw[token.start : token.end]
        for name, pattern in _JSON.items():
            for match in pattern.finditer(text):
                value = _json_text(match["v"])
                if value:
                    span = Span(token.start + match.start("v") + 1, token.start + match.end("v") - 1)
                    found.append(PageValue(f"json:{name}", span, value))
        if "var" in text:
            for name, pattern in (
                ("title", _SCRIPT_TITLE),
                ("source", _SCRIPT_NAME),
                ("date", _SCRIPT_DATE),
                ("epoch", _SCRIPT_EPOCH),
            ):
                for match in pattern.finditer(text):
                    span = Span(token.start + match.start("v"), token.start + match.end("v"))
                    found.append(PageValue(f"script:{name}", span, html.unescape(match["v"]).strip()))
    return found


def _json_text(quoted: str) -> str:
    try:
        return str(json.loads(quoted, strict=False)).strip()
    except ValueError:
        return ""
