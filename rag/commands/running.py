"""rag doctor and serve: is everything there, and the page in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.commands import options
from rag.commands.options import ConfigOption, DeviceOption, IndexOption, ModelOption


def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Answer a question with the network blocked.")] = False,
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Check the installation, the weights and the index."""
    from rag.doctor import examine

    fine = True
    for finding in examine(options.read_config(config), index=index, offline=offline):
        fine = fine and finding.fine
        hint = f"  → {finding.hint}" if not finding.fine and finding.hint else ""
        typer.echo(f"{'ok  ' if finding.fine else 'FAIL'} {finding.name}: {finding.detail}{hint}")
    raise typer.Exit(0 if fine else 1)


def serve(
    index: IndexOption = None,
    config: ConfigOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; loopback unless you change it.")] = None,
    port: Annotated[int | None, typer.Option(help="Port.")] = None,
    model: ModelOption = None,
    device: DeviceOption = None,
) -> None:
    """Serve the page in the browser."""
    from rag.ui import launch

    settings = options.read_config(config, model=model, device=device, host=host, port=port)
    launch(settings, index=index)
