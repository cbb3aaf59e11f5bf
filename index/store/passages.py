"""Passages and vectors in order of id, for what is made from them: FAISS indexes and postings."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.pipeline import searched_text
from index.store.encoding import decode, decode_or_none, unpack_vectors

Ids = NDArray[np.int64]

# A bound above every id.
NO_END = 2**62


def last_chunk_id(connection: sqlite3.Connection) -> int:
    """The highest id of a live passage, 0 for none."""
    found: int | None = connection.execute("SELECT max(id) FROM chunks").fetchone()[0]
    return found or 0


def count_chunks(connection: sqlite3.Connection, after: int, until: int = NO_END) -> int:
    """How many live passages have an id in `(after, until]`."""
    # All of them are counted in a small index: the table itself holds the texts.
    source = "chunks INDEXED BY chunks_article" if after == 0 else "chunks"
    row = connection.execute(f"SELECT count(*) FROM {source} WHERE id > ? AND id <= ?", (after, until)).fetchone()
    return int(row[0])


def read_searched_texts(connection: sqlite3.Connection, after: int, until: int = NO_END) -> Iterator[tuple[int, str]]:
    """Id and searched text of the live passages with an id in `(after, until]`, ids ascending."""
    rows = connection.execute(
        "SELECT c.id, a.heading, c.text FROM chunks c JOIN articles a ON a.id = c.article_id"
        " WHERE c.id > ? AND c.id <= ? ORDER BY c.id",
        (after, until),
    )
    for chunk_id, heading, text in rows:
        yield chunk_id, searched_text(decode_or_none(heading), decode(text))


def read_vectors(
    connection: sqlite3.Connection, dimension: int, after: int, until: int = NO_END
) -> Iterator[tuple[Ids, NDArray[np.float32]]]:
    """Ids, ascending, and vectors of the live passages with an id in `(after, until]`, some thousand at a time.

    Raises sqlite3.DatabaseError when a stored vector has another dimension.
    """
    rows = connection.execute(
        "SELECT chunk_id, vector FROM vectors WHERE chunk_id > ? AND chunk_id <= ? ORDER BY chunk_id", (after, until)
    )
    while some := rows.fetchmany(4096):
        ids = np.array([row[0] for row in some], np.int64)
        yield ids, unpack_vectors([row[1] for row in some], dimension)


def read_removed(connection: sqlite3.Connection) -> Ids:
    """Ids, ascending, of the passages removed since the oldest cache file was written."""
    rows = connection.execute("SELECT chunk_id FROM removed_chunks ORDER BY chunk_id").fetchall()
    return np.array([row[0] for row in rows], np.int64)
