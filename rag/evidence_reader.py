"""Reads a passage for a question: how surely it answers, and where.

A cross-encoder on the bundled embedder's weights with a small taught difference (`rag/evidence_network.py`); made by
`training/evidence_reader.py`, described in `models/evidence_reader.md`.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.config import BUNDLED
from index.lazy import Lazy
from index.runtime.stack import REVISION
from index.scripts import fold
from index.weights import ensure_embedder
from rag.evidence_runtime import Loaded, Logits, chooses_int8, load
from rag.evidence_text import PASSAGE, QUESTION
from rag.necessity import NeededTerm, needed
from rag.span_choice import CONSIDERED, Span, choose, without_marks

Numbers = NDArray[np.float32]

QUESTION_TOKENS = 64
# Of a passage; longer ones are read in windows that overlap. On 300 whole paragraphs windows of 128 tokens gave EM / F1 of
# 59.0 / 75.1 and these 58.3 / 74.4, which is within chance, at two thirds of the time.
WINDOW_TOKENS = 192
OVERLAP_TOKENS = 64
SPAN_TOKENS = 100
# Below this calibrated probability of answering a passage's likeliest span is taken as it is: it will not be shown.
_LIKELY = 0.2
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one passage.

    `relevance` is the calibrated probability (0..1) that the passage answers the question. `start` and `end` delimit, in
    code points of the passage as given, the characters that would answer it; empty (0, 0) when the passage is. `span_score`
    (0..1) is the probability that this span is the exact one, if the passage answers.
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

    def needed(self, question: str) -> tuple[NeededTerm, ...]:
        """How surely a passage that answers holds each term of the question; empty where that is not known."""


def load_reader(
    *, path: Path | None = None, runtime: Literal["auto", "openvino", "torch"] = "auto", cache: Path | None = None
) -> EvidenceReader | None:
    """The bundled reader, or the one whose difference lies at `path`; None when there is no such file.

    `runtime` is that of the configuration's `index.runtime`. Nothing is read before the first question.
    """
    path = path or Path(str(files("rag") / "models" / "evidence_reader.safetensors"))
    return EvidenceReader(path, runtime=runtime, cache=cache) if path.is_file() else None


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of a passage: token ids and, for each, its characters in the passage ((0, 0) for what is none)."""

    passage: int
    ids: tuple[int, ...]
    places: tuple[tuple[int, int], ...]


class EvidenceReader:
    """The bundled reader: loaded by the first `read`, shared by threads; one question is read at a time.

    `read` raises WeightsNotFoundError or WeightsDamagedError when the weights cannot be had.
    """

    def __init__(
        self, path: Path, *, runtime: Literal["auto", "openvino", "torch"] = "auto", cache: Path | None = None
    ) -> None:
        self._path = path
        self._int8 = chooses_int8(runtime)
        self._loaded: Lazy[Loaded] = Lazy(
            lambda: load(path, ensure_embedder(BUNDLED, cache=cache), int8=self._int8, cache=cache)
        )
        self._name = Lazy(self._hash)
        self._running = threading.Lock()

    @property
    def name(self) -> str:
        """The file's name, the beginning of its hash, and how it was quantised."""
        return self._name.get()

    def _hash(self) -> str:
        import hashlib

        name = f"{self._path.stem}-{hashlib.sha256(self._path.read_bytes()).hexdigest()[:8]}"
        return f"{name}-int8-{REVISION}" if self._int8 else name

    def load(self) -> None:
        """Load the weights now, for a server that would rather wait before the first question."""
        self._loaded.get()

    def read(self, question: str, passages: Sequence[str]) -> tuple[Reading, ...]:
        """One reading for each passage, in their order; of a long passage, that of its best window."""
        loaded, folded = self._loaded.get(), fold(question)
        best: dict[int, tuple[float, _Window, Logits]] = {}
        for window, logits in self._run(folded, passages):
            relevance = _relevance(loaded, window, logits)
            if window.passage not in best or relevance > best[window.passage][0]:
                best[window.passage] = (relevance, window, logits)
        return tuple(
            _reading(folded, passage, *best[number]) if number in best else Reading(0.0, 0, 0, 0.0)
            for number, passage in enumerate(passages)
        )

    def needed(self, question: str) -> tuple[NeededTerm, ...]:
        """How surely a passage that answers holds each term of the question; empty where that is not known."""
        folded = fold(question)
        return needed(folded, *self.question_states(folded))

    def question_states(self, folded: str) -> tuple[list[tuple[int, int]], Numbers]:
        """The tokens of a folded question: their characters ((0, 0) for what is none), and their states (tokens, width)."""
        loaded = self._loaded.get()
        encoding = loaded.tokenizer.encode(QUESTION + _encodable(folded))
        places = [(max(0, start - len(QUESTION)), max(0, end - len(QUESTION))) for start, end in encoding.offsets]
        with self._running:
            return places[:WINDOW_TOKENS], loaded.network.encode(encoding.ids[:WINDOW_TOKENS])

    def likeliest(self, question: str, passage: str, count: int = CONSIDERED) -> tuple[Span, ...]:
        """The `count` likeliest spans in the passage's best window, best first; for fitting how one is chosen."""
        loaded, folded = self._loaded.get(), fold(question)
        windows = self._run(folded, [passage])
        return _likeliest(*max(windows, key=lambda pair: _relevance(loaded, *pair)), count) if windows else ()

    def _run(self, question: str, passages: Sequence[str]) -> list[tuple[_Window, Logits]]:
        """What the network says of each window of the passages, for a folded question."""
        loaded = self._loaded.get()
        with self._running:
            windows = _windows(loaded.tokenizer, passages)
            ids = loaded.tokenizer.encode(QUESTION + _encodable(question)).ids
            ids = [*ids[: QUESTION_TOKENS - 1], ids[-1]]
            return list(zip(windows, loaded.network.read(ids, [window.ids for window in windows]), strict=True))


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


