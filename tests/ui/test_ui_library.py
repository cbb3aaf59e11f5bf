"""Names that stay in their folder, uploads that arrive whole or not at all."""

import pytest
from async_finish import finish
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BinaryFileError, FileTooLargeError, IndexNotFoundError, RagError
from rag.ui.library import Collection, Library, check_suffix, delete_upload, safe_name, store_upload, write_upload


async def pieces(*chunks):
    for chunk in chunks:
        yield chunk


def store(collection, name, *chunks, limit=1000):
    return finish(store_upload(collection, name, pieces(*chunks), limit=limit))


@pytest.fixture
def collection(tmp_path):
    return Library(None, root=tmp_path).create("集子")


@given(st.text())
def test_any_name_becomes_one_that_stays_in_its_folder(name):
    safe = safe_name(name)
    assert safe
    assert safe not in (".", "..")
    assert not safe.startswith(".")
    assert not set(safe) & set('/\\<>:"|?*\0\n\u202e\u2066')
    assert len(safe.encode()) <= 130
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\文章\\一.txt", "一.txt"),
        ("..", "file"),
        ("", "file"),
        ("gpj.\u202etxt", "gpj.txt"),
        ("一 \n 二.html", "一 二.html"),
        ("长" * 100 + ".html", "长" * 38 + ".html"),
    ],
)
def test_names_keep_what_is_harmless(name, safe):
    assert safe_name(name) == safe


def test_an_upload_lies_below_its_collection(collection):
    path = store(collection, "../外面.txt", b"ab", b"cd")
    assert path == collection.path / "uploads" / "外面.txt"
    assert path.read_bytes() == b"abcd"


def test_an_upload_that_grows_too_large_leaves_nothing(collection):
    with pytest.raises(FileTooLargeError):
        store(collection, "大.txt", b"x" * 600, b"x" * 600)
    assert list(collection.uploads.iterdir()) == []


def test_an_upload_that_breaks_off_leaves_nothing(collection):
    async def broken():
        yield b"ab"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        finish(store_upload(collection, "断.txt", broken(), limit=100))
    assert list(collection.uploads.iterdir()) == []


def test_equal_files_are_kept_once_and_others_get_names_of_their_own(collection):
    first = store(collection, "信.txt", b"1")
    again = store(collection, "信.txt", b"1")
    other = store(collection, "信.txt", b"2")
    pasted = write_upload(collection, "信.txt", b"3")
    assert first == again
    assert [path.name for path in (first, other, pasted)] == ["信.txt", "信 (2).txt", "信 (3).txt"]


def test_only_uploaded_files_are_deleted(collection, tmp_path):
    outside = tmp_path / "原稿.txt"
    outside.write_text("原稿")
    inside = store(collection, "信.txt", b"1")
    for uri in (str(outside), str(collection.uploads / ".." / ".." / "原稿.txt"), str(inside)):
        delete_upload(collection, uri)
    assert outside.exists()
    assert not inside.exists()


def test_the_demo_takes_no_files():
    with pytest.raises(RagError, match="demo"):
        _ = Collection("demo", "demo", None).uploads


def test_collections_are_the_opened_one_and_its_neighbours(tmp_path):
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.sqlite").touch()
    (tmp_path / "notes").mkdir()
    library = Library(tmp_path / "b")
    library.create("c")
    assert [each.id for each in library.collections()] == ["b", "a", "c"]
    assert library.get("").id == "b"
    with pytest.raises(IndexNotFoundError):
        library.get("../b")


def test_without_an_index_the_demo_comes_first(tmp_path):
    assert [each.id for each in Library(None, root=tmp_path / "absent").collections()] == ["demo"]


def test_a_collection_cannot_take_the_name_of_the_demo(tmp_path):
    with pytest.raises(RagError):
        Library(None, root=tmp_path).create("demo")


def test_kinds_of_file_that_are_not_read_are_refused():
    check_suffix("一.TXT", {".txt"})
    with pytest.raises(BinaryFileError, match="exe"):
        check_suffix("一.exe", {".txt"})
