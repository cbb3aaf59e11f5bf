"""What the commands share: the options that mean the same everywhere, and opening what they name."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from rag.config import RagConfig, load_config
from rag.types import Filters

if TYPE_CHECKING:
    from rag.chatbot import Chatbot

IndexOption = Annotated[Path | None, typer.Option("--index", "-i", help="Index folder; the demo index when left out.")]
NeededIndex = Annotated[Path, typer.Option("--index", "-i", help="Index folder.")]
ConfigOption = Annotated[Path | None, typer.Option("--config", "-c", help="TOML file, such as configs/default.toml.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else on stdout.")]
SpeakerOption = Annotated[str | None, typer.Option(help="Only passages that quote this speaker.")]
ModelOption = Annotated[str | None, typer.Option(help='Generator: "bundled", "none", a local folder, or a hub id.')]
ScriptOption = Annotated[
    Literal["simplified", "traditional"] | None, typer.Option(help="Show the answer in this script; quotes stay.")
]
DeviceOption = Annotated[str | None, typer.Option(help='"auto", "cpu", "cuda" or "mps".')]
# The fields of `Filters`.
_NARROWING = {
    "source": Annotated[str | None, typer.Option(help="Only articles whose source contains this.")],
    "author": Annotated[str | None, typer.Option(help="Only articles whose author contains this.")],
    "since": Annotated[
        str | None, typer.Option(help="Only articles of this date or later: 2023, 2023-08, 2023-08-12.")
    ],
    "until": Annotated[str | None, typer.Option(help="Only articles of this date or earlier.")],
    "speaker": SpeakerOption,
}


def narrowed(command: Callable[..., None]) -> Callable[..., None]:
    """`command` with an option for each field of `Filters` in the place of its parameter `filters`."""
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command, eval_str=True).parameters.values():
        if parameter.name == "filters":
            options = [
                inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
                for name, option in _NARROWING.items()
            ]
            parameters.extend(options)
        else:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))

    @functools.wraps(command)
    def run(**given: Any) -> None:
        command(filters=Filters(**{name: given.pop(name) for name in _NARROWING}), **given)

    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return run


def read_config(
    path: Path | None,
    *,
    model: str | None = None,
    device: str | None = None,
    host: str | None = None,
    port: int | None = None,
) -> RagConfig:
    """The configuration of a file (default: none), with the flags that were given over it."""
    flags = {
        "generator.model": model,
        "generator.device": device,
        "index.device": device,
        "server.host": host,
        "server.port": port,
    }
    return load_config(path, flags=flags)


def open_chatbot(index: Path | None, config: RagConfig) -> Chatbot:
    """A chatbot over an index folder, or over the demo index."""
    from rag.chatbot import Chatbot

    return Chatbot(index=index, config=config)


def say(text: str) -> None:
    """A line for the person, on stderr."""
    typer.echo(text, err=True)
