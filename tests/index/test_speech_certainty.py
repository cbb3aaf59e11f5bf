"""How certain a quotation and its speaker are."""

from dataclasses import replace

import pytest

from index.speech.certainty import Trace, certainty, is_sure, least
from index.speech.reading import read, trace

SURE = Trace("before", "person", "quote", 0, 1, 20, weak=False, before=1)


def test_a_name_before_its_words_is_surer_than_a_noun_that_never_speaks() -> None:
    assert certainty("林晓雯", SURE) > max(0.95, certainty("资料图片路透", replace(SURE, kind="thing")))


@pytest.mark.parametrize("way", [replace(SURE, how="colon", kind="none", after="none"), replace(SURE, weak=True)])
def test_weaker_ways_are_less_certain(way: Trace) -> None:
    assert certainty("林晓雯", way) < certainty("林晓雯", SURE)


def test_what_is_below_the_threshold_is_left_out() -> None:
    text = "他走到门口，回头看了看那幅旧地图，“再见。”"
    found, ways, _ = trace(text)
    kept = {each.span for each in read(text)}
    for quotation, way in zip(found, ways, strict=True):
        sure = is_sure(way) or certainty(quotation.speaker, way) >= least(direct=quotation.direct)
        assert (quotation.span in kept) == sure
