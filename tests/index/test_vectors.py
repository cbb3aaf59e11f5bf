"""FAISS against numpy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cells import CellIndex
from index.vectors import FaissIndex, VectorView, load_index, make_index

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
    loaded = load_index(tmp_path / "vectors", dimension=DIMENSION)
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
        load_index(tmp_path / "vectors", dimension=DIMENSION)


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
    loaded = load_index(tmp_path / "vectors", dimension=DIMENSION)
    assert loaded.ids.tolist() == index.ids.tolist()
    assert loaded.search(unit_rows(5)[3], 1)[0].tolist() == [6]
    with pytest.raises(ValueError, match="16 dimensions"):
        load_index(tmp_path / "vectors", dimension=16)


@pytest.fixture(scope="module")
def many():
    """Clustered rows under ids that ascend, as batches."""
    random = np.random.default_rng(4)
    rows = random.normal(size=(40, DIMENSION))[random.integers(0, 40, 6000)] + 0.5 * random.normal(
        size=(6000, DIMENSION)
    )
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return np.arange(6000) * 3 + 7, rows


def batches_of(ids, rows):
    return lambda: [(ids[at : at + 1000], rows[at : at + 1000]) for at in range(0, len(ids), 1000)]


@pytest.fixture(scope="module", params=["made", "mapped"])
def cells(request, many, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.cells._PER_CELL", 40)
        made = CellIndex.of(DIMENSION, batches_of(*many), len(many[0]))
    if request.param == "made":
        return made
    path = tmp_path_factory.mktemp("cells") / "vectors"
    made.save(path)
    loaded = load_index(path, dimension=DIMENSION)
    assert isinstance(loaded, CellIndex)
    return loaded


def test_cells_find_nearly_all_that_a_full_search_finds(cells, many):
    ids, rows = many
    found = 0
    for number in range(0, 6000, 120):
        nearest, scores = cells.search(rows[number], 20)
        expected = ids[np.argsort(-(rows @ rows[number]), kind="stable")[:20]]
        found += len(set(nearest.tolist()) & set(expected.tolist()))
        assert scores == pytest.approx(rows[np.searchsorted(ids, nearest)] @ rows[number], abs=2e-3)
        assert nearest[0] == ids[number] or scores[0] >= 0.999
    assert found >= 0.97 * 50 * 20


def test_cells_score_any_id_and_know_no_other(cells, many):
    ids, rows = many
    asked = np.concatenate([ids[::-7], [1, 2]])
    scores = cells.scores(rows[3], asked)
    assert scores[:-2] == pytest.approx(rows[::-7] @ rows[3], abs=2e-3) and np.isnan(scores[-2:]).all()


@pytest.mark.parametrize("step", [2, 30, 500])
def test_cells_keep_to_what_is_allowed(cells, many, step):
    ids, rows = many
    found, _ = cells.search(rows[9], 12, allowed=ids[::step])
    expected = ids[::step][np.argsort(-(rows[::step] @ rows[9]))[:12]]
    assert len(found) == 12 and set(found) <= set(ids[::step])
    assert len(set(found) & set(expected)) >= 11


@pytest.mark.parametrize("gone", [slice(0, 5), slice(None, None, 2)], ids=["few", "half"])
def test_what_is_removed_from_cells_is_masked(cells, many, gone):
    ids, rows = many
    nearest = ids[np.argsort(-(rows @ rows[11]))]
    removed = np.sort(nearest[gone])
    live = nearest[~np.isin(nearest, removed)]
    view = VectorView([cells, FaissIndex.of(DIMENSION, [(np.array([50_000]), rows[11:12])])], removed)
    found, _ = view.search(rows[11], 20)
    assert found[0] == 50_000 and not set(found) & set(removed)
    assert len(set(found) & set(live[:19])) >= 17


def test_the_kind_of_index_suits_the_number_of_vectors(monkeypatch):
    monkeypatch.setattr("index.vectors.CELLS_FROM", 500)
    ids, rows = np.arange(500), unit_rows(500)
    assert isinstance(make_index(DIMENSION, batches_of(ids[:499], rows[:499]), 499), FaissIndex)
    assert isinstance(make_index(DIMENSION, batches_of(ids, rows), 500), CellIndex)
