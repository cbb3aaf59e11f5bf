"""What a build does with what fails: a file, a stage, the embedder, the disk, another writer, a broken database."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from built_folders import build, fresh, read, uris, write
from filelock import FileLock
from index_contents import make_article

from index.build import build_index, remove_articles
from index.errors import (
    IndexDamagedError,
    IndexFolderError,
    IndexLockedError,
    IndexNotFoundError,
    WeightsNotFoundError,
)
from index.pipeline import installed_stages
from index.reader import open_index
from index.store.writer import LOCK
from index.testing import HashEmbedder


def test_a_path_that_was_never_there_is_a_failure(folder):
    report = build(folder, "a", "nowhere", "a/picture.xyz")
    assert [Path(failure.path).name for failure in report.failures] == ["nowhere", "picture.xyz"]
    assert report.added == 2


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
