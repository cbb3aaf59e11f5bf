"""Any sequence of changes and builds gives what a fresh build of the same files gives."""

import shutil
from contextlib import ExitStack
from unittest import mock

import numpy as np
import pytest
from built_folders import build, fresh, read, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from index_contents import contents, make_article

from index.build import remove_articles
from index.reader import open_index
from index.testing import HashEmbedder

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
