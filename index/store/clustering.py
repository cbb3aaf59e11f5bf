"""Reprints in the store: every article signed, and the clusters of all signatures.

A small change looks at few signatures: those that are new, those like them, and the clusters that either touches.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

import numpy as np

from index.store.encoding import decompress, unpack_edits
from index.store.meta import read_meta, write_meta
from index.types import CleanText

Sign = Callable[[str], bytes]
Cluster = Callable[[Iterable[tuple[int, bytes]]], dict[int, int]]

# With more new articles than this, everything is clustered anew.
FEW = 64
# Signatures that share fewer of their values than this are no reprints of each other, by a wide margin.
LIKE = 0.5


def cluster_reprints(connection: sqlite3.Connection, sign: Sign, cluster: Cluster, *, version: str) -> None:
    """Bring the clusters up to date with the articles, in the caller's transaction.

    Signatures of another version are made anew from the stored texts. Rows of removed articles must still be in the
    table of clusters, as they tell which clusters have changed.
    """
    if read_meta(connection, "signature_version", "") != version:
        connection.execute("DELETE FROM signatures")
        write_meta(connection, "signature_version", version)
        write_meta(connection, "clustered_until", "0")
    _sign_missing(connection, sign)
    clustered_until = int(read_meta(connection, "clustered_until", "0"))
    signatures = dict(connection.execute("SELECT article_id, signature FROM signatures ORDER BY article_id"))
    added = [article_id for article_id in signatures if article_id > clustered_until]
    if clustered_until and len(added) <= FEW:
        chosen = _affected(connection, signatures, added)
    else:
        chosen = set(signatures)
        connection.execute("DELETE FROM reprints")
    found = cluster((article_id, signatures[article_id]) for article_id in sorted(chosen))
    connection.execute("DELETE FROM reprints WHERE article_id NOT IN (SELECT article_id FROM signatures)")
    connection.executemany("DELETE FROM reprints WHERE article_id = ?", ((article_id,) for article_id in chosen))
    connection.executemany("INSERT INTO reprints VALUES (?,?)", found.items())
    write_meta(connection, "clustered_until", str(max(signatures, default=clustered_until)))


def _affected(connection: sqlite3.Connection, signatures: dict[int, bytes], added: Iterable[int]) -> set[int]:
    """New articles, articles like them, and all of the clusters that these or removed articles are in."""
    chosen = set(added)
    signed = [article_id for article_id, signature in signatures.items() if signature]
    values = np.frombuffer(b"".join(signatures[article_id] for article_id in signed), "<u4")
    values = values.reshape(len(signed), -1) if signed else values.reshape(0, 0)
    ids = np.array(signed, np.int64)
    for article_id in added:
        if signatures[article_id]:
            own = np.frombuffer(signatures[article_id], "<u4")
            chosen.update(ids[(values == own).mean(axis=1) >= LIKE].tolist())
    members: dict[int, list[int]] = {}
    for article_id, number in connection.execute("SELECT article_id, cluster FROM reprints"):
        members.setdefault(number, []).append(article_id)
    for cluster in members.values():
        if any(article_id in chosen or article_id not in signatures for article_id in cluster):
            chosen.update(article_id for article_id in cluster if article_id in signatures)
    return chosen


def _sign_missing(connection: sqlite3.Connection, sign: Sign) -> None:
    unsigned = connection.execute(
        "SELECT b.article_id FROM bodies b LEFT JOIN signatures s USING (article_id) WHERE s.article_id IS NULL"
    ).fetchall()
    for (article_id,) in unsigned:
        row = connection.execute("SELECT raw, edits FROM bodies WHERE article_id = ?", (article_id,)).fetchone()
        clean = CleanText(decompress(row[0]), unpack_edits(row[1]))
        connection.execute("INSERT INTO signatures VALUES (?,?)", (article_id, sign(clean.text)))
