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
class _Norm:
    weight: Matrix
    bias: Matrix
    epsilon: float

    def __call__(self, values: Matrix) -> Matrix:
        centred = values - values.mean(axis=-1, keepdims=True)
        variance = np.square(centred).mean(axis=-1, keepdims=True)
        result: Matrix = centred / np.sqrt(variance + np.float32(self.epsilon)) * self.weight + self.bias
        return result


@dataclass(frozen=True, slots=True)
class _Linear:
    weight: Matrix
    bias: Matrix

    def __call__(self, values: Matrix) -> Matrix:
        result: Matrix = values @ self.weight.T + self.bias
        return result


@dataclass(frozen=True, slots=True)
class _Layer:
    query: _Linear
    key: _Linear
    value: _Linear
    output: _Linear
    output_norm: _Norm
    widen: _Linear
    narrow: _Linear
    narrow_norm: _Norm
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


class LightEncoder:
    """Mean-pooled, normalised vectors from a `BertModel` folder in float32."""

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_bytes())
        tensors = map_safetensors(folder / "model.safetensors")
        epsilon = config["layer_norm_eps"]
        self._words = tensors["embeddings.word_embeddings.weight"]
        self._positions = tensors["embeddings.position_embeddings.weight"]
        self._type = tensors["embeddings.token_type_embeddings.weight"][0]
        self._norm = _norm(tensors, "embeddings.LayerNorm", epsilon)
        self._layers = [
            _layer(tensors, _LAYER.format(number), config["num_attention_heads"], epsilon)
            for number in range(config["num_hidden_layers"])
        ]

    @property
    def max_tokens(self) -> int:
        """The longest text, special tokens included."""
        return len(self._positions)

    def encode(self, texts: Sequence[Sequence[int]]) -> Matrix:
        """A row for each text, given as token ids with special tokens, one to `max_tokens` of them."""
        ends = np.cumsum([len(tokens) for tokens in texts]).tolist()
        slices = [slice(end - len(tokens), end) for end, tokens in zip(ends, texts, strict=True)]
        values = self._words[np.concatenate(texts)] + self._type
        for rows, tokens in zip(slices, texts, strict=True):
            values[rows] += self._positions[: len(tokens)]
        values = self._norm(values)
        for layer in self._layers:
            values = layer(values, slices)
        means = np.stack([values[rows].mean(axis=0) for rows in slices])
        result: Matrix = means / np.linalg.norm(means, axis=1, keepdims=True)
        return result


def _linear(tensors: dict[str, Any], name: str) -> _Linear:
    return _Linear(tensors[f"{name}.weight"], tensors[f"{name}.bias"])


def _norm(tensors: dict[str, Any], name: str, epsilon: float) -> _Norm:
    return _Norm(tensors[f"{name}.weight"], tensors[f"{name}.bias"], epsilon)


def _layer(tensors: dict[str, Any], prefix: str, heads: int, epsilon: float) -> _Layer:
    return _Layer(
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
