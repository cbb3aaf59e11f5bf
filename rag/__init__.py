"""Ask a folder of Chinese articles and get answers cited to the exact characters they came from.

    from rag import ask, build_index
    build_index(["articles/"], index="data/mine")
    print(ask("王小川怎么看小厂?", index="data/mine").text)

Importing this package loads no model and no heavy library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.build import BuildReport
    from index.errors import RagError
    from rag.api import ask, build_index, quotations
    from rag.chatbot import Chatbot
    from rag.config import RagConfig, load_config
    from rag.types import (
        Answer,
        AnswerSentence,
        Citation,
        Delta,
        Event,
        Evidence,
        Extract,
        Finished,
        Hit,
        Retrieved,
        SentenceChecked,
    )

__version__ = "0.1.0"

_HOMES = {
    "ask": "rag.api",
    "build_index": "rag.api",
    "quotations": "rag.api",
    "Chatbot": "rag.chatbot",
    "RagConfig": "rag.config",
    "load_config": "rag.config",
    "BuildReport": "index.build",
    "RagError": "index.errors",
} | dict.fromkeys(
    (
        "Answer",
        "AnswerSentence",
        "Citation",
        "Delta",
        "Event",
        "Evidence",
        "Extract",
        "Finished",
        "Hit",
        "Retrieved",
        "SentenceChecked",
    ),
    "rag.types",
)

__all__ = [
    "Answer",
    "AnswerSentence",
    "BuildReport",
    "Chatbot",
    "Citation",
    "Delta",
    "Event",
    "Evidence",
    "Extract",
    "Finished",
    "Hit",
    "RagConfig",
    "RagError",
    "Retrieved",
    "SentenceChecked",
    "ask",
    "build_index",
    "load_config",
    "quotations",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its home on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
