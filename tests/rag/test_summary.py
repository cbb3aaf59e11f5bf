"""Summaries: what asks for one, of which article, and that each sentence is cited to the character."""

import pytest

from index.formats import article_from_text
from index.reader import memory_index
from index.testing import HashEmbedder
from rag.chatbot import Chatbot
from rag.config import load_config
from rag.summary_requests import read_request

TEA = """河边的茶馆

老周茶馆开在河边，一天能坐两百个客人，靠的是一口老井。
茶馆的账本归周师傅的女儿管，她说去年赚了八万元，其中一半来自外卖。
不过外卖的单子一多，老客人就嫌吵。
周师傅认为老客人才是茶馆的根，打算每天下午停掉外卖两个小时。
街对面的咖啡店不服气，也挂出了卖茶的招牌，价钱便宜三成。
茶馆的客人没有少，咖啡店的茶倒是一个月就撤了下来。
"""
UMBRELLA = """雨伞店的一年

雨伞店的老板林小雨说，去年下雨的日子有一百二十天，伞卖了九千把。
她把卖剩的伞租给游客，一天三元，租金比卖伞赚得还多。
今年她打算在车站再开一家店，请两个店员轮班。
车站的租金很贵，她的会计劝她再等一年。
"""


@pytest.fixture(scope="module")
def chatbot():
    config = load_config(flags={"generator.model": "none"})
    embedder = HashEmbedder()
    articles = [article_from_text(TEA, uri="tea.txt"), article_from_text(UMBRELLA, uri="umbrella.txt")]
    reader = memory_index(articles, config=config.index, embedder=embedder)
    return Chatbot(config=config, embedder=embedder, reader=reader)


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("这篇文章讲了什么?", ""),
        ("總結一下這篇文章", ""),
        ("总结一下", ""),
        ("文章里还说了什么?", ""),
        ("《河边的茶馆》讲了什么?", "河边的茶馆"),
        ("请用一句话概括《河边的茶馆》", "河边的茶馆"),
        ("关于雨伞的文章主要讲了什么？", "雨伞"),
        ("雨伞店的一年的主要内容是什么", "雨伞店的一年"),
        ("What is this article about?", ""),
        ("Summarize the article about umbrellas", "umbrellas"),
        ("tl;dr", ""),
        ("この記事の要約", ""),
        ("この記事は何について書かれていますか？", ""),
        ("「河边的茶馆」の要約をお願いします", "河边的茶馆"),
    ],
)
def test_what_asks_for_a_summary(question, what):
    assert read_request(question).what == what


@pytest.mark.parametrize(
    "question",
    [
        "林小雨说了什么?",
        "老周茶馆一天能坐多少客人?",
        "茶馆为什么停掉外卖?",
        "What does Lin say?",
        "总结一下林小雨的看法",
    ],
)
def test_what_asks_for_none(question):
    assert read_request(question) is None


def test_every_article_is_asked_about_at_once():
    assert read_request("各篇文章分别讲了什么?").each


def _exact(chatbot, answer):
    with chatbot.snapshot() as snapshot:
        for citation in answer.citations:
            stored = snapshot.article_by_uri(citation.uri)
            assert stored.clean.apply(citation.start, citation.end) == citation.quote


def test_a_named_article_is_summed_up_in_its_own_order(chatbot):
    answer = chatbot.ask("《河边的茶馆》讲了什么?")
    assert not answer.refused
    assert 3 <= len(answer.sentences) <= 5
    assert {citation.uri for citation in answer.citations} == {"tea.txt"}
    starts = [citation.start for citation in answer.citations]
    assert starts == sorted(starts)
    assert len({citation.quote for citation in answer.citations}) == len(starts)
    _exact(chatbot, answer)


def test_the_article_cited_last_is_meant(chatbot):
    history = [("林小雨打算在哪里再开一家店?", "今年她打算在车站再开一家店，请两个店员轮班。[1]")]
    answer = chatbot.ask("这篇文章讲了什么?", history=history)
    assert {citation.uri for citation in answer.citations} == {"umbrella.txt"}


def test_asking_on_tells_what_was_not_said(chatbot):
    first = chatbot.ask("《河边的茶馆》讲了什么?")
    again = chatbot.ask("这篇文章还讲了什么?", history=[("《河边的茶馆》讲了什么?", first.text)])
    assert {citation.quote for citation in again.citations}.isdisjoint(citation.quote for citation in first.citations)


def test_several_articles_are_named_and_one_chosen_by_number(chatbot):
    asked = chatbot.ask("这篇文章讲了什么?")
    assert "河边的茶馆" in asked.text
    assert "雨伞店的一年" in asked.text
    assert not asked.citations
    answer = chatbot.ask("第二篇", history=[("这篇文章讲了什么?", asked.text)])
    assert {citation.uri for citation in answer.citations} == {"umbrella.txt"}


def test_one_sentence_for_each_article(chatbot):
    answer = chatbot.ask("各篇文章分别讲了什么?")
    assert [citation.uri for citation in answer.citations] == ["tea.txt", "umbrella.txt"]
    _exact(chatbot, answer)


def test_no_article_stands_in_for_one_that_is_not_there(chatbot):
    assert chatbot.ask("总结一下关于火箭发射场的文章").refused


def test_a_work_that_is_no_article_is_asked_about_as_anything_else(chatbot):
    request = read_request("《雨季的伞》的主要内容是什么?")
    assert request is not None
    assert not request.sure
    answer = chatbot.ask("《雨季的伞》的主要内容是什么?")
    assert len(answer.sentences) <= 1
