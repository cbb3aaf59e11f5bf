"""FAISS against numpy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.vectors import FaissIndex, VectorView

DIMENSION = 8
NONE = np.zeros(0, np.int64)


def unit_rows(count, seed=0):
    rows = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(1, 20), st.data())
def test_search_over_parts_is_exact_after_removals(count, limit, data):
    ids, rows, query = np.arange(count) * 3 + 5, unit_rows(count), unit_rows(1, 1)[0]
    cut = data.draw(st.integers(0, count))
    removed = np.array(sorted(data.draw(st.sets(st.sampled_from(ids.tolist())))) if count else [], np.int64)
    live = ids[~np.isin(ids, removed)]
    allowed = data.draw(st.none() | st.sets(st.sampled_from(live.tolist()))) if len(live) else None
    parts = [FaissIndex.of(DIMENSION, [(ids[:cut], rows[:cut])]), FaissIndex.of(DIMENSION, [(ids[cut:], rows[cut:])])]
    view = VectorView(parts, removed)

    eligible = live if allowed is None else np.array(sorted(allowed), np.int64)
    cosines = rows[np.searchsorted(ids, eligible)] @ query
    expected = eligible[np.argsort(-cosines, kind="stable")][:limit]
    found, scores = view.search(query, limit, None if allowed is None else eligible)
    assert found.tolist() == expected.tolist()
    assert scores == pytest.approx(np.sort(cosines)[::-1][:limit], abs=1e-6)
    assert view.scores(query, eligible) == pytest.approx(cosines, abs=1e-6)
    assert np.isnan(view.scores(query, removed)).all()


def test_many_removals_are_excluded_by_name():
    ids, rows = np.arange(1000), unit_rows(1000)
    removed = np.arange(900)
    view = VectorView([FaissIndex.of(DIMENSION, [(ids, rows)])], removed)
    assert (view.search(rows[5], 10)[0] >= 900).all()


def test_halved_vectors_are_searched_scored_removed_and_saved_alike(tmp_path):
    ids, rows, query = np.arange(500) * 2, unit_rows(500), unit_rows(1, 3)[0]
    whole, halved = FaissIndex.of(DIMENSION, [(ids, rows)]), FaissIndex.of(DIMENSION, [(ids, rows)], halved=True)
    halved.save(tmp_path / "vectors")
    assert (tmp_path / "vectors").stat().st_size < 500 * (2 * DIMENSION + 8) + 1000
    loaded = FaissIndex.load(tmp_path / "vectors", dimension=DIMENSION)
    for index in (halved, loaded):
        assert index.scores(query, ids) == pytest.approx(rows @ query, abs=1e-3)
        found, cosines = index.search(query, 500)
        assert sorted(found.tolist()) == ids.tolist() and cosines == pytest.approx(
            np.sort(rows @ query)[::-1], abs=1e-3
        )
        index.remove(ids[:250])
        allowed = ids[200:300]
        expected = whole.search(query, 100, allowed=ids[250:300])[0]
        assert set(index.search(query, 100, allowed=allowed)[0].tolist()) == set(expected.tolist())


def test_an_index_of_another_kind_is_refused(tmp_path):
    import faiss

    faiss.write_index(faiss.IndexIDMap2(faiss.IndexLSH(DIMENSION, 16)), str(tmp_path / "vectors"))
    with pytest.raises(ValueError, match="kind"):
        FaissIndex.load(tmp_path / "vectors", dimension=DIMENSION)


def test_removed_ids_are_forgotten_and_rows_still_found():
    index = FaissIndex.of(DIMENSION, [(np.arange(10), unit_rows(10))])
    index.remove(np.array([0, 4, 77]))
    assert index.ids.tolist() == [1, 2, 3, 5, 6, 7, 8, 9]
    assert index.scores(unit_rows(10)[5], np.array([5, 4])) == pytest.approx([1, np.nan], nan_ok=True)
    index.add(np.array([12]), unit_rows(1, 9))
    assert index.search(unit_rows(1, 9)[0], 1)[0].tolist() == [12]


def test_a_copy_is_independent():
    index = FaissIndex.of(DIMENSION, [(np.arange(3), unit_rows(3))])
    copy = index.copy()
    copy.remove(np.array([0]))
    assert len(index) == 3 and len(copy) == 2


@pytest.mark.parametrize("ids", [[3, 3], [4, 2]], ids=["twice", "descending"])
def test_ids_that_do_not_ascend_are_refused(ids):
    with pytest.raises(ValueError, match="ascend"):
        FaissIndex.of(DIMENSION, [(np.array(ids), unit_rows(2))])


def test_what_was_saved_is_loaded(tmp_path):
    index = FaissIndex.of(DIMENSION, [(np.arange(5) * 2, unit_rows(5))])
    index.save(tmp_path / "vectors")
    loaded = FaissIndex.load(tmp_path / "vectors", dimension=DIMENSION)
    assert loaded.ids.tolist() == index.ids.tolist()
    assert loaded.search(unit_rows(5)[3], 1)[0].tolist() == [6]
    with pytest.raises(ValueError, match="16 dimensions"):
        FaissIndex.load(tmp_path / "vectors", dimension=16)
