"""Builds: what they report, what they leave alone, and that their result depends on the files alone."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from index_contents import RecordingEmbedder, contents, embedded, make_article

from index.build import build_index, remove_articles
from index.config import IndexConfig
from index.errors import (
    FingerprintError,
    IndexDamagedError,
    IndexFolderError,
    IndexLockedError,
    IndexNotFoundError,
    WeightsNotFoundError,
)
from index.pipeline import installed_stages
from index.progress import Progress
from index.reader import open_index
from index.store.writer import LOCK
from index.testing import HashEmbedder
from index.types import Field


@pytest.fixture
def folder(tmp_path):
    """Three articles in two folders."""
    write(tmp_path / "a" / "one.txt", make_article(1))
    write(tmp_path / "a" / "two.txt", make_article(2))
    write(tmp_path / "b" / "three.txt", make_article(3))
    return tmp_path


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def build(folder, *paths, embedder=None, **options):
    return build_index(
        [folder / path for path in paths], index=folder / "index", embedder=embedder or HashEmbedder(), **options
    )


def read(folder):
    with open_index(folder / "index", embedder=HashEmbedder()).snapshot() as snapshot:
        return contents(snapshot)


def fresh(folder, *paths):
    """What a build from nothing would hold."""
    shutil.rmtree(folder / "fresh", ignore_errors=True)
    build_index([folder / path for path in paths], index=folder / "fresh", embedder=HashEmbedder())
    with open_index(folder / "fresh", embedder=HashEmbedder()).snapshot() as snapshot:
        return contents(snapshot)


def counts(report):
    return report.added, report.updated, report.removed, report.renamed, report.unchanged


def uris(folder):
    with open_index(folder / "index", embedder=HashEmbedder()).snapshot() as snapshot:
        return [Path(uri).name for info in snapshot.articles() for uri in info.uris]


def test_a_report_says_what_happened(folder):
    report = build(folder, "a", "b")
    assert counts(report) == (3, 0, 0, 0, 0)
    assert (report.articles, report.embedded, report.generation) == (3, report.chunks, 1)
    write(folder / "a" / "two.txt", make_article(12))
    (folder / "a" / "one.txt").rename(folder / "a" / "uno.txt")
    (folder / "b" / "three.txt").unlink()
    write(folder / "b" / "four.txt", make_article(4))
    assert counts(build(folder, "a", "b")) == (1, 1, 1, 1, 0)
    assert read(folder) == fresh(folder, "a", "b")


def test_a_build_that_changes_nothing_publishes_nothing(folder):
    build(folder, "a")
    report = build(folder, "a")
    assert counts(report) == (0, 0, 0, 0, 2)
    assert (report.generation, report.embedded) == (1, 0)


def test_a_build_speaks_for_its_roots_alone(folder):
    build(folder, "a", "b")
    shutil.rmtree(folder / "a")
    write(folder / "b" / "four.txt", make_article(4))
    assert counts(build(folder, "b")) == (1, 0, 0, 0, 1)
    assert uris(folder) == ["one.txt", "two.txt", "four.txt", "three.txt"]
    assert counts(build(folder, "a")) == (0, 0, 2, 0, 0)
    assert uris(folder) == ["four.txt", "three.txt"]


def test_a_folder_whose_name_begins_alike_is_another_root(folder):
    write(folder / "a2" / "five.txt", make_article(5))
    build(folder, "a", "a2")
    shutil.rmtree(folder / "a2")
    build(folder, "a")
    assert "five.txt" in uris(folder)


def test_a_file_may_be_a_root(folder):
    build(folder, "a/one.txt")
    assert uris(folder) == ["one.txt"]
    (folder / "a" / "one.txt").unlink()
    report = build(folder, "a/one.txt")
    assert (report.removed, report.articles, report.failures) == (1, 0, ())


def test_a_path_that_was_never_there_is_a_failure(folder):
    report = build(folder, "a", "nowhere", "a/picture.xyz")
    assert [Path(failure.path).name for failure in report.failures] == ["nowhere", "picture.xyz"]
    assert report.added == 2


def test_a_renamed_file_keeps_its_vectors(folder):
    build(folder, "a")
    (folder / "a" / "one.txt").rename(folder / "a" / "zzz.txt")
    report = build(folder, "a")
    assert (report.renamed, report.embedded) == (1, 0)
    assert read(folder) == fresh(folder, "a")


def test_a_changed_file_keeps_the_vectors_of_what_it_kept(folder):
    long = make_article(1, paragraphs=40)
    write(folder / "a" / "one.txt", long)
    build(folder, "a")
    write(folder / "a" / "one.txt", long + "\n最后一段是新写的。")
    report = build(folder, "a")
    assert report.updated == 1 and 0 < report.embedded < report.chunks / 4
    assert read(folder) == fresh(folder, "a")


def test_equal_texts_are_one_article_under_all_their_names(folder):
    shutil.copy(folder / "a" / "one.txt", folder / "b" / "copy.txt")
    report = build(folder, "a", "b")
    assert (report.added, report.articles) == (4, 3)
    (folder / "a" / "one.txt").unlink()
    assert build(folder, "a", "b").articles == 3
    assert read(folder) == fresh(folder, "a", "b")


@pytest.mark.parametrize("gone", ["a.txt", "b.txt"])
def test_the_first_file_names_an_article_without_a_title(folder, gone):
    stages = installed_stages()

    def load(path, config):
        """Takes the title from the name of the file."""
        article = stages.load(path, config)
        return replace(article, metadata=replace(article.metadata, title=Field(path.stem)))

    named = replace(stages, load=load)
    for name in ("b.txt", "a.txt"):  # the other way round, so that the second comes to be the first
        write(folder / "c" / name, "没有标题的正文写了很长一段，从湖边写到山里，又从山里写回湖边，写到天黑也没有写完。")
        build(folder, "c", stages=named)
    assert titles(folder) == ["a"]
    (folder / "c" / gone).unlink()
    report = build(folder, "c", stages=named)
    assert report.embedded == 0
    assert titles(folder) == ["b" if gone == "a.txt" else "a"]


def titles(folder):
    with open_index(folder / "index", embedder=HashEmbedder()).snapshot() as snapshot:
        return [info.title for info in snapshot.articles()]


def reprints(folder):
    with open_index(folder / "index", embedder=HashEmbedder()).snapshot() as snapshot:
        found = {Path(info.uri).name: info.reprints for info in snapshot.articles()}
        for info in snapshot.articles():
            assert {chunk.reprints for chunk in snapshot.chunks_of(info.article_id)} == {info.reprints}
        return found


def test_reprints_are_counted_as_they_come_and_go(folder):
    long = make_article(7, paragraphs=9)
    write(folder / "c" / "first.txt", long)
    write(
        folder / "c" / "other.txt",
        "山里的学校今年招了三个老师，孩子们从镇上走回来，家长在操场边等着看新教室的灯亮起来。" * 2,
    )
    build(folder, "c")
    write(folder / "d" / "again.txt", long.replace("湖畔周刊", "山报") + "（转载）")
    build(folder, "c", "d")
    assert reprints(folder) == {"first.txt": 1, "other.txt": 0, "again.txt": 1}
    (folder / "c" / "first.txt").unlink()
    build(folder, "c")
    assert reprints(folder) == {"other.txt": 0, "again.txt": 0}


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


def test_a_change_within_the_grain_of_time_stamps_is_seen(folder):
    path = folder / "a" / "one.txt"
    write(path, "甲" * 50)
    build(folder, "a")
    status = path.stat()
    path.write_text("乙" * 50, encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert build(folder, "a").updated == 1


def test_a_touched_file_is_unchanged(folder):
    build(folder, "a")
    os.utime(folder / "a" / "one.txt")
    assert counts(build(folder, "a")) == (0, 0, 0, 0, 2)


def test_a_file_that_breaks_is_a_line_and_its_old_text_is_gone(folder):
    build(folder, "a")
    (folder / "a" / "one.txt").write_bytes(b"\x00\x01\x02" * 400)
    report = build(folder, "a")
    assert [Path(failure.path).name for failure in report.failures] == ["one.txt"]
    assert "\n" not in report.failures[0].reason
    assert uris(folder) == ["two.txt"]


def test_a_stage_that_raises_is_a_line_with_the_name_of_the_error(folder, monkeypatch):
    def clean(article):
        if "编号1" in article.raw:
            raise RecursionError("too deep")
        return stages.clean(article)

    stages = installed_stages()
    report = build(folder, "a", stages=replace(stages, clean=clean))
    assert [failure.reason for failure in report.failures] == ["RecursionError: too deep"]
    assert report.added == 1


def test_an_embedder_that_fails_loses_nothing(folder):
    build(folder, "a")
    before = read(folder)

    class Broken(HashEmbedder):
        def embed_passages(self, texts):
            raise WeightsNotFoundError("no weights")

    write(folder / "a" / "one.txt", make_article(50))
    with pytest.raises(WeightsNotFoundError):
        build(folder, "a", embedder=Broken())
    assert read(folder) == before


def test_removal_forgets_files_and_folders(folder):
    build(folder, "a", "b")
    report = remove_articles([folder / "a", folder / "none"], index=folder / "index", embedder=HashEmbedder())
    assert (report.removed, report.articles) == (2, 1)
    assert [Path(failure.path).name for failure in report.failures] == ["none"]
    assert read(folder) == fresh(folder, "b")
    assert build(folder, "a").added == 2


def test_ids_are_never_used_again(folder):
    build(folder, "a")
    with open_index(folder / "index", embedder=HashEmbedder()).snapshot() as snapshot:
        old = {info.article_id for info in snapshot.articles()}
    remove_articles(folder / "a", index=folder / "index", embedder=HashEmbedder())
    build(folder, "a")
    with open_index(folder / "index", embedder=HashEmbedder()).snapshot() as snapshot:
        assert not old & {info.article_id for info in snapshot.articles()}


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


def test_one_writer_at_a_time(folder):
    (folder / "index").mkdir()
    with FileLock(folder / "index" / LOCK), pytest.raises(IndexLockedError, match="another build"):
        build(folder, "a")


def test_no_index_no_folder_and_a_broken_database_each_say_what_to_run(folder):
    with pytest.raises(IndexNotFoundError, match="rag index PATH --index"):
        open_index(folder / "nowhere", embedder=HashEmbedder())
    with pytest.raises(IndexNotFoundError):
        remove_articles(["x"], index=folder / "nowhere", embedder=HashEmbedder())
    with pytest.raises(IndexFolderError, match="cannot be used"):
        build_index([folder / "a"], index=folder / "a" / "one.txt", embedder=HashEmbedder())
    build(folder, "a")
    (folder / "index" / "index.sqlite").write_bytes(b"not a database" * 1000)
    with pytest.raises(IndexDamagedError, match="--rebuild"):
        open_index(folder / "index", embedder=HashEmbedder())
    with pytest.raises(IndexDamagedError, match="--rebuild"):
        build(folder, "a")
    assert build(folder, "a", rebuild=True).articles == 2
    assert read(folder) == fresh(folder, "a")


FULL_DISK = """
mount -t tmpfs -o size=1400k tmpfs {folder}/index && {python} - <<'END'
from index.build import build_index
from index.config import IndexConfig
from index.errors import IndexFolderError
from index.testing import HashEmbedder
try:
    build_index(["{folder}/a"], index="{folder}/index", embedder=HashEmbedder(), config=IndexConfig(batch_size=4))
