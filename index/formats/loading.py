"""One file, or one pasted text, to one Article."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import replace
from pathlib import Path

from index.config import IndexConfig
from index.errors import EmptyFileError, FileTooLargeError, FormatError
from index.formats.extracted import Extracted, Limits, Reader
from index.formats.text import looks_like_html, read_html, read_markdown, read_text
from index.metadata import read_metadata
from index.threads import find_posts
from index.types import Article, Field, MediaType
from index.visible import visible_text

_READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
}
SUPPORTED_SUFFIXES = frozenset(_READERS)

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
    posts = find_posts(visible_text(extracted.raw, extracted.media))
    article = Article(uri, extracted.raw, extracted.media, extracted.properties, extracted.marks, posts)
    return replace(article, metadata=read_metadata(article))


def _choose_reader(path: Path, data: bytes) -> Reader:
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise FormatError(
            f"files named {path.suffix or 'without a suffix'} are not read.",
            hint=f"Known are {', '.join(sorted(SUPPORTED_SUFFIXES))}.",
        )
    return reader


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
