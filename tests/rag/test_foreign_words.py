"""What of a question in another language is searched for, and that it is found by it."""

import numpy as np
import pytest

from index.formats import article_from_text
from index.reader import memory_index
from index.scripts import fold
from rag.config import RetrievalConfig
from rag.foreign_words import SOUNDED, is_latin, searchable, written
from rag.retrieval import retrieve
from rag.testing import HashEmbedder

TEXTS = (
    "安吉的竹筏厂去年卖出九百条竹筏，厂长说订单排到了明年。",
    "临汾的醋坊用了三年的陈醋，OpenAI在那里没有分部。",
    "按级别发的补贴八月十日到账，安静的河边住着船工。",
)


def rarest_in(*texts):
    """As an index counts: passages with the rarest pair of a text."""

    def count(asked):
        pairs = [[text[at : at + 2] for at in range(len(text) - 1)] for text in asked]
        return np.array([min((sum(pair in text for text in texts) for pair in each), default=0) for each in pairs])

    return count


@pytest.mark.parametrize(
    ("question", "pieces"),
    [
        ("How many rafts did Anji sell last year?", ["Anji", "安吉", "按级"]),
        ("Does OpenAI have an office in Linfen?", ["OpenAI", "Linfen", "临汾"]),
        ("What was paid on August 10?", ["8月10日"]),
        ("Who said so in May?", ["5月"]),
        ("安吉の竹筏はいくつ売れましたか", ["安吉", "竹筏", "売"]),
        ("why is it so?", []),
    ],
)
def test_what_may_stand_in_the_articles_is_searched_for(question, pieces):
    assert searchable(question, rarest_in(*TEXTS)).split() == pieces


def test_a_sound_is_written_as_the_articles_write_it_the_commonest_first():
    rarest = rarest_in("安吉很远", "去安吉", "按级别发")
    assert written("anji", rarest) == ("安吉", "按级")
    assert written("shenzhen", rarest) == ()
    assert written("xyz" * 40, rarest) == ()


def test_only_some_words_are_looked_for_by_their_sound():
    asked = []

    def rarest(texts):
        asked.extend(texts)
        return np.zeros(len(texts), np.int64)

    searchable("Anji " * 400, rarest)
    often = len(asked)
    asked.clear()
    searchable("Anji", rarest)
    assert often == SOUNDED * len(asked)


def test_articles_in_latin_letters_are_told_apart():
    assert is_latin(["The yard built ninety boats.", "修船厂"])
    assert not is_latin(TEXTS)
    assert not is_latin([])


def test_a_name_in_pinyin_finds_its_passage_and_common_words_find_none():
    articles = [article_from_text(text, uri=f"{number}.txt") for number, text in enumerate(TEXTS[:2])]
    embedder = HashEmbedder()
    with memory_index(articles, embedder=embedder).snapshot() as snapshot:
        question = "How many rafts did Anji sell?"
        (vector,) = embedder.embed_queries([question])
        hits = retrieve(snapshot, question, vector, config=RetrievalConfig())
        lexical = {hit.uri: hit.lexical for hit in hits}
        assert lexical["0.txt"] > 0 == lexical["1.txt"]
        assert snapshot.rarest([fold("安吉"), "吉安", ""]).tolist() == [1, 0, 0]
