"""Files with equal text share one article; which of them names it must not depend on the order of events.

The first in order of path does. What a file says of itself outside its text (its name, as a rule) is then that file's,
so when the first file comes or goes, the article may have to be made anew from its stored text.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from index.gathering import Gatherer
from index.store.encoding import encode, unpack_metadata
from index.store.reading import read_body
from index.store.records import FileRecord, read_files_of, read_staged_files

_STAGED_OTHERWISE = (
    "SELECT f.article_id FROM files f JOIN articles a ON a.id = f.article_id WHERE f.metadata <> a.metadata"
    " AND f.uri = (SELECT min(g.uri) FROM files g WHERE g.article_id = f.article_id)"
)


def reconcile(gatherer: Gatherer) -> bool:
    """Stage anew every article whose first file is another now and says other things; whether there was any."""
    staging = gatherer.staging.connection
    with gatherer.staging.batches():
        otherwise = [row[0] for row in staging.execute(_STAGED_OTHERWISE)]
        for article_id in otherwise:
            files = list(read_staged_files(staging, "article_id = ?", (article_id,)))
            _stage_anew(gatherer, staging, article_id, files)
        published = 0
        for article_id in sorted(_affected(gatherer)):
            files = _files_to_be(gatherer, article_id)
            if files and files[0].metadata != _stored_metadata(gatherer.truth, article_id):
                _stage_anew(gatherer, gatherer.truth, article_id, files)
                published += 1
        gatherer.embed_waiting()
    return published > 0


def _affected(gatherer: Gatherer) -> set[int]:
    """Published articles that win or lose a file."""
    if gatherer.reread:
        return set()
    winning = {record.article_id for record in read_staged_files(gatherer.staging.connection, "article_id < 0")}
    return winning | gatherer.released | {record.article_id for record in gatherer.known.values()}


def _files_to_be(gatherer: Gatherer, article_id: int) -> list[FileRecord]:
    """The files that will hold a published article, in order of path."""
    staging = gatherer.staging.connection
    staged = list(read_staged_files(staging, "article_id = ?", (-article_id,)))
    staying = [
        record
        for record in read_files_of(gatherer.truth, article_id)
        if record.uri not in gatherer.known and not gatherer.staging.has_file(record.uri)
    ]
    return sorted((*staged, *staying), key=lambda record: encode(record.uri))


def _stored_metadata(truth: sqlite3.Connection, article_id: int) -> str:
    return str(truth.execute("SELECT metadata FROM articles WHERE id = ?", (article_id,)).fetchone()[0])


def _stage_anew(
    gatherer: Gatherer, connection: sqlite3.Connection, article_id: int, files: Sequence[FileRecord]
) -> None:
    """Make the article of `files` from its text in `connection` and from what the first of them says of itself."""
    first = files[0]
    stored = read_body(connection, article_id, first.uri).article
    staged = gatherer.stage(replace(stored, metadata=unpack_metadata(first.metadata)))
    for record in files:
        gatherer.staging.add_file(replace(record, article_id=staged, staged=True))
