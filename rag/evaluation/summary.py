"""Counts and means over scored questions: all of them, by type, by file; and the time that each stage took. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.evaluation.scoring import Score

LONG = 250  # characters; an answer over this is long unless it lists
_SHARES = (0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts and means over a run. Lengths are characters, times seconds; medians are None when nothing was timed.

    `citation_precision` is the share of cited quotes that hold one of the wanted strings or are from a right article, and
    `citation_recall` the share of `must` groups of which a cited quote holds a string; both over answerable questions, where
    a refusal cites and covers nothing. `exact` counts answers whose first sentence is the gold answer alone.
    `wrong_speaker` counts, of `speakers_asked`, answers with a quote of somebody else or a string of `must_not`.
    """

    answerable: int
    right: int
    unanswerable: int
    refused_rightly: int
    refused_wrongly: int
    mean_length: float
    longest: int
    long_answers: int
    exact: int
    citations: int
    citations_exact: int
    citation_precision: float | None
    citation_recall: float | None
    speakers_asked: int
    wrong_speaker: int
    seconds_median: float | None


@dataclass(frozen=True, slots=True)
class StageTime:
    """Milliseconds of one stage: the median and the 95th percentile over the questions that passed through it."""

    stage: str
    questions: int
    p50: float
    p95: float


def summarise(scores: Sequence[Score], seconds: Sequence[float], exact_count: int) -> Summary:
    """Sum up; `exact_count` is the number of citations that hold to the character."""
    answerable = [item for item in scores if item.question.answerable]
    others = [item for item in scores if not item.question.answerable]
    lengths = [item.length for item in scores if not item.answer.refused]
    asked = [item for item in scores if item.question.speaker]
    cited = sum(len(item.answer.citations) for item in answerable if not item.answer.refused)
    groups = sum(len(item.question.must) for item in answerable)
    return Summary(
        answerable=len(answerable),
        right=sum(item.right for item in answerable),
        unanswerable=len(others),
        refused_rightly=sum(item.right for item in others),
        refused_wrongly=sum(item.answer.refused for item in answerable),
        mean_length=statistics.fmean(lengths) if lengths else 0.0,
        longest=max(lengths, default=0),
        long_answers=sum(length > LONG for length in lengths),
        exact=sum(item.exact for item in answerable),
        citations=sum(len(item.answer.citations) for item in scores),
        citations_exact=exact_count,
        citation_precision=sum(item.useful for item in answerable) / cited if cited else None,
        citation_recall=sum(item.covered for item in answerable) / groups if groups else None,
        speakers_asked=len(asked),
        wrong_speaker=sum(item.misattributed for item in asked),
        seconds_median=statistics.median(seconds) if seconds else None,
    )


def stage_times(scores: Iterable[Score]) -> tuple[StageTime, ...]:
    """p50 and p95 of every stage in `Answer.timings`, in the order in which stages first appear."""
    times: dict[str, list[float]] = {}
    for item in scores:
        for stage, milliseconds in item.answer.timings.items():
            times.setdefault(stage, []).append(milliseconds)
    ordered = sorted(times.items(), key=lambda pair: pair[0] == "total")
    return tuple(
        StageTime(stage, len(values), *(percentile(values, share) for share in _SHARES)) for stage, values in ordered
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie, interpolated."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
