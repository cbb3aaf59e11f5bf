"""BM25 against the formula, written out."""

from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import lexical
from index.lexical import K1, PART_WEIGHT, B, LexicalIndex
from index.postings import MOST, merge, segments_of
from index.terms import PART, count_terms, kind_of

NONE = np.zeros(0, np.int64)
TEXT = st.text(alphabet="小厂大创新ab1 ，", max_size=12)


def naive_scores(texts, question):
    """{id: score} of the texts {id: text}, term by term."""
    counts = {number: Counter(count_terms([text]).keys.tolist()) for number, text in texts.items()}
    is_part = {key: kind_of(np.array([key], np.uint64))[0] == PART for count in counts.values() for key in count}
    lengths = {n: sum(times for key, times in count.items() if not is_part[key]) for n, count in counts.items()}
    average = max(sum(lengths.values()) / max(len(texts), 1), 1)
    scores = dict.fromkeys(texts, 0.0)
    for key, times in Counter(count_terms([question]).keys.tolist()).items():
        frequency = sum(key in count for count in counts.values())
        idf = log(1 + (len(texts) - frequency + 0.5) / (frequency + 0.5))
        for number, count in counts.items():
            if key in count:
                tf = min(count[key], MOST)
                weight = times * idf * (PART_WEIGHT if is_part[key] else 1)
                scores[number] += weight * tf * (K1 + 1) / (tf + K1 * (1 - B + B * lengths[number] / average))
    return scores


def index_of(texts, removed=NONE, cut=None):
    """An index of {id: text}; with `cut` in two segments."""
    rows = sorted(texts.items())
    pieces = [rows] if cut is None else [rows[:cut], rows[cut:]]
    return LexicalIndex([segment for piece in pieces for segment in segments_of(piece)], removed)


@given(st.lists(TEXT, max_size=12), TEXT, st.data())
def test_scores_are_those_of_the_formula_over_what_is_live(texts, question, data):
    numbered = {3 * n + 1: text for n, text in enumerate(texts)}
    removed = data.draw(st.sets(st.sampled_from(sorted(numbered)))) if numbered else set()
    live = {number: text for number, text in numbered.items() if number not in removed}
    index = index_of(numbered, np.array(sorted(removed), np.int64), data.draw(st.integers(0, len(texts))))
    expected = naive_scores(live, question)
    ids = np.array(sorted(numbered), np.int64)
    assert index.scores(question, ids) == pytest.approx([expected.get(int(n), 0.0) for n in ids], rel=1e-4, abs=1e-5)

    found, scores = index.search(question, len(ids) + 1)
    assert dict(zip(found.tolist(), scores.tolist(), strict=True)) == pytest.approx(
        {number: score for number, score in expected.items() if score > 0}, rel=1e-4
    )
    assert list(scores) == sorted(scores, reverse=True)


@given(st.lists(TEXT, min_size=1, max_size=12), TEXT, st.integers(0, 5), st.data())
def test_the_first_of_all_are_the_first_of_few(texts, question, limit, data):
    index = index_of(dict(enumerate(texts)))
    allowed = data.draw(st.none() | st.sets(st.integers(0, len(texts))))
    listed = None if allowed is None else np.array(sorted(allowed), np.int64)
    every, _ = index.search(question, len(texts))
    expected = [n for n in every.tolist() if allowed is None or n in allowed][:limit]
    assert index.search(question, limit, listed)[0].tolist() == expected


@settings(max_examples=30)
@given(st.lists(TEXT, min_size=2, max_size=12), TEXT, st.data())
def test_merging_segments_changes_no_score(texts, question, data):
    numbered = dict(enumerate(texts))
    removed = np.array(sorted(data.draw(st.sets(st.sampled_from(sorted(numbered))))), np.int64)
    apart = index_of(numbered, removed, len(texts) // 2)
    merged = LexicalIndex([merge(apart.segments, removed)], NONE)
    ids = np.arange(len(texts))
    assert np.array_equal(apart.scores(question, ids), merged.scores(question, ids))
    assert apart.term_weights(question) == merged.term_weights(question)


def test_more_passages_than_a_segment_holds(monkeypatch):
    monkeypatch.setattr("index.postings.ROWS", 2048)
    texts = {number: f"编号{number}" for number in range(5000)}
    index = index_of(texts)
    assert [len(segment) for segment in index.segments] == [2048, 2048, 904]
    assert index.search("编号4321", 1)[0].tolist() == [4321]


def test_candidates_for_a_phrase_hold_all_its_terms():
    index = index_of({1: "小厂创新", 2: "创新的小厂", 3: "小厂"}, np.array([3]))
    assert index.holding_all("小厂创新").tolist() == [1]
    assert index.holding_all("小厂").tolist() == [1, 2]
    assert index.holding_all("，").tolist() == []


def test_a_phrase_may_begin_and_end_in_mid_word():
    index = index_of({1: "models", 2: "moderne"})
    assert index.holding_all("ode").tolist() == [1, 2]
    assert index.holding_all("odel").tolist() == [1]


def test_term_weights_say_how_rare_a_term_is():
    weights = {weight.term: weight for weight in index_of({1: "小厂", 2: "小店"}).term_weights("小厂gpt")}
    assert weights["小"].document_frequency == 2 and weights["gpt"].document_frequency == 0
    assert weights["小"].weight < weights["厂"].weight < weights["gpt"].weight


def test_an_index_of_nothing_finds_nothing():
    index = LexicalIndex([], NONE)
    assert index.search("小厂", 5)[0].tolist() == []
    assert index.scores("小厂", np.array([1])).tolist() == [0]


def test_a_query_does_not_look_at_texts(monkeypatch):
    index = index_of({1: "小厂", 2: "大厂"})
    calls = []
    monkeypatch.setattr(lexical, "count_terms", lambda texts: calls.append(texts) or count_terms(texts))
    index.search("小厂", 2)
    assert calls == [["小厂"]]


@given(st.lists(TEXT, max_size=6), st.lists(TEXT, min_size=1, max_size=6), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_the_rarest_term_of_many_texts_at_once(passages, asked, cut):
    texts = dict(enumerate(passages, 1))
    counts = [set(count_terms([text]).keys.tolist()) for text in passages]
    expected = [
        min((sum(key in count for count in counts) for key in count_terms([text]).keys.tolist()), default=0)
        for text in asked
    ]
    assert index_of(texts, cut=cut).rarest(asked).tolist() == expected
