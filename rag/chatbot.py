"""The one place where the parts meet: a question comes in, events come out, the last of them the answer.

A `Chatbot` holds one index, one embedder and at most one generator, each loaded when it is first needed. Any number of
threads may ask at once; each question sees one generation of the index.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from index.config import BUNDLED
from index.weights import EMBEDDER
from rag import retrieval
from rag.config import RagConfig, load_config
from rag.query_map import mapped
from rag.shown_script import Script, in_script
from rag.turn import Turn
from rag.types import (
    Answer,
    Event,
    Filters,
    Finished,
    Hit,
)

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.reader import IndexReader
    from index.snapshot import Snapshot
    from index.stored import StoredQuotation
    from rag import evidence_reader as evidence_reading
    from rag.generation import Generator

History = Sequence[tuple[str, str]]
Cancelled = Callable[[], bool]
LONGEST_QUESTION = 2_000  # characters; more is no question, and costs what an article costs


class Chatbot:
    """Answers questions over one index.

    `index` None means the demo index. `embedder` (with `evidence_reader`), `generator` and `reader`, the index's, replace
    what the configuration names; a generator of None with `config.generator.model = "none"` gives extracts alone. Raises
    IndexNotFoundError or FingerprintError when the index cannot be read.
    """

    def __init__(
        self,
        index: str | Path | None = None,
        *,
        config: RagConfig | None = None,
        embedder: Embedder | None = None,
        generator: Generator | None = None,
        reader: IndexReader | None = None,
        evidence_reader: evidence_reading.Reader | None = None,
    ) -> None:
        self.config = config or load_config()
        self._generator = generator
        self._generator_known = generator is not None
        self._evidence_reader = evidence_reader
        # An embedder that is handed in comes with the reader that is handed in, be it none.
        self._evidence_reader_known = evidence_reader is not None or embedder is not None
        self._lock = threading.Lock()
        self._embedder = embedder or _embedder(self.config)
        self._reader = reader or _reader(index, self.config, self._embedder)

    def over_texts(self, texts: Sequence[str]) -> Chatbot:
        """A chatbot with the same models over `texts` alone, kept in memory, as "text:1", "text:2" and so on.

        Blank texts are left out. Raises a FormatError for one that is too long.
        """
        from index.formats import article_from_text
        from index.reader import memory_index

        articles = [
            article_from_text(text, uri=f"text:{number}") for number, text in enumerate(texts, start=1) if text.strip()
        ]
        reader = memory_index(articles, config=self.config.index, embedder=self._embedder)
        return Chatbot(
            config=self.config,
            embedder=self._embedder,
            generator=self.load_generator(),
            reader=reader,
            evidence_reader=self.load_evidence_reader(),
        )

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """One generation of the index, for front ends that show articles."""
        return self._reader.snapshot()

    def quotations(self, *, speaker: str | None = None, about: str | None = None) -> tuple[StoredQuotation, ...]:
        """Who said what."""
        with self.snapshot() as snapshot:
            return snapshot.quotations(speaker=speaker, about=about)

    def search(
        self,
        query: str,
        *,
        limit: int = 20,
        source: str | None = None,
        author: str | None = None,
        since: str | None = None,
        until: str | None = None,
        speaker: str | None = None,
    ) -> tuple[Hit, ...]:
        """Passages for `query`, best first, without any model but the embedder."""
        filters = Filters(source=source, author=author, since=since, until=until, speaker=speaker)
        if not query.strip():
            return ()
        vector = self.embed_query(query[:LONGEST_QUESTION])
        with self.snapshot() as snapshot:
            return retrieval.retrieve(
                snapshot, query[:LONGEST_QUESTION], vector, config=self.config.retrieval, filters=filters, limit=limit
            )

    def ask(
        self,
        question: str,
        *,
        history: History = (),
        source: str | None = None,
        author: str | None = None,
        since: str | None = None,
        until: str | None = None,
        speaker: str | None = None,
        script: Script | None = None,
    ) -> Answer:
        """The answer to `question`: `stream` run to its end, its words in `script` ("simplified", "traditional")."""
        filters = Filters(source=source, author=author, since=since, until=until, speaker=speaker)
        for event in Turn(self, question[:LONGEST_QUESTION], history, filters, _never).run():
            if isinstance(event, Finished):
                return in_script(event.answer, script)
        raise AssertionError("a stream that nobody cancelled ends with Finished")

    def stream(
        self,
        question: str,
        *,
        history: History = (),
        source: str | None = None,
        author: str | None = None,
        since: str | None = None,
        until: str | None = None,
        speaker: str | None = None,
        cancelled: Cancelled | None = None,
    ) -> Iterator[Event]:
        """Retrieved, Extract, then Delta and SentenceChecked as they come, then Finished; on refusal only the ends.

        `history` holds (question, answer text) pairs, oldest first. Closing the iterator, or `cancelled` returning
        true, stops the generator at its next token.
        """
        filters = Filters(source=source, author=author, since=since, until=until, speaker=speaker)
        turn = Turn(self, question[:LONGEST_QUESTION], history, filters, cancelled or _never)
        yield from turn.run()

    def load_generator(self) -> Generator | None:
        """The generator that the configuration names, made on first use; None when answers are extracts alone."""
        with self._lock:
            if not self._generator_known:
                from rag import generation

                self._generator = generation.load_generator(self.config.generator)
                self._generator_known = True
            return self._generator

    def load_evidence_reader(self) -> evidence_reading.Reader | None:
        """The evidence reader that the configuration names, made on first use; None when it names none."""
        with self._lock:
            if not self._evidence_reader_known:
                self._evidence_reader = load_evidence_reader(self.config)
                self._evidence_reader_known = True
            return self._evidence_reader

    def embed_query(self, text: str) -> retrieval.Scores:
        """The embedding of a question, float32 of shape (dimension,), to search with."""
        return self.embed_question(text)[1]

    def embed_question(self, text: str) -> tuple[retrieval.Scores, retrieval.Scores]:
        """The embedding of a question as the embedder gives it, and as it is searched with: the bundled one's is mapped.

        Cosines with the two are on different scales.
        """
        vectors = self._embedder.embed_queries([text])
        searched = mapped(vectors) if self.embeds_as_bundled else vectors
        return vectors[0], searched[0]

    @property
    def embeds_as_bundled(self) -> bool:
        """Whether the bundled embedder gives the vectors."""
        return self._embedder.name == EMBEDDER.name

    def embed_passages(self, texts: Sequence[str]) -> retrieval.Scores:
        """The embeddings of passages, float32 of shape (n, dimension)."""
        vectors: retrieval.Scores = self._embedder.embed_passages(texts)
        return vectors


def _never() -> bool:
    return False


def _embedder(config: RagConfig) -> Embedder:
    from index.embedding import load_embedder

    return load_embedder(config.index)


def load_evidence_reader(config: RagConfig) -> evidence_reading.Reader | None:
    """The evidence reader that `config` names, None when it names none.

    It is bound to the bundled embedder's weights, which need not be the ones that the index was made with.
    """
    from rag.evidence_reader import load_reader

    return load_reader(runtime=config.index.runtime) if config.retrieval.reader == BUNDLED else None


def _reader(index: str | Path | None, config: RagConfig, embedder: Embedder) -> IndexReader:
    from index.reader import open_index

    if index is None:
        from rag.demo_index import ensure_demo_index

        index = ensure_demo_index(config, embedder)
    return open_index(Path(index), config=config.index, embedder=embedder)
