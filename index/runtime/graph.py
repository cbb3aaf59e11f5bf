"""Encoder layers as an OpenVINO graph over the states of one text, in float or with dense maps in 8-bit integers.

One text at a time: its vectors are the same in whatever company it comes, and nothing is computed for nothing. From
some 50 tokens on a text alone is as fast per token as a batch; several texts run on several cores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.light_encoder import Layer, Linear, Matrix, Norm

Node = Any

# How much of the unevenness between channels moves from states, where outliers cost precision, into the weights: the
# alpha of SmoothQuant (Xiao et al. 2022, arXiv 2211.10438). Of 0 to 0.98, 0.65 to 0.8 lost least.
SMOOTHING = 0.7
# One channel in so many of a layer's wide middle is kept apart from the others.
_APART = 24
_ALL = slice(None)


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the greatest value of each channel of what enters a dense map, shape (channels,)."""

    low: Matrix
    high: Matrix


class Graph:
    """Builds a stack of layers. Without `ranges` it computes in float, and `seen` are the inputs of its dense maps."""

    def __init__(self, ranges: Mapping[str, Range] | None = None) -> None:
        self._ranges = ranges
        self.seen: dict[str, Node] = {}

    def stack(self, layers: Sequence[Layer], norm: Norm | None) -> Any:
        """The model of these layers, after `norm` where there is one.

        In: `states` (tokens, width) and `hidden` (1, 1, 1, tokens), which is added to attention scores. Out: states; in
        float also all of `seen`.
        """
        import openvino as ov
        from openvino import opset13 as ops

        width = len(layers[0].query.bias)
        states = ops.parameter([-1, width], np.float32, name="states")
        hidden = ops.parameter([1, 1, 1, -1], np.float32, name="hidden")
        result = states if norm is None else _norm(states, norm)
        for number, layer in enumerate(layers):
            result = self._layer(result, hidden, layer, str(number))
        observed = self.seen.values() if self._ranges is None else ()
        return ov.Model([ops.result(node) for node in (result, *observed)], [states, hidden], "layers")

    def _layer(self, states: Node, hidden: Node, layer: Layer, name: str) -> Node:
        from openvino import opset13 as ops

        query, key, value = self._dense(states, (layer.query, layer.key, layer.value), f"{name}.attention")
        split = [_heads(node, layer.heads) for node in (query, key, value)]
        mixed = ops.transpose(ops.scaled_dot_product_attention(*split, hidden), _whole([0, 2, 1, 3]))
        mixed = ops.reshape(mixed, _whole([-1, len(layer.query.bias)]), special_zero=False)
        (out,) = self._dense(mixed, (layer.output,), f"{name}.output")
        states = _norm(ops.add(states, out), layer.output_norm)
        return _norm(ops.add(states, self._feed_forward(states, layer, name)), layer.narrow_norm)

    def _feed_forward(self, states: Node, layer: Layer, name: str) -> Node:
        """The wide middle of a layer, cut in two: the few channels of the greatest values, and all others.

        Each part has a range of its own, which halves what is lost and costs nothing; the channels can be in any order.
        """
        from openvino import opset13 as ops

        parts = self._parts(layer, name)
        widen = [Linear(layer.widen.weight[part], layer.widen.bias[part]) for part in parts]
        none = np.zeros_like(layer.narrow.bias)
        sums: list[Node] = []
        for part, wide in zip(parts, self._dense(states, widen, f"{name}.widen"), strict=True):
            narrow = Linear(layer.narrow.weight[:, part], none if sums else layer.narrow.bias)
            sums += self._dense(ops.gelu(wide, "erf"), (narrow,), f"{name}.narrow", part)
        return sums[0] if len(sums) == 1 else ops.add(*sums)

    def _parts(self, layer: Layer, name: str) -> list[NDArray[np.int64]]:
        channels = len(layer.widen.bias)
        if self._ranges is None:
            return [np.arange(channels)]
        values = self._ranges[f"{name}.narrow"]
        order = np.argsort(np.maximum(np.abs(values.low), np.abs(values.high)), kind="stable")
        return np.split(order, [channels - max(1, channels // _APART)])

    def _dense(
        self, states: Node, maps: Sequence[Linear], name: str, part: NDArray[np.int64] | slice = _ALL
    ) -> list[Node]:
        """Several dense maps of the same states, which are quantised once. `part` are the channels that came in."""
        if self._ranges is None:
            self.seen[name] = states
            return [_apply(states, _constant(each.weight), each.bias) for each in maps]
        values = Range(self._ranges[name].low[part], self._ranges[name].high[part])
        scale = smoothing(values, np.concatenate([each.weight for each in maps]))
        bytes_of_states = _quantised_states(states, values, scale)
        return [_apply(bytes_of_states, _quantised_weights(each.weight * scale), each.bias) for each in maps]


def smoothing(values: Range, weights: Matrix) -> Matrix:
    """What to divide each channel of the states by and to multiply into the weights, with a geometric mean of one."""
    peak = np.maximum(np.maximum(np.abs(values.low), np.abs(values.high)), 1e-5)
    weight = np.maximum(np.abs(weights).max(axis=0), 1e-5)
    logarithm = SMOOTHING * np.log(peak) - (1 - SMOOTHING) * np.log(weight)
    scale: Matrix = np.exp(logarithm - logarithm.mean()).astype(np.float32)
    return scale


def byte_range(values: Range, scale: Matrix) -> tuple[np.float32, np.float32]:
    """The lowest and highest value of the smoothed states, moved so that zero is exactly one of the 256 steps."""
    low = min(float((values.low / scale).min()), 0.0)
    high = max(float((values.high / scale).max()), 0.0)
    step = max(high - low, 1e-6) / 255
    zero = round(-low / step)
    return np.float32(-zero * step), np.float32((255 - zero) * step)


def _quantised_states(states: Node, values: Range, scale: Matrix) -> Node:
    """Divided by `scale` and rounded to bytes, all in one operation."""
    from openvino import opset13 as ops

    low, high = byte_range(values, scale)
    channels = scale.reshape(1, -1)
    return ops.fake_quantize(
        states, _constant(low * channels), _constant(high * channels), _constant(low), _constant(high), 256
    )


def _quantised_weights(weights: Matrix) -> Node:
    """Signed bytes with a scale for each output."""
    from openvino import opset13 as ops

    step = np.maximum(np.abs(weights).max(axis=1, keepdims=True), 1e-12) / 127
    steps = np.clip(np.round(weights / step), -127, 127).astype(np.int8)
    return ops.multiply(ops.convert(ops.constant(steps), "f32"), _constant(step))


def _apply(states: Node, weights: Node, bias: Matrix) -> Node:
    from openvino import opset13 as ops

    return ops.add(ops.matmul(states, weights, transpose_a=False, transpose_b=True), _constant(bias))


def _heads(states: Node, heads: int) -> Node:
    """(tokens, width) -> (1, heads, tokens, width / heads)."""
    from openvino import opset13 as ops

    width = int(states.get_output_partial_shape(0)[1].get_length())
    parted = ops.reshape(states, _whole([1, -1, heads, width // heads]), special_zero=False)
    return ops.transpose(parted, _whole([0, 2, 1, 3]))


def _norm(states: Node, norm: Norm) -> Node:
    from openvino import opset13 as ops

    centred = ops.mvn(states, _whole([-1]), normalize_variance=True, eps=float(norm.epsilon), eps_mode="inside_sqrt")
    return ops.add(ops.multiply(centred, _constant(norm.weight)), _constant(norm.bias))


def _constant(values: Matrix | np.float32) -> Node:
    from openvino import opset13 as ops

    return ops.constant(np.array(values, dtype=np.float32, order="C"))


def _whole(values: Sequence[int]) -> Node:
    from openvino import opset13 as ops

    numbers: NDArray[np.int64] = np.array(values, dtype=np.int64)
    return ops.constant(numbers)
