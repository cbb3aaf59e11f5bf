"""rag index, list, remove and clean: the articles of an index."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from rag.commands import options
from rag.commands.options import ConfigOption, DeviceOption, IndexOption, JsonOption, NeededIndex
from rag.config import RagConfig


def index_(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders of articles.")] = None,
    index: IndexOption = None,
    config: ConfigOption = None,
    demo: Annotated[bool, typer.Option("--demo", help="Build the demo index.")] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Redo everything; vectors that still apply are kept.")
    ] = False,
    json_: JsonOption = False,
    device: DeviceOption = None,
) -> None:
    """Index files and folders; run it again to take up changes."""
    from index.progress import progress_bar
    from rag.api import build_index
    from rag.printing import as_json

    settings = options.read_config(config, device=device)
    paths, index = _demo_paths(settings) if demo else (paths, index)
    if not paths or index is None:
        raise typer.BadParameter("name the files or folders to index, and the index folder with --index (or --demo).")
    with progress_bar() as progress:
        report = build_index(paths, index=index, config=settings, progress=progress, rebuild=rebuild or demo)
    if json_:
        typer.echo(as_json(report))
    else:
        _print_report(report)
    raise typer.Exit(1 if report.failures and not report.articles else 0)


def _demo_paths(config: RagConfig) -> tuple[list[Path], Path]:
    from rag.demo import demo_folder
    from rag.demo_index import demo_index_folder

    return [demo_folder()], demo_index_folder(config)


def _print_report(report: Any) -> None:
    from rag.printing import printable

    for failure in report.failures:
        options.say(printable(f"failed: {failure.path}: {failure.reason}"))
    for skipped in report.skipped:
        options.say(printable(f"skipped: {skipped.path}: {skipped.reason}"))
    typer.echo(
        f"{report.added} added, {report.updated} updated, {report.removed} removed, {report.unchanged} unchanged, "
        f"{len(report.failures)} failed; {report.articles} articles, {report.chunks} passages in {report.seconds:.1f} s"
    )


def list_(index: IndexOption = None, config: ConfigOption = None, json_: JsonOption = False) -> None:
    """List the articles of an index."""
    from rag.printing import as_json, printable

    with options.open_chatbot(index, options.read_config(config)).snapshot() as snapshot:
        articles = snapshot.articles()
    if json_:
        typer.echo(as_json(articles))
        return
    for article in articles:
        parts = (article.date, article.title, article.source, article.author, article.uri)
        typer.echo(printable("\t".join(part or "-" for part in parts)))


def remove(
    uris: Annotated[list[str], typer.Argument(help="Articles to remove, as `rag list` names them.")],
    index: NeededIndex,
    config: ConfigOption = None,
) -> None:
    """Remove articles from an index. A later `rag index` of their folder adds them again."""
    from index.build import remove_articles

    report = remove_articles(uris, index=index, config=options.read_config(config).index)
    _print_report(report)
    raise typer.Exit(0 if report.removed else 1)


def clean(
    file: Annotated[Path, typer.Argument(help="A file of any format that can be indexed.")],
    config: ConfigOption = None,
    text: Annotated[bool, typer.Option("--text", help="Print the cleaned text instead of what was removed.")] = False,
    json_: JsonOption = False,
) -> None:
    """Show what cleaning removes from a file, and why."""
    from index.cleaning import clean as clean_article
    from index.cleaning.report import describe
    from index.formats import load_file
    from rag.printing import as_json, printable, removal_lines

    cleaned = clean_article(load_file(file, config=options.read_config(config).index))
    if text:
        typer.echo(printable(cleaned.text))
    else:
        rows = describe(cleaned)
        typer.echo(as_json(rows) if json_ else removal_lines(rows))
