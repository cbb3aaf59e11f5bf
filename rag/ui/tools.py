"""What the page needs from the two halves, in one place, so that tests can put fakes there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.reader import IndexReader
    from rag import evidence_reader as evidence_reading
    from rag.chatbot import Chatbot
    from rag.config import RagConfig
    from rag.generation import Generator

# Texts of many lengths, each twice: a length that is new to a core costs the question that brings it milliseconds.
_LENGTHS = ["文" * size for size in range(4, 128, 6) for _ in range(2)]


@dataclass(frozen=True, slots=True)
class Tools:
    """The two halves as the page calls them.

    `make_chatbot` takes an index folder (None: the demo) and a configuration; `build_index` and `remove_articles` are
    called like those of `index.build`, without config.
    """

    make_chatbot: Callable[[Path | None, RagConfig], Chatbot]
    build_index: Callable[..., Any]
    remove_articles: Callable[..., Any]
    stored_roots: Callable[[Path], Sequence[str]]
    warm_models: Callable[[], None]


def real_tools(config: RagConfig) -> Tools:
    """The real ones. One embedder, one evidence reader and one generator serve every collection and setting, loaded when first needed."""
    models = _Models(config)

    def make_chatbot(path: Path | None, chosen: RagConfig) -> Chatbot:
        from rag.chatbot import Chatbot

        generator = None if chosen.generator.model == "none" else models.generator()
        return Chatbot(
            config=chosen,
            embedder=models.embedder(),
            generator=generator,
            reader=models.reader(path, chosen),
            evidence_reader=models.evidence_reader(),
        )

    def build_index(paths: list[Path], *, index: Path, progress: Callable[[Any], None]) -> Any:
        from index.build import build_index as build

        return build(paths, index=index, config=config.index, embedder=models.embedder(), progress=progress)

    def remove_articles(uris: list[str], *, index: Path) -> Any:
        from index.build import remove_articles as remove

        return remove(uris, index=index, config=config.index, embedder=models.embedder())

    def stored_roots(index: Path) -> Sequence[str]:
        from index.roots import stored_roots as read

        return read(index)

    def warm_models() -> None:
        from rag.openai_generator import is_endpoint

        models.embedder().embed_passages(_LENGTHS)
        reader = models.evidence_reader()
        if reader is not None:
            reader.read("预热的问题是什么?", _LENGTHS)
        # An endpoint is somebody's service: it is asked when a person asks, not for warmth.
        if not is_endpoint(config.generator.model):
            _warm_generator(models.generator())

    return Tools(make_chatbot, build_index, remove_articles, stored_roots, warm_models)


def _warm_generator(generator: Generator | None) -> None:
    """Have it read a prompt of more than one block and copy, so that its vocabulary of copies is there too."""
    from rag.copying import Copying, Source

    if generator is not None:
        whole = Source(1, "预热", starts=(0,), ends=(2,))
        for _ in generator.generate("文" * 200, max_new_tokens=2, constraint=Copying((whole,))):
            pass


class _Models:
    def __init__(self, config: RagConfig) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._embedder: Embedder | None = None
        self._generator: Generator | None = None
        self._generator_known = False
        self._evidence_reader: evidence_reading.Reader | None = None
        self._evidence_reader_known = False
        self._readers: dict[Path | None, IndexReader] = {}

    def reader(self, path: Path | None, config: RagConfig) -> IndexReader:
        """One reader an index, so that settings of several visitors share what it keeps in memory."""
        embedder = self.embedder()
        with self._lock:
            if path not in self._readers:
                from index.reader import open_index
                from rag.demo_index import ensure_demo_index

                folder = ensure_demo_index(config, embedder) if path is None else path
                self._readers[path] = open_index(folder, config=config.index, embedder=embedder)
            return self._readers[path]

    def embedder(self) -> Embedder:
        with self._lock:
            if self._embedder is None:
                from index.embedding import load_embedder

                self._embedder = load_embedder(self._config.index)
            return self._embedder

    def generator(self) -> Generator | None:
        with self._lock:
            if not self._generator_known:
                from rag.generation import load_generator

                self._generator = load_generator(self._config.generator)
                self._generator_known = True
            return self._generator

    def evidence_reader(self) -> evidence_reading.Reader | None:
        with self._lock:
            if not self._evidence_reader_known:
                from rag.chatbot import load_evidence_reader

                self._evidence_reader = load_evidence_reader(self._config)
                self._evidence_reader_known = True
            return self._evidence_reader
