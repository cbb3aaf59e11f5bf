"""E-books (EPUB 2 and 3): the chapters of the spine in reading order, headings as marks."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from index.cleaning.html_tokens import tokens
from index.cleaning.pipeline import MARKUP, run
from index.date_forms import parse_dates
from index.errors import EncryptedFileError, FileTooLargeError, FormatError
from index.formats.archives import Archive
from index.formats.encodings import decode
from index.formats.extracted import Extracted, Limits
from index.formats.xml_events import xml_events
from index.types import CleanText, Field, Mark, Metadata

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(slots=True)
class _Package:
    """What the package document says."""

    chapters: list[str] = field(default_factory=list)
    properties: Metadata = field(default_factory=Metadata)


def read_epub(data: bytes, *, limits: Limits) -> Extracted:
    """The text of a book's spine, chapter after chapter. Raises EncryptedFileError for a book with DRM."""
    archive = Archive(data, limit=limits.unpacked_bytes)
    package = _read_package(archive, _package_path(archive))
    locked = _encrypted_parts(archive)
    if any(chapter in locked for chapter in package.chapters):
        raise EncryptedFileError("protected by digital rights management.")
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for chapter in package.chapters:
        if chapter not in archive:
            continue
        text, headings = _read_chapter(archive.read(chapter))
        marks.extend(Mark("heading", length + mark.start, mark.label, mark.level) for mark in headings)
        parts.append(text + "\n")
        length += len(text) + 1
        if length > limits.characters:
            raise FileTooLargeError(
                f"its text has more than {limits.characters:,} characters.",
                hint="Split it, or raise max_characters in the configuration.",
            )
    return Extracted("".join(parts), "epub", tuple(marks), package.properties)


def _package_path(archive: Archive) -> str:
    if _CONTAINER in archive:
        for event in xml_events(archive.read(_CONTAINER)):
            if event.kind == "start" and event.name == "rootfile":
                return event.attributes.get("full-path", "")
    raise FormatError("not an e-book.")


def _read_package(archive: Archive, path: str) -> _Package:
    folder = posixpath.dirname(path)
    hrefs: dict[str, str] = {}
    spine: list[str] = []
    texts: dict[str, str] = {}
    open_name = ""
    for event in xml_events(archive.read(path)):
        if event.kind == "text":
            if open_name in ("title", "creator", "date", "publisher"):
                texts[open_name] = texts.get(open_name, "") + event.text
            continue
        open_name = event.name if event.kind == "start" and event.name not in texts else ""
        if event.kind == "start" and event.name == "item":
            href = unquote(event.attributes.get("href", "").partition("#")[0])
            hrefs[event.attributes.get("id", "")] = posixpath.normpath(posixpath.join(folder, href))
        elif event.kind == "start" and event.name == "itemref" and event.attributes.get("linear") != "no":
            spine.append(event.attributes.get("idref", ""))
    chapters = [hrefs[name] for name in dict.fromkeys(spine) if name in hrefs]
    return _Package(chapters, _properties(texts))


def _properties(texts: dict[str, str]) -> Metadata:
    fields = {name: Field(" ".join(text.split())) for name, text in texts.items() if text.strip()}
    dates = parse_dates(texts.get("date", ""))
    value = dates[0].iso() if dates else None
    return Metadata(
        fields.get("title"), fields.get("publisher"), fields.get("creator"), Field(value) if value else None
    )


def _encrypted_parts(archive: Archive) -> frozenset[str]:
    """Parts that are encrypted. Fonts may be, for their licence; text may not."""
    if _ENCRYPTION not in archive:
        return frozenset()
    return frozenset(
        unquote(event.attributes.get("URI", ""))
        for event in xml_events(archive.read(_ENCRYPTION))
        if event.kind == "start" and event.name == "CipherReference"
    )


def _read_chapter(data: bytes) -> tuple[str, tuple[Mark, ...]]:
    """A chapter's text as a reader shows it, one line a block, and its headings."""
    if not data.strip():
        return "", ()
    source = decode(data).text
    shown = run(CleanText(source), (MARKUP["html"],))
    return shown.text, tuple(_headings(source, shown))


def _headings(source: str, shown: CleanText) -> Iterator[Mark]:
    opened: dict[str, int] = {}
    for token in tokens(source):
        if token.name not in _HEADINGS:
            continue
        if token.kind == "open":
            opened[token.name] = token.end
        elif token.kind == "close" and token.name in opened:
            span = shown.to_clean(opened.pop(token.name), token.start)
            words = shown.text[span.start : span.end]
            if words.strip():
                start = span.start + len(words) - len(words.lstrip())
                yield Mark("heading", start, " ".join(words.split()), _HEADINGS[token.name])
