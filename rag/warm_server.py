"""How `rag ask` finds a server that is up: a small file in the cache folder for each index and configuration.

A server writes where it listens and a secret; whoever can read the file, which is its owner alone, may ask. Nothing is
ever started unasked, and whatever goes wrong on the way means an answer without the server.
"""

from __future__ import annotations

import hashlib
import http.client
import importlib.metadata
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import RagError
from index.weights.cache import cache_folder
from rag.config import RagConfig
from rag.event_data import read_event
from rag.types import Event, Filters, Finished

ROUTE = "/room/answer"
_CONNECTING = 0.5  # seconds; a server on this machine answers at once or is gone
_ANSWERING = 120.0


class ServerGoneError(RagError):
    """The server cannot be asked, or broke off."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server listens, its process, and the secret that it wants to be shown."""

    host: str
    port: int
    process: int
    token: str


def announce(index: Path | None, config: RagConfig, *, host: str, port: int) -> tuple[Server, Path]:
    """Write the file of a server that answers over `index` with `config`; returns what it says, and where it is.

    The file is its owner's alone. Raises OSError when the cache cannot be written.
    """
    server = Server(host, port, os.getpid(), secrets.token_urlsafe(32))
    path = _file(index, config)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        temporary.unlink()
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(server), file)
    temporary.replace(path)
    return server, path


def withdraw(server: Server, path: Path) -> None:
    """Remove the file, unless another server has taken it over."""
    if _read(path) == server:
        with suppress(OSError):
            path.unlink()


def find(index: Path | None, config: RagConfig) -> Server | None:
    """The server for this index and configuration, if one says that it is up."""
    server = _read(_file(index, config))
    return server if server is not None and _is_running(server.process) else None


def ask(server: Server, question: str, filters: Filters) -> Iterator[Event]:
    """The events of an answer, as they come. Raises ServerGoneError."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=_CONNECTING)
    try:
        connection.connect()
        connection.sock.settimeout(_ANSWERING)
        body = json.dumps({"question": question, **asdict(filters)})
        headers = {"authorization": f"Bearer {server.token}", "content-type": "application/json"}
        connection.request("POST", ROUTE, body.encode("ascii"), headers)
        yield from _events(connection.getresponse())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ServerGoneError(f"the server at {server.host}:{server.port} is gone: {error}.") from error
    finally:
        connection.close()


def _events(response: http.client.HTTPResponse) -> Iterator[Event]:
    if response.status != http.client.OK:
        raise ValueError(f"it answers {response.status}")
    for line in iter(response.readline, b""):
        event = read_event(line)
        yield event
        if isinstance(event, Finished):
            return
    raise ValueError("it broke off")


def _file(index: Path | None, config: RagConfig) -> Path:
    """One name for each index, configuration (but for where it listens), and state of the program."""
    settings = {name: table for name, table in asdict(config).items() if name != "server"}
    what = [str(index.resolve()) if index else None, settings, _program()]
    return cache_folder() / "servers" / f"{hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32]}.json"


def _program() -> list[str]:
    """The version, and when a module was last changed: a server that runs older code is not asked."""
    try:
        version = importlib.metadata.version("cited-answers")
    except importlib.metadata.PackageNotFoundError:
        version = "unknown"
    here = Path(__file__).parent
    folders = (here, here / "ui", here.parent / "index")
    changed = max(entry.stat().st_mtime_ns for folder in folders for entry in os.scandir(folder) if entry.is_file())
    return [version, str(here), str(changed)]


def _read(path: Path) -> Server | None:
    """None when there is no such file, or none that only its owner could have written."""
    try:
        status = path.stat()
        if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o077):
            return None
        content: dict[str, Any] = json.loads(path.read_bytes())
        return Server(str(content["host"]), int(content["port"]), int(content["process"]), str(content["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_running(process: int) -> bool:
    if os.name == "nt":
        return True  # asking would end it there; the connection tells
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
