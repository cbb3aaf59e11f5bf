import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.span_choice import Asked, Span, choose, considered, properties, without_marks


@pytest.mark.parametrize(
    ("passage", "place", "text"),
    [
        ("他说,四千台。完", (2, 7), "四千台"),
        ("四千台", (0, 3), "四千台"),
        ("。。", (0, 2), ""),
        ("a 四千台 b", (1, 6), "四千台"),
    ],
)
def test_marks_at_the_ends_of_a_span_are_left_out(passage: str, place: tuple[int, int], text: str) -> None:
    start, end = without_marks(passage, *place)
    assert passage[start:end] == text


def test_trimmed_forms_are_considered_with_less_weight() -> None:
    passage = "停工是由于暴雨的"
    found = considered(passage, [Span(2, 8, -0.5)])
    texts = {passage[start:end]: score for (start, end), score in found.items()}
    assert set(texts) == {"是由于暴雨的", "暴雨的", "是由于暴雨", "暴雨"}
    assert texts["是由于暴雨的"] == -0.5 > texts["暴雨"]


def test_spans_that_differ_in_marks_only_count_together() -> None:
    found = considered("共四千台。", [Span(1, 4, math.log(0.3)), Span(1, 5, math.log(0.2))])
    assert found[1, 4] == pytest.approx(math.log(0.5))


def test_the_exact_span_is_chosen_before_one_that_runs_on() -> None:
    passage = "青湾厂去年装配四千台,比前年多三成;工人有九百名。"
    spans = [Span(7, 18, math.log(0.34)), Span(7, 10, math.log(0.32)), Span(0, 10, math.log(0.2))]
    span, probability = choose("青湾厂去年装配多少台?", passage, spans)
    assert passage[span.start : span.end] == "四千台"
    assert 1 / 3 < probability <= 1


def test_the_noun_that_is_asked_for_counts() -> None:
    asked = Asked.of("她毕业于哪个学院?")
    assert asked.noun == "学院"
    passage = "她毕业于青湾大学农机学院。"
    ends = [properties(asked, passage, Span(4, end, 0.0))["ends with the noun"] for end in (12, 6)]
    assert ends == [2.0, 0.0]


@given(st.text("青湾厂四千台。,的是12 ", min_size=1, max_size=30), st.data())
def test_what_is_chosen_lies_inside_the_passage(passage: str, data: st.DataObject) -> None:
    places = st.tuples(st.integers(0, len(passage) - 1), st.integers(1, len(passage))).filter(
        lambda pair: pair[0] < pair[1]
    )
    spans = [Span(*place, -1.0) for place in data.draw(st.lists(places, min_size=1, max_size=5))]
    span, probability = choose("几台?", passage, spans)
    assert 0 <= span.start < span.end <= len(passage)
    assert 0 < probability <= 1
