"""An index in memory, over a handful of texts."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from index.config import IndexConfig
from index.discovery import FileStamp
from index.embedding import Embedder
from index.fingerprint import current_fingerprint, pack_fingerprint
from index.pipeline import Stages, article_key, prepare
from index.store.database import migrate
from index.store.encoding import pack_metadata, pack_vector
from index.store.meta import write_meta
from index.store.passages import read_searched_texts
from index.store.records import FileRecord, write_file
from index.store.staging import transaction
from index.store.writing import insert_article
from index.types import Article

NOWHERE = FileStamp(0, 0, 0)

Connect = Callable[[], sqlite3.Connection]


def memory_database(articles: Sequence[Article], *, config: IndexConfig, embedder: Embedder, stages: Stages) -> Connect:
    """A database with these articles; the function connects to it, and it lasts as long as the function does.

    Articles with equal text are one, under all their uris.
    """
    address = f"file:{uuid.uuid4().hex}?mode=memory&cache=shared"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)

    connection = connect()  # the database lives as long as one connection does
    migrate(connection)
    with transaction(connection):
        _insert(connection, articles, config, embedder, replace(stages, sign=_unsigned))
    return partial(_connect, connect, connection)


def _unsigned(text: str) -> bytes:
    """Reprints are not looked for among a handful of texts."""
    return b""


def _connect(connect: Connect, held: sqlite3.Connection) -> sqlite3.Connection:
    """Another connection beside the one that is held."""
    return connect()


def _insert(
    connection: sqlite3.Connection,
    articles: Sequence[Article],
    config: IndexConfig,
    embedder: Embedder,
    stages: Stages,
) -> None:
    ids: dict[bytes, int] = {}
    for article in articles:
        key = article_key(article)
        if key not in ids:
            prepared = prepare(article, stages=stages, config=config, count_tokens=embedder.count_tokens)
            ids[key] = insert_article(connection, prepared, stages.fold)
        write_file(connection, FileRecord(article.uri, NOWHERE, 0, b"", pack_metadata(article.metadata), ids[key]))
    texts = list(read_searched_texts(connection, 0))
    if texts:
        vectors = embedder.embed_passages([text for _, text in texts])
        rows = [(chunk_id, pack_vector(vector)) for (chunk_id, _), vector in zip(texts, vectors, strict=True)]
        connection.executemany("INSERT INTO vectors VALUES (?,?)", rows)
    for name, value in {
        "uid": uuid.uuid4().hex,
        "generation": 1,
        "fingerprint": pack_fingerprint(current_fingerprint(config, embedder, stages)),
        "dimension": embedder.dimension,
        "article_count": len(ids),
        "chunk_count": len(texts),
    }.items():
        write_meta(connection, name, str(value))
