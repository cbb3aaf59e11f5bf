"""Run a question file through a chatbot and sum up."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from rag.evaluation.questions import EvalQuestion
from rag.evaluation.scoring import Score, score
from rag.types import Answer, Citation


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts and means over a run. Lengths are characters, times seconds; medians are None when nothing was timed."""

    answerable: int
    right: int
    unanswerable: int
    refused_rightly: int
    refused_wrongly: int
    mean_length: float
    longest: int
    citations: int
    citations_exact: int
    seconds_median: float | None


@dataclass(frozen=True, slots=True)
class Run:
    """All scores of a run, with the seconds each question took."""

    scores: tuple[Score, ...]
    seconds: tuple[float, ...]
    summary: Summary


def evaluate(
    questions: Iterable[EvalQuestion],
    ask: Callable[[str], Answer],
    *,
    exact: Callable[[Citation], bool],
    on_score: Callable[[Score], None] | None = None,
) -> Run:
    """Ask every question. `exact` says whether a citation's quote is what its span cleans to."""
    scores: list[Score] = []
    seconds: list[float] = []
    exact_count = 0
    for question in questions:
        started = time.perf_counter()
        answer = ask(question.question)
        seconds.append(time.perf_counter() - started)
        scores.append(score(question, answer))
        exact_count += sum(exact(citation) for citation in answer.citations)
        if on_score:
            on_score(scores[-1])
    return Run(tuple(scores), tuple(seconds), summarise(scores, seconds, exact_count))


def summarise(scores: list[Score], seconds: list[float], exact_count: int) -> Summary:
    """Sum up; `exact_count` is the number of citations that hold to the character."""
    answerable = [item for item in scores if item.question.answerable]
    others = [item for item in scores if not item.question.answerable]
    lengths = [item.length for item in scores if not item.answer.refused]
    return Summary(
        answerable=len(answerable),
        right=sum(item.right for item in answerable),
        unanswerable=len(others),
        refused_rightly=sum(item.right for item in others),
        refused_wrongly=sum(item.answer.refused for item in answerable),
        mean_length=statistics.fmean(lengths) if lengths else 0.0,
        longest=max(lengths, default=0),
        citations=sum(len(item.answer.citations) for item in scores),
        citations_exact=exact_count,
        seconds_median=statistics.median(seconds) if seconds else None,
    )


def as_json(run: Run) -> dict[str, Any]:
    """The run as plain data: one row a question, and the summary."""
    rows = [
        {
            "id": item.question.id,
            "q": item.question.question,
            "type": item.question.kind,
            "right": item.right,
            "why": item.why,
            "refused": item.answer.refused,
            "reason": item.answer.reason,
            "answer": item.answer.text,
            "length": item.length,
            "citations": [
                {
                    "number": c.number,
                    "uri": c.uri,
                    "start": c.start,
                    "end": c.end,
                    "quote": c.quote,
                    "speaker": c.speaker,
                }
                for c in item.answer.citations
            ],
            "seconds": round(seconds, 3),
        }
        for item, seconds in zip(run.scores, run.seconds, strict=True)
    ]
    summary = {name: getattr(run.summary, name) for name in Summary.__slots__}
    return {"summary": summary, "questions": rows}
