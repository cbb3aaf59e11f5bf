from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.terms import PART, count_terms, kind_of, spell_terms

TEXT = st.text(alphabet=st.one_of(st.sampled_from("的小厂GPt4ー한é_𠮷, 。\n"), st.characters()), max_size=40)


def spelled(text):
    return [*spell_terms(text).values()]


def test_chinese_gives_characters_and_pairs_within_a_run():
    assert spelled("小厂，好") == ["小", "厂", "小厂", "好"]


def test_other_letters_and_digits_give_whole_words():
    assert spelled("用gpt4写2023年") == ["用", "gpt4", "写", "2023", "年"]


def test_a_word_counts_its_pairs_of_letters_as_parts():
    kinds = Counter(kind_of(count_terms(["model"]).keys).tolist())
    assert kinds[PART] == 4 and sum(kinds.values()) == 5


@given(st.lists(TEXT, max_size=6))
def test_spelled_terms_are_the_counted_ones_but_for_parts(texts):
    found = count_terms(texts)
    for row, text in enumerate(texts):
        keys = found.keys[found.rows == row]
        assert set(keys[kind_of(keys) != PART].tolist()) == set(spell_terms(text))


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_texts_do_not_run_into_each_other(texts):
    together = count_terms(texts)
    for row, text in enumerate(texts):
        alone = count_terms([text])
        assert np.array_equal(np.sort(together.keys[together.rows == row]), np.sort(alone.keys))
