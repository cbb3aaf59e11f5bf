import pytest

from rag.terms import covered, holds, question_terms, weight


def words(question):
    return [term.text for term in question_terms(question)]


def test_question_words_weigh_nothing():
    assert words("这家店的总部在哪个城市?") == ["家店", "总部", "城市"]
    assert words("What did the company say about open source?") == ["company", "open", "source"]
    assert words("什么?") == []


def test_a_character_of_a_longer_word_is_no_function_word():
    assert words("上海的会议怎么看能源?") == ["上海", "会议", "能源"]
    assert words("这笔账怎么算?") == ["笔账"]
    assert words("粮价涨了没有?") == ["粮价", "价涨"]


def test_both_scripts_give_the_same_terms():
    assert question_terms("開源模型的門檻是什麼?") == question_terms("开源模型的门槛是什么?")


def test_rare_terms_weigh_more_and_seams_weigh_no_more_than_their_characters():
    assert weight("鸭绒") > weight("问题")
    assert weight("景问") <= weight("景") + weight("问")


@pytest.mark.parametrize(("text", "share"), [("总部设在那座城市", 1.0), ("", 0.0)])
def test_coverage(text, share):
    assert covered(question_terms("总部在哪个城市?"), text) == pytest.approx(share)
    assert covered((), text) == 0.0


def test_numbers_and_latin_words_match_whole():
    assert holds("共有20个", "20")
    assert not holds("共有120个", "20")
    assert not holds("版本20.5", "20")
    assert not holds("openai的模型", "open")
    assert holds("用gpu训练", "gpu")
