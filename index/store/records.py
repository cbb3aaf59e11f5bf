"""Files as the index knows them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.discovery import FileStamp
from index.store.encoding import decode, encode

_COLUMNS = "uri, article_id, size, mtime_ns, ctime_ns, checked_ns, digest, metadata"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file whose article is `article_id`, of the truth or of the staging file (`staged`)."""

    uri: str
    stamp: FileStamp
    checked_ns: int
    digest: bytes
    metadata: str
    article_id: int
    staged: bool = False


def read_files(connection: sqlite3.Connection, root: str | None = None) -> dict[str, FileRecord]:
    """The files of the truth: all, or those that are `root` or lie under it."""
    if root is None:
        return {record.uri: record for record in _select(connection, "1", ())}
    prefix = encode(root.rstrip(os.sep) + os.sep)
    condition = "uri = ? OR (uri >= ? AND uri < ?)"
    rows = _select(connection, condition, (encode(root), prefix, prefix + b"\xff"))  # a byte that UTF-8 never has
    return {record.uri: record for record in rows}


def read_files_of(connection: sqlite3.Connection, article_id: int) -> list[FileRecord]:
    """The files that hold an article of the truth."""
    return list(_select(connection, "article_id = ?", (article_id,)))


def read_staged_files(
    staging: sqlite3.Connection, condition: str = "1", values: Sequence[int] = ()
) -> Iterator[FileRecord]:
    """The files of a staging file, where an article of the truth is kept as a negative id."""
    for record in _select(staging, condition, values):
        yield replace(record, article_id=abs(record.article_id), staged=record.article_id > 0)


def write_staged_file(staging: sqlite3.Connection, record: FileRecord) -> None:
    """Stage what a file holds."""
    write_file(staging, record if record.staged else replace(record, article_id=-record.article_id))


def write_file(connection: sqlite3.Connection, record: FileRecord) -> None:
    """Insert or replace a file."""
    stamp = record.stamp
    connection.execute(
        f"INSERT OR REPLACE INTO files ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?)",
        (encode(record.uri), record.article_id, stamp.size, stamp.mtime_ns, stamp.ctime_ns, record.checked_ns,
         record.digest, record.metadata),
    )  # fmt: skip


def _select(connection: sqlite3.Connection, condition: str, values: Sequence[bytes | int]) -> Iterator[FileRecord]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM files WHERE {condition} ORDER BY uri", values)
    for uri, article_id, size, mtime_ns, ctime_ns, checked_ns, digest, metadata in rows:
        yield FileRecord(decode(uri), FileStamp(size, mtime_ns, ctime_ns), checked_ns, digest, metadata, article_id)
