"""Filters to passages, through indexes: few names are looked at, and no passage that is not chosen."""

from __future__ import annotations

import sqlite3

import numpy as np
from numpy.typing import NDArray

from index.store.reading import read_labels


def select_chunks(
    connection: sqlite3.Connection,
    *,
    source: str | None = None,
    author: str | None = None,
    since: str | None = None,
    until: str | None = None,
    speaker: str | None = None,
) -> NDArray[np.int64] | None:
    """Ascending ids of the passages that pass, or None when nothing is asked. Names are folded already.

    Dates are compared as far as both are given: 2023-04 passes since 2023-04-15 as well as until 2023-04-15.
    """
    chosen: list[str] = []
    values: list[str] = []
    if source is not None:
        labels = _listed(read_labels(connection, "source", source))
        chosen.append("SELECT c.id FROM chunks c JOIN articles a ON a.id = c.article_id WHERE a.source_id IN " + labels)
    if author is not None:
        chosen.append("SELECT id FROM chunks WHERE author_id IN " + _listed(read_labels(connection, "author", author)))
    if since is not None:
        chosen.append("SELECT id FROM chunks WHERE date >= ? OR date IN (?, ?)")
        values.extend((since, since[:4], since[:7]))
    if until is not None:
        chosen.append("SELECT id FROM chunks WHERE date <= ?")
        values.append(until + "~")  # above every date that goes on where `until` ends
    if speaker is not None:
        chosen.append(
            "SELECT c.id FROM quotations q JOIN chunks c ON c.article_id = q.article_id"
            " AND c.start < q.whole_end AND c.end > q.whole_start WHERE q.speaker_id IN "
            + _listed(read_labels(connection, "speaker", speaker))
        )
    if not chosen:
        return None
    rows = connection.execute(" INTERSECT ".join(chosen), values)
    return np.unique(np.array([row[0] for row in rows], np.int64))


def _listed(ids: list[int]) -> str:
    return f"({','.join(map(str, ids))})"
