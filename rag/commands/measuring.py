"""rag eval: answers measured against question files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from rag.commands import options
from rag.commands.options import ConfigOption, IndexOption, JsonOption, ModelOption


def eval_(
    file: Annotated[Path, typer.Argument(help="Questions, one JSON object a line.")],
    index: IndexOption = None,
    config: ConfigOption = None,
    json_: JsonOption = False,
    output: Annotated[Path | None, typer.Option(help="Write the JSON here as well.")] = None,
    model: ModelOption = None,
) -> None:
    """Run a question file and print a table."""
    from rag.evaluation.questions import read_questions
    from rag.evaluation.report import citation_checker, print_table
    from rag.evaluation.run import as_json, evaluate

    questions = read_questions(file)
    chatbot = options.open_chatbot(index, options.read_config(config, model=model))
    run = evaluate(questions, chatbot.ask, exact=citation_checker(chatbot), on_score=_dot)
    options.say("")
    text = json.dumps(as_json(run), ensure_ascii=False, indent=2)
    if output:
        output.write_text(text, encoding="utf-8")
    if json_:
        typer.echo(text)
    else:
        print_table(run)


def _dot(score: Any) -> None:
    typer.echo("." if score.right else "x", nl=False, err=True)
