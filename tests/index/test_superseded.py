"""Which versions in the cache are removed when a new one was written."""

import os
import time

import pytest

from index.sealed import read_sealed, write_sealed
from index.superseded import SETTLED, remove_superseded
from index.weights.cache import check, publish


def make(folder, name, *, days, file=False):
    """Something in the cache that was last changed so many days ago."""
    path = folder / name
    if file:
        path.write_bytes(b"x")
    else:
        path.mkdir()
        (path / "model.bin").write_bytes(b"x")
    then = time.time() - days * SETTLED
    os.utime(path, (then, then))
    return path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("newest", "others", "left"),
    [
        (
            "reader-00000001-int8-r2",
            ["reader-00000002-int8-r2", "reader-00000003-int8-r1"],
            ["reader-00000002-int8-r2"],
        ),
        ("gemma-3-0a0a0a0a-r1-t00000001", ["gemma-3-0a0a0a0a-r1", "gemma-3-0b0b0b0b-r1"], None),
        ("e5-0a0a0a0a-r1", ["e5-0a0a0a0a-r1-int8-r2", "e5-large-0a0a0a0a-r1", "e5-0a0a0a0a-r1.lock"], None),
        ("e5-0a0a0a0a-r1", ["e5-0a0a0a0a-r2", "e5-0a0a0a0a-r3", "e5-0a0a0a0a-r4"], ["e5-0a0a0a0a-r2"]),
    ],
    ids=["digests and revisions", "taught and untaught", "other things", "the latest of many"],
)
def test_of_the_same_thing_the_new_one_and_the_latest_before_it_stay(tmp_path, newest, others, left):
    made = make(tmp_path, newest, days=0)
    for days, name in enumerate(others, start=2):
        make(tmp_path, name, days=days)
    remove_superseded(made)
    assert names(tmp_path) == sorted([newest, *(others if left is None else left)])


def test_what_was_made_lately_stays_however_many(tmp_path):
    made = [make(tmp_path, f"reader-0000000{number}-int8-r2", days=0.5) for number in range(5)]
    remove_superseded(made[0])
    assert len(names(tmp_path)) == 5


def test_compiled_files_of_other_ways_of_running_stay(tmp_path):
    old = [make(tmp_path, f"e5-layers-any-abcde{n}-000000000000000{n}.blob", days=9, file=True) for n in range(3)]
    for number in range(3):
        make(tmp_path, f"e5-layers-any-abcdef-000000000000000{number}.blob", days=5 + number, file=True)
    write_sealed(tmp_path / "e5-layers-any-abcdef-00000000000000ff.blob", b"new")
    assert names(tmp_path) == sorted(
        [
            *(path.name for path in old),
            "e5-layers-any-abcdef-0000000000000000.blob",
            "e5-layers-any-abcdef-00000000000000ff.blob",
        ]
    )
    assert read_sealed(tmp_path / "e5-layers-any-abcdef-00000000000000ff.blob") == b"new"


def test_a_folder_that_cannot_be_renamed_is_left_whole(tmp_path, monkeypatch):
    """As on Windows, where a file of it is in use."""
    made = make(tmp_path, "e5-0a0a0a0a-r9", days=0)
    for days in (2, 3):
        make(tmp_path, f"e5-0a0a0a0a-r{days}", days=days)

    def refuse(path, target):
        raise PermissionError("in use")

    monkeypatch.setattr(type(made), "rename", refuse)
    remove_superseded(made)
    assert (tmp_path / "e5-0a0a0a0a-r3" / "model.bin").exists()


def test_publishing_removes_what_it_supersedes_and_what_was_half_removed(tmp_path):
    for days in (2, 3, 4):
        make(tmp_path, f"e5-0a0a0a0a-r{days}", days=days)
    make(tmp_path, ".e5-0a0a0a0a-r1.gone", days=0)

    def write(folder):
        (folder / "model.bin").write_bytes(b"y")
        return {}

    publish(tmp_path / "e5-0b0b0b0b-r9", write, source="test")
    check(tmp_path / "e5-0b0b0b0b-r9")
    assert names(tmp_path) == ["e5-0a0a0a0a-r2", "e5-0b0b0b0b-r9", "e5-0b0b0b0b-r9.lock"]


@pytest.mark.skipif(os.name == "nt", reason="a file in use cannot be removed there")
def test_what_is_open_can_be_read_to_its_end(tmp_path):
    make(tmp_path, "e5-0a0a0a0a-r2", days=2)
    old = make(tmp_path, "e5-0a0a0a0a-r1", days=3)
    with (old / "model.bin").open("rb") as file:
        remove_superseded(make(tmp_path, "e5-0a0a0a0a-r3", days=0))
        assert not old.exists() and file.read() == b"x"
