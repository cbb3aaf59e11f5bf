"""What a build has made so far, safe from a kill, in a file that no reader looks at.

Two things last beyond a killed build: prepared articles, as long as neither the index nor any version has changed
since, and vectors by (embedder, text), which hold for ever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.pipeline import Prepared, searched_text
from index.store.database import STAGING_DATABASE, open_staging, remove_database
from index.store.encoding import decode, decode_or_none, encode, pack_vector
from index.store.records import FileRecord, read_staged_files, write_staged_file
from index.store.writing import Fold, insert_article


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside happens, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class Staging:
    """The staging file of one index folder. `basis` names the published index and the versions that it goes with."""

    def __init__(self, folder: Path, *, basis: str, embedder: str) -> None:
        self.path = folder / STAGING_DATABASE
        self.embedder = embedder
        self.connection = open_staging(folder)
        with transaction(self.connection):
            row = self.connection.execute("SELECT value FROM meta WHERE key = 'basis'").fetchone()
            if row is None or row[0] != basis:
                self._forget_articles()
                self.connection.execute("INSERT OR REPLACE INTO meta VALUES ('basis', ?)", (basis,))
            # What an earlier build had prepared. Where it only pointed at the truth, pointing anew costs little.
            records = read_staged_files(self.connection, "article_id > 0")
            self.resumable = {record.uri: record for record in records}
            self.connection.execute("DELETE FROM files")

    def _forget_articles(self) -> None:
        for table in ("files", "articles", "bodies", "signatures", "chunks", "quotations", "labels"):
            self.connection.execute(f"DELETE FROM {table}")

    @contextmanager
    def batches(self) -> Iterator[None]:
        """A run of work that `commit_batch` makes safe piece by piece; the last piece is committed at the end."""
        with transaction(self.connection):
            yield

    def commit_batch(self) -> None:
        """Make everything up to here safe from a kill."""
        self.connection.execute("COMMIT")
        self.connection.execute("BEGIN IMMEDIATE")

    def article_with(self, key: bytes) -> int | None:
        """The staged article of this key."""
        row = self.connection.execute("SELECT max(id) FROM articles WHERE key = ?", (key,)).fetchone()
        return None if row[0] is None else int(row[0])

    def add_article(self, prepared: Prepared, fold: Fold) -> int:
        """Stage an article, whole or not at all; returns its id here."""
        self.connection.execute("SAVEPOINT article")
        try:
            article_id = insert_article(self.connection, prepared, fold)
        except BaseException:
            self.connection.execute("ROLLBACK TO article")
            raise
        finally:
            self.connection.execute("RELEASE article")
        return article_id

    def add_file(self, record: FileRecord) -> None:
        """Stage what a file holds."""
        write_staged_file(self.connection, record)

    def has_file(self, uri: str) -> bool:
        """Whether this file is staged."""
        return bool(self.connection.execute("SELECT 1 FROM files WHERE uri = ?", (encode(uri),)).fetchone())

    def missing(self, article_id: int) -> list[tuple[bytes, str]]:
        """Hash and text of the passages of a staged article that have no vector yet."""
        rows = self.connection.execute(
            "SELECT c.text_hash, a.heading, c.text FROM chunks c JOIN articles a ON a.id = c.article_id"
            " LEFT JOIN cached_vectors v ON v.text_hash = c.text_hash AND v.embedder = ?"
            " WHERE c.article_id = ? AND v.id IS NULL",
            (self.embedder, article_id),
        )
        return [(digest, searched_text(decode_or_none(heading), decode(text))) for digest, heading, text in rows]

    def add_vectors(self, hashes: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Keep vectors for good."""
        self.add_packed(zip(hashes, map(pack_vector, vectors), strict=True))

    def add_packed(self, packed: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep vectors that are bytes already."""
        self.connection.executemany(
            "INSERT OR IGNORE INTO cached_vectors (embedder, text_hash, vector) VALUES (?,?,?)",
            ((self.embedder, digest, vector) for digest, vector in packed),
        )

    def discard(self) -> None:
        """Delete the file: all that it held is published."""
        self.close()
        remove_database(self.path)

    def close(self) -> None:
        """Close the file and keep it."""
        self.connection.close()
