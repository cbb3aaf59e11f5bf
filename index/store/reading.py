"""Rows to what readers give out. Every function reads within the transaction that the caller has open."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from index.store.encoding import (
    decode,
    decode_or_none,
    decompress,
    encode,
    unpack_edits,
    unpack_marks,
    unpack_metadata,
    unpack_posts,
    unpack_sentences,
    unpack_spans,
)
from index.stored import ArticleInfo, StoredChunk
from index.types import Article, CleanText, Quotation, Sentence, Span

# As many values as one statement is given at a time.
BATCH = 500

_REPRINTS = "(SELECT count(*) - 1 FROM reprints r JOIN reprints o ON o.cluster = r.cluster WHERE r.article_id = a.id)"
_INFO = (
    "SELECT a.id, a.title, s.value, w.value, a.date, a.characters, a.chunk_count, a.quotation_count,"
    f" max({_REPRINTS}, 0) FROM articles a LEFT JOIN labels s ON s.id = a.source_id"
    " LEFT JOIN labels w ON w.id = a.author_id"
)
_CHUNK = (
    "SELECT c.id, c.article_id, c.ordinal, c.start, c.end, c.raw_start, c.raw_end, c.text, c.sentences, c.post,"
    " (SELECT min(uri) FROM files f WHERE f.article_id = a.id), a.title, s.value, w.value, c.date, c.page,"
    f" max({_REPRINTS}, 0) FROM chunks c JOIN articles a ON a.id = c.article_id"
    " LEFT JOIN labels s ON s.id = a.source_id LEFT JOIN labels w ON w.id = c.author_id"
)


@dataclass(frozen=True, slots=True)
class Body:
    """An article's text and what was made of it."""

    article: Article
    clean: CleanText
    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]


def read_infos(connection: sqlite3.Connection, ids: Sequence[int] | None = None) -> list[ArticleInfo]:
    """Articles in order of uri: all, or those of `ids`."""
    uris: dict[int, list[str]] = {}
    if ids is None:
        rows: Iterable[Any] = connection.execute(_INFO)
        files: Iterable[Any] = connection.execute("SELECT article_id, uri FROM files ORDER BY uri")
    else:
        rows = _select_in(connection, f"{_INFO} WHERE a.id IN ({{}})", ids)
        files = _select_in(connection, "SELECT article_id, uri FROM files WHERE article_id IN ({}) ORDER BY uri", ids)
    for article_id, uri in files:
        uris.setdefault(article_id, []).append(decode(uri))
    infos = [_info(row, tuple(uris[row[0]])) for row in rows]
    return sorted(infos, key=lambda info: info.uri)


def _info(row: Sequence[Any], uris: tuple[str, ...]) -> ArticleInfo:
    article_id, title, source, author, date, *counts = row
    return ArticleInfo(
        article_id, uris[0], uris, title_of(title, uris[0]), decode_or_none(source), decode_or_none(author), date,
        *counts,
    )  # fmt: skip


def title_of(stored: bytes | None, uri: str) -> str:
    """The title, or the name of the file for an article without one."""
    return decode(stored) if stored is not None else PurePath(uri).stem or uri


def read_article_id(connection: sqlite3.Connection, uri: str) -> int | None:
    """The article that a file holds."""
    row = connection.execute("SELECT article_id FROM files WHERE uri = ?", (encode(uri),)).fetchone()
    return None if row is None else int(row[0])


def read_body(connection: sqlite3.Connection, article_id: int, uri: str) -> Body:
    """An article's text under one of its uris. Raises KeyError for an unknown id."""
    row = connection.execute(
        "SELECT b.raw, b.edits, b.sentences, b.marks, b.posts, a.media, a.metadata FROM bodies b"
        " JOIN articles a ON a.id = b.article_id WHERE a.id = ?",
        (article_id,),
    ).fetchone()
    if row is None:
        raise KeyError(article_id)
    raw, edits, sentences, marks, posts, media, metadata = row
    article = Article(uri, decompress(raw), media, unpack_metadata(metadata), unpack_marks(marks), unpack_posts(posts))
    clean = CleanText(article.raw, unpack_edits(edits))
    quotations = tuple(quotation for _, quotation in read_quotations(connection, article_id=article_id))
    return Body(article, clean, unpack_sentences(sentences), quotations)


