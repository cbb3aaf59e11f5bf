"""A BERT sentence encoder in numpy, for the few texts of a question while torch is not loaded.

Importing torch, transformers and sentence-transformers and loading the model takes most of ten seconds on two cores;
this is ready when the tokenizer is, reads the same weights through the file cache, and gives the same vectors up to
rounding. On one core it is no match for torch where there are many.

Devlin et al., BERT, https://arxiv.org/abs/1810.04805; Wang et al., E5, https://arxiv.org/abs/2212.03533.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.weights.safetensors_file import map_safetensors

Matrix = NDArray[np.float32]
_LAYER = "encoder.layer.{}."


@dataclass(frozen=True, slots=True)
class Norm:
    """Normalisation of each row, shapes (width,)."""

    weight: Matrix
    bias: Matrix
    epsilon: float

    def __call__(self, values: Matrix) -> Matrix:
        """`values` of shape (tokens, width), normalised row by row."""
        centred = values - values.mean(axis=-1, keepdims=True)
        variance = np.square(centred).mean(axis=-1, keepdims=True)
        result: Matrix = centred / np.sqrt(variance + np.float32(self.epsilon)) * self.weight + self.bias
        return result


@dataclass(frozen=True, slots=True)
class Linear:
    """A dense map: `weight` (out, in), `bias` (out,)."""

    weight: Matrix
    bias: Matrix

    def __call__(self, values: Matrix) -> Matrix:
        """`values` of shape (tokens, in) to (tokens, out)."""
        result: Matrix = values @ self.weight.T + self.bias
        return result


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of BERT."""

    query: Linear
    key: Linear
    value: Linear
    output: Linear
    output_norm: Norm
    widen: Linear
    narrow: Linear
    narrow_norm: Norm
    heads: int

    def __call__(self, values: Matrix, texts: Sequence[slice]) -> Matrix:
        """`values` are the rows of all tokens of all texts; only attention needs to know where a text ends."""
        query, key, value = (self._split(project(values)) for project in (self.query, self.key, self.value))
        scale = np.float32(np.sqrt(query.shape[-1]))
        mixed = np.empty_like(query)
        for rows in texts:
            weights = softmax(query[:, rows] @ key[:, rows].transpose(0, 2, 1) / scale)
            mixed[:, rows] = weights @ value[:, rows]
        values = self.output_norm(values + self.output(mixed.transpose(1, 0, 2).reshape(values.shape)))
        return self.narrow_norm(values + self.narrow(gelu(self.widen(values))))

    def _split(self, values: Matrix) -> Matrix:
        """(tokens, hidden) -> (heads, tokens, hidden / heads)."""
        return values.reshape(len(values), self.heads, -1).transpose(1, 0, 2)


def softmax(values: Matrix) -> Matrix:
    """Along the last axis."""
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    result: Matrix = powers / powers.sum(axis=-1, keepdims=True)
    return result


def gelu(values: Matrix) -> Matrix:
    """The exact GELU, with erf to 1.5e-7 (Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26)."""
    size = np.abs(values) * np.float32(np.sqrt(0.5))
    step = 1 / (1 + np.float32(0.3275911) * size)
    series = np.float32(1.061405429) * step - np.float32(1.453152027)
    for factor in (1.421413741, -0.284496736, 0.254829592):
        series = series * step + np.float32(factor)
    erf = np.copysign(1 - series * step * np.exp(-size * size), values)
    result: Matrix = np.float32(0.5) * values * (1 + erf)
    return result


@dataclass(frozen=True, slots=True)
class EncoderWeights:
    """A `BertModel` in float32, mapped from its file: the word table is read where it is needed, and not copied."""

    words: Matrix
    places: Matrix  # with the one type of token added
    norm: Norm
    layers: tuple[Layer, ...]

    @property
    def max_tokens(self) -> int:
        """The longest text, special tokens included."""
        return len(self.places)

    def look_up(self, tokens: Sequence[int]) -> Matrix:
        """The states of a text before its first normalisation, shape (tokens, width)."""
        states: Matrix = self.words[np.asarray(tokens, np.int64)] + self.places[: len(tokens)]
        return states


def read_encoder(folder: Path) -> EncoderWeights:
    """The encoder in `folder`. Raises OSError, KeyError or ValueError when there is none."""
    config = json.loads((folder / "config.json").read_bytes())
    tensors = map_safetensors(folder / "model.safetensors")
    epsilon, heads = config["layer_norm_eps"], config["num_attention_heads"]
    return EncoderWeights(
        words=tensors["embeddings.word_embeddings.weight"],
        places=tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0],
        norm=_norm(tensors, "embeddings.LayerNorm", epsilon),
        layers=tuple(
            _layer(tensors, _LAYER.format(number), heads, epsilon) for number in range(config["num_hidden_layers"])
        ),
    )


class LightEncoder:
    """Mean-pooled, normalised vectors from a `BertModel` folder in float32."""

    def __init__(self, folder: Path) -> None:
        self._weights = read_encoder(folder)

    @property
    def max_tokens(self) -> int:
        """The longest text, special tokens included."""
        return self._weights.max_tokens

    def encode(self, texts: Sequence[Sequence[int]]) -> Matrix:
        """A row for each text, given as token ids with special tokens, one to `max_tokens` of them."""
        ends = np.cumsum([len(tokens) for tokens in texts]).tolist()
        slices = [slice(end - len(tokens), end) for end, tokens in zip(ends, texts, strict=True)]
        values = self._weights.norm(np.concatenate([self._weights.look_up(tokens) for tokens in texts]))
        for layer in self._weights.layers:
            values = layer(values, slices)
        means = np.stack([values[rows].mean(axis=0) for rows in slices])
        result: Matrix = means / np.linalg.norm(means, axis=1, keepdims=True)
        return result


def _linear(tensors: dict[str, Any], name: str) -> Linear:
    return Linear(tensors[f"{name}.weight"], tensors[f"{name}.bias"])


def _norm(tensors: dict[str, Any], name: str, epsilon: float) -> Norm:
    return Norm(tensors[f"{name}.weight"], tensors[f"{name}.bias"], epsilon)


def _layer(tensors: dict[str, Any], prefix: str, heads: int, epsilon: float) -> Layer:
    return Layer(
        query=_linear(tensors, f"{prefix}attention.self.query"),
        key=_linear(tensors, f"{prefix}attention.self.key"),
        value=_linear(tensors, f"{prefix}attention.self.value"),
        output=_linear(tensors, f"{prefix}attention.output.dense"),
        output_norm=_norm(tensors, f"{prefix}attention.output.LayerNorm", epsilon),
        widen=_linear(tensors, f"{prefix}intermediate.dense"),
        narrow=_linear(tensors, f"{prefix}output.dense"),
        narrow_norm=_norm(tensors, f"{prefix}output.LayerNorm", epsilon),
        heads=heads,
    )
