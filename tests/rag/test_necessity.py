"""What an answering passage should hold, and what of it nobody knows."""

import math

import numpy as np
import pytest

from rag.necessity import NeededTerm, inputs, needs, places_of, share_held


def rarest_of(*texts):
    return lambda terms: np.array([sum(term in text for text in texts) for term in terms])


def terms_of(probabilities):
    return tuple(NeededTerm(text, probability) for text, probability in probabilities.items())


def test_terms_are_pairs_of_characters_latin_words_and_numbers():
    folded = "gpt4 在2.5年里涨了?"
    assert [folded[start:end] for start, end in places_of(folded)] == ["年里", "里涨", "涨了", "gpt4", "2.5"]


def test_a_term_is_seen_by_the_tokens_of_its_two_ends():
    states = np.arange(6, dtype=np.float32).reshape(3, 2)
    texts, rows = inputs("修船厂", [(0, 0), (0, 2), (2, 3)], states)
    assert texts == ["修船", "船厂"]
    assert rows[0, :4].tolist() == [2, 3, 2, 3] and rows[0, -1] == 1
    assert rows[1, :4].tolist() == [2, 3, 4, 5] and rows[1, -1] == 0


def test_a_question_without_terms_gives_none():
    texts, rows = inputs("？", [(0, 1)], np.zeros((1, 2), np.float32))
    assert texts == [] and rows.shape == (0, 6)


def test_the_share_counts_what_is_needed():
    terms = terms_of({"青湾": 0.9, "怎么": 0.1})
    assert share_held(terms, "青湾有个修船厂") == pytest.approx(0.9)
    assert share_held((), "青湾") == 0.0


def test_a_name_that_stands_nowhere_is_found_whole():
    terms = terms_of({"九曲": 0.9, "曲铃": 0.9, "铃分": 0.3, "分布": 0.8, "布在": 0.2, "在哪": 0.0})
    found = needs("九曲鈴分布在哪?", terms, rarest_of("这种鸟分布在南方"))
    assert found.nowhere == ("九曲鈴",)
    assert found.unknown == pytest.approx(-2 * math.log(0.1) - math.log(0.7) - math.log(1.0))


def test_what_a_known_word_shares_with_an_unknown_one_is_not_unknown():
    terms = terms_of({"渠青": 0.9, "青小": 0.9, "小学": 0.9})
    assert needs("渠青小学", terms, rarest_of("一所小学")).nowhere == ("渠青",)


def test_the_seam_of_two_known_words_says_nothing():
    terms = terms_of({"修船": 0.9, "船经": 0.9, "经理": 0.9})
    found = needs("修船经理", terms, rarest_of("修船的人", "总经理"))
    assert found.unknown == 0 and found.nowhere == ()


def test_nothing_is_needed_where_nothing_is_known_of_terms():
    found = needs("修船厂在哪?", (), rarest_of())
    assert found.terms == () and found.unknown == 0


@pytest.mark.models
def test_names_are_needed_and_asking_words_are_not():
    from rag.evidence_reader import load_reader

    terms = {term.text: term.probability for term in load_reader().needed("青灣的修船廠是誰掏錢辦的?")}
    assert terms["青湾"] > 0.7 > 0.3 > max(terms["是谁"], terms["掏钱"])


def test_a_word_that_an_answer_can_do_without_is_no_name_that_is_missing():
    terms = terms_of({"九曲": 0.9, "曲铃": 0.9, "抗战": 0.3})
    found = needs("九曲铃抗战", terms, rarest_of("别的"))
    assert found.lacks("九曲铃") and found.lacks("九曲鈴鸟")
    assert not found.lacks("抗战")
