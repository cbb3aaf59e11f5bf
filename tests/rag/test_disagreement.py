"""Two articles, two figures for the same thing: the reader of the answer sees both."""

import re

import pytest

from index.formats import article_from_text
from index.reader import memory_index
from rag.chatbot import Chatbot
from rag.config import load_config
from rag.evidence_reader import Reading
from rag.testing import HashEmbedder

QUESTION = "石桥镇的水库能蓄水多少立方米?"
EARLY = "石桥镇的水库\n2021年3月2日\n石桥镇的水库能蓄水300万立方米，由镇政府管理。\n"


class FiguresReader:
    """Takes the first figure of a passage that speaks of a reservoir for the answer."""

    name = "figures"

    def read(self, question, passages):
        return tuple(self._one(passage) for passage in passages)

    def needed(self, question):
        return ()

    def _one(self, passage):
        match = re.search(r"[\d五三百]+万立方米", passage)
        return Reading(0.9, match.start(), match.end(), 0.9) if match else Reading(0.1, 0, 1, 0.1)


def ask(*texts):
    config = load_config(environment={}, flags={"index.embedder": "hash", "generator.model": "none"})
    embedder = HashEmbedder()
    articles = [article_from_text(text, uri=f"article {number}") for number, text in enumerate(texts)]
    index = memory_index(articles, config=config.index, embedder=embedder)
    return Chatbot(config=config, embedder=embedder, reader=index, evidence_reader=FiguresReader()).ask(QUESTION)


def test_both_figures_are_shown_the_newest_first():
    answer = ask(EARLY, "水库加高了\n2023年9月8日\n加高以后，石桥镇的水库能蓄水500万立方米。\n")
    assert [citation.date for citation in answer.citations] == ["2023-09-08", "2021-03-02"]
    assert "500万" in answer.text
    assert "300万" in answer.text


@pytest.mark.parametrize(
    "other",
    [
        "水库\n2023年9月8日\n石桥镇的水库能蓄水三百万立方米，去年清过淤。\n",  # the same, written otherwise
        "水库\n2023年9月8日\n青岩镇的水库能蓄水500万立方米。\n",  # another reservoir
        "会议\n2023年9月8日\n石桥镇的水库开过会，来了500万人次。\n",  # no answer at all
    ],
)
def test_what_agrees_or_is_something_else_is_not_shown_beside(other):
    assert len(ask(EARLY, other).citations) == 1
