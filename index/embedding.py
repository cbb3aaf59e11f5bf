"""Texts to vectors: the seam, and its implementation with sentence-transformers."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.config import BUNDLED, IndexConfig
from index.devices import choose_device
from index.errors import RagError
from index.int8_embedder import Int8Embedder
from index.lazy import Lazy
from index.light_encoder import LightEncoder
from index.runtime.processor import choose_runtime
from index.tokenizer_files import damaged, encodable, is_about_files, load_tokenizer
from index.weights import EMBEDDER, ensure_embedder, weights_hash

Vectors = NDArray[np.float32]

# Up to so many characters are embedded without torch as long as it is not loaded: two seconds' work at most.
_FEW_CHARACTERS = 5_000
# After so many altogether torch is worth its start, and is loaded in the background: a build of many short texts, or a
# server that goes on being asked.
_MANY_CHARACTERS = 20_000


class Embedder(Protocol):
    """What the index needs of an embedding model. Vectors are float32 rows of length one."""

    @property
    def name(self) -> str:
        """The model, as people know it."""

    @property
    def weights_hash(self) -> str:
        """Changes when equal texts would get other vectors."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that are searched, shape (len(texts), dimension)."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (len(texts), dimension)."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without prefix and special tokens."""


def load_embedder(config: IndexConfig | None = None, *, cache: Path | None = None) -> Embedder:
    """The embedder that `config` names. Nothing is read before it is needed."""
    config = config or IndexConfig()
    if choose_runtime(config) == "openvino":
        return Int8Embedder(config, cache=cache)
    return SentenceTransformerEmbedder(config, cache=cache)


class SentenceTransformerEmbedder:
    """An embedder over sentence-transformers: one model in memory, shared by threads through a lock.

    The tokenizer alone counts tokens. torch and sentence-transformers are loaded by the first call that brings more
    than a few texts, or after many small ones; until then the bundled model's vectors, the same up to rounding, are
    computed without them. All methods raise WeightsNotFoundError or WeightsDamagedError when the model cannot be had.
    """

    def __init__(self, config: IndexConfig, *, cache: Path | None = None) -> None:
        self._config = config
        self._cache = cache
        self._folder = Lazy(self._ensure)
        self._hash = Lazy(self._hash_weights)
        self._size = Lazy(self._read_dimension)
        self._tokenizer = Lazy(lambda: load_tokenizer(self._folder.get()))
        self._model = Lazy(self._load_model)
        self._light = Lazy(lambda: LightEncoder(self._folder.get()))
        # The threads of numpy's BLAS wait for each other busily: where another program has a core, two are ten times
        # slower than one.
        self._one_thread = Lazy(_thread_control)
        self._running = threading.Lock()
        self._running_light = threading.Lock()
        self._light_characters = 0

    @property
    def name(self) -> str:
        """The bundled model's own name, or what the configuration says."""
        return EMBEDDER.name if self._config.embedder == BUNDLED else self._config.embedder

    @property
    def weights_hash(self) -> str:
        """Known without loading: from the pinned hashes, or from the files of the folder."""
        return self._hash.get()

    @property
    def dimension(self) -> int:
        """Read from the folder where it says so, else asked of the model."""
        return self._size.get()

    def _ensure(self) -> Path:
        return ensure_embedder(self._config.embedder, allow_hub=self._config.allow_hub, cache=self._cache)

    def _hash_weights(self) -> str:
        if self._config.embedder == BUNDLED:
            return weights_hash(BUNDLED)
        return weights_hash(self._config.embedder, self._folder.get(), cache=self._cache)

    def _read_dimension(self) -> int:
        pooling = self._folder.get() / "1_Pooling" / "config.json"
        if pooling.is_file():
            settings = json.loads(pooling.read_bytes())
            size = settings.get("word_embedding_dimension") or settings.get("embedding_dimension")
            if isinstance(size, int):
                return size
        return int(self._model.get().get_embedding_dimension())

    def _load_model(self) -> Any:
        return _load_model(self._folder.get(), device=self._config.device, pooler=self._config.embedder != BUNDLED)

    def load(self) -> None:
        """Load sentence-transformers and the weights now, for a server that would rather wait before a question."""
        self._model.get()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without prefix and special tokens."""
        rows = [encodable(text) for text in texts]
        return [len(row) for row in self._tokenizer.get().tokenizer.encode_batch_fast(rows, add_special_tokens=False)]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, cut off after the model's limit (512 tokens for the bundled one)."""
        rows = [self._config.passage_prefix + encodable(text) for text in texts]
        return self._embed(rows, light=not self._model.is_made and self._is_few(rows))

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions.

        On a processor they are computed without torch even when it is loaded: a question gets the same vector before
        and after, and one thread does not suffer, as two that wait for each other do, when other programs are busy.
        """
        rows = [self._config.query_prefix + encodable(text) for text in texts]
        elsewhere = self._model.is_made and self._model.get().device.type != "cpu"
        return self._embed(rows, light=not elsewhere and self._is_few(rows))

    def _embed(self, rows: Sequence[str], *, light: bool) -> Vectors:
        if not rows:
            return np.zeros((0, self.dimension), np.float32)
        if light:
            self._count_light(rows)
            # A lock of its own: a question need not wait for a build's batch to end.
            with self._running_light, self._one_thread.get().limit(limits=1, user_api="blas"):
                return self._light.get().encode([self._tokens(row) for row in rows])
        model = self._model.get()
        # Two batches at once would fight over the same cores, and over the settings of the model's tokenizer.
        with self._running:
            # encode() sorts by length itself, so that a batch holds texts of like size and little padding.
            vectors = model.encode(
                rows,
                batch_size=self._config.batch_size,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def _is_few(self, rows: Sequence[str]) -> bool:
        """Whether the texts may be embedded without torch."""
        bundled = self._config.embedder == BUNDLED and self._config.device in ("auto", "cpu")
        return bundled and sum(map(len, rows)) <= _FEW_CHARACTERS

    def _count_light(self, rows: Sequence[str]) -> None:
        """Have torch loaded when what was done without it becomes much."""
        with self._running_light:
            before = self._light_characters
            self._light_characters += sum(map(len, rows))
            worth_it = before <= _MANY_CHARACTERS < self._light_characters
        if worth_it and not self._model.is_made:
            # Not a daemon: those are cut off at exit in the middle of an import, which ends the process with a crash.
            threading.Thread(target=self._load_quietly, name="load-embedder").start()

    def _load_quietly(self) -> None:
        """An error here is told by the first call that cannot do without."""
        with suppress(RagError):
            self._model.get()

    def _tokens(self, row: str) -> list[int]:
        tokens: list[int] = self._tokenizer.get().tokenizer.encode(row).ids
        limit = self._light.get().max_tokens
        # Cut off before the mark that ends the text, as the model's own tokenizer does.
        return tokens if len(tokens) <= limit else [*tokens[: limit - 1], tokens[-1]]


def _thread_control() -> Any:
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    return ThreadpoolController()


def _load_model(folder: Path, *, device: str, pooler: bool) -> Any:
    """A SentenceTransformer read from `folder` alone: no hub, no pickle, no code of the model's own."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    arguments: dict[str, Any] = {"use_safetensors": True}
    if not pooler:
        # The bundled weights have no pooler (mean pooling needs none); without this it would be made up, and reported.
        arguments["add_pooling_layer"] = False
    try:
        return SentenceTransformer(
            str(folder),
            device=choose_device(device, key="index.device"),
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs=arguments,
        )
    except Exception as error:
        if isinstance(error, RagError) or not is_about_files(error):
            raise
        raise damaged(folder, error) from error
