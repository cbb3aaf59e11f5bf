"""Greetings and questions about the library itself: answered from the index's own table, not refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.messages import message
from rag.questions import Question
from rag.search import Selection
from rag.types import AnswerSentence

if TYPE_CHECKING:
    from index.snapshot import Snapshot

TITLES = 12  # titles named before the rest is only counted


def reply(snapshot: Snapshot, asked: str, question: Question) -> Selection | None:
    """What to say to a greeting or a question about the library; None for every other question."""
    if not asked.strip():
        return Selection(refusal=message("empty_question", question.language))
    if question.form == "greeting":
        return _say(message("greeting", question.language, examples=_examples(snapshot)))
    if question.form == "ability":
        values = {"articles": snapshot.article_count, "examples": _examples(snapshot)}
        return _say(message("ability", question.language, **values))
    if question.form == "about_library":
        return _say(_titles(snapshot, question.language))
    return None


def _say(text: str) -> Selection:
    sentence = AnswerSentence(
        text=text, citations=(), verdict="supported", support=1.0, note="about the library itself"
    )
    return Selection(reply=(sentence,))


def _titles(snapshot: Snapshot, language: str) -> str:
    articles = snapshot.articles()
    if not articles:
        return message("library_empty", language)
    named = [f"《{article.title}》" if language != "en" else f"“{article.title}”" for article in articles[:TITLES]]
    titles = (", " if language == "en" else "、").join(named)
    if len(articles) > TITLES:
        titles += message("library_more", language, articles=len(articles))
    return message("library", language, articles=len(articles), chunks=snapshot.chunk_count, titles=titles)


def _examples(snapshot: Snapshot) -> str:
    """A question that the open collection can answer: somebody quoted in it, and what they spoke about."""
    speakers = list(dict.fromkeys(item.quotation.speaker for item in snapshot.quotations(limit=40)))
    return "".join(f"“{name}说了什么？”" for name in speakers[:2])
