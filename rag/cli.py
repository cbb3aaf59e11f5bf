"""The command line: rag index | list | remove | ask | search | eval | doctor | serve.

Exit codes: 0 answered or done, 3 refused, 2 wrong use, 1 failure.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import ConfigError, RagError
from rag.config import RagConfig, load_config

if TYPE_CHECKING:
    from rag.chatbot import Chatbot

app = typer.Typer(
    help=__doc__.splitlines()[0], no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)

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
DeviceOption = Annotated[str | None, typer.Option(help='"auto", "cpu", "cuda" or "mps".')]


def main() -> None:
    """Run the command line; errors of ours are one message with a hint, never a traceback."""
    try:
        app()
    except ConfigError as error:
        _say(f"rag: {error}")
        sys.exit(2)
    except RagError as error:
        _say(f"rag: {error}")
        sys.exit(1)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in any language.")],
    index: IndexOption = None,
    config: ConfigOption = None,
    json_: JsonOption = False,
    source: SourceOption = None,
    author: AuthorOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    speaker: SpeakerOption = None,
    model: ModelOption = None,
    device: DeviceOption = None,
) -> None:
    """Ask a question and print the cited answer. Exit code 3 when it is refused."""
    from rag.printing import answer_text, as_json, printable
    from rag.types import Answer, Extract, Finished

    chatbot = _chatbot(index, _config(config, model=model, device=device))
    answer: Answer | None = None
    shown = ""
    for event in chatbot.stream(question, source=source, author=author, since=since, until=until, speaker=speaker):
        if isinstance(event, Extract) and not json_ and sys.stdout.isatty():
            shown = printable("".join(sentence.text for sentence in event.sentences))
            typer.secho(shown, dim=True)
        if isinstance(event, Finished):
            answer = event.answer
    if answer is None:
        raise typer.Exit(1)
    if shown:
        typer.echo("")
    typer.echo(as_json(answer) if json_ else answer_text(answer))
    raise typer.Exit(3 if answer.refused else 0)


@app.command("index")
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

    settings = _config(config, device=device)
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
        _say(printable(f"failed: {failure.path}: {failure.reason}"))
    for skipped in report.skipped:
        _say(printable(f"skipped: {skipped.path}: {skipped.reason}"))
    typer.echo(
        f"{report.added} added, {report.updated} updated, {report.removed} removed, {report.unchanged} unchanged, "
        f"{len(report.failures)} failed; {report.articles} articles, {report.chunks} passages in {report.seconds:.1f} s"
    )


@app.command("list")
def list_(index: IndexOption = None, config: ConfigOption = None, json_: JsonOption = False) -> None:
    """List the articles of an index."""
    from rag.printing import as_json, printable

    with _chatbot(index, _config(config)).snapshot() as snapshot:
        articles = snapshot.articles()
    if json_:
        typer.echo(as_json(articles))
        return
    for article in articles:
        parts = (article.date, article.title, article.source, article.author, article.uri)
        typer.echo(printable("\t".join(part or "-" for part in parts)))


@app.command()
def remove(
    uris: Annotated[list[str], typer.Argument(help="Articles to remove, as `rag list` names them.")],
    index: NeededIndex,
    config: ConfigOption = None,
) -> None:
    """Remove articles from an index. A later `rag index` of their folder adds them again."""
    from index.build import remove_articles

    report = remove_articles(uris, index=index, config=_config(config).index)
    _print_report(report)
    raise typer.Exit(0 if report.removed else 1)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    index: IndexOption = None,
    config: ConfigOption = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many passages.")] = 10,
    json_: JsonOption = False,
    source: SourceOption = None,
    author: AuthorOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    speaker: SpeakerOption = None,
) -> None:
    """Find passages, without any model but the embedder."""
    from rag.printing import as_json, hit_lines

    chatbot = _chatbot(index, _config(config))
    filters = {"source": source, "author": author, "since": since, "until": until, "speaker": speaker}
    hits = chatbot.search(query, limit=limit, **filters)
    typer.echo(as_json(hits) if json_ else hit_lines(hits))
    raise typer.Exit(0 if hits else 3)


@app.command()
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

    found = _chatbot(index, _config(config)).quotations(speaker=speaker, about=about)[:limit]
    typer.echo(as_json(found) if json_ else quotation_lines(found))
    raise typer.Exit(0 if found else 3)


@app.command()
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

    cleaned = clean_article(load_file(file, config=_config(config).index))
    if text:
        typer.echo(printable(cleaned.text))
    else:
        rows = describe(cleaned)
        typer.echo(as_json(rows) if json_ else removal_lines(rows))


@app.command("eval")
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
    chatbot = _chatbot(index, _config(config, model=model))
    run = evaluate(questions, chatbot.ask, exact=citation_checker(chatbot), on_score=_dot)
    _say("")
    text = json.dumps(as_json(run), ensure_ascii=False, indent=2)
    if output:
        output.write_text(text, encoding="utf-8")
    if json_:
        typer.echo(text)
    else:
        print_table(run)


def _dot(score: Any) -> None:
    typer.echo("." if score.right else "x", nl=False, err=True)


@app.command()
def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Answer a question with the network blocked.")] = False,
    index: IndexOption = None,
    config: ConfigOption = None,
) -> None:
    """Check the installation, the weights and the index."""
    from rag.doctor import examine

    fine = True
    for finding in examine(_config(config), index=index, offline=offline):
        fine = fine and finding.fine
        hint = f"  → {finding.hint}" if not finding.fine and finding.hint else ""
        typer.echo(f"{'ok  ' if finding.fine else 'FAIL'} {finding.name}: {finding.detail}{hint}")
    raise typer.Exit(0 if fine else 1)


@app.command()
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

    settings = _config(config, model=model, device=device, host=host, port=port)
    launch(settings, index=index)


def _config(
    path: Path | None,
    *,
    model: str | None = None,
    device: str | None = None,
    host: str | None = None,
    port: int | None = None,
) -> RagConfig:
    flags = {
        "generator.model": model,
        "generator.device": device,
        "index.device": device,
        "server.host": host,
        "server.port": port,
    }
    return load_config(path, flags=flags)


def _chatbot(index: Path | None, config: RagConfig) -> Chatbot:
    from rag.chatbot import Chatbot

    return Chatbot(index=index, config=config)


def _say(text: str) -> None:
    typer.echo(text, err=True)


if __name__ == "__main__":
    main()
