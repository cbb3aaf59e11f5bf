"""The command line: rag index | list | remove | ask | search | eval | doctor | serve.

Exit codes: 0 answered or done, 3 refused, 2 wrong use, 1 failure. The commands are functions in `rag.commands`.
"""

from __future__ import annotations

import sys

import typer

from index.errors import ConfigError, RagError
from rag.commands import articles, asking, measuring, options, running

app = typer.Typer(
    help=__doc__.splitlines()[0], no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
# In the order in which --help shows them.
app.command()(asking.ask)
app.command("index")(articles.index_)
app.command("list")(articles.list_)
app.command()(articles.remove)
app.command()(asking.search)
app.command()(asking.who)
app.command()(articles.clean)
app.command("eval")(measuring.eval_)
app.command()(running.doctor)
app.command()(running.serve)


def main() -> None:
    """Run the command line; errors of ours are one message with a hint, never a traceback."""
    try:
        app()
    except ConfigError as error:
        options.say(f"rag: {error}")
        sys.exit(2)
    except RagError as error:
        options.say(f"rag: {error}")
        sys.exit(1)


if __name__ == "__main__":
    main()
