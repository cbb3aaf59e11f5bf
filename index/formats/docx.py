"""Word documents (ECMA-376): paragraphs as lines, tables as rows, headings and page breaks as marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.bylines import is_person
from index.errors import EncryptedFileError, FileTooLargeError, FormatError
from index.formats.archives import Archive
from index.formats.extracted import Extracted, Limits
from index.formats.xml_events import XmlEvent, xml_events
from index.types import Field, Mark, Metadata

_MAIN = "word/document.xml"
_EMPTY = b"<none/>"
_HEADING_NAME = re.compile(r"(?:heading|标题|標題)\s*([1-9])$", re.IGNORECASE)
_UNREAD = frozenset({"del", "moveFrom", "Fallback", "rt", "instrText", "delText", "pict"})


@dataclass(slots=True)
class _Style:
    """A paragraph style: its own outline level (1-9, 0 for none) and the style that it is based on."""

    level: int = 0
    parent: str = ""


class _Writer:
    """Collects lines, and marks at their offsets."""

    def __init__(self, limit: int) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.limit = limit
        self.marks: list[Mark] = []
        self.page = 1

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)
        if self.length > self.limit:
            raise FileTooLargeError(
                f"its text has more than {self.limit:,} characters.",
                hint="Split it, or raise max_characters in the configuration.",
            )

    def new_page(self) -> None:
        if not any(mark.kind == "page" for mark in self.marks):
            self.marks.insert(0, Mark("page", 0, "1"))
        self.page += 1
        self.marks.append(Mark("page", self.length, str(self.page)))


def read_docx(data: bytes, *, limits: Limits) -> Extracted:
    """The text of a Word document, footnotes at the end.

    Pages are those of its last printing, where the file remembers them. Text that tracked changes deleted is left out.
    """
    archive = Archive(data, limit=limits.unpacked_bytes)
    main = _main_part(archive)
    styles = _styles(_optional(archive, "word/styles.xml"))
    writer = _Writer(limits.characters)
    _Body(writer, styles).read(archive.read(main))
    _Body(writer, styles).read(_optional(archive, "word/footnotes.xml"))
    properties = _properties(_optional(archive, "docProps/core.xml"))
    marks = tuple(sorted(writer.marks, key=lambda mark: (mark.start, mark.kind != "page")))
    return Extracted("".join(writer.parts), "docx", marks, properties)


def _optional(archive: Archive, name: str) -> bytes:
    """A part that the text can do without: an empty one where it is absent or damaged."""
    if name in archive:
        try:
            part = archive.read(name)
            for _ in xml_events(part):
                pass
        except (FileTooLargeError, EncryptedFileError):
            raise
        except FormatError:
            return _EMPTY
        return part
    return _EMPTY


def _main_part(archive: Archive) -> str:
    if _MAIN in archive:
        return _MAIN
    if "_rels/.rels" in archive:
        for event in xml_events(archive.read("_rels/.rels")):
            if event.name == "Relationship" and event.attributes.get("Type", "").endswith("/officeDocument"):
                return event.attributes.get("Target", "").lstrip("/")
    raise FormatError("not a Word document.")


class _Body:
    """Reads one part. Lines are written when a paragraph or a table row ends."""

    def __init__(self, writer: _Writer, styles: Mapping[str, int]) -> None:
        self.writer = writer
        self.styles = styles
        self.line: list[str] = []
        self.cells: list[list[str]] = []  # of the open rows, innermost last: the texts of their cells
        self.unread = 0
        self.in_text = False
        self.level = 0

    def read(self, part: bytes) -> None:
        for event in xml_events(part):
            if event.kind == "text":
                if self.in_text and not self.unread:
                    self.line.append(event.text)
            elif event.name in _UNREAD:
                self.unread += 1 if event.kind == "start" else -1
            elif not self.unread:
                (self._start if event.kind == "start" else self._end)(event)

    def _start(self, event: XmlEvent) -> None:
        name = event.name
        if name == "t":
            self.in_text = True
        elif name == "tab":
            self.line.append("\t")
        elif name == "noBreakHyphen":
            self.line.append("-")
        elif name == "lastRenderedPageBreak" or (name == "br" and event.attributes.get("type") == "page"):
            self._flush(end="")
            self.writer.new_page()
        elif name in ("br", "cr"):
            self.line.append(" " if self.cells else "\n")
        elif name == "pStyle":
            self.level = self.styles.get(event.attributes.get("val", ""), 0)
        elif name == "outlineLvl":
            self.level = _outline(event)
        elif name == "tr":
            self.cells.append([])
        elif name == "tc" and self.cells:
            self.cells[-1].append("")

    def _end(self, event: XmlEvent) -> None:
        if event.name == "t":
            self.in_text = False
        elif event.name == "p":
            if self.cells and self.cells[-1]:
                words = "".join(self.line).strip()
                self.cells[-1][-1] = f"{self.cells[-1][-1]} {words}".strip()
                self.line.clear()
            else:
                self._flush(end="\n")
            self.level = 0
        elif event.name == "tr" and self.cells:
            row = " | ".join(self.cells.pop())
            if self.cells and self.cells[-1]:
                self.cells[-1][-1] = f"{self.cells[-1][-1]} {row}".strip()
            else:
                self.writer.write(row + "\n")

    def _flush(self, *, end: str) -> None:
        words = "".join(self.line)
        self.line.clear()
        if self.level and words.strip():
            self.writer.marks.append(Mark("heading", self.writer.length, words.strip(), self.level))
        self.writer.write(words + end)


def _styles(part: bytes) -> dict[str, int]:
    """Heading levels by style id, following what styles are based on."""
    styles: dict[str, _Style] = {}
    current = _Style()
    for event in xml_events(part):
        if event.kind != "start":
            continue
        value = event.attributes.get("val", "")
        if event.name == "style":
            current = styles.setdefault(event.attributes.get("styleId", ""), _Style())
        elif event.name == "name" and (match := _HEADING_NAME.search(value)):
            current.level = int(match[1])
        elif event.name == "name" and value.lower() == "title":
            current.level = 1
        elif event.name == "basedOn":
            current.parent = value
        elif event.name == "outlineLvl":
            current.level = current.level or _outline(event)
    return {name: _inherited(styles, name) for name in styles}


def _inherited(styles: Mapping[str, _Style], name: str) -> int:
    for _ in range(10):  # longer chains are loops
        style = styles.get(name)
        if style is None:
            return 0
        if style.level:
            return style.level
        name = style.parent
    return 0


def _outline(event: XmlEvent) -> int:
    value = event.attributes.get("val", "")
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _properties(part: bytes) -> Metadata:
    """Title and author. The dates there tell when the file was made, not when the article appeared."""
    texts = {"title": "", "creator": ""}
    open_name = ""
    for event in xml_events(part):
        if event.kind == "text" and open_name in texts:
            texts[open_name] += event.text
        else:
            open_name = event.name if event.kind == "start" else ""
    title, author = texts["title"].strip(), texts["creator"].strip()
    return Metadata(title=Field(title) if title else None, author=Field(author) if is_person(author) else None)
