"""What a question's turn has embedded or read is not computed again: speakers' words are looked for in several ways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from rag.candidates import Embed
    from rag.evidence_reader import Reader, Reading
    from rag.necessity import NeededTerm


def embedding_once(embed: Embed) -> Embed:
    """`embed`, remembering every text. Not for threads, and for one turn: it forgets nothing."""
    known: dict[str, npt.NDArray[np.float32]] = {}

    def remembered(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        if fresh or not texts:
            vectors = embed(fresh)
            if not texts:
                return vectors
            known.update(zip(fresh, vectors, strict=True))
        return np.stack([known[text] for text in texts])

    return remembered


class ReadingOnce:
    """A reader that remembers what it read of each passage for each question. For one turn, as above."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[tuple[str, str], Reading] = {}
        self._needed: dict[str, tuple[NeededTerm, ...]] = {}

    @property
    def name(self) -> str:
        """The reader's own."""
        return self._reader.name

    def read(self, question: str, passages: Sequence[str]) -> tuple[Reading, ...]:
        """One reading for each passage, in their order."""
        fresh = [passage for passage in dict.fromkeys(passages) if (question, passage) not in self._known]
        if fresh:
            for passage, reading in zip(fresh, self._reader.read(question, fresh), strict=True):
                self._known[question, passage] = reading
        return tuple(self._known[question, passage] for passage in passages)

    def needed(self, question: str) -> tuple[NeededTerm, ...]:
        """The reader's own."""
        if question not in self._needed:
            self._needed[question] = self._reader.needed(question)
        return self._needed[question]
