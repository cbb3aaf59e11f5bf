"""Plain text, Markdown and HTML source: decoded and otherwise left as they are."""

from __future__ import annotations

import re

from index.formats.encodings import decode
from index.formats.extracted import Extracted, Limits
from index.types import Mark, MediaType

_HEAD = 4096
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([-\w:]{2,30})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([-\w:]{2,30})["']""", re.IGNORECASE)
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE
)
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_MARKDOWN_HEADING = re.compile(r"[ ]{0,3}(#{1,6})[ \t]+(\S[^\n\r]*)")


def read_text(data: bytes, *, limits: Limits) -> Extracted:
    """Plain text; a saved web page that was named `.txt` is taken for what it is."""
    text = decode(data, declared=_declared(data)).text
    return Extracted(text, "html" if looks_like_html(text) else "txt")


def read_markdown(data: bytes, *, limits: Limits) -> Extracted:
    """Markdown source with a mark for each `#` heading outside fenced code."""
    text = decode(data).text
    return Extracted(text, "md", tuple(_markdown_headings(text)))


def read_html(data: bytes, *, limits: Limits) -> Extracted:
    """The whole HTML source, whose tags later become edits."""
    media: MediaType = "html"
    return Extracted(decode(data, declared=_declared(data)).text, media)


def looks_like_html(text: str) -> bool:
    """Whether `text` begins as an HTML document does."""
    return _HTML_START.match(text[:_HEAD]) is not None


def _declared(data: bytes) -> str | None:
    head = data[:_HEAD]
    match = _CHARSET.search(head) or _XML_ENCODING.search(head)
    return match[1].decode("ascii", "replace") if match else None


def _markdown_headings(text: str) -> list[Mark]:
    marks: list[Mark] = []
    position = 0
    fenced = False
    for line in text.splitlines(keepends=True):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (match := _MARKDOWN_HEADING.match(line)):
            marks.append(Mark("heading", position, match[2].rstrip().rstrip("#").rstrip(), len(match[1])))
        position += len(line)
    return marks
