"""Building from the page: progress as it comes, and a cancelled build changes nothing."""

import functools

import pytest

from index.build import build_index
from index.errors import IndexLockedError
from index.reader import open_index
from index.testing import HashEmbedder
from rag.ui.building import BuildCancelled, run_build

BUILD = functools.partial(build_index, embedder=HashEmbedder())


@pytest.fixture
def articles(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"渡口之{number}\n\n第{number}天，船工说河面结了冰。\n", encoding="utf-8")
    return folder


def titles(index):
    with open_index(index, embedder=HashEmbedder()).snapshot() as snapshot:
        return [info.title for info in snapshot.articles()]


def test_a_build_reports_and_ends_with_its_report(articles, tmp_path):
    outputs = list(run_build(BUILD, [articles], index=tmp_path / "index", stopped=lambda: False))
    assert outputs[-1]["report"]["added"] == 6
    assert titles(tmp_path / "index") == [f"渡口之{number}" for number in range(6)]


def test_a_cancelled_build_publishes_nothing_and_the_next_one_finishes(articles, tmp_path):
    index = tmp_path / "index"
    list(run_build(BUILD, [articles / "0.txt"], index=index, stopped=lambda: False))
    (last,) = run_build(BUILD, [articles], index=index, stopped=lambda: True)
    assert last["error"]["cancelled"] is True
    assert titles(index) == ["渡口之0"]
    *_, last = run_build(BUILD, [articles], index=index, stopped=lambda: False)
    assert last["report"]["added"] == 5
    assert len(titles(index)) == 6


def test_leaving_cancels(tmp_path):
    """The visitor is gone: the build hears it at its next report."""
    import threading

    left, ended = threading.Event(), threading.Event()

    def build(paths, *, index, progress):
        try:
            progress({"stage": "reading"})
            left.wait(5)
            progress({"stage": "reading"})
        except BuildCancelled:
            ended.set()
            raise

    outputs = run_build(build, [], index=tmp_path, stopped=lambda: False)
    assert next(outputs)["progress"] == {"stage": "reading"}
    outputs.close()
    left.set()
    assert ended.wait(5)


def test_an_error_that_is_explained_is_handed_on(tmp_path):
    def build(paths, *, index, progress):
        raise IndexLockedError("busy", hint="wait")

    (output,) = run_build(build, [], index=tmp_path, stopped=lambda: False)
    assert output == {"error": {"message": "busy", "hint": "wait", "cancelled": False}}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_error_that_nobody_expected_is_named(tmp_path):
    def build(paths, *, index, progress):
        raise ZeroDivisionError("oh")

    (output,) = run_build(build, [], index=tmp_path, stopped=lambda: False)
    assert "ZeroDivisionError: oh" in output["error"]["message"]
