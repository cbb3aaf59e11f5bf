"""Is an answer right by the rules of its question, and are its citations? Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from index.names import same_person
from index.scripts import fold
from rag.evaluation.questions import EvalQuestion
from rag.types import Answer, Citation

_DROPPED = re.compile(r"[\[【［]\s*\d+(?:\s*[,，、]\s*\d+)*\s*[\]】］]|[\s,，、\-—–‐‑‒―−－'\"“”‘’「」『』＂＇]+")
_STOPS = "。．.！!？?；;：:·《》〈〉()（）"


@dataclass(frozen=True, slots=True)
class Score:
    """The outcome of one question.

    `length` counts the answer's characters without [n]; `why` is "" when right. `exact`: the first sentence is the gold
    answer and nothing else. `useful`: cited quotes that hold a wanted string or are from a right article. `covered`: `must`
    groups of which a cited quote holds a string. `misattributed`: a speaker is asked for, and a cited quote is somebody
    else's, or a string of `must_not` stands in the text.
    """

    question: EvalQuestion
    answer: Answer
    right: bool
    length: int
    why: str = ""
    exact: bool = False
    useful: int = 0
    covered: int = 0
    misattributed: bool = False


def comparable(text: str) -> str:
    """Folded text without [n], white space, commas, dashes and quotation marks."""
    return _DROPPED.sub("", fold(text)).lower()


def score(question: EvalQuestion, answer: Answer) -> Score:
    """Apply the rules of `rag.evaluation.questions`."""
    why = _wrong(question, answer)
    if answer.refused:
        return Score(question, answer, not why, 0, why)
    wanted = [[comparable(option) for option in group] for group in question.must]
    quotes = [comparable(citation.quote) for citation in answer.citations]
    return Score(
        question,
        answer,
        not why,
        len(re.sub(r"\s*\[\d+\]", "", answer.text)),
        why,
        exact=any(_bare(first_sentence(answer)) == _bare(option) for group in question.must for option in group),
        useful=sum(_useful(citation, wanted, question.articles) for citation in answer.citations),
        covered=sum(any(option in quote for option in group for quote in quotes) for group in wanted),
        misattributed=_misattributed(question, answer),
    )


def first_sentence(answer: Answer) -> str:
    """The answer's first sentence without its [n]."""
    return answer.sentences[0].text if answer.sentences else answer.text


def _bare(text: str) -> str:
    return comparable(text).strip(_STOPS)


def _useful(citation: Citation, wanted: list[list[str]], articles: tuple[str, ...]) -> bool:
    quote = comparable(citation.quote)
    return any(option in quote for group in wanted for option in group) or _is_right(citation.uri, articles)


def _is_right(uri: str, articles: tuple[str, ...]) -> bool:
    """Whether a uri is of one of the articles: by the beginning of its file name, or whole (text:1 is not text:10)."""
    name = PurePath(uri).name
    return any(uri == article if ":" in article else name.startswith(article) for article in articles)


def _misattributed(question: EvalQuestion, answer: Answer) -> bool:
    if not question.speaker:
        return False
    text = comparable(answer.text)
    others = any(
        citation.speaker and not same_person(citation.speaker, question.speaker) for citation in answer.citations
    )
    return others or any(comparable(unwanted) in text for unwanted in question.must_not)


def _wrong(question: EvalQuestion, answer: Answer) -> str:
    if not question.answerable:
        return "" if answer.refused else "answered, should be refused"
    if answer.refused:
        return "refused"
    first = question.form == "paragraphs"
    text = comparable(first_sentence(answer) if first else answer.text)
    quotes = [comparable(citation.quote) for citation in answer.citations]
    for group in question.must:
        wanted = [comparable(option) for option in group]
        if not any(option in text for option in wanted):
            return f"not in the {'first sentence' if first else 'answer'}: {' / '.join(group)}"
        if question.form == "rules" and not any(option in quote for option in wanted for quote in quotes):
            return f"in no cited quote: {' / '.join(group)}"
    text = comparable(answer.text)
    for unwanted in question.must_not:
        if comparable(unwanted) in text:
            return f"must not be in the answer: {unwanted}"
    return ""
