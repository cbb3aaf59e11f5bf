"""A public fake: an embedder without a model, for tests of the index and of programs that use it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from index.embedding import Vectors


class HashEmbedder:
    """Hashed character uni-, bi- and trigrams: deterministic, instant, and near for texts that share wording.

    `passages` and `queries` record what was embedded, in order, so that a test can tell what was embedded twice.
    """

    name = "hash"
    weights_hash = "hash-1"

    def __init__(self, *, dimension: int = 64) -> None:
        self.dimension = dimension
        self.passages: list[str] = []
        self.queries: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages."""
        self.passages.extend(texts)
        return self._embed(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, by the same rule as passages."""
        self.queries.extend(texts)
        return self._embed(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """One token a character."""
        return [len(text) for text in texts]

    def _embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for size in (1, 2, 3):
                for start in range(len(text) - size + 1):
                    self._add(vectors[row], text[start : start + size])
            if not vectors[row].any():
                vectors[row, 0] = 1.0
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def _add(self, vector: Vectors, gram: str) -> None:
        digest = hashlib.blake2b(gram.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        number = int.from_bytes(digest, "little")
        vector[number % self.dimension] += 1.0 if number >> 63 else -1.0
