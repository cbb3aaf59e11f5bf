"""Questions are moved in the bundled embedder's space, and stay of length one."""

import numpy as np
import pytest

from rag import query_map
from rag.chatbot import Chatbot
from rag.testing import HashEmbedder


def test_questions_are_moved_and_stay_of_length_one(monkeypatch):
    chance = np.random.default_rng(1)
    down, up = chance.normal(size=(8, 2)).astype(np.float32), chance.normal(size=(2, 8)).astype(np.float32)
    monkeypatch.setattr(query_map, "_weights", lambda: (down, up))
    questions = np.eye(8, dtype=np.float32)
    moved = query_map.mapped(questions)
    assert moved.shape == (8, 8)
    assert np.linalg.norm(moved, axis=1) == pytest.approx(np.ones(8), abs=1e-5)
    assert np.abs(moved - questions).max() > 0.1


def test_without_weights_nothing_moves(monkeypatch):
    monkeypatch.setattr(query_map, "_weights", lambda: None)
    questions = np.eye(3, dtype=np.float32)
    assert query_map.mapped(questions) is questions


def test_only_the_bundled_embedder_is_mapped(monkeypatch):
    monkeypatch.setattr(query_map, "_weights", lambda: pytest.fail("mapped"))
    embedder = HashEmbedder()
    assert np.array_equal(
        Chatbot(embedder=embedder, reader=object()).embed_query("几点开门?"), embedder.embed_queries(["几点开门?"])[0]
    )


@pytest.mark.models
def test_the_weights_in_use_bring_other_words_nearer():
    from index.embedding import load_embedder

    embedder = load_embedder()
    passages = embedder.embed_passages(["这家磨坊去年拿到三百万元的融资。", "磨坊的老板姓杜，今年六十岁，爱喝茶。"])
    questions = embedder.embed_queries(["谁给磨坊掏了钱，掏了多少?"])
    plain, moved = (vectors @ passages.T for vectors in (questions, query_map.mapped(questions)))
    assert moved[0, 0] > moved[0, 1]
    assert moved[0, 0] - moved[0, 1] > plain[0, 0] - plain[0, 1] - 0.02
