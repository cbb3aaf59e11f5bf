"""A run as tables on the terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rag.evaluation.asking import citation_checker
from rag.evaluation.run import Run
from rag.evaluation.summary import Summary
from rag.printing import printable

__all__ = ["COLUMNS", "cells", "citation_checker", "print_tables", "sentence", "share"]

COLUMNS = (
    "questions",
    "right",
    "exact",
    "refused rightly",
    "refused wrongly",
    "length",
    "longest",
    "precision",
    "recall",
    "wrong speaker",
)


def print_tables(run: Run, console: Console | None = None) -> None:
    """One row a question, then the sums by type and by file, the stages' times, and the whole."""
    console = console or Console(soft_wrap=False)
    console.print(_questions(run))
    if len(run.kinds) > 1:
        console.print(_sums("type", run.kinds))
    if len(run.files) > 1:
        console.print(_sums("file", run.files))
    if run.stages:
        console.print(_stages(run))
    console.print(sentence(run.summary))


def _questions(run: Run) -> Table:
    table = Table("id", "", "question", "answer", "length", "s", title=None)
    for row in run.rows:
        item = row.score
        answer = f"({item.answer.reason})" if item.answer.refused else item.answer.text
        note = f"{answer}\n✗ {item.why}" if item.why else answer
        table.add_row(
            Text(printable(item.question.id)),
            "✓" if item.right else "✗",
            Text(printable(item.question.question)),
            Text(printable(note)),
            str(item.length) if item.length else "",
            f"{row.seconds:.2f}",
        )
    return table


def _sums(name: str, groups: tuple[tuple[str, Summary], ...]) -> Table:
    """The same as `cells`, narrow enough for eighty columns."""
    heads = ("n", "right", "exact", "refused", "wrongly", "length", "cited %", "speaker")
    table = Table(name, *heads, box=box.SIMPLE, padding=(0, 1, 0, 0), pad_edge=False)
    table.columns[0].overflow = "fold"
    for group, summary in groups:
        number, right, exact, refused, wrongly, length, longest, *_, speaker = cells(summary)
        cited = "/".join(
            "-" if value is None else f"{100 * value:.0f}"
            for value in (summary.citation_precision, summary.citation_recall)
        )
        table.add_row(
            Text(printable(group)), number, right, exact, refused, wrongly, f"{length}-{longest}", cited, speaker
        )
    table.caption = "length: mean-longest; cited: precision/recall; speaker: answers with somebody else's words"
    return table


def cells(summary: Summary) -> tuple[str, ...]:
    """A summary as the cells under `COLUMNS`."""
    return (
        str(summary.answerable + summary.unanswerable),
        _of(summary.right, summary.answerable),
        _of(summary.exact, summary.answerable),
        _of(summary.refused_rightly, summary.unanswerable),
        _of(summary.refused_wrongly, summary.answerable),
        f"{summary.mean_length:.0f}",
        str(summary.longest),
        share(summary.citation_precision),
        share(summary.citation_recall),
        _of(summary.wrong_speaker, summary.speakers_asked),
    )


def _of(count: int, total: int) -> str:
    return f"{count}/{total}" if total else ""


def share(value: float | None) -> str:
    """A share as per cent, "" when there is none."""
    return "" if value is None else f"{value:.1%}"


def _stages(run: Run) -> Table:
    table = Table("stage", "questions", "p50 ms", "p95 ms")
    for stage in run.stages:
        table.add_row(Text(printable(stage.stage)), str(stage.questions), f"{stage.p50:.1f}", f"{stage.p95:.1f}")
    return table


def sentence(summary: Summary) -> str:
    """The whole run in one sentence."""
    return (
        f"answerable: {summary.right}/{summary.answerable} right ({summary.refused_wrongly} refused); "
        f"unanswerable: {summary.refused_rightly}/{summary.unanswerable} refused; "
        f"length: {summary.mean_length:.0f} characters on average, {summary.longest} at most; "
        f"citations exact: {summary.citations_exact}/{summary.citations}, precision {share(summary.citation_precision) or '-'}, "
        f"recall {share(summary.citation_recall) or '-'}; "
        f"wrong speaker: {summary.wrong_speaker}/{summary.speakers_asked}; "
        f"median {summary.seconds_median or 0:.2f} s"
    )
