"""Which nouns speak."""

from index.speaking import is_counted, speaks


def test_people_who_answer_for_others_speak_and_things_do_not() -> None:
    assert speaks("负责人") > speaks("医生") > speaks("工具")
    assert speaks("网友") > 2
    assert speaks("黄金") < 0


def test_unknown_words_are_told_from_even_ones() -> None:
    assert speaks("不存在的词") == 0.0
    assert not is_counted("不存在的词")
    assert is_counted("负责人")
