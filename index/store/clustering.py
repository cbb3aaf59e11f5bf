"""Reprints in the store: every article signed, and the clusters of all signatures."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from index.store.encoding import decompress, unpack_edits
from index.store.meta import read_meta, write_meta
from index.types import CleanText

Sign = Callable[[str], bytes]
Cluster = Callable[[Iterable[tuple[int, bytes]]], dict[int, int]]


def cluster_reprints(connection: sqlite3.Connection, sign: Sign, cluster: Cluster, *, version: str) -> None:
    """Bring the clusters up to date with the articles, in the caller's transaction.

    Signatures of another version are made anew from the stored texts.
    """
    if read_meta(connection, "signature_version", "") != version:
        connection.execute("DELETE FROM signatures")
        write_meta(connection, "signature_version", version)
    _sign_missing(connection, sign)
    found = cluster(connection.execute("SELECT article_id, signature FROM signatures ORDER BY article_id"))
    connection.execute("DELETE FROM reprints")
    connection.executemany("INSERT INTO reprints VALUES (?,?)", found.items())


def _sign_missing(connection: sqlite3.Connection, sign: Sign) -> None:
    unsigned = connection.execute(
        "SELECT b.article_id FROM bodies b LEFT JOIN signatures s USING (article_id) WHERE s.article_id IS NULL"
    ).fetchall()
    for (article_id,) in unsigned:
        row = connection.execute("SELECT raw, edits FROM bodies WHERE article_id = ?", (article_id,)).fetchone()
        clean = CleanText(decompress(row[0]), unpack_edits(row[1]))
        connection.execute("INSERT INTO signatures VALUES (?,?)", (article_id, sign(clean.text)))
