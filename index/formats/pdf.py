"""PDF through PDFium: the text of each page, page numbers and bookmarks as marks."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Sequence
from typing import Any

from index.bylines import is_person
from index.errors import EmptyFileError, EncryptedFileError, FileTooLargeError, FormatError
from index.formats.extracted import Extracted, Limits
from index.types import Field, Mark, Metadata

_PASSWORD = "password"
_LINE_BREAK = re.compile(r"\r\n?")
# PDFium writes these for a hyphen that it undid at a line end, and for characters without a Unicode value.
_UNDONE_HYPHEN = re.compile("[\ufffe\x02]\n?")
_NO_TEXT = dict.fromkeys([0x0, *range(0x3, 0x9), *range(0xE, 0x20), 0xFFFF])
_PAGE_NUMBER = re.compile(r"[\s\-–—·•|/第页頁共Pp.of]*\d{1,4}[\s\-–—·•|/第页頁共of]*(?:\d{1,4}\s*[页頁]?)?[\s\-–—·•|]*")
# What browsers print above and below a page: the address with the page's number, the time of printing with the title.
_PRINTED = re.compile(
    r"(?:https?|file)://\S+(?:\s+\d+/\d+)?|\d{1,4}/\d{1,2}/\d{1,4},?\s(?:[上下]午\s?)?\d{1,2}:\d\d(?:\s?[AP]M)?(?:\s.{0,120})?"
)
_DIGITS = re.compile(r"\d+")
_TEMPLATE_TITLE = re.compile(
    r"(?:microsoft word|untitled|无标题|無標題|document\d*|幻灯片|\.docx?|\.wps|\.pdf|\.indd|\.tex|^\W*$)", re.I
)

_pdfium_lock = threading.Lock()  # PDFium keeps global state: one thread at a time


def read_pdf(data: bytes, *, limits: Limits) -> Extracted:
    """The text of a PDF, a mark at the start of every page.

    Page numbers and lines that head or foot most pages are not part of the text. Raises EncryptedFileError for a PDF
    that opens only with a password, EmptyFileError for a scan without text, FormatError for a damaged one.
    """
    import pypdfium2  # type: ignore[import-untyped]

    with _pdfium_lock:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if _PASSWORD in str(error).lower():
                raise EncryptedFileError("protected by a password.", hint="Save it without one.") from error
            raise FormatError("a damaged PDF.", hint="Open it in a viewer and save or print it anew.") from error
        try:
            pages = _page_texts(document, limits.characters)
            properties = _properties(document)
            bookmarks = _bookmarks(document)
        except pypdfium2.PdfiumError as error:
            raise FormatError("a damaged PDF.", hint="Open it in a viewer and save or print it anew.") from error
        finally:
            document.close()
    if not any(page.strip() for page in pages):
        raise EmptyFileError("a PDF without text (a scan?).", hint="Run OCR on it first.")
    texts = _without_furniture(pages)
    return _assemble(texts, bookmarks, properties)


def _page_texts(document: Any, limit: int) -> list[str]:
    pages: list[str] = []
    length = 0
    for page in document:
        text_page = page.get_textpage()
        text = _LINE_BREAK.sub("\n", text_page.get_text_range())
        text_page.close()
        page.close()
        pages.append(_UNDONE_HYPHEN.sub("", text).translate(_NO_TEXT))
        length += len(text)
        if length > limit:
            raise FileTooLargeError(
                f"its text has more than {limit:,} characters.",
                hint="Split it, or raise max_characters in the configuration.",
            )
    return pages


def _without_furniture(pages: Sequence[str]) -> list[str]:
    """Pages without their numbers and without first and last lines that most pages share, digits apart."""
    lines = [[line for line in page.split("\n") if line.strip()] for page in pages]
    shared = Counter(key for page in lines for key in {_edge_key(line) for line in (*page[:2], *page[-2:])})
    often = {key for key, count in shared.items() if key and count >= 3 and count * 2 > len(pages)}
    return ["\n".join(_trim_edges(page, often)) for page in lines]


def _edge_key(line: str) -> str:
    return _DIGITS.sub("0", " ".join(line.split()))


def _trim_edges(lines: list[str], often: set[str]) -> list[str]:
    def is_furniture(line: str) -> bool:
        return _edge_key(line) in often or any(kind.fullmatch(line.strip()) for kind in (_PAGE_NUMBER, _PRINTED))

    start, end = 0, len(lines)
    while start < min(2, end) and is_furniture(lines[start]):
        start += 1
    while end > max(start, len(lines) - 2) and is_furniture(lines[end - 1]):
        end -= 1
    return lines[start:end]


def _assemble(pages: Sequence[str], bookmarks: Sequence[tuple[int, str, int]], properties: Metadata) -> Extracted:
    marks: list[Mark] = []
    length = 0
    for number, page in enumerate(pages):
        marks.append(Mark("page", length, str(number + 1)))
        for at, title, level in bookmarks:
            if at == number:
                found = page.find(title)
                marks.append(Mark("heading", length + max(found, 0), title, level))
        length += len(page) + 1
    raw = "\n".join(pages) + "\n"
    return Extracted(raw, "pdf", tuple(sorted(marks, key=lambda mark: (mark.start, mark.kind != "page"))), properties)


def _bookmarks(document: Any) -> list[tuple[int, str, int]]:
    """Bookmarks as (page index, title, level from 1)."""
    found: list[tuple[int, str, int]] = []
    for item in document.get_toc():
        destination = item.get_dest()
        page = destination.get_index() if destination is not None else None
        title = item.get_title().strip()
        if page is not None and title:
            found.append((page, title, item.level + 1))
    return found


def _properties(document: Any) -> Metadata:
    """Title and author, unless a program left them. The dates tell when the file was made, not the article."""
    known = document.get_metadata_dict()
    title, author = known.get("Title", "").strip(), known.get("Author", "").strip()
    kept = title and len(title) <= 200 and not _TEMPLATE_TITLE.search(title)
    return Metadata(title=Field(title) if kept else None, author=Field(author) if is_person(author) else None)
