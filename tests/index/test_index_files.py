"""The files beside the database: when they are written, how small they get, made anew when broken."""

import shutil

import numpy as np
import pytest
from built_folders import build, fresh, read, write
from index_contents import make_article

from index.build import build_index
from index.reader import open_index
from index.testing import HashEmbedder


def test_small_changes_write_no_large_file_and_many_do(folder, monkeypatch):
    monkeypatch.setattr("index.caches.PENDING_TERMS", 20)
    monkeypatch.setattr("index.caches.PENDING_VECTORS", 20)
    build(folder, "a")
    first = (folder / "index" / "caches.json").read_text()
    for number in range(20, 24):
        write(folder / "a" / f"{number}.txt", make_article(number))
        build(folder, "a")
        if number == 20:
            assert (folder / "index" / "caches.json").read_text() == first
    for number in range(30, 60):
        write(folder / "a" / f"{number}.txt", make_article(number))
    build(folder, "a")
    assert (folder / "index" / "caches.json").read_text() != first
    assert len(list((folder / "index").glob("vectors-*"))) == 1
    assert read(folder) == fresh(folder, "a")


def test_large_indexes_halve_their_vectors(folder, monkeypatch):
    build(folder, "a", "b")
    whole = read(folder)
    monkeypatch.setattr("index.vectors.HALVED_FROM", 1)
    build(folder, "a", "b", rebuild=True)
    for question, (lexical, dense, _, _, _) in read(folder)[2].items():
        assert lexical == whole[2][question][0]
        assert dense == pytest.approx(whole[2][question][1], abs=1e-3)


@pytest.mark.parametrize("harm", ["missing", "torn", "flipped", "manifest torn", "manifest of another index"])
def test_a_broken_cache_file_is_made_anew_without_embedding(folder, harm):
    build(folder, "a", "b")
    expected = read(folder)
    for path in [*(folder / "index").glob("terms-*"), *(folder / "index").glob("vectors-*")]:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 255
        if harm == "missing":
            path.unlink()
        elif harm == "torn":
            path.write_bytes(data[: len(data) // 2])
        elif harm == "flipped":
            path.write_bytes(data)
    manifest = folder / "index" / "caches.json"
    if harm == "manifest torn":
        manifest.write_text(manifest.read_text()[:30])
    elif harm == "manifest of another index":
        build_index([folder / "b"], index=folder / "other", embedder=HashEmbedder())
        shutil.copy(folder / "other" / "caches.json", manifest)
    assert read(folder) == expected
    report = build(folder, "a", "b")
    assert report.embedded == 0
    assert read(folder) == expected


def test_vectors_are_stored_as_they_were_made(folder):
    build(folder, "a")
    with open_index(folder / "index", embedder=HashEmbedder()).snapshot() as snapshot:
        for info in snapshot.articles():
            stored = snapshot.article(info.article_id)
            heading = stored.article.metadata.title
            for number in snapshot.dense(np.ones(64, np.float32), 100)[0]:
                chunk = snapshot.chunk(int(number))
                if chunk.article_id == info.article_id:
                    text = f"{heading.value}\n{chunk.text}" if heading and heading.span else chunk.text
                    vector = HashEmbedder().embed_passages([text])[0]
                    assert snapshot.dense_scores(vector, [number])[0] == pytest.approx(1, abs=1e-5)
