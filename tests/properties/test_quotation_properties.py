from hypothesis import given, settings
from hypothesis import strategies as st

from index.cleantext import CleanText
from index.quotations import extract_quotations
from index.scripts import fold
from index.speech.quotemarks import find_quoted
from index.types import Article

PIECES = st.sampled_from(
    "林知远 店主王秋 他 说 表示 认为 称 告诉记者 ， ： 。 “ ” 「 」 在 看来 据 介绍 （Mary_Holt） 玛丽·霍特 书还会有人读的 "
    "《 》 ！ 的观点是 、 A 3 则 也 … 😀".split()
    + ['"', "\n", " ", "\u3000", "\ud800"]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_quotations_within_it(text: str) -> None:
    for found in extract_quotations(CleanText(text), (), article=Article("any", text)):
        assert 0 <= found.whole.start <= found.span.start < found.span.end <= found.whole.end <= len(text)
        assert found.speaker.strip()


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_quotations_of_a_text_do_not_change_with_its_width(text: str) -> None:
    wide = text.replace("，", ",").replace("：", ":")
    first = extract_quotations(CleanText(text), (), article=Article("any", text))
    second = extract_quotations(CleanText(wide), (), article=Article("any", wide))
    assert [each.span for each in first] == [each.span for each in second]


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_quoted_stretches_are_in_order_and_apart(text: str) -> None:
    position = 0
    for each in find_quoted(fold(text)):
        assert position <= each.open < each.start <= each.end <= max(each.close, each.start) <= len(text)
        position = each.close
