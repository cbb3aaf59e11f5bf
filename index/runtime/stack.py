"""A stack of layers on the disk and at work: made in 8-bit integers once, then run on all cores."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

import numpy as np

from index.errors import WeightsDamagedError
from index.light_encoder import Layer, Matrix, Norm
from index.runtime.compiled import compile_model
from index.runtime.graph import Graph, Range
from index.runtime.processor import thread_count

T = TypeVar("T")
R = TypeVar("R")

# A length that is new to OpenVINO costs it milliseconds to compile for, so texts are filled up to one of few lengths:
# their own, to the next multiple of this, and not that of others.
_STEP = 8
_SHARING = 4  # cores that a short text is spread over at most
_HIDDEN = -1e4  # added to the attention that padding would get

# OpenVINO's binding fills a table when it first converts an array. Two threads that do so at once wait for each other for
# ever: one holds the table's guard and wants the interpreter's lock, the other the reverse. So nobody runs a stack before
# one thread alone has run one.
_FIRST_RUN = threading.Lock()

REVISION = 2  # goes up when the same weights would be quantised in another way


def write_stack(path: Path, layers: Sequence[Layer], samples: Iterable[Matrix], *, norm: Norm | None = None) -> None:
    """Write the layers in 8-bit integers to `path` (.xml, and .bin beside it).

    The range of what enters each dense map is taken from `samples`, states of texts, shape (tokens, width) each.
    """
    import openvino as ov

    ranges = _observe(layers, samples, norm)
    ov.save_model(Graph(ranges).stack(layers, norm), path, compress_to_fp16=False)


def float_stack(layers: Sequence[Layer], norm: Norm | None) -> Stack:
    """The layers in 32-bit floats."""
    return Stack(Graph().stack(layers, norm))


def _observe(layers: Sequence[Layer], samples: Iterable[Matrix], norm: Norm | None) -> dict[str, Range]:
    graph = Graph()
    observed = Stack(graph.stack(layers, norm))
    extremes = observed.map(lambda states: [_range(values) for values in observed.run(states)[1:]], tuple(samples), len)
    return {
        name: Range(np.min([each.low for each in ranges], axis=0), np.max([each.high for each in ranges], axis=0))
        for name, ranges in zip(graph.seen, zip(*extremes, strict=True), strict=True)
    }


def _range(values: Matrix) -> Range:
    return Range(values.min(axis=0), values.max(axis=0))


def open_stack(path: Path, *, length: int | None = None) -> Stack:
    """What `write_stack` wrote, ready to run, for texts of up to `length` tokens (None: of any length).

    Raises WeightsDamagedError when OpenVINO cannot read it.
    """
    try:
        return Stack(path, length=length)
    except RuntimeError as error:
        raise WeightsDamagedError(
            f"the 8-bit model in {path.parent} cannot be loaded: {str(error).splitlines()[-1]}.",
            hint='Remove that folder, the next start makes it again; or set index.runtime = "torch".',
        ) from error


class Stack:
    """A compiled stack. Any number of threads may run it.

    With `length` every text is filled up to it and computed by several cores: the fastest for a single short one. Without,
    each is computed by one core.
    """

    def __init__(self, model: Any, *, length: int | None = None) -> None:
        import openvino as ov

        self._length = length
        threads = thread_count() if length is None else min(thread_count(), _SHARING)
        streams = threads if length is None else 1
        settings = {
            # Not the bfloat16 that OpenVINO would choose where there is some: attention would lose more than it gains.
            "INFERENCE_PRECISION_HINT": "f32",
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": streams,
            # Threads tied to cores would wait for whatever else runs there.
            "ENABLE_CPU_PINNING": False,
        }
        if isinstance(model, Path):
            compiled = compile_model(model, settings, length=length)
        else:
            compiled = ov.Core().compile_model(model, "CPU", settings)
        # One more than there are streams, so that a question need not wait for the texts of a build.
        self._free: SimpleQueue[Any] = SimpleQueue()
        for _ in range(streams + 1):
            self._free.put(compiled.create_infer_request())
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="layers")
        with _FIRST_RUN:
            self.run(np.zeros((1, int(compiled.input(0).get_partial_shape()[1].get_length())), np.float32))

    def run(self, states: Matrix) -> tuple[Matrix, ...]:
        """The outputs for the states of one text, float32 of shape (tokens, width)."""
        length = self._length or -(-len(states) // _STEP) * _STEP
        padded = np.zeros((length, states.shape[1]), np.float32)
        padded[: len(states)] = states
        hidden = np.zeros((1, 1, 1, length), np.float32)
        hidden[..., len(states) :] = _HIDDEN
        request = self._free.get()
        try:
            found = request.infer((padded, hidden), share_inputs=True)
            # The request's own memory is written again by its next run.
            return tuple(np.array(found[number][: len(states)]) for number in range(len(found)))
        finally:
            self._free.put(request)

    def map(self, work: Callable[[T], R], items: Sequence[T], size: Callable[[T], int]) -> list[R]:
        """`work` on each item, in their order, on all cores; the largest first, so that all end together."""
        if len(items) < 2:
            return [work(item) for item in items]
        order = sorted(range(len(items)), key=lambda number: -size(items[number]))
        done = dict(zip(order, self._pool.map(work, [items[number] for number in order]), strict=True))
        return [done[number] for number in range(len(items))]
