"""How long a search takes by the number of passages, and how near it comes to looking at all of them.

    python benchmarks/search_size.py [--sizes 1000 10000 100000 300000 1000000] [--questions 40] [--plot FILE.svg] [--articles FOLDER]

Vectors are drawn from the distribution of real ones: mixtures of the embeddings of some passages (of `--articles`, else
of texts that come with the project), with noise along their principal axes. For each size the index is made as a build
makes it, saved, and opened from its file in a process of its own. recall@20 is counted against all vectors in float32.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from machine import describe, peak_memory
from numpy.typing import NDArray
from plots import lines

from index.runtime.encoder import calibration_texts
from index.vectors import CELLS_FROM, HALVED_FROM, load_index, make_index

Matrix = NDArray[np.float32]
DIMENSION, BATCH, NEAREST = 384, 50_000, 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 300_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(search(arguments.child)))
        return
    print(describe())
    print(f"flat float32 below {HALVED_FROM:,}, flat float16 below {CELLS_FROM:,}, cells from there on")
    print("| vectors | kind | make s | file MB | open ms | search ms p50 | p95 | recall@20 | memory MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    model = Distribution(seeds(arguments.articles))
    medians = [(float(size), measure(model, size, arguments.questions)) for size in arguments.sizes]
    if arguments.plot:
        lines(arguments.plot, "Vector search, one thread", {"p50": medians}, across="vectors", up="milliseconds")


def seeds(articles: Path | None) -> Matrix:
    """Embeddings of real passages, some hundred or more."""
    from index.embedding import load_embedder

    texts = [text for text in calibration_texts() if len(text) > 30]
    if articles is not None:
        files = sorted(path for path in articles.rglob("*") if path.is_file())
        texts = [
            path.read_text(encoding="utf-8", errors="replace")[:300] for path in files[:: max(1, len(files) // 1500)]
        ]
    return load_embedder().embed_passages(texts)


class Distribution:
    """Vectors like `seeds`: each a mixture of four of them around their mean, and noise."""

    def __init__(self, seeds: Matrix) -> None:
        self._mean = seeds.mean(axis=0)
        self._centred = seeds - self._mean
        _, values, self._axes = np.linalg.svd(self._centred, full_matrices=False)
        self._spread = (values / np.sqrt(len(seeds))).astype(np.float32)

    def draw(self, count: int, seed: int) -> Matrix:
        """So many vectors of length one."""
        chance = np.random.default_rng(seed)
        shares = chance.dirichlet([0.6] * 4, count).astype(np.float32)
        mixed = sum(shares[:, [n]] * self._centred[chance.integers(0, len(self._centred), count)] for n in range(4))
        noise = (chance.standard_normal((count, len(self._spread)), dtype=np.float32) * self._spread) @ self._axes
        found: Matrix = self._mean + mixed + 0.45 * noise
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def batches(self, size: int) -> Iterator[tuple[NDArray[np.int64], Matrix]]:
        """`size` vectors under ids from one on, the same each time."""
        for start in range(0, size, BATCH):
            count = min(BATCH, size - start)
            yield np.arange(start + 1, start + count + 1), self.draw(count, 1000 + start)


def measure(model: Distribution, size: int, questions: int) -> float:
    """Print one row; the median milliseconds of a search."""
    asked = model.draw(questions, 1)
    best_ids = np.zeros((questions, 0), np.int64)
    best_scores = np.zeros((questions, 0), np.float32)
    for ids, vectors in model.batches(size):
        scores = np.concatenate([best_scores, asked @ vectors.T], axis=1)
        every = np.concatenate([best_ids, np.tile(ids, (questions, 1))], axis=1)
        order = np.argsort(-scores, axis=1)[:, :NEAREST]
        best_ids, best_scores = np.take_along_axis(every, order, 1), np.take_along_axis(scores, order, 1)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        made = make_index(DIMENSION, lambda: model.batches(size), size)
        seconds = time.perf_counter() - started
        kind = type(made).__name__
        made.save(Path(folder) / "vectors")
        del made
        np.savez(Path(folder) / "asked.npz", asked=asked, expected=best_ids)
        megabytes = (Path(folder) / "vectors").stat().st_size / 2**20
        child = [sys.executable, __file__, "--child", folder]
        row = json.loads(subprocess.run(child, capture_output=True, text=True, check=True).stdout)
    print(
        f"| {size:,} | {kind} | {seconds:.1f} | {megabytes:.0f} | {row['open']:.0f} | {row['p50']:.2f} | {row['p95']:.2f} "
        f"| {row['recall']:.4f} | {row['memory']:.0f} |",
        flush=True,
    )
    return float(row["p50"])


def search(folder: Path) -> dict[str, float]:
    """In a fresh process: open the index of `folder` and ask it everything twice; the second time counts."""
    stored = np.load(folder / "asked.npz")
    started = time.perf_counter()
    index = load_index(folder / "vectors", dimension=DIMENSION)
    opened = time.perf_counter() - started
    for _ in range(2):
        times, found = [], 0
        for question, expected in zip(stored["asked"], stored["expected"], strict=True):
            started = time.perf_counter()
            ids, _ = index.search(question, 100)
            times.append(1000 * (time.perf_counter() - started))
            found += len(set(ids[:NEAREST].tolist()) & set(expected.tolist()))
    return {
        "open": 1000 * opened,
        "p50": float(np.quantile(times, 0.5)),
        "p95": float(np.quantile(times, 0.95)),
        "recall": found / (NEAREST * len(stored["asked"])),
        "memory": peak_memory(),
    }


if __name__ == "__main__":
    main()
