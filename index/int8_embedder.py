"""The bundled embedder in 8-bit integers on the processor, behind the `Embedder` seam."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.config import BUNDLED, IndexConfig
from index.errors import ConfigError
from index.lazy import Lazy
from index.runtime.encoder import Int8Encoder, ensure_layers
from index.runtime.stack import REVISION
from index.tokenizer_files import encodable, load_tokenizer
from index.weights import EMBEDDER, ensure_embedder, weights_hash

Vectors = NDArray[np.float32]


class Int8Embedder:
    """One model in memory, ready in half a second, shared by threads. torch is never loaded.

    All methods raise WeightsNotFoundError or WeightsDamagedError when the model cannot be had.
    """

    def __init__(self, config: IndexConfig, *, cache: Path | None = None) -> None:
        self._config = config
        self._cache = cache
        self._folder = Lazy(lambda: ensure_embedder(BUNDLED, cache=cache))
        self._tokenizer = Lazy(lambda: load_tokenizer(self._folder.get()))
        self._encoder = Lazy(self._load_encoder)

    @property
    def name(self) -> str:
        """The bundled model's own name."""
        return EMBEDDER.name

    @property
    def weights_hash(self) -> str:
        """The pinned hashes, and how they were quantised."""
        return f"{weights_hash(BUNDLED)} int8-{REVISION}"

    @property
    def dimension(self) -> int:
        """Read from the folder's configuration."""
        return int(json.loads((self._folder.get() / "config.json").read_bytes())["hidden_size"])

    def _load_encoder(self) -> Int8Encoder:
        folder = self._folder.get()
        prefixes = (self._config.passage_prefix, self._config.query_prefix)
        try:
            return Int8Encoder(folder, ensure_layers(folder, prefixes=prefixes, cache=self._cache))
        except ImportError as error:
            raise ConfigError(
                f"OpenVINO is installed but cannot be loaded: {error}.",
                hint='Run: pip install --force-reinstall openvino. Or set index.runtime = "torch".',
            ) from error

    def load(self) -> None:
        """Load tokenizer and layers now, for a server that would rather wait before a question."""
        self._tokenizer.get()
        self._encoder.get()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without prefix and special tokens."""
        rows = [encodable(text) for text in texts]
        return [len(row) for row in self._tokenizer.get().tokenizer.encode_batch_fast(rows, add_special_tokens=False)]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, cut off after 512 tokens."""
        return self._embed([self._config.passage_prefix + encodable(text) for text in texts])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""
        return self._embed([self._config.query_prefix + encodable(text) for text in texts])

    def _embed(self, rows: Sequence[str]) -> Vectors:
        if not rows:
            return np.zeros((0, self.dimension), np.float32)
        encoder = self._encoder.get()
        limit = encoder.max_tokens
        encoded = [row.ids for row in self._tokenizer.get().tokenizer.encode_batch_fast(rows)]
        # Cut off before the mark that ends the text, as the model's own tokenizer does.
        return encoder.encode([row if len(row) <= limit else [*row[: limit - 1], row[-1]] for row in encoded])
