"""What the commands share: the options that mean the same everywhere, and opening what they name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rag.config import RagConfig, load_config

if TYPE_CHECKING:
    from rag.chatbot import Chatbot

IndexOption = Annotated[Path | None, typer.Option("--index", "-i", help="Index folder; the demo index when left out.")]
NeededIndex = Annotated[Path, typer.Option("--index", "-i", help="Index folder.")]
ConfigOption = Annotated[Path | None, typer.Option("--config", "-c", help="TOML file, such as configs/default.toml.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else on stdout.")]
SourceOption = Annotated[str | None, typer.Option(help="Only articles whose source contains this.")]
AuthorOption = Annotated[str | None, typer.Option(help="Only articles whose author contains this.")]
SinceOption = Annotated[
    str | None, typer.Option(help="Only articles of this date or later: 2023, 2023-08, 2023-08-12.")
]
UntilOption = Annotated[str | None, typer.Option(help="Only articles of this date or earlier.")]
SpeakerOption = Annotated[str | None, typer.Option(help="Only passages that quote this speaker.")]
ModelOption = Annotated[str | None, typer.Option(help='Generator: "bundled", "none", a local folder, or a hub id.')]
ScriptOption = Annotated[
    Literal["simplified", "traditional"] | None, typer.Option(help="Show the answer in this script; quotes stay.")
]
DeviceOption = Annotated[str | None, typer.Option(help='"auto", "cpu", "cuda" or "mps".')]


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
