"""A run as one HTML page: no script, nothing from elsewhere, everything from files and answers escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from importlib.resources import files

from rag.evaluation.plots import bars, histogram
from rag.evaluation.report import COLUMNS, cells, sentence, share
from rag.evaluation.run import Row, Run
from rag.evaluation.summary import Summary
from rag.printing import printable


def page(run: Run, *, title: str) -> str:
    """The whole page. `title` names what was run."""
    style = files("rag.evaluation").joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<h1>{_text(title)}</h1>\n<p class="soft">{_text(sentence(run.summary))}</p>\n'
        f"{_tiles(run.summary)}{_sections(run)}{_questions(run.rows)}</body>\n</html>\n"
    )


def _tiles(summary: Summary) -> str:
    tiles = [
        ("right", _share(summary.right, summary.answerable), f"{summary.right} of {summary.answerable} answerable"),
        (
            "rightly refused",
            _share(summary.refused_rightly, summary.unanswerable),
            f"{summary.refused_rightly} of {summary.unanswerable} hopeless",
        ),
        (
            "wrongly refused",
            _share(summary.refused_wrongly, summary.answerable),
            f"{summary.refused_wrongly} of {summary.answerable}",
        ),
        (
            "length",
            f"{summary.mean_length:.0f}",
            f"characters; longest {summary.longest}, {summary.long_answers} over 250",
        ),
        (
            "citation precision",
            share(summary.citation_precision) or "–",
            f"exact to the character: {summary.citations_exact} of {summary.citations}",
        ),
        ("citation recall", share(summary.citation_recall) or "–", "wanted strings that are cited"),
        ("wrong speaker", str(summary.wrong_speaker), f"of {summary.speakers_asked} asked"),
        ("median time", f"{summary.seconds_median or 0:.2f} s", "a question"),
    ]
    items = "".join(
        f'<li>{_text(name)}<b>{_text(value)}</b><span class="soft">{_text(note)}</span></li>'
        for name, value, note in tiles
    )
    return f'<ul class="tiles">{items}</ul>\n'


def _share(count: int, total: int) -> str:
    return f"{count / total:.0%}" if total else "–"


def _sections(run: Run) -> str:
    lengths = [row.score.length for row in run.rows if not row.score.answer.refused]
    parts = ["<h2>By type</h2>", _sums("type", run.kinds), _kinds(run.kinds)]
    if len(run.files) > 1:
        parts += ["<h2>By file</h2>", _sums("file", run.files)]
    parts += [
        "<h2>Length and time</h2>",
        histogram("Answers by length", lengths, unit="characters"),
        bars(
            "Time by stage",
            [(stage.stage, stage.p50, f"{stage.p50:.0f} / {stage.p95:.0f} ms") for stage in run.stages],
            second=[stage.p95 for stage in run.stages],
            legend=("median", "95th percentile"),
        ),
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _kinds(groups: Sequence[tuple[str, Summary]]) -> str:
    rows = []
    for name, summary in groups:
        right, total = summary.right + summary.refused_rightly, summary.answerable + summary.unanswerable
        rows.append((name, right / total if total else 0.0, f"{right} of {total}"))
    return bars("Right answers and right refusals", rows, second=[1.0] * len(rows), legend=("right", "asked"))


def _sums(name: str, groups: Sequence[tuple[str, Summary]]) -> str:
    head = "".join(f"<th>{_text(column)}</th>" for column in (name, *COLUMNS))
    body = "".join(
        f"<tr><td>{_text(group)}</td>{''.join(f'<td>{_text(cell)}</td>' for cell in cells(summary))}</tr>"
        for group, summary in groups
    )
    return f'<div class="scroll"><table class="sums"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _questions(rows: Sequence[Row]) -> str:
    body = "".join(_question(row) for row in rows)
    head = "<tr><th>id</th><th></th><th>question and answer</th><th>length</th><th>s</th></tr>"
    return (
        f'<h2>Questions</h2>\n<div class="scroll"><table><thead>{head}</thead><tbody>\n{body}</tbody></table></div>\n'
    )


def _question(row: Row) -> str:
    item = row.score
    mark = '<span class="good">✓</span>' if item.right else '<span class="bad">✗</span>'
    why = f'<p class="bad">{_text(item.why)}</p>' if item.why else ""
    quotes = "".join(
        f"<p>[{citation.number}] {_text(' · '.join(filter(None, (citation.title, citation.speaker))))} <q>{_text(citation.quote)}</q></p>"
        for citation in item.answer.citations
    )
    answer = f"({item.answer.reason})" if item.answer.refused else item.answer.text
    told = f"<details><summary>{_text(answer)}</summary>{quotes}</details>" if quotes else f"<p>{_text(answer)}</p>"
    return (
        f"<tr><td>{_text(item.question.id)}</td><td>{mark}</td><td><b>{_text(item.question.question)}</b>{told}{why}</td>"
        f"<td>{item.length or ''}</td><td>{row.seconds:.2f}</td></tr>\n"
    )


def _text(text: str) -> str:
    """Text for HTML: escaped, without control characters and those that turn the direction of writing."""
    return escape(printable(text), quote=True)
