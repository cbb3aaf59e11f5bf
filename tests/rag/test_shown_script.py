import pytest

from index.formats import article_from_text
from index.reader import memory_index
from index.testing import HashEmbedder
from rag.chatbot import Chatbot
from rag.config import load_config
from rag.printing import answer_text
from rag.shown_script import convert


@pytest.fixture(scope="module")
def chatbot():
    config = load_config(flags={"generator.model": "none"})
    embedder = HashEmbedder()
    articles = [article_from_text("茶馆\n\n陈志远认为，老客人的头发都白了，外卖应当停掉。", uri="tea.txt")]
    return Chatbot(
        config=config, embedder=embedder, reader=memory_index(articles, config=config.index, embedder=embedder)
    )


def test_the_answer_is_converted_and_its_quotes_are_not(chatbot):
    answer = chatbot.ask("陈志远怎么看外卖?", script="traditional")
    assert "外賣應當停掉" in answer.text
    assert "外賣應當停掉" in answer.sentences[0].text
    assert "外卖应当停掉" in answer.citations[0].quote
    assert answer.converted
    assert "引文照原文" in answer_text(answer)


def test_an_answer_in_its_own_script_is_not_marked(chatbot):
    answer = chatbot.ask("陈志远怎么看外卖?", script="simplified")
    assert not answer.converted
    assert "引文照原文" not in answer_text(answer)


def test_a_refusal_is_converted_too(chatbot):
    answer = chatbot.ask("雷军怎么看外卖?", script="traditional")
    assert answer.refused
    assert "資料" in answer.reason
    assert answer.text == answer.reason


def test_another_script_is_an_error(chatbot):
    with pytest.raises(ValueError, match="simplified, traditional"):
        chatbot.ask("陈志远怎么看外卖?", script="cyrillic")


def test_traditional_text_is_not_converted_twice():
    assert convert("公里以外的后湖邊，頭髮斑白的人說話", "traditional") == "公里以外的后湖邊，頭髮斑白的人說話"
