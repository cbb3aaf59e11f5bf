"""The schema of `index.sqlite`, as numbered migrations. A published migration is never changed; a new one is added.

Text that comes from outside (names of files, titles, passages) is kept as UTF-8 bytes: file names can hold lone
surrogates, which SQLite's TEXT refuses. Ids are never used again (AUTOINCREMENT); a chunk's id is its FAISS id.
"""

from __future__ import annotations

MIGRATIONS: tuple[str, ...] = (
    """
    -- generation, uid, fingerprint, dimension, article_count, chunk_count, removed_floor, signature_version,
    -- clustered_until (the last article whose reprints were looked for)
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    -- what builds were asked to index: files and folders
    CREATE TABLE roots (uri BLOB PRIMARY KEY) WITHOUT ROWID;

    -- every file that holds an article; files with equal text share one. `metadata` is what this file says of itself,
    -- which differs between equal texts where it comes from the file's name. `digest` is of the file's bytes; the other
    -- columns tell whether it need be read again.
    CREATE TABLE files (
        uri BLOB PRIMARY KEY, article_id INTEGER NOT NULL,
        size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL, checked_ns INTEGER NOT NULL,
        digest BLOB NOT NULL, metadata TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX files_article ON files (article_id);

    -- distinct sources, authors and speakers, so that a filter looks at few names and then at an index
    CREATE TABLE labels (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, value BLOB NOT NULL, folded BLOB NOT NULL, UNIQUE (kind, value)
    );

    -- `key` names text, marks and posts; `heading` is the title as it is put before each passage, NULL for none
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL, content_hash TEXT NOT NULL, media TEXT NOT NULL,
        title BLOB, source_id INTEGER, author_id INTEGER, date TEXT, heading BLOB,
        characters INTEGER NOT NULL, chunk_count INTEGER NOT NULL, quotation_count INTEGER NOT NULL,
        metadata TEXT NOT NULL
    );
    CREATE INDEX articles_key ON articles (key);
    CREATE INDEX articles_source ON articles (source_id);

    CREATE TABLE bodies (
        article_id INTEGER PRIMARY KEY, raw BLOB NOT NULL, edits BLOB NOT NULL, sentences BLOB NOT NULL,
        marks BLOB NOT NULL, posts BLOB NOT NULL
    );

    -- author and date are those of the post where the passage lies in a reply
    CREATE TABLE chunks (
        id INTEGER PRIMARY KEY AUTOINCREMENT, article_id INTEGER NOT NULL, ordinal INTEGER NOT NULL,
        start INTEGER NOT NULL, end INTEGER NOT NULL, raw_start INTEGER NOT NULL, raw_end INTEGER NOT NULL,
        post INTEGER, author_id INTEGER, date TEXT, page TEXT,
        text_hash BLOB NOT NULL, sentences BLOB NOT NULL, text BLOB NOT NULL
    );
    CREATE INDEX chunks_article ON chunks (article_id);
    CREATE INDEX chunks_author ON chunks (author_id);
    CREATE INDEX chunks_date ON chunks (date);
    CREATE INDEX chunks_text ON chunks (text_hash);

    CREATE TABLE vectors (chunk_id INTEGER PRIMARY KEY, vector BLOB NOT NULL);

    CREATE TABLE quotations (
        id INTEGER PRIMARY KEY, article_id INTEGER NOT NULL, speaker_id INTEGER NOT NULL,
        start INTEGER NOT NULL, end INTEGER NOT NULL, whole_start INTEGER NOT NULL, whole_end INTEGER NOT NULL,
        direct INTEGER NOT NULL, date TEXT, verb BLOB NOT NULL, role BLOB, speaker_start INTEGER, speaker_end INTEGER
    );
    CREATE INDEX quotations_article ON quotations (article_id);
    CREATE INDEX quotations_speaker ON quotations (speaker_id, article_id);

    -- near-duplicates of each other share a cluster
    CREATE TABLE reprints (article_id INTEGER PRIMARY KEY, cluster INTEGER NOT NULL);
    CREATE INDEX reprints_cluster ON reprints (cluster);

    -- what is gone since the cache files were written, and in which generation it went
    CREATE TABLE removed_chunks (chunk_id INTEGER PRIMARY KEY, generation INTEGER NOT NULL);
    """,
    """
    -- what reprints are found by; a build signs the articles that have none
    CREATE TABLE signatures (article_id INTEGER PRIMARY KEY, signature BLOB NOT NULL);
    """,
)

SCHEMA_VERSION = len(MIGRATIONS)

# The staging file has the tables above and the vectors that a build has made so far, by embedder and text.
STAGING = """
    CREATE TABLE cached_vectors (
        id INTEGER PRIMARY KEY, embedder TEXT NOT NULL, text_hash BLOB NOT NULL, vector BLOB NOT NULL
    );
    CREATE UNIQUE INDEX cached_vectors_text ON cached_vectors (text_hash, embedder);
"""
