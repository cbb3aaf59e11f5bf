"""Which of the people around a quotation said it."""

import pytest

from index.speech.candidates import candidates
from index.speech.cast import Cast
from index.speech.ranking import least, likelihoods, spoken_by
from index.speech.reading import follow, read


def best(text: str) -> list[tuple[str, str]]:
    return [(each.speaker, text[each.span.start : each.span.end]) for each in read(text) if each.direct]


def test_probabilities_add_up_and_nobody_comes_first() -> None:
    cast = Cast(follow("店主王秋走到门口。编辑林知远说：“书还会有人读的。”"))
    (quoted,) = cast.said
    who = candidates(cast, quoted, [])
    assert who[0].name == "" and {"林知远", "王秋"} <= {each.name for each in who}
    shares = likelihoods(who)
    assert sum(shares) == pytest.approx(1.0)
    assert who[shares.index(max(shares))].name == "林知远"


def test_who_was_quoted_before_counts() -> None:
    text = "“书还会有人读的。”店主王秋说。“只是读得慢一些。”"
    assert best(text) == [("王秋", "书还会有人读的。"), ("王秋", "只是读得慢一些。")]


def test_an_article_without_quotations_has_none() -> None:
    assert spoken_by(follow("书店在河边，今天不开门。")) == []


def test_doubtful_ones_are_left_out() -> None:
    assert 0.2 < least(settled=True) <= least(settled=False) < 0.9
    assert best("招牌上写着“河边书店今天不开门”，门口没有人。") == []


def test_a_name_found_by_weighing_is_part_of_the_whole_when_it_is_near() -> None:
    text = "“谢谢你们，真是太及时了！”店主王秋激动不已。"
    for each in read(text):
        assert each.whole.start <= each.span.start and each.span.end <= each.whole.end
        assert each.speaker_span is None or text[each.speaker_span.start : each.speaker_span.end] in each.speaker
