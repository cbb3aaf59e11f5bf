"""Ask the questions of files, score the answers, sum up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any

from rag.evaluation.questions import EvalQuestion
from rag.evaluation.scoring import Score, score
from rag.evaluation.summary import StageTime, Summary, stage_times, summarise
from rag.types import Answer, Citation


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer, how long it took (seconds), and how many of its citations hold to the character."""

    answer: Answer
    seconds: float
    exact: int


@dataclass(frozen=True, slots=True)
class Row:
    """One question's outcome; `file` is the name of its file."""

    score: Score
    seconds: float
    exact: int
    file: str


@dataclass(frozen=True, slots=True)
class Run:
    """All outcomes, and their sums: over all, by question type, by file."""

    rows: tuple[Row, ...]
    summary: Summary
    kinds: tuple[tuple[str, Summary], ...]
    files: tuple[tuple[str, Summary], ...]
    stages: tuple[StageTime, ...]


def timed(ask: Callable[[str], Answer], exact: Callable[[Citation], bool]) -> Callable[[EvalQuestion], Asked]:
    """Ask by question text; `exact` says whether a citation's quote is what its span cleans to."""

    def asked(question: EvalQuestion) -> Asked:
        started = time.perf_counter()
        answer = ask(question.question)
        seconds = time.perf_counter() - started
        return Asked(answer, seconds, sum(exact(citation) for citation in answer.citations))

    return asked


def evaluate(
    questions: Iterable[EvalQuestion],
    ask: Callable[[EvalQuestion], Asked],
    *,
    file: str = "",
    on_score: Callable[[Score], None] | None = None,
) -> tuple[Row, ...]:
    """Ask every question and score its answer."""
    rows: list[Row] = []
    for question in questions:
        asked = ask(question)
        rows.append(Row(score(question, asked.answer), asked.seconds, asked.exact, file))
        if on_score:
            on_score(rows[-1].score)
    return tuple(rows)


def gather(rows: Iterable[Row]) -> Run:
    """Sum up rows of one file or of several."""
    rows = tuple(rows)
    return Run(
        rows=rows,
        summary=_sums(rows),
        kinds=_by(rows, lambda row: row.score.question.kind or "-"),
        files=_by(rows, lambda row: row.file),
        stages=stage_times(row.score for row in rows),
    )


def _sums(rows: Iterable[Row]) -> Summary:
    rows = tuple(rows)
    return summarise([row.score for row in rows], [row.seconds for row in rows], sum(row.exact for row in rows))


def _by(rows: tuple[Row, ...], name: Callable[[Row], str]) -> tuple[tuple[str, Summary], ...]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    return tuple((key, _sums(group)) for key, group in groups.items())


def as_json(run: Run) -> dict[str, Any]:
    """The run as plain data: the sums, the stages' times, and one row a question."""
    return {
        "summary": plain(run.summary),
        "types": {name: plain(summary) for name, summary in run.kinds},
        "files": {name: plain(summary) for name, summary in run.files},
        "stages": [plain(stage) for stage in run.stages],
        "questions": [_row(row) for row in run.rows],
    }


def plain(value: Any) -> dict[str, Any]:
    """A flat dataclass as data, floats rounded."""
    items = ((part.name, getattr(value, part.name)) for part in fields(value))
    return {name: round(item, 4) if isinstance(item, float) else item for name, item in items}


def _row(row: Row) -> dict[str, Any]:
    item = row.score
    return {
        "id": item.question.id,
        "file": row.file,
        "q": item.question.question,
        "type": item.question.kind,
        "right": item.right,
        "why": item.why,
        "refused": item.answer.refused,
        "declined": item.answer.declined,
        "reason": item.answer.reason,
        "answer": item.answer.text,
        "length": item.length,
        "exact": item.exact,
        "misattributed": item.misattributed,
        "sentences": [
            {"text": s.text, "citations": list(s.citations), "verdict": s.verdict, "support": s.support, "note": s.note}
            for s in item.answer.sentences
        ],
        "citations": [
            {"number": c.number, "uri": c.uri, "start": c.start, "end": c.end, "quote": c.quote, "speaker": c.speaker}
            for c in item.answer.citations
        ],
        "timings": dict(item.answer.timings),
        "seconds": round(row.seconds, 3),
    }
