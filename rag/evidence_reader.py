"""Reads a passage for a question: how surely it answers, and where.

A cross-encoder on the bundled embedder's weights with a small taught difference (`rag/evidence_network.py`); made by
`training/evidence_reader.py`, described in `models/evidence_reader.md`.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

from index.config import BUNDLED
from index.errors import WeightsDamagedError
from index.lazy import Lazy
from index.scripts import fold
from index.weights import ensure_embedder
from rag.evidence_text import PASSAGE, QUESTION

QUESTION_TOKENS = 64
WINDOW_TOKENS = 128  # of a passage; longer ones are read in windows that overlap. With 256, EM on 150 whole paragraphs was 7 points lower.
OVERLAP_TOKENS = 48
SPAN_TOKENS = 100
BATCH_TOKENS = 1600  # read at once; short batches stay in the processor's cache
_PADDING = 1
_MARKS = " \t\r\n　,.;:!?，。；：！？、"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one passage.

    `relevance` is the calibrated probability (0..1) that the passage answers the question. `start` and `end` delimit, in
    code points of the passage as given, the characters that would answer it; empty (0, 0) when the passage is. `span_score`
    (0..1) is the share of the probability that the network gives to this span against all others and none.
    """

    relevance: float
    start: int
    end: int
    span_score: float


class Reader(Protocol):
    """What selection and refusal need of an evidence reader. Threads may share one."""

    @property
    def name(self) -> str:
        """Changes when the same text would be read in another way."""

    def read(self, question: str, passages: Sequence[str]) -> tuple[Reading, ...]:
        """One reading for each passage, in their order."""


def load_reader(*, path: Path | None = None, cache: Path | None = None) -> EvidenceReader | None:
    """The bundled reader, or the one whose difference lies at `path`; None when there is no such file.

    Nothing is read before the first question.
    """
    path = path or Path(str(files("rag") / "models" / "evidence_reader.safetensors"))
    return EvidenceReader(path, cache=cache) if path.is_file() else None


@dataclass(frozen=True, slots=True)
class _Loaded:
    """The network's weights, its tokenizer, and how its logits become probabilities."""

    weights: Mapping[str, Any]
    tokenizer: Any
    slope: float
    null: float
    offset: float


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of a passage: token ids and, for each, its characters in the passage ((0, 0) for what is none)."""

    passage: int
    ids: tuple[int, ...]
    places: tuple[tuple[int, int], ...]


class EvidenceReader:
    """The bundled reader: loaded by the first `read`, shared by threads through a lock.

    `read` raises WeightsNotFoundError or WeightsDamagedError when the weights cannot be had.
    """

    def __init__(self, path: Path, *, cache: Path | None = None) -> None:
        self._path = path
        self._loaded = Lazy(lambda: _load(path, ensure_embedder(BUNDLED, cache=cache)))
        self._name = Lazy(self._hash)
        self._running = threading.Lock()

    @property
    def name(self) -> str:
        """The file's name and the beginning of its hash."""
        return self._name.get()

    def _hash(self) -> str:
        import hashlib

        return f"{self._path.stem}-{hashlib.sha256(self._path.read_bytes()).hexdigest()[:8]}"

    def load(self) -> None:
        """Load the weights now, for a server that would rather wait before the first question."""
        self._loaded.get()

    def read(self, question: str, passages: Sequence[str]) -> tuple[Reading, ...]:
        """One reading for each passage, in their order; of a long passage, that of its best window."""
        loaded = self._loaded.get()
        with self._running:
            windows = _windows(loaded.tokenizer, passages)
            ids = loaded.tokenizer.encode(QUESTION + _encodable(fold(question))).ids
            ids = [*ids[: QUESTION_TOKENS - 1], ids[-1]]
            best: dict[int, Reading] = {}
            for batch in _batches(windows):
                for window, reading in zip(batch, _read(loaded, ids, batch), strict=True):
                    before = best.get(window.passage)
                    if before is None or reading.relevance > before.relevance:
                        best[window.passage] = reading
        return tuple(
            _trimmed(best[number], passage) if number in best else Reading(0.0, 0, 0, 0.0)
            for number, passage in enumerate(passages)
        )


