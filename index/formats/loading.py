"""One file, or one pasted text, to one Article."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from index.config import IndexConfig
from index.errors import BinaryFileError, EmptyFileError, EncryptedFileError, FileTooLargeError, FormatError
from index.formats.docx import read_docx
from index.formats.epub import read_epub
from index.formats.extracted import Extracted, Limits, Reader
from index.formats.mhtml import read_mhtml
from index.formats.pdf import read_pdf
from index.formats.text import looks_like_html, read_html, read_markdown, read_text
from index.metadata import read_metadata
from index.threads import find_posts
from index.types import Article, Field, MediaType
from index.visible import visible_text

_READERS: Mapping[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".mhtml": read_mhtml,
    ".mht": read_mhtml,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".epub": read_epub,
}
SUPPORTED_SUFFIXES = frozenset(_READERS)

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MHTML = re.compile(
    rb"^MIME-Version:.{0,2000}?^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE | re.DOTALL
)
_BINARY = (
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "sound, video or an image"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"SQLite format 3", "a database"),
)

_EXPANSION = 8  # a container may unpack to this many times the size limit of a file


def load_file(path: Path, *, config: IndexConfig) -> Article:
    """The article in the file at `path`, with its metadata; its uri is the path as given.

    Raises a FormatError of one line: too large (told from the file's size, before reading), empty, binary, encrypted,
    damaged, in no encoding that can be made out, or not readable at all.
    """
    data = _read_bytes(path, config.max_file_mb)
    limits = Limits(config.max_characters, int(config.max_file_mb * 1_000_000 * _EXPANSION))
    reader = _choose_reader(path, data)
    extracted = reader(data, limits=limits)
    return _article(str(path), extracted, config.max_characters)


def article_from_text(text: str, *, uri: str, title: str | None = None, max_characters: int = 5_000_000) -> Article:
    """The article that a pasted text is. `title` outranks what the text itself gives.

    Lone surrogates, which no file can hold, become U+FFFD. Raises EmptyFileError or FileTooLargeError.
    """
    raw = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not raw.strip():
        raise EmptyFileError("the text is empty.")
    media: MediaType = "html" if looks_like_html(raw) else "text"
    article = _article(uri, Extracted(raw, media), max_characters)
    return replace(article, metadata=replace(article.metadata, title=Field(title))) if title else article


def _article(uri: str, extracted: Extracted, max_characters: int) -> Article:
    if not extracted.raw.strip():
        raise EmptyFileError("there is no text in it.")
    if len(extracted.raw) > max_characters:
        raise FileTooLargeError(
            f"its text has {len(extracted.raw):,} characters; the limit is {max_characters:,}.",
            hint="Split it, or raise max_characters in the configuration.",
        )
    view = visible_text(extracted.raw, extracted.media)
    if not view.text.strip():
        raise EmptyFileError("a page without text in it.")
    posts = find_posts(view)
    article = Article(uri, extracted.raw, extracted.media, extracted.properties, extracted.marks, posts)
    return replace(article, metadata=read_metadata(article))


def _choose_reader(path: Path, data: bytes) -> Reader:
    """The reader for what the file holds, which its name may not say."""
    suffix = path.suffix.lower()
    reader = _READERS.get(suffix)
    if reader is None:
        raise FormatError(
            f"files named {suffix or 'without a suffix'} are not read.",
            hint=f"Known are {', '.join(sorted(SUPPORTED_SUFFIXES))}.",
        )
    if b"%PDF-" in data[:1024]:
        return read_pdf
    if data.startswith(_ZIP):
        return _reader_of_zip(data, reader)
    if data.startswith(_OLE):
        if _OLE_ENCRYPTED in data:
            raise EncryptedFileError("protected by a password.", hint="Save it without one.")
        raise FormatError("an old Office file.", hint="Save it as docx.")
    for magic, kind in _BINARY:
        if data.startswith(magic):
            raise BinaryFileError(f"not text ({kind}).", hint="Remove it, or convert it to txt, html or pdf.")
    if suffix in (".pdf", ".docx", ".epub"):
        raise FormatError(f"a damaged file (not {suffix[1:]} inside).")
    if _MHTML.search(data[:4096]):
        return read_mhtml
    return reader


def _reader_of_zip(data: bytes, named: Reader) -> Reader:
    """By the parts that only one format has; these stand in the directory at the end, uncompressed."""
    if named in (read_docx, read_epub):
        return named
    if b"word/document.xml" in data:
        return read_docx
    if b"META-INF/container.xml" in data:
        return read_epub
    raise BinaryFileError("not text (a zip archive).", hint="Unpack it.")


def _read_bytes(path: Path, max_file_mb: float) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise FormatError("not an ordinary file.")
        if found.st_size > max_file_mb * 1_000_000:
            raise FileTooLargeError(
                f"{found.st_size / 1_000_000:,.1f} MB; the limit is {max_file_mb:g} MB.",
                hint="Split it, or raise max_file_mb in the configuration.",
            )
        if found.st_size == 0:
            raise EmptyFileError("the file is empty.")
        return path.read_bytes()
    except OSError as error:
        reason = "links in a loop" if error.errno == errno.ELOOP else os.strerror(error.errno or 0).lower()
        raise FormatError(f"cannot be read: {reason}.") from error
