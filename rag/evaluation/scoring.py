"""Is an answer right by the rules of the question file? Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.scripts import fold
from rag.evaluation.questions import EvalQuestion
from rag.types import Answer

_DROPPED = re.compile(r"[\[【［]\s*\d+(?:\s*[,，、]\s*\d+)*\s*[\]】］]|[\s,，、\-—–‐‑‒―−－'\"“”‘’「」『』＂＇]+")


@dataclass(frozen=True, slots=True)
class Score:
    """The outcome of one question. `length` counts the answer's characters without [n]; `why` is "" when right."""

    question: EvalQuestion
    answer: Answer
    right: bool
    length: int
    why: str = ""


def comparable(text: str) -> str:
    """Folded text without [n], white space, commas, dashes and quotation marks."""
    return _DROPPED.sub("", fold(text)).lower()


def score(question: EvalQuestion, answer: Answer) -> Score:
    """Apply the rules of `rag.evaluation.questions`."""
    why = _wrong(question, answer)
    length = len(re.sub(r"\s*\[\d+\]", "", answer.text)) if not answer.refused else 0
    return Score(question, answer, not why, length, why)


def _wrong(question: EvalQuestion, answer: Answer) -> str:
    if not question.answerable:
        return "" if answer.refused else "answered, should be refused"
    if answer.refused:
        return "refused"
    text = comparable(answer.text)
    quotes = [comparable(citation.quote) for citation in answer.citations]
    for group in question.must:
        wanted = [comparable(option) for option in group]
        if not any(option in text for option in wanted):
            return f"not in the answer: {' / '.join(group)}"
        if not any(option in quote for option in wanted for quote in quotes):
            return f"in no cited quote: {' / '.join(group)}"
    for unwanted in question.must_not:
        if comparable(unwanted) in text:
            return f"must not be in the answer: {unwanted}"
    return ""