def _windows(tokenizer: Any, passages: Sequence[str]) -> list[_Window]:
    """The passages as token windows; blank passages have none."""
    numbers = [number for number, passage in enumerate(passages) if passage.strip()]
    encodings = tokenizer.encode_batch([PASSAGE + _encodable(fold(passages[number])) for number in numbers])
    found: list[_Window] = []
    for number, encoding in zip(numbers, encodings, strict=True):
        places = [(max(0, start - len(PASSAGE)), max(0, end - len(PASSAGE))) for start, end in encoding.offsets]
        head = next((i for i, (_, end) in enumerate(places) if end > 0), len(places) - 1)
        room = WINDOW_TOKENS - head - 1
        body = len(places) - 1
        for at in range(head, max(head + 1, body - OVERLAP_TOKENS), room - OVERLAP_TOKENS):
            stop = min(body, at + room)
            ids = (*encoding.ids[:head], *encoding.ids[at:stop], encoding.ids[-1])
            found.append(_Window(number, ids, (*places[:head], *places[at:stop], (0, 0))))
    return found


def _batches(windows: Sequence[_Window]) -> Iterator[list[_Window]]:
    """The windows by length, in batches of about `BATCH_TOKENS`."""
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda window: len(window.ids)):
        if batch and (len(batch) + 1) * len(window.ids) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _read(loaded: _Loaded, question: Sequence[int], windows: Sequence[_Window]) -> list[Reading]:
    import torch

    from rag.evidence_network import Batch, forward

    width = max(len(window.ids) for window in windows)
    ids = [[*window.ids, *[_PADDING] * (width - len(window.ids))] for window in windows]
    passage_mask = torch.tensor([[place < len(window.ids) for place in range(width)] for window in windows])
    query = torch.tensor([question])
    batch = Batch(query, torch.ones_like(query, dtype=torch.bool), torch.tensor(ids), passage_mask)
    with torch.inference_mode():
        logits = forward(loaded.weights, batch)
        starts, ends = logits.start.log_softmax(-1), logits.end.log_softmax(-1)
    return [
        _reading(loaded, window, float(relevance), start, end)
        for window, relevance, start, end in zip(windows, logits.relevance, starts, ends, strict=True)
    ]


def _reading(loaded: _Loaded, window: _Window, relevance: float, start: Any, end: Any) -> Reading:
    """The best span of a window, out of log-probabilities of its first and last token."""
    import torch

    text = torch.tensor([stop > first for first, stop in window.places])
    count = len(window.places)
    both = start[:count, None] + end[None, :count]
    allowed = text[:, None] & text[None, :] & torch.ones_like(both, dtype=torch.bool).triu().tril(SPAN_TOKENS - 1)
    score, flat = both.masked_fill(~allowed, -1e9).flatten().max(0)
    first, last = divmod(int(flat), count)
    none = float(start[0] + end[0])
    logit = loaded.slope * relevance + loaded.null * (float(score) - none) + loaded.offset
    return Reading(
        _sigmoid(logit), window.places[first][0], window.places[last][1], math.exp(min(0.0, float(score)) / 2)
    )


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))


def _trimmed(reading: Reading, passage: str) -> Reading:
    """The span without marks and white space around it."""
    start, end = reading.start, min(reading.end, len(passage))
    while start < end and passage[end - 1] in _MARKS:
        end -= 1
    while start < end and passage[start] in _MARKS:
        start += 1
    return replace(reading, start=start, end=end) if start < end else reading


def _encodable(text: str) -> str:
    """Lone surrogates, which the tokenizer cannot take, one for one."""
    if text.isascii():
        return text
    return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)


def _load(path: Path, folder: Path) -> _Loaded:
    """Base and difference joined, in bfloat16 where the processor multiplies it (see `rag/generation.py`)."""
    import torch
    from safetensors import SafetensorError, safe_open
    from tokenizers import Tokenizer

    from rag.evidence_network import apply_difference, base_weights

    try:
        with safe_open(path, framework="pt") as file:
            settings = {name: float(value) for name, value in (file.metadata() or {}).items() if name in _CALIBRATION}
            packed = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        weights = apply_difference(base_weights(folder), packed)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except (OSError, KeyError, ValueError, RuntimeError, SafetensorError) as error:
        raise WeightsDamagedError(
            f"the evidence reader at {path} cannot be loaded: {error}.",
            hint="Install the package again, or set retrieval without a reader.",
        ) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    ask = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    kind = torch.bfloat16 if ask is not None and ask() else torch.float32
    ready = {name: tensor.to(kind) if name.startswith("layer.") else tensor for name, tensor in weights.items()}
    settings = {**_CALIBRATION, **settings}
    return _Loaded(ready, tokenizer, settings["slope"], settings["null"], settings["offset"])


_CALIBRATION = {"slope": 1.0, "null": 0.0, "offset": 0.0}
