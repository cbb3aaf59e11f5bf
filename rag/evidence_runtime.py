"""What runs the evidence reader's network: torch, or 8-bit integers where the processor multiplies them.

Both read the base (the bundled encoder) and the taught difference from the same two files. The 8-bit layers are made
from them once and cached under the hash of the difference, so a newly taught one is converted when it is first used.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import WeightsDamagedError
from index.light_encoder import EncoderWeights, Layer, Linear, Matrix, Norm, gelu, read_encoder
from index.runtime.encoder import calibration_texts
from index.runtime.processor import is_worthwhile
from index.runtime.stack import REVISION, Stack, float_stack, open_stack, write_stack
from index.scripts import fold
from index.tokenizer_files import TokenizerFile, is_about_files, open_tokenizer
from index.weights.cache import cache_folder, check, publish
from index.weights.safetensors_file import Tensor, map_safetensors, write_safetensors
from rag.evidence_text import PASSAGE, QUESTION

Numbers = NDArray[np.float32]

BATCH_TOKENS = 1600  # read at once by torch; short batches stay in the processor's cache
_PADDING = 1
_EPSILON = 1e-12
_APART, _TOGETHER, _HEADS = "apart.xml", "together.xml", "heads.safetensors"
_STACKED = ("embeddings.", "layer.")


@dataclass(frozen=True, slots=True)
class Logits:
    """What the network says of one window: `relevance`, and `start` and `end` for each of its tokens."""

    relevance: float
    start: Numbers
    end: Numbers


class Network(Protocol):
    """Reads windows of token ids for a question's."""

    def encode(self, question: Sequence[int]) -> Numbers:
        """The states of a question after the lower layers, shape (tokens, width)."""

    def read(self, question: Sequence[int], windows: Sequence[Sequence[int]]) -> list[Logits]:
        """One result for each window, in their order."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A network with its tokenizer, and how its logits become probabilities."""

    network: Network
    tokens: TokenizerFile
    slope: float
    null: float
    offset: float

    @property
    def tokenizer(self) -> Any:
        """The tokenizer itself."""
        return self.tokens.tokenizer


def chooses_int8(runtime: str) -> bool:
    """Whether the configured `index.runtime` means 8-bit integers on this machine."""
    return runtime == "openvino" or (runtime == "auto" and is_worthwhile())


def load(path: Path, folder: Path, *, int8: bool, cache: Path | None = None) -> Loaded:
    """The reader whose difference lies at `path`, on the encoder in `folder`.

    Raises WeightsDamagedError when either is not what it should be.
    """
    try:
        settings = _calibration(path)
        tokens = open_tokenizer(folder / "tokenizer.json")
        network = Int8Network(folder, _ensure_int8(path, folder, cache)) if int8 else TorchNetwork(path, folder)
    except Exception as error:
        if isinstance(error, WeightsDamagedError) or not is_about_files(error):
            raise
        raise WeightsDamagedError(
            f"the evidence reader at {path} cannot be loaded: {error}.",
            hint="Install the package again, or set retrieval without a reader.",
        ) from error
    return Loaded(network, tokens, settings["slope"], settings["null"], settings["offset"])


def _calibration(path: Path) -> dict[str, float]:
    from safetensors import safe_open

    known = {"slope": 1.0, "null": 0.0, "offset": 0.0}
    with safe_open(path, framework="np") as file:
        return known | {name: float(value) for name, value in (file.metadata() or {}).items() if name in known}


def _table(path: Path, folder: Path) -> dict[str, Any]:
    """The network's whole table in torch: base and difference joined."""
    from safetensors import safe_open

    from rag.evidence_network import apply_difference, base_weights

    with safe_open(path, framework="pt") as file:
        packed = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    return apply_difference(base_weights(folder), packed)


class TorchNetwork:
    """The network in torch, in bfloat16 where the processor multiplies it (see `rag/generation.py`)."""

    def __init__(self, path: Path, folder: Path) -> None:
        import torch

        ask = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
        kind = torch.bfloat16 if ask is not None and ask() else torch.float32
        self._weights = {
            name: tensor.to(kind) if name.startswith("layer.") else tensor
            for name, tensor in _table(path, folder).items()
        }

    def encode(self, question: Sequence[int]) -> Numbers:
        """The states of a question after the lower layers, shape (tokens, width)."""
        import torch

        from rag.evidence_network import encode

        query = torch.tensor([list(question)])
        with torch.inference_mode():
            states = encode(self._weights, query, torch.ones_like(query, dtype=torch.bool))
        result: Numbers = states[0].float().numpy()
        return result

    def read(self, question: Sequence[int], windows: Sequence[Sequence[int]]) -> list[Logits]:
        """One result for each window; windows of like length are read together."""
        found: dict[int, Logits] = {}
        for numbers in batches([len(window) for window in windows]):
            found |= zip(numbers, self._read_batch(question, [windows[number] for number in numbers]), strict=True)
        return [found[number] for number in range(len(windows))]

    def _read_batch(self, question: Sequence[int], windows: Sequence[Sequence[int]]) -> list[Logits]:
        import torch

        from rag.evidence_network import Batch, forward

        width = max(map(len, windows))
        ids = [[*window, *[_PADDING] * (width - len(window))] for window in windows]
        mask = torch.tensor([[place < len(window) for place in range(width)] for window in windows])
        query = torch.tensor([list(question)])
        with torch.inference_mode():
            batch = Batch(query, torch.ones_like(query, dtype=torch.bool), torch.tensor(ids), mask)
            logits = forward(self._weights, batch)
            columns = (logits.relevance.tolist(), logits.start.numpy(), logits.end.numpy())
        return [
            Logits(relevance, start[: len(window)], end[: len(window)])
            for window, relevance, start, end in zip(windows, *columns, strict=True)
        ]