def _relevance(loaded: Loaded, window: _Window, logits: Logits) -> float:
    """The calibrated probability that a window answers."""
    ends = _log_probabilities(window, logits)
    logit = loaded.slope * logits.relevance + loaded.null * (ends.max() - _none(logits)) + loaded.offset
    return _sigmoid(float(logit))


def _reading(question: str, passage: str, relevance: float, window: _Window, logits: Logits) -> Reading:
    """The reading of a passage whose best window this is."""
    spans = _likeliest(window, logits, CONSIDERED if relevance >= _LIKELY else 1)
    if relevance >= _LIKELY and spans[0].end > spans[0].start:
        span, score = choose(question, fold(passage), spans)
        return Reading(relevance, span.start, span.end, score)
    start, end = without_marks(passage, spans[0].start, spans[0].end)
    return Reading(relevance, start, max(start, end), math.exp(min(0.0, spans[0].score) / 2))


def _likeliest(window: _Window, logits: Logits, count: int) -> tuple[Span, ...]:
    """So many spans of a window by the probability of their two ends, best first."""
    both = _log_probabilities(window, logits)
    flat = both.ravel()
    head = np.argpartition(-flat, min(count, len(flat) - 1))[:count] if count < len(flat) else np.arange(len(flat))
    spans = []
    for place in head[np.argsort(-flat[head], kind="stable")]:
        first, last = divmod(int(place), len(window.places))
        if flat[place] > _NEVER:
            spans.append(Span(window.places[first][0], window.places[last][1], float(flat[place])))
    return tuple(spans) or (Span(0, 0, 0.0),)


def _log_probabilities(window: _Window, logits: Logits) -> Numbers:
    """Shape (tokens, tokens): the log probability of each span by its first and last token, `_NEVER` where it is none."""
    both = _log_softmax(logits.start)[:, None] + _log_softmax(logits.end)[None, :]
    text = np.array([stop > first for first, stop in window.places])
    allowed = np.tril(np.triu(text[:, None] & text[None, :]), SPAN_TOKENS - 1)
    result: Numbers = np.where(allowed, both, np.float32(_NEVER))
    return result


def _none(logits: Logits) -> float:
    """The log probability that no span answers: place 0."""
    return float(_log_softmax(logits.start)[0] + _log_softmax(logits.end)[0])


def _log_softmax(values: Numbers) -> Numbers:
    shifted = values - values.max()
    result: Numbers = shifted - np.log(np.exp(shifted).sum())
    return result


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))


def _encodable(text: str) -> str:
    """Lone surrogates, which the tokenizer cannot take, one for one."""
    if text.isascii():
        return text
    return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
