"""Builds: what they report, what they leave alone, and that their result depends on the files alone."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from built_folders import build, counts, fresh, read, uris, write
from index_contents import RecordingEmbedder, embedded, make_article

from index.build import remove_articles
from index.config import IndexConfig
from index.pipeline import installed_stages
from index.progress import Progress
from index.reader import open_index
from index.testing import HashEmbedder
from index.types import Field


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
