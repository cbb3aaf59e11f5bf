"""The functions that most programs need: build an index, ask, list quotations."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.config import RagConfig, load_config

if TYPE_CHECKING:
    from index.build import BuildReport
    from index.stored import StoredQuotation
    from rag.chatbot import Chatbot
    from rag.shown_script import Script
    from rag.types import Answer

# One chatbot per index and configuration, so that a second `ask()` finds the models loaded. Guarded by the lock.
_chatbots: dict[tuple[str | None, RagConfig], Chatbot] = {}
_lock = threading.Lock()


def build_index(
    paths: Iterable[str | Path],
    *,
    index: str | Path,
    config: RagConfig | None = None,
    progress: Callable[[Any], None] | None = None,
    rebuild: bool = False,
) -> BuildReport:
    """Add and update what lies under `paths` (files or folders) in the folder `index`, remove what vanished from them.

    Articles of earlier calls with other paths stay. A file that fails is a line in `report.failures` and stops nothing.
    Raises IndexLockedError while another build writes, FingerprintError when the index was built with other models or
    versions and `rebuild` is false.
    """
    from index.build import build_index as build

    config = config or load_config()
    return build(list(paths), index=Path(index), config=config.index, progress=progress, rebuild=rebuild)


def ask(
    question: str,
    *,
    index: str | Path | None = None,
    texts: Sequence[str] | None = None,
    history: Sequence[tuple[str, str]] = (),
    config: RagConfig | None = None,
    source: str | None = None,
    author: str | None = None,
    since: str | None = None,
    until: str | None = None,
    speaker: str | None = None,
    script: Script | None = None,
) -> Answer:
    """Answer from `index` (default: the demo articles, indexed on first use), or from `texts` alone.

    `script` ("simplified" or "traditional") converts the words of the answer; its quotes stay as the articles have them.
    One `Chatbot` per index and configuration is kept for the life of the process, so that models load once; threads
    share it. Raises IndexNotFoundError, FingerprintError or WeightsError, each with the command that mends it.
    """
    filters = {"source": source, "author": author, "since": since, "until": until, "speaker": speaker}
    config = config or load_config()
    if texts is not None:
        if index is not None:
            raise ValueError("give either index or texts, not both")
        chatbot = _shared(None, config).over_texts(texts)
    else:
        chatbot = _shared(index, config)
    return chatbot.ask(question, history=history, script=script, **filters)


def quotations(
    index: str | Path | None = None,
    *,
    speaker: str | None = None,
    about: str | None = None,
    config: RagConfig | None = None,
) -> tuple[StoredQuotation, ...]:
    """Who said what: the quotations of `index`, by speaker and matter (None: all)."""
    return _shared(index, config or load_config()).quotations(speaker=speaker, about=about)


def _shared(index: str | Path | None, config: RagConfig) -> Chatbot:
    from rag.chatbot import Chatbot

    key = (None if index is None else str(Path(index).resolve()), config)
    with _lock:
        if key not in _chatbots:
            _chatbots[key] = Chatbot(index=index, config=config)
        return _chatbots[key]