except IndexFolderError as error:
    print(error)
END
cp {folder}/index/* {folder}/kept
"""


def test_a_full_disk_is_not_called_damage_and_loses_no_work(folder):
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        pytest.skip("no right to mount a small disk here")
    for number in range(40, 60):
        write(folder / "a" / f"{number}.txt", make_article(number, paragraphs=20))
    (folder / "index").mkdir()
    (folder / "kept").mkdir()
    script = FULL_DISK.format(folder=folder, python=sys.executable)
    root = Path(__file__).parents[2]
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, cwd=root)
    assert "has room" in done.stdout, done.stderr
    (folder / "index").rmdir()
    (folder / "kept").rename(folder / "index")
    report = build(folder, "a")
    assert report.articles == 22 and 0 < report.embedded < report.chunks
    assert read(folder) == fresh(folder, "a")


def test_an_index_of_nothing_answers(folder):
    (folder / "empty").mkdir()
    assert build(folder, "empty").articles == 0
    articles, passages, _ = read(folder)
    assert (articles, passages) == ({}, {})


def test_progress_goes_from_scanning_to_done(folder):
    seen: list[Progress] = []
    build(folder, "a", "b", progress=seen.append)
    stages = list(dict.fromkeys(progress.stage for progress in seen))
    assert stages == ["scanning", "reading", "embedding", "publishing", "caching", "done"]
    assert (seen[-1].articles_done, seen[-1].articles_total) == (3, 3)
    assert seen[-1].chunks_done > 0


def test_texts_are_embedded_in_batches_of_like_length(folder, tmp_path):
    embedder = RecordingEmbedder(tmp_path / "log")
    write(folder / "a" / "long.txt", make_article(9, paragraphs=60))
    build(folder, "a", "b", embedder=embedder, config=IndexConfig(batch_size=4))
    lengths = [len(text) for text in embedded(tmp_path / "log")]
    assert lengths == sorted(lengths) and len(lengths) > 12


FILES = st.tuples(st.sampled_from("ab"), st.integers(0, 4)).map(lambda pair: f"{pair[0]}/{pair[1]}.txt")
CHANGES = st.one_of(
    st.tuples(st.just("write"), FILES, st.integers(0, 5), st.integers(1, 6)),
    st.tuples(st.just("untitled"), FILES),
    st.tuples(st.just("break"), FILES),
    st.tuples(st.just("remove"), FILES),
    st.tuples(st.just("rename"), FILES, FILES),
    st.tuples(st.just("copy"), FILES, FILES),
    st.tuples(st.just("forget"), FILES),
    st.tuples(st.just("rebuild"), st.sampled_from([("a",), ("a", "b")])),
)
BUILDS = st.sampled_from([(), ("a",), ("b",), ("a", "b"), ("a", "b")])


@pytest.fixture(params=["large files", "small files"])
def cache_limits(request):
    """As they are; and so low that a few passages bring what thousands do in earnest: merging, rewriting, reloading."""
    low = {"PENDING_TERMS": 3, "PENDING_VECTORS": 3, "PENDING_SHARE": 0}
    with ExitStack() as stack:
        if request.param == "small files":
            stack.enter_context(mock.patch.multiple("index.caches", **low))
            stack.enter_context(mock.patch.multiple("index.views", RELOAD=5, SMALL_SEGMENTS=1, KEPT=1))
            stack.enter_context(mock.patch("index.postings.ROWS", 16))
            stack.enter_context(mock.patch("index.caches.ROWS", 16))
            stack.enter_context(mock.patch("index.views.ROWS", 16))
        yield


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(CHANGES, BUILDS, st.booleans()), min_size=8, max_size=16))
def test_any_sequence_of_changes_equals_a_fresh_build(tmp_path_factory, cache_limits, steps):
    """Add, change, remove, rename, copy, forget, build and rebuild in any order; one reader looks now and then."""
    folder = tmp_path_factory.mktemp("sequence")
    for name in ("a", "b"):
        (folder / name).mkdir()
    build(folder, "a", "b")
    reader = open_index(folder / "index", embedder=HashEmbedder())
    for (act, *values), roots, looks in steps:
        change(folder, act, *values)
        if roots:
            build(folder, *roots)
        if looks:
            with reader.snapshot() as snapshot:
                assert snapshot.term_weights("小厂的编号") == fresh_weights(folder)
                assert snapshot.chunk_count == len(snapshot.dense(np.ones(64, np.float32), 10**6)[0])
    build(folder, "a", "b")
    with reader.snapshot() as snapshot:
        live = contents(snapshot)
    reader.close()
    assert live == read(folder) == fresh(folder, "a", "b")


def fresh_weights(folder):
    with open_index(folder / "index", embedder=HashEmbedder()).snapshot() as snapshot:
        return snapshot.term_weights("小厂的编号")


def change(folder, act, *values):
    if act == "rebuild":
        build(folder, *values[0], rebuild=True)
        return
    path = folder / values[0]
    if act == "write":
        write(path, make_article(values[1], paragraphs=values[2]))
    elif act == "untitled":
        write(path, "没有标题的正文从湖边写到山里，又从山里写回湖边，写到天黑也没有写完，第二天接着写，写成了一本书。")
    elif act == "break":
        path.write_bytes(b"\x00\x01\xff" * 300)
    elif act == "forget":
        remove_articles(path, index=folder / "index", embedder=HashEmbedder())
    elif path.exists() and act == "remove":
        path.unlink()
    elif path.exists() and act == "rename":
        path.rename(folder / values[1])
    elif path.exists() and act == "copy" and values[1] != values[0]:
        shutil.copy(path, folder / values[1])


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
