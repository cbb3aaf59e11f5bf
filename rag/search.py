"""A question with everything that was found for it, and what is decided from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rag.candidates import Embed
from rag.config import RagConfig
from rag.necessity import Needs, needs
from rag.questions import Question
from rag.retrieval import Scores
from rag.types import AnswerSentence, Evidence, Filters, Hit

if TYPE_CHECKING:
    from index.snapshot import Snapshot
    from index.stored import StoredChunk
    from rag.evidence_reader import Reader
    from rag.viewpoints import Viewpoint


@dataclass(frozen=True, slots=True)
class Selection:
    """Evidence to answer from, or a `refusal` (its reason, with the nearest evidence kept), or a ready `reply`.

    `quoted` says how many pieces of evidence, from the first, the extract shows; `table` holds the rows when they are
    views of several speakers, in the order of the evidence. `relevance` is what the evidence reader makes of it (0..1).
    """

    evidence: tuple[Evidence, ...] = ()
    hits: tuple[Hit, ...] = ()
    refusal: str | None = None
    reply: tuple[AnswerSentence, ...] | None = None
    quoted: int = 1
    table: tuple[Viewpoint, ...] = ()
    relevance: float | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """One question within one generation of the index.

    `vector` is the question's embedding to search with, `plain` as the embedder gives it (see `rag/query_map.py`), `reader`
    the evidence reader. `bundled` says that the bundled embedder gave the vectors, whose cosines were measured.
    """

    snapshot: Snapshot
    question: Question
    hits: tuple[Hit, ...]
    vector: Scores
    plain: Scores
    embed: Embed
    config: RagConfig
    reader: Reader | None = None
    bundled: bool = True
    filters: Filters = field(default_factory=Filters)
    said_before: tuple[str, ...] = ()

    def similarity(self, texts: Sequence[str]) -> list[float]:
        """The cosine of each text with the question."""
        return [float(value) for value in self.embed(texts) @ self.plain] if texts else []

    def needs(self) -> Needs:
        """What passages that answer should hold; nothing is known where there is no evidence reader."""
        if self.reader is None:
            return Needs()
        return needs(self.question.text, self.reader.needed(self.question.text), self.snapshot.rarest)

    def chunks_of(self, article_id: int) -> tuple[StoredChunk, ...]:
        """The passages of an article, in order."""
        return self.snapshot.chunks_of(article_id)
