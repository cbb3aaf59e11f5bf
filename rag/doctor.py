"""`rag doctor`: is everything there, and does it work with the network closed?"""

from __future__ import annotations

import importlib.metadata
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import RagError
from rag.config import RagConfig

_PACKAGES = ("torch", "sentence-transformers", "transformers", "faiss-cpu", "gradio", "opencc")
DEMO_QUESTION = "王小川怎么看小厂?"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report; `hint` names what mends it."""

    name: str
    fine: bool
    detail: str
    hint: str = ""


class NetworkBlockedError(OSError):
    """Raised in place of a connection while the network is blocked."""


@contextmanager
def network_blocked() -> Iterator[list[str]]:
    """Refuse every connection and name look-up of this process, and list who tried, as 'event target (file:line)'.

    Works by an audit hook (PEP 578), which no library can go around in Python code; sockets within the machine's own
    file system are left alone. The hook stays for the life of the process but is silent outside the block.
    """
    attempts: list[str] = []
    active = True

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if not active or event not in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
            return
        target = arguments[1] if event != "socket.getaddrinfo" else arguments[:2]
        if isinstance(target, str | bytes):
            return
        caller = next(
            (frame for frame in reversed(traceback.extract_stack()[:-1]) if "socket.py" not in frame.filename), None
        )
        place = f"{caller.filename}:{caller.lineno}" if caller else "unknown"
        attempts.append(f"{event} {target} ({place})")
        raise NetworkBlockedError(f"the network is blocked: {event} {target}")

    sys.addaudithook(watch)
    try:
        yield attempts
    finally:
        active = False


def examine(config: RagConfig, *, index: Path | None, offline: bool) -> Iterator[Finding]:
    """Check Python, packages, weights, the index, and with `offline` a whole question with the network blocked."""
    yield Finding("python", sys.version_info >= (3, 11), sys.version.split()[0], "Python 3.11 or newer is needed.")
    yield from map(_package, _PACKAGES)
    yield _checked("embedder weights", lambda: _embedder_weights(config))
    yield _checked("generator weights", lambda: _generator_weights(config))
    yield Finding("cache", True, _cache())
    if index is not None:
        yield _checked("index", lambda: _index(config, index))
    if offline:
        yield _offline(config, index)


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, "not installed", f"pip install {name}")


def _checked(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, check())
    except RagError as error:
        return Finding(name, False, error.message, error.hint)


def _embedder_weights(config: RagConfig) -> str:
    from index.weights import ensure_embedder

    return str(ensure_embedder(config.index.embedder, allow_hub=config.index.allow_hub, verify=True))


def _generator_weights(config: RagConfig) -> str:
    from index.weights import ensure_generator
    from rag.openai_generator import is_endpoint
    from rag.transformers_generator import taught_file

    if config.generator.model == "none":
        return "none: extracts only"
    chosen = config.generator
    if is_endpoint(chosen.model):
        return f"at {chosen.model}"
    return str(ensure_generator(chosen.model, allow_hub=chosen.allow_hub, verify=True, taught=taught_file(chosen)))


def _cache() -> str:
    """Where the cache is and what it holds; older versions in it are removed as new ones are written."""
    from index.weights import cache_folder

    folder, size = cache_folder(), 0
    for below, _, names in os.walk(folder):  # which passes over what goes away meanwhile
        for name in names:
            with suppress(OSError):
                size += (Path(below) / name).stat().st_size
    return f"{size / 1e6:,.0f} MB in {folder}"


def _index(config: RagConfig, index: Path) -> str:
    from index.embedding import load_embedder
    from index.reader import open_index

    with open_index(index, config=config.index, embedder=load_embedder(config.index)).snapshot() as snapshot:
        return f"{snapshot.article_count} articles, {snapshot.chunk_count} passages, generation {snapshot.generation}"


def _offline(config: RagConfig, index: Path | None) -> Finding:
    """Ask a question with the network blocked. Anything that tried is named, whether or not the answer came."""
    from rag.chatbot import Chatbot

    with network_blocked() as attempts:
        try:
            chatbot = Chatbot(index=index, config=config)
            question = DEMO_QUESTION if index is None else _question_over(chatbot)
            answer = chatbot.ask(question)
        except (RagError, OSError) as error:
            tried = f" Tried: {'; '.join(attempts)}" if attempts else ""
            return Finding("offline", False, f"{error}{tried}", "No network may be needed: report this.")
    if attempts:
        return Finding(
            "offline", False, f"tried the network: {'; '.join(attempts)}", "No network may be needed: report this."
        )
    if index is None and (answer.refused or not answer.citations):
        return Finding("offline", False, f"no cited answer: {answer.text}", "Rebuild the demo index: rag index --demo")
    return Finding("offline", True, f"{question} → {answer.text}")


def _question_over(chatbot: Any) -> str:
    """A question about the first article of the index, whatever it is."""
    with chatbot.snapshot() as snapshot:
        articles = snapshot.articles()
    return f"{articles[0].title}?" if articles else DEMO_QUESTION