def batches(sizes: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of the windows by length, in batches of about `BATCH_TOKENS`."""
    batch: list[int] = []
    for number in sorted(range(len(sizes)), key=sizes.__getitem__):
        if batch and (len(batch) + 1) * sizes[number] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


class Int8Network:
    """The network's layers in 8-bit integers, window by window on all cores; its small heads in float."""

    def __init__(self, folder: Path, made: Path) -> None:
        self._words: EncoderWeights = read_encoder(folder)
        self._apart: Stack = open_stack(made / _APART)
        self._together: Stack = open_stack(made / _TOGETHER)
        self._heads = map_safetensors(made / _HEADS)

    def encode(self, question: Sequence[int]) -> Numbers:
        """The states of a question after the lower layers, shape (tokens, width)."""
        (states,) = self._apart.run(self._words.look_up(question))
        return states

    def read(self, question: Sequence[int], windows: Sequence[Sequence[int]]) -> list[Logits]:
        """One result for each window. The question is encoded once for all."""
        asked = self.encode(question) + self._heads["reader.side"][0]

        def read_one(window: Sequence[int]) -> Logits:
            (passage,) = self._apart.run(self._words.look_up(window))
            (states,) = self._together.run(np.concatenate([asked, passage + self._heads["reader.side"][1]]))
            return _judge(self._heads, states, len(window))

        return self._together.map(read_one, windows, len)


def _judge(heads: Mapping[str, Matrix], states: Matrix, length: int) -> Logits:
    """What `evidence_network.forward` computes after its layers, for one window of `length` tokens at the end."""
    inside = states[-length:]
    pooled = np.concatenate([states[0], inside[0], inside.mean(axis=0)])
    pooled = gelu(heads["reader.pool.weight"] @ pooled + heads["reader.pool.bias"])
    relevance = heads["reader.relevance.weight"] @ pooled + heads["reader.relevance.bias"]
    span = inside @ heads["reader.span.weight"].T + heads["reader.span.bias"]
    return Logits(float(relevance[0]), span[:, 0], span[:, 1])


def _ensure_int8(path: Path, folder: Path, cache: Path | None) -> Path:
    """The folder of the 8-bit layers of the reader at `path`, made on first use in some seconds."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    target = (cache or cache_folder()) / "models" / f"{path.stem}-{digest[:8]}-int8-r{REVISION}"
    if not target.exists():
        publish(target, lambda made: _convert(path, folder, made), source=digest)
    check(target)
    return target


def _convert(path: Path, folder: Path, made: Path) -> dict[str, str]:
    from rag.evidence_network import APART, TOGETHER

    table = {name: tensor.float().numpy() for name, tensor in _table(path, folder).items()}
    heads = {name: values for name, values in table.items() if not name.startswith(_STACKED)}
    tensors = [Tensor(name, values.shape, lambda values=values: values) for name, values in heads.items()]  # type: ignore[misc]
    write_safetensors(made / _HEADS, tensors, kind="F32")
    norm = Norm(table["embeddings.norm.weight"], table["embeddings.norm.bias"], _EPSILON)
    apart = [_layer(table, number) for number in range(APART)]
    together = [_layer(table, number) for number in range(APART, APART + TOGETHER)]
    questions, passages = _samples(folder)
    write_stack(made / _APART, apart, (*questions, *passages), norm=norm)
    floats = float_stack(apart, norm)
    asked = [floats.run(states)[0] + heads["reader.side"][0] for states in questions]
    joined = [
        np.concatenate([asked[number % len(asked)], floats.run(states)[0] + heads["reader.side"][1]])
        for number, states in enumerate(passages)
    ]
    write_stack(made / _TOGETHER, together, joined)
    return {}


def _samples(folder: Path) -> tuple[list[Matrix], list[Matrix]]:
    """States of questions and of passages to see the ranges of values in; passages are as long as windows at most."""
    weights = read_encoder(folder)
    tokenizer = open_tokenizer(folder / "tokenizer.json").tokenizer
    texts = [fold(text) for text in calibration_texts()]
    questions = [text for text in texts if text.endswith(("?", "？"))]
    shown = [tokenizer.encode(QUESTION + text).ids for text in questions]
    read = [tokenizer.encode(PASSAGE + text).ids for text in texts]
    return [weights.look_up(ids) for ids in shown], [weights.look_up([*ids[:255], ids[-1]]) for ids in read]


def _layer(table: Mapping[str, Matrix], number: int) -> Layer:
    from rag.evidence_network import HEADS

    def linear(name: str) -> Linear:
        return Linear(table[f"layer.{number}.{name}.weight"], table[f"layer.{number}.{name}.bias"])

    def norm(name: str) -> Norm:
        return Norm(table[f"layer.{number}.{name}.weight"], table[f"layer.{number}.{name}.bias"], _EPSILON)

    both = linear("both")
    query, key, value = (
        Linear(weight, bias) for weight, bias in zip(np.split(both.weight, 3), np.split(both.bias, 3), strict=True)
    )
    return Layer(query, key, value, linear("out"), norm("norm"), linear("up"), linear("down"), norm("last"), HEADS)
