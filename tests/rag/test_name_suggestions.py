"""Names in pinyin, in their original spelling, and mistyped."""

import pytest

from index.formats import article_from_text
from index.reader import memory_index
from index.testing import HashEmbedder
from rag.chatbot import Chatbot
from rag.config import load_config
from rag.name_spellings import alike, misheard, romanised

KNOWN = ("王小川", "王慧文", "戴雨森", "歐陽明", "昆仑万维", "田奇")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What does Wang Xiaochuan think?", ["王小川"]),
        ("wangxiaochuan怎么看小厂", ["王小川"]),
        ("Xiaochuan Wang and Dai Yusen", ["王小川", "戴雨森"]),
        ("WANG Xiao-chuan", ["王小川"]),
        ("Ouyang Ming", ["歐陽明"]),
        ("What is a wang?", []),
        ("Who won the World Cup?", []),
    ],
)
def test_pinyin_spells_known_names(text, names):
    assert [name for _, _, found in romanised(text, KNOWN) for name in found] == names


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("王晓川", ("王小川",)),
        ("王小穿", ("王小川",)),
        ("王曉川", ("王小川",)),
        ("王汇文", ("王慧文",)),
        ("戴宇森", ("戴雨森",)),
        ("田七", ("田奇",)),
        ("王小川", ()),
        ("李白", ()),
    ],
)
def test_a_slip_is_like_the_name_that_was_meant(asked, names):
    assert alike(asked, KNOWN) == names


def test_a_misspelt_institution_is_heard():
    assert misheard("昆仑万唯的总裁是谁?", KNOWN) == (("昆仑万唯", ("昆仑万维",)),)


@pytest.fixture(scope="module")
def chatbot():
    config = load_config(flags={"generator.model": "none"})
    texts = [
        "茶馆里的争论\n\n陈志远认为，老客人才是茶馆的根。\n雨停以后，陈志远说外卖应当停掉两个小时。\n"
        "账本由林知夏保管，一年换一本。\n设计师汤姆·格林（Tom Green）表示，茶馆的招牌可以改成木头的。",
    ]
    articles = [article_from_text(text, uri=f"{number}.txt") for number, text in enumerate(texts)]
    embedder = HashEmbedder()
    return Chatbot(
        config=config, embedder=embedder, reader=memory_index(articles, config=config.index, embedder=embedder)
    )


def test_a_name_in_pinyin_is_found(chatbot):
    answer = chatbot.ask("Chen Zhiyuan怎么看外卖?")
    assert answer.standalone == "陈志远怎么看外卖?"
    assert "外卖" in answer.text
    assert not answer.refused


def test_a_person_whom_nobody_quotes_is_found_by_sound(chatbot):
    assert chatbot.ask("What does Lin Zhixia keep?").standalone == "What does 林知夏 keep?"
    assert chatbot.ask("What does Zhixia Lin keep?").standalone == "What does 林知夏 keep?"
    assert chatbot.ask("What does Lin Daiyu keep?").standalone == "What does Lin Daiyu keep?"


def test_what_crosses_words_is_nobodys_name():
    config = load_config(flags={"generator.model": "none"})
    embedder = HashEmbedder()
    article = article_from_text("码头办公室已经搬到河西，原址改成了书店。", uri="a.txt")
    bot = Chatbot(
        config=config, embedder=embedder, reader=memory_index([article], config=config.index, embedder=embedder)
    )
    assert bot.ask("Where does Shi Yigong live?").standalone == "Where does Shi Yigong live?"


def test_an_original_spelling_is_found_by_the_brackets_of_the_article(chatbot):
    assert chatbot.ask("What does Tom Green say?").standalone == "What does 汤姆·格林 say?"


def test_a_mistyped_name_is_suggested_and_never_answered_for(chatbot):
    answer = chatbot.ask("陈致远怎么看外卖?")
    assert answer.refused
    assert not answer.citations
    assert "陈志远怎么看外卖" in answer.text


def test_yes_asks_what_was_suggested(chatbot):
    first = chatbot.ask("陈致远怎么看外卖?")
    assert chatbot.ask("是的", history=[("陈致远怎么看外卖?", first.text)]).standalone == "陈志远怎么看外卖?"


def test_a_name_like_no_other_gets_no_suggestion(chatbot):
    assert "是不是" not in chatbot.ask("欧阳娜娜怎么看外卖?").text
