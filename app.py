"""The page in the browser: `python app.py --index data/mine`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from index.errors import RagError
from rag.config import load_config
from rag.ui import launch


def main(arguments: Sequence[str] | None = None) -> int:
    """Load the configuration and serve until interrupted; 1 with a message when that is impossible."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, help="index folder to open; the demo articles when left out")
    parser.add_argument("--config", type=Path, help="TOML file, see configs/")
    parser.add_argument("--host", help="address to listen on; loopback unless you change it")
    parser.add_argument("--port", type=int, help="port; 0 takes a free one")
    chosen = parser.parse_args(arguments)
    try:
        config = load_config(chosen.config, flags={"server.host": chosen.host, "server.port": chosen.port})
        launch(config, index=chosen.index)
    except RagError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
