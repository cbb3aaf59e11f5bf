"""Indexes of other versions: migrated, refused by name, or rebuilt without embedding again."""

import hashlib
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from built_folders import build, fresh, read, write
from index_contents import contents, make_article

from index.build import build_index
from index.config import IndexConfig
from index.errors import FingerprintError
from index.fingerprint import pack_fingerprint, unpack_fingerprint
from index.pipeline import installed_stages
from index.reader import open_index
from index.testing import HashEmbedder
from index.types import Field


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


@pytest.mark.parametrize(
    ("changed", "named"),
    [("readers_version", "how files are read"), ("metadata_version", "how title, source, author and date are found")],
)
def test_files_that_would_be_read_otherwise_are_read_again_by_a_rebuild_alone(folder, changed, named):
    build(folder, "a", "b")
    stages = installed_stages()

    def load(path, config):
        """Reads the same text, and finds a title in the name of the file."""
        article = stages.load(path, config)
        return replace(article, metadata=replace(article.metadata, title=Field(f"otherwise {path.stem}")))

    other = replace(stages, load=load, **{changed: "2"})
    for act in (
        lambda: build(folder, "a", stages=other),
        lambda: open_index(folder / "index", embedder=HashEmbedder(), stages=other),
    ):
        with pytest.raises(FingerprintError, match=rf"{named} \(1, here 2\).*rag index PATH --index .* --rebuild"):
            act()
    (folder / "b" / "three.txt").write_text(make_article(9), encoding="utf-8")
    write(folder / "b" / "four.txt", make_article(4))
    build(folder, "a", stages=other, rebuild=True)
    # What lies elsewhere is read again too, unless it has changed since: then it waits for a build of its own.
    assert titles_of(folder, other) == {"one.txt": "otherwise one", "two.txt": "otherwise two", "three.txt": None}
    build(folder, "b", stages=other)
    assert titles_of(folder, other)["three.txt"] == "otherwise three"
    with pytest.raises(FingerprintError, match=rf"{named} \(2, here 1\)"):
        build(folder, "a")


def titles_of(folder, stages):
    """Titles by file, without those that the usual stages give."""
    with open_index(folder / "index", embedder=HashEmbedder(), stages=stages).snapshot() as snapshot:
        titles = {Path(info.uri).name: info.title for info in snapshot.articles()}
    return {name: title if title.startswith("otherwise") else None for name, title in titles.items()}


def test_files_elsewhere_are_read_again_when_files_are_read_otherwise(folder):
    build(folder, "a", "b")
    stages = installed_stages()
    read_again = []
    other = replace(
        stages,
        load=lambda path, config: (read_again.append(path.name), stages.load(path, config))[1],
        readers_version="2",
    )
    (folder / "b" / "gone.txt").write_text(make_article(5), encoding="utf-8")
    build(folder, "b")
    (folder / "b" / "gone.txt").unlink()
    expected = build(folder, "a", stages=other, rebuild=True).articles
    assert sorted(read_again) == ["one.txt", "three.txt", "two.txt"]
    assert expected == 4  # the text of the one that is gone stays until its folder is built


def test_the_first_versions_of_reading_leave_fingerprints_as_they_were_before_these_were_stored(folder):
    build(folder, "a")
    with open_index(folder / "index", embedder=HashEmbedder()).snapshot() as snapshot:
        now = snapshot.fingerprint
    old = "schema embedder embedder_hash cleaner folder chunker quotations".split()
    assert json.loads(pack_fingerprint(now)).keys() == set(old)
    text = "\n".join(f"{name}={getattr(now, name)}" for name in old)
    assert now.digest() == hashlib.sha256(text.encode()).hexdigest()[:16]
    later = replace(now, readers="2")
    assert unpack_fingerprint(pack_fingerprint(later)) == later and later.digest() != now.digest()
