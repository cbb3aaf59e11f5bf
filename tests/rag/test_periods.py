import pytest

from index.config import IndexConfig
from index.formats import article_from_text
from index.reader import memory_index
from rag.periods import narrow
from rag.testing import HashEmbedder
from rag.types import Filters


@pytest.fixture(scope="module")
def snapshot():
    texts = ("旧闻\n2023年3月2日\n灯塔在维修。", "新闻\n2023年6月9日\n灯塔重新开放。")
    articles = [article_from_text(text, uri=str(number)) for number, text in enumerate(texts)]
    reader = memory_index(articles, config=IndexConfig(embedder="hash"), embedder=HashEmbedder())
    with reader.snapshot() as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "rest", "since", "until"),
    [
        ("3月的报道里灯塔怎么了?", "灯塔怎么了?", "2023-03-01", "2023-03-31"),
        ("articles since 2023-05: what about 灯塔?", None, "2023-05-01", None),
        ("截至2023年3月灯塔有多少座?", "截至2023年3月灯塔有多少座?", None, None),
        ("灯塔怎么了?", "灯塔怎么了?", None, None),
    ],
)
def test_a_period_of_reports_is_a_filter_and_a_period_in_the_matter_is_not(snapshot, question, rest, since, until):
    left, filters = narrow(snapshot, question, Filters())
    assert (filters.since, filters.until) == (since, until)
    if rest is not None:
        assert left == rest


def test_a_filter_that_was_given_wins(snapshot):
    given = Filters(since="2020")
    assert narrow(snapshot, "3月的报道里灯塔怎么了?", given) == ("3月的报道里灯塔怎么了?", given)
