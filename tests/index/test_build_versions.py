"""Indexes of other versions: migrated, refused by name, or rebuilt without embedding again."""

import sqlite3

import pytest
from built_folders import build, fresh, read
from index_contents import contents

from index.build import build_index
from index.config import IndexConfig
from index.errors import (
    FingerprintError,
)
from index.reader import open_index
from index.testing import HashEmbedder


def test_an_index_of_an_older_layout_is_migrated_by_a_build(folder):
    build(folder, "a", "b")
    expected = read(folder)
    with sqlite3.connect(folder / "index" / "index.sqlite") as connection:
        connection.executescript(
            """DROP TABLE signatures; PRAGMA user_version = 1; DELETE FROM meta WHERE key = 'signature_version';
            UPDATE meta SET value = replace(value, '"schema": "2"', '"schema": "1"') WHERE key = 'fingerprint'"""
        )
    connection.close()
    with pytest.raises(FingerprintError, match=r"older version.*rag index PATH --index \S+$"):
        open_index(folder / "index", embedder=HashEmbedder())
    assert build(folder, "a").embedded == 0
    assert read(folder) == expected


def test_an_index_of_a_newer_layout_is_left_alone(folder):
    build(folder, "a")
    with sqlite3.connect(folder / "index" / "index.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    for act in (lambda: build(folder, "a"), lambda: read(folder)):
        with pytest.raises(FingerprintError, match="newer version"):
            act()


def test_other_versions_are_refused_by_name_until_a_rebuild(folder):
    build(folder, "a", "b")
    other = IndexConfig(chunk_tokens=60)
    for act in (
        lambda: build(folder, "a", config=other),
        lambda: open_index(folder / "index", config=other, embedder=HashEmbedder()),
    ):
        with pytest.raises(FingerprintError, match="how passages are cut.*rag index PATH --index .* --rebuild"):
            act()
    report = build(folder, "a", config=other, rebuild=True)
    assert (report.articles, report.unchanged) == (3, 2)  # the third, from elsewhere, out of its stored text
    with open_index(folder / "index", config=other, embedder=HashEmbedder()).snapshot() as snapshot:
        rebuilt = contents(snapshot)
    build_index([folder / "a", folder / "b"], index=folder / "other", embedder=HashEmbedder(), config=other)
    with open_index(folder / "other", config=other, embedder=HashEmbedder()).snapshot() as snapshot:
        assert contents(snapshot) == rebuilt


def test_a_rebuild_embeds_nothing_that_has_a_vector(folder):
    chunks = build(folder, "a", "b").chunks
    report = build(folder, "a", "b", rebuild=True)
    assert (report.embedded, report.reused) == (0, chunks)
    assert read(folder) == fresh(folder, "a", "b")


def test_vectors_of_another_model_are_not_reused(folder):
    class Other(HashEmbedder):
        weights_hash = "hash-2"

    build(folder, "a")
    assert build(folder, "a", rebuild=True, embedder=Other()).reused == 0
