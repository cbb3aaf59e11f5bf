"""Articles into tables. The staging file and an index in memory are written here; the truth only by `publishing`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from index.pipeline import Prepared, article_key, searched_text, text_hash
from index.store.encoding import (
    compress,
    encode,
    encode_or_none,
    pack_edits,
    pack_marks,
    pack_metadata,
    pack_posts,
    pack_sentences,
    pack_spans,
)
from index.types import Chunk, Mark, Post

Fold = Callable[[str], str]


def insert_article(connection: sqlite3.Connection, prepared: Prepared, fold: Fold) -> int:
    """Insert an article with its body, passages and quotations; returns its id."""
    article = prepared.article
    metadata = article.metadata
    source = metadata.source.value if metadata.source else None
    author = metadata.author.value if metadata.author else None
    author_id = _label(connection, "author", author, fold)
    cursor = connection.execute(
        "INSERT INTO articles (key, content_hash, media, title, source_id, author_id, date, heading, characters,"
        " chunk_count, quotation_count, metadata) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            article_key(article),
            article.content_hash,
            article.media,
            encode_or_none(metadata.title.value if metadata.title else None),
            _label(connection, "source", source, fold),
            author_id,
            metadata.date.value if metadata.date else None,
            encode_or_none(prepared.heading),
            len(prepared.clean.text),
            len(prepared.chunks),
            len(prepared.quotations),
            pack_metadata(metadata),
        ),
    )
    article_id = cursor.lastrowid or 0
    connection.execute(
        "INSERT INTO bodies VALUES (?,?,?,?,?,?)",
        (
            article_id,
            compress(article.raw),
            pack_edits(prepared.clean.edits),
            pack_sentences(prepared.sentences),
            pack_marks(article.marks),
            pack_posts(article.posts),
        ),
    )
    connection.execute("INSERT INTO signatures VALUES (?,?)", (article_id, prepared.signature))
    _insert_chunks(connection, article_id, author_id, prepared, fold)
    _insert_quotations(connection, article_id, prepared, fold)
    return article_id


def _insert_chunks(
    connection: sqlite3.Connection, article_id: int, author_id: int | None, prepared: Prepared, fold: Fold
) -> None:
    article = prepared.article
    date = article.metadata.date.value if article.metadata.date else None
    for ordinal, chunk in enumerate(prepared.chunks):
        text = prepared.text_of(chunk)
        raw = prepared.clean.to_raw(chunk.start, chunk.end)
        reply = _reply(article.posts, chunk)
        connection.execute(
            "INSERT INTO chunks (article_id, ordinal, start, end, raw_start, raw_end, post, author_id, date, page,"
            " text_hash, sentences, text) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                article_id,
                ordinal,
                chunk.start,
                chunk.end,
                raw.start,
                raw.end,
                chunk.post,
                author_id if reply is None else _label(connection, "author", reply.author, fold),
                date if reply is None else reply.date or date,
                _page(article.marks, raw.start),
                text_hash(searched_text(prepared.heading, text)),
                pack_spans(chunk.sentences),
                encode(text),
            ),
        )


def _insert_quotations(connection: sqlite3.Connection, article_id: int, prepared: Prepared, fold: Fold) -> None:
    for quotation in prepared.quotations:
        mention = quotation.speaker_span
        connection.execute(
            "INSERT INTO quotations (article_id, speaker_id, start, end, whole_start, whole_end, direct, date, verb,"
            " role, speaker_start, speaker_end) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                article_id,
                _label(connection, "speaker", quotation.speaker, fold),
                quotation.span.start,
                quotation.span.end,
                quotation.whole.start,
                quotation.whole.end,
                quotation.direct,
                quotation.date,
                encode(quotation.verb),
                encode_or_none(quotation.role),
                mention.start if mention else None,
                mention.end if mention else None,
            ),
        )


def _label(connection: sqlite3.Connection, kind: str, value: str | None, fold: Fold) -> int | None:
    """The id of a source, author or speaker; None for none."""
    if value is None:
        return None
    stored = encode(value)
    find = "SELECT id FROM labels WHERE kind = ? AND value = ?"
    row = connection.execute(find, (kind, stored)).fetchone()
    if row is None:
        cursor = connection.execute(
            "INSERT INTO labels (kind, value, folded) VALUES (?,?,?)", (kind, stored, encode(fold(value)))
        )
        return cursor.lastrowid
    return int(row[0])


def _reply(posts: Sequence[Post], chunk: Chunk) -> Post | None:
    """The post that a passage lies in, where it is a reply."""
    if chunk.post is None or posts[chunk.post].kind != "reply":
        return None
    return posts[chunk.post]


def _page(marks: Sequence[Mark], raw_start: int) -> str | None:
    """The label of the page that a raw offset lies on."""
    pages = [mark.label for mark in marks if mark.kind == "page" and mark.start <= raw_start]
    return pages[-1] if pages else None