def read_quotations(
    connection: sqlite3.Connection, *, article_id: int | None = None, speaker: str | None = None
) -> Iterator[tuple[int, Quotation]]:
    """Article and quotation, in order: of one article, of the speakers whose folded name holds `speaker`, or all."""
    conditions, values = ["1"], list[Any]()
    if article_id is not None:
        conditions.append("q.article_id = ?")
        values.append(article_id)
    if speaker is not None:
        labels = read_labels(connection, "speaker", speaker)
        conditions.append(f"q.speaker_id IN ({','.join(map(str, labels))})")
    rows = connection.execute(
        "SELECT q.article_id, l.value, q.start, q.end, q.whole_start, q.whole_end, q.verb, q.direct, q.role,"
        " q.speaker_start, q.speaker_end, q.date FROM quotations q JOIN labels l ON l.id = q.speaker_id"
        f" WHERE {' AND '.join(conditions)} ORDER BY q.article_id, q.start, q.id",
        values,
    )
    for owner, name, start, end, whole_start, whole_end, verb, direct, role, at, until, date in rows:
        mention = None if at is None else Span(at, until)
        yield (
            owner,
            Quotation(
                decode(name), Span(start, end), Span(whole_start, whole_end), decode(verb), bool(direct),
                decode_or_none(role), mention, date,
            ),
        )  # fmt: skip


def read_labels(connection: sqlite3.Connection, kind: str, folded: str) -> list[int]:
    """Ids of the sources, authors or speakers whose folded name holds `folded`."""
    rows = connection.execute("SELECT id FROM labels WHERE kind = ? AND instr(folded, ?) > 0", (kind, encode(folded)))
    return [row[0] for row in rows]


def read_names(connection: sqlite3.Connection, kind: str) -> list[str]:
    """The sources, authors or speakers, as they are written, in order of first appearance."""
    rows = connection.execute("SELECT value FROM labels WHERE kind = ? ORDER BY id", (kind,))
    return [decode(row[0]) for row in rows]


def read_chunks(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, StoredChunk]:
    """Passages by id; one that is not there is left out."""
    return {row[0]: _chunk(row) for row in _select_in(connection, f"{_CHUNK} WHERE c.id IN ({{}})", ids)}


def _chunk(row: Sequence[Any]) -> StoredChunk:
    chunk_id, article_id, ordinal, start, end, raw_start, raw_end = row[:7]
    text, sentences, post, uri, title, source, author, date, page, reprints = row[7:]
    where = decode(uri)
    return StoredChunk(
        chunk_id, article_id, ordinal, start, end, raw_start, raw_end, decode(text), unpack_spans(sentences), post,
        where, title_of(title, where), decode_or_none(source), decode_or_none(author), date, page, reprints,
    )  # fmt: skip


def read_chunk_texts(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Id and clean text of passages, in order of id within each batch."""
    for chunk_id, text in _select_in(connection, "SELECT id, text FROM chunks WHERE id IN ({}) ORDER BY id", ids):
        yield chunk_id, decode(text)


def read_article_ids(connection: sqlite3.Connection, chunk_ids: Sequence[int]) -> list[int]:
    """The articles of some passages, one for each."""
    return [row[0] for row in _select_in(connection, "SELECT article_id FROM chunks WHERE id IN ({})", chunk_ids)]


def read_chunk_ids(connection: sqlite3.Connection, article_ids: Sequence[int]) -> list[int]:
    """The passages of some articles."""
    return [row[0] for row in _select_in(connection, "SELECT id FROM chunks WHERE article_id IN ({})", article_ids)]


def _select_in(connection: sqlite3.Connection, statement: str, values: Sequence[int]) -> Iterator[Any]:
    """Run a statement with `{}` for the values of an IN list, some at a time."""
    for start in range(0, len(values), BATCH):
        some = values[start : start + BATCH]
        yield from connection.execute(statement.format(",".join("?" * len(some))), [int(value) for value in some])
