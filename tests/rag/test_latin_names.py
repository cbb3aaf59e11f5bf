"""A name in Latin letters finds the person whom an article explains by it."""

import pytest

from index.formats import article_from_text
from index.reader import memory_index
from rag.chatbot import Chatbot
from rag.config import load_config
from rag.latin_names import name_in_articles
from rag.testing import HashEmbedder

PIER = "海边的旧码头\n2024年5月8日\n建筑师罗伯特·希思（Robert Heath）表示，旧码头的木桩还能再用三十年。\n"
LATER = "码头的书店\n2024年6月1日\n罗伯特·希思说，码头上的书店应该留下来，因为渔民每天都去。\n"


@pytest.fixture(scope="module")
def bot() -> Chatbot:
    config = load_config(
        environment={}, flags={"index.embedder": "hash", "refusal.probability": 0.185, "generator.model": "none"}
    )
    embedder = HashEmbedder()
    articles = [article_from_text(PIER, uri="pier"), article_from_text(LATER, uri="later")]
    reader = memory_index(articles, config=config.index, embedder=embedder)
    return Chatbot(config=config, embedder=embedder, reader=reader)


def test_words_are_found_in_an_article_that_lacks_the_latin_name(bot: Chatbot) -> None:
    answer = bot.ask("Robert Heath怎么看码头上的书店?")
    assert not answer.refused
    assert answer.citations[0].uri == "later"
    assert answer.citations[0].speaker == "罗伯特·希思"


@pytest.mark.parametrize(("latin", "name"), [("Robert Heath", "罗伯特·希思"), ("Mary Heath", None), ("Rob", None)])
def test_only_what_a_bracket_explains_is_a_name(bot: Chatbot, latin: str, name: str | None) -> None:
    with bot.snapshot() as snapshot:
        assert name_in_articles(snapshot, latin) == name
