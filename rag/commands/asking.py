"""rag ask, search and who: answers, passages and quotations."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.commands import options
from rag.commands.options import (
    ConfigOption,
    DeviceOption,
    IndexOption,
    JsonOption,
    ModelOption,
    ScriptOption,
    SpeakerOption,
    narrowed,
)
from rag.types import Filters

if TYPE_CHECKING:
    from rag.config import RagConfig
    from rag.types import Event


@narrowed
def ask(
    question: Annotated[str, typer.Argument(help="The question, in any language.")],
    index: IndexOption = None,
    config: ConfigOption = None,
    json_: JsonOption = False,
    *,
    filters: Filters,
    model: ModelOption = None,
    device: DeviceOption = None,
    script: ScriptOption = None,
) -> None:
    """Ask a question and print the cited answer. Exit code 3 when it is refused."""
    from rag.printing import answer_text, as_json, printable
    from rag.shown_script import convert, in_script
    from rag.types import Answer, Extract, Finished

    settings = options.read_config(config, model=model, device=device)
    answer: Answer | None = None
    shown = ""
    for event in _events(question, index, settings, filters):
        if isinstance(event, Extract) and not json_ and not shown and sys.stdout.isatty():
            shown = printable("".join(convert(each.text, script) if script else each.text for each in event.sentences))
            typer.secho(shown, dim=True)
        if isinstance(event, Finished):
            answer = in_script(event.answer, script)
    if answer is None:
        raise typer.Exit(1)
    if shown:
        typer.echo("")
    typer.echo(as_json(answer) if json_ else answer_text(answer))
    raise typer.Exit(3 if answer.refused else 0)


def _events(question: str, index: Path | None, config: RagConfig, filters: Filters) -> Iterator[Event]:
    """The events of an answer: from a server that is up for this index, else from a chatbot of our own."""
    from rag import warm_server

    server = warm_server.find(index, config)
    if server is not None:
        try:
            yield from warm_server.ask(server, question, filters)
            return
        except warm_server.ServerGoneError:
            pass  # nobody need know
    yield from options.open_chatbot(index, config).stream(question, **asdict(filters))


@narrowed
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    index: IndexOption = None,
    config: ConfigOption = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many passages.")] = 10,
    json_: JsonOption = False,
    *,
    filters: Filters,
) -> None:
    """Find passages, without any model but the embedder."""
    from rag.printing import as_json, hit_lines

    chatbot = options.open_chatbot(index, options.read_config(config))
    hits = chatbot.search(query, limit=limit, **asdict(filters))
    typer.echo(as_json(hits) if json_ else hit_lines(hits))
    raise typer.Exit(0 if hits else 3)


def who(
    about: Annotated[str | None, typer.Argument(help="What the words are about; all when left out.")] = None,
    speaker: SpeakerOption = None,
    index: IndexOption = None,
    config: ConfigOption = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many quotations.")] = 20,
    json_: JsonOption = False,
) -> None:
    """List who said what: quotations by speaker, by matter, or all."""
    from rag.printing import as_json, quotation_lines

    found = options.open_chatbot(index, options.read_config(config)).quotations(speaker=speaker, about=about)[:limit]
    typer.echo(as_json(found) if json_ else quotation_lines(found))
    raise typer.Exit(0 if found else 3)
