"""The server: Gradio's queue and API, our page, and the plain routes that the page needs beside them."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import threading
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from index.errors import IndexNotFoundError, RagError
from rag.config import RagConfig
from rag.ui.guard import Guard, is_loopback
from rag.ui.library import Library, has_index
from rag.ui.room import ReadingRoom
from rag.ui.tools import Tools, real_tools
from rag.warm_server import Server, announce, withdraw


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers at `url` until it is closed."""

    url: str
    room: ReadingRoom
    _server: Any
    _announced: list[tuple[Server, Path]] = field(default_factory=list)

    def close(self) -> None:
        """Stop answering."""
        for server, path in self._announced:
            withdraw(server, path)
        self._server.get_blocks().close(verbose=False)

    def announce(self, index: Path | None) -> None:
        """Let `rag ask` over this index find the server; no more than a slower answer depends on it."""
        where = urlsplit(self.url)
        with contextlib.suppress(OSError):
            self._announced.append(
                announce(index, self.room.config, host=_reachable(where.hostname), port=where.port or 80)
            )


def launch(
    config: RagConfig, *, index: str | Path | None = None, host: str | None = None, port: int | None = None
) -> None:
    """Serve the reading room until interrupted. `index` None opens the demo; host and port default to the config's.

    Raises IndexNotFoundError, or RagError when the port is taken.
    """
    if index is not None and not has_index(Path(index)):
        raise IndexNotFoundError(f"there is no index in {index}.", hint=f"Run: rag index PATH --index {index}")
    running = start(config, index=index, host=host, port=port, quiet=False)
    running.announce(Path(index) if index else None)
    threading.Thread(target=running.room.warm, name="warming", daemon=True).start()
    try:
        running._server.get_blocks().block_thread()
    finally:
        running.close()


def start(
    config: RagConfig,
    *,
    index: str | Path | None = None,
    host: str | None = None,
    port: int | None = None,
    collections: Path | None = None,
    tools: Tools | None = None,
    quiet: bool = True,
) -> Running:
    """Serve in the background. `port` 0 takes a free one; `collections` is the folder that new collections go to."""
    # Before the import: Gradio reads these once. Nothing is counted, shared or asked of any other machine.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    import gradio

    from rag.ui.answering import register_answering
    from rag.ui.routes import register_routes
    from rag.ui.stewarding import register_stewarding
    from rag.ui.warm import register_warm

    host = host or config.server.host
    port = config.server.port if port is None else port
    room = ReadingRoom(
        config, Library(Path(index) if index else None, root=collections), tools=tools or real_tools(config)
    )
    server = gradio.Server(title="Reading room", docs_url=None, redoc_url=None, openapi_url=None)
    register_routes(server, room, local=is_loopback(host))
    register_answering(server, room)
    register_stewarding(server, room, local=is_loopback(host))
    announced: list[tuple[Server, Path]] = []
    register_warm(server, room, lambda: announced[-1][0].token if announced else None)
    server.add_middleware(Guard, any_host=not is_loopback(host))
    try:
        url = _listen(server, host, port or _free_port(host))
    except OSError as error:
        raise RagError(f"cannot listen on {host}:{port}.", hint="Choose another port with --port.") from error
    if not quiet:
        sys.stderr.write(f"Reading room of {room.library.get(None).name!r} at {url} (Ctrl+C ends it)\n")
    return Running(url=url, room=room, _server=server, _announced=announced)


def _listen(server: Any, host: str, port: int) -> str:
    """Start answering in the background; the address. Raises OSError when the port is taken."""
    # Gradio greets on standard output, even when it is to be quiet.
    with contextlib.redirect_stdout(io.StringIO()):
        _, url, _ = server.launch(
            server_name=host,
            server_port=port,
            share=False,
            inbrowser=False,
            prevent_thread_lock=True,
            show_error=True,
            quiet=True,
            run_history=False,
            enable_monitoring=False,
            ssr_mode=False,
            pwa=False,
            max_file_size=1,  # uploads come through our own route, which stores them with their collection
            mcp_server=find_spec("mcp") is not None,
        )
    return str(url).rstrip("/")


def _reachable(host: str | None) -> str:
    """A name by which this machine reaches a server that listens on `host`; every address means loopback too."""
    return "127.0.0.1" if host in (None, "0.0.0.0", "::", "localhost") else str(host)


def _free_port(host: str) -> int:
    import socket

    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
