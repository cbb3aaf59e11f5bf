"""rag eval: answers measured against question files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from index.errors import EvalFileError
from rag.commands import options
from rag.commands.options import ConfigOption, JsonOption, ModelOption

EvalIndex = Annotated[
    Path | None,
    typer.Option(
        "--index",
        "-i",
        help="Index folder; the demo index when left out. For SQuAD files: where their paragraphs' index is kept.",
    ),
]


def eval_(
    files: Annotated[
        list[Path], typer.Argument(help="Question files: lines of {q, must, …}, SQuAD, or RGB; also .gz.")
    ],
    index: EvalIndex = None,
    config: ConfigOption = None,
    json_: JsonOption = False,
    output: Annotated[Path | None, typer.Option(help="Write the JSON here as well.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with tables and plots here.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many questions of each file, drawn by --seed.")
    ] = None,
    seed: Annotated[int, typer.Option(help="For what is drawn: questions, passages.")] = 0,
    passages: Annotated[int, typer.Option(min=1, max=100, help="RGB: passages a question is asked over.")] = 5,
    noise_rate: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="RGB: share of the passages without the answer.")
    ] = 0.0,
    model: ModelOption = None,
) -> None:
    """Run question files: right answers, refusals, citations, speakers, times; as tables, JSON and a page."""
    from rag.evaluation.asking import asker
    from rag.evaluation.files import Reading, read_file
    from rag.evaluation.page import page
    from rag.evaluation.report import print_tables
    from rag.evaluation.run import as_json, evaluate, gather

    reading = Reading(limit=limit, seed=seed, passages=passages, noise_rate=noise_rate)
    read = [read_file(file, reading) for file in files]
    settings = options.read_config(config, model=model)
    rows: list[Any] = []
    for one in read:
        with asker(one, index, settings, options.open_chatbot) as ask:
            rows.extend(evaluate(one.questions, ask, file=one.path.name, on_score=_dot))
    options.say("")
    run = gather(rows)
    text = json.dumps(as_json(run), ensure_ascii=False, indent=2)
    if output:
        _write(output, text + "\n")
    if html:
        _write(html, page(run, title=", ".join(dict.fromkeys(one.path.name for one in read))))
    if json_:
        typer.echo(text)
    else:
        print_tables(run)


def _write(path: Path, text: str) -> None:
    """Write a result. Raises EvalFileError where that is not possible."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvalFileError(f"cannot write {path}: {error}.", hint="Name a file in a folder that exists.") from error


def _dot(score: Any) -> None:
    typer.echo("." if score.right else "x", nl=False, err=True)
