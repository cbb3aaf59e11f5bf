"""One transaction that makes what was staged the next generation. Until it commits, nothing has changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.store.encoding import encode
from index.store.meta import read_meta, write_meta

_ARTICLE = (
    "key, content_hash, media, title, source_id, author_id, date, heading, characters, chunk_count, quotation_count,"
    " metadata"
)
_CHUNK = "ordinal, start, end, raw_start, raw_end, post, author_id, date, page, text_hash, sentences, text"
_QUOTATION = "start, end, whole_start, whole_end, direct, date, verb, role, speaker_start, speaker_end"
_COPY_FILES = (
    "INSERT OR REPLACE INTO main.files SELECT uri, iif(article_id > 0, article_id + ?, -article_id), size, mtime_ns,"
    " ctime_ns, checked_ns, digest, metadata FROM staging.files"
)
_LABELS = {"source_id", "author_id", "speaker_id"}


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to change beside what the staging file says.

    `removed_floor`: the cache files on disk are of this generation or later, so older removals may be forgotten.
    """

    roots: Sequence[str]
    forgotten_roots: Sequence[str]
    vanished: Sequence[str]
    fingerprint: str
    embedder: str
    dimension: int
    removed_floor: int
    replace_all: bool = False


@contextmanager
def staged_beside(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Make the staging file readable beside the truth."""
    connection.execute("ATTACH ? AS staging", (str(path),))
    try:
        yield
    finally:
        connection.execute("DETACH staging")


def refresh_files(connection: sqlite3.Connection, publication: Publication) -> None:
    """For a build that changed nothing: remember the roots, and the new time stamps of files."""
    connection.execute(_COPY_FILES, (0,))
    _change_roots(connection, publication)


def publish(connection: sqlite3.Connection, publication: Publication) -> int:
    """Everything in the caller's transaction; returns the new generation."""
    generation = int(read_meta(connection, "generation", "0")) + 1
    touched = _touched_articles(connection, publication)
    _insert_articles(connection, publication.embedder)
    _remove_orphans(connection, touched, generation)
    connection.execute("DELETE FROM removed_chunks WHERE generation <= ?", (publication.removed_floor,))
    _change_roots(connection, publication)
    write_meta(connection, "generation", str(generation))
    write_meta(connection, "fingerprint", publication.fingerprint)
    write_meta(connection, "dimension", str(publication.dimension))
    write_meta(connection, "removed_floor", str(publication.removed_floor))
    for table in ("article", "chunk"):
        count: int = connection.execute(f"SELECT count(*) FROM {table}s").fetchone()[0]
        write_meta(connection, f"{table}_count", str(count))
    connection.execute("DROP TABLE temp.wanted")
    connection.execute("DROP TABLE temp.label_map")
    return generation


def _change_roots(connection: sqlite3.Connection, publication: Publication) -> None:
    connection.executemany("DELETE FROM roots WHERE uri = ?", ((encode(root),) for root in publication.forgotten_roots))
    connection.executemany("INSERT OR IGNORE INTO roots VALUES (?)", ((encode(root),) for root in publication.roots))


def _touched_articles(connection: sqlite3.Connection, publication: Publication) -> list[int]:
    """Articles of the truth that may lose their last file, and how it comes that they do."""
    if publication.replace_all:
        touched = [row[0] for row in connection.execute("SELECT id FROM articles")]
        connection.execute("DELETE FROM files")
        return touched
    changed = connection.execute(
        "SELECT DISTINCT f.article_id FROM staging.files s JOIN main.files f ON f.uri = s.uri"
        " WHERE s.article_id <> -f.article_id"
    )
    found = {row[0] for row in changed}
    for uri in publication.vanished:
        row = connection.execute("SELECT article_id FROM files WHERE uri = ?", (encode(uri),)).fetchone()
        if row is not None:
            found.add(row[0])
            connection.execute("DELETE FROM files WHERE uri = ?", (encode(uri),))
    return sorted(found)


def _insert_articles(connection: sqlite3.Connection, embedder: str) -> None:
    """Copy the staged articles that a staged file names, under new ids."""
    articles, chunks = _last_id(connection, "articles"), _last_id(connection, "chunks")
    execute = connection.execute
    execute("CREATE TEMP TABLE wanted (id INTEGER PRIMARY KEY)")
    execute("INSERT INTO wanted SELECT DISTINCT article_id FROM staging.files WHERE article_id > 0")
    execute("INSERT OR IGNORE INTO main.labels (kind, value, folded) SELECT kind, value, folded FROM staging.labels")
    execute("CREATE TEMP TABLE label_map (staged INTEGER PRIMARY KEY, id INTEGER NOT NULL)")
    execute("INSERT INTO label_map SELECT s.id, m.id FROM staging.labels s JOIN main.labels m USING (kind, value)")
    execute(
        f"INSERT INTO main.articles (id, {_ARTICLE}) SELECT id + ?, {_mapped(_ARTICLE)} FROM staging.articles"
        " WHERE id IN (SELECT id FROM wanted) ORDER BY id",
        (articles,),
    )
    execute(
        "INSERT INTO main.bodies SELECT article_id + ?, raw, edits, sentences, marks, posts FROM staging.bodies"
        " WHERE article_id IN (SELECT id FROM wanted) ORDER BY article_id",
        (articles,),
    )
    execute(
        "INSERT INTO main.signatures SELECT article_id + ?, signature FROM staging.signatures"
        " WHERE article_id IN (SELECT id FROM wanted) ORDER BY article_id",
        (articles,),
    )
    execute(
        f"INSERT INTO main.chunks (id, article_id, {_CHUNK}) SELECT id + ?, article_id + ?, {_mapped(_CHUNK)}"
        " FROM staging.chunks WHERE article_id IN (SELECT id FROM wanted) ORDER BY id",
        (chunks, articles),
    )
    execute(
        "INSERT INTO main.vectors SELECT c.id + ?, v.vector FROM staging.chunks c LEFT JOIN staging.cached_vectors v"
        " ON v.text_hash = c.text_hash AND v.embedder = ? WHERE c.article_id IN (SELECT id FROM wanted) ORDER BY c.id",
        (chunks, embedder),
    )
    execute(
        f"INSERT INTO main.quotations (article_id, speaker_id, {_QUOTATION})"
        f" SELECT article_id + ?, {_mapped('speaker_id')}, {_QUOTATION} FROM staging.quotations"
        " WHERE article_id IN (SELECT id FROM wanted) ORDER BY id",
        (articles,),
    )
    execute(_COPY_FILES, (articles,))


def _mapped(columns: str) -> str:
    """The columns, with labels read through the map from staged ids to ids of the truth."""
    return ", ".join(
        f"(SELECT m.id FROM label_map m WHERE m.staged = {column})" if column in _LABELS else column
        for column in columns.split(", ")
    )


def _last_id(connection: sqlite3.Connection, table: str) -> int:
    """The highest id that was ever given out."""
    row = connection.execute("SELECT seq FROM main.sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return 0 if row is None else int(row[0])


def _remove_orphans(connection: sqlite3.Connection, candidates: Iterable[int], generation: int) -> None:
    """Delete those articles that no file holds any more, and remember which chunk ids went with them.

    Their rows in `reprints` are left to clustering, which sees from them what has changed.
    """
    for article_id in candidates:
        if connection.execute("SELECT 1 FROM files WHERE article_id = ? LIMIT 1", (article_id,)).fetchone():
            continue
        connection.execute(
            "INSERT INTO removed_chunks SELECT id, ? FROM chunks WHERE article_id = ?", (generation, article_id)
        )
        connection.execute(
            "DELETE FROM vectors WHERE chunk_id IN (SELECT id FROM chunks WHERE article_id = ?)", (article_id,)
        )
        for table, column in (
            ("chunks", "article_id"),
            ("bodies", "article_id"),
            ("signatures", "article_id"),
            ("quotations", "article_id"),
            ("articles", "id"),
        ):
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (article_id,))
