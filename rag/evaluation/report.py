"""A run as a table on the terminal, and the check that every citation holds to the character."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rag.evaluation.run import Run
from rag.printing import printable
from rag.types import Citation

if TYPE_CHECKING:
    from rag.chatbot import Chatbot


def citation_checker(chatbot: Chatbot) -> Callable[[Citation], bool]:
    """Whether applying the edits to the cited raw span gives the quote (contract 1), looked up in the index."""

    def exact(citation: Citation) -> bool:
        with chatbot.snapshot() as snapshot:
            clean = snapshot.article_by_uri(citation.uri).clean
        inside = 0 <= citation.start < citation.end <= len(clean.raw)
        return inside and clean.apply(citation.start, citation.end) == citation.quote

    return exact


def print_table(run: Run, console: Console | None = None) -> None:
    """One row a question, then the summary."""
    console = console or Console(soft_wrap=False)
    table = Table("id", "", "question", "answer", "length", "s", title=None)
    for item, seconds in zip(run.scores, run.seconds, strict=True):
        answer = f"({item.answer.reason})" if item.answer.refused else item.answer.text
        note = f"{answer}\n✗ {item.why}" if item.why else answer
        table.add_row(
            item.question.id,
            "✓" if item.right else "✗",
            Text(printable(item.question.question)),
            Text(printable(note)),
            str(item.length) if item.length else "",
            f"{seconds:.2f}",
        )
    console.print(table)
    summary = run.summary
    console.print(
        f"answerable: {summary.right}/{summary.answerable} right ({summary.refused_wrongly} refused); "
        f"unanswerable: {summary.refused_rightly}/{summary.unanswerable} refused; "
        f"length: {summary.mean_length:.0f} characters on average, {summary.longest} at most; "
        f"citations exact: {summary.citations_exact}/{summary.citations}; "
        f"median {summary.seconds_median or 0:.2f} s"
    )
