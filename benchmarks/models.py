"""What the bundled models cost on this machine: conversion, cold start, embedding, reading, writing.

    python benchmarks/models.py [--plot FILE.svg]

Each line of cold starts is a process of its own. Run it on an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from machine import describe
from plots import bars

SENTENCE = "清晨的公园里已经有不少人，有的在树下打太极拳，有的沿着湖边慢跑，还有人提着鸟笼散步。"
PASSAGES = [f"第{number}段。" + SENTENCE * 4 for number in range(96)]
PROMPT = SENTENCE * 20 + "\n问：公园里的人在做什么？\n答："

COLD = {
    "question to vector (numpy)": "from index.embedding import load_embedder; load_embedder().embed_queries(['公园'])",
    "sentence-transformers loaded": "from index.embedding import load_embedder; load_embedder().load()",
    "generator loaded": "from rag.generation import load_generator; load_generator().load()",
    "torch imported": "import torch",
}
# The parent reads the peak of one child at a time, so each child reports its own.
REPORT = "\nimport resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def row(name: str, value: str) -> None:
    print(f"| {name:<44} | {value:>22} |", flush=True)


def once(name: str, action: Callable[[], object]) -> tuple[str, float]:
    """Print what it takes, and return it for the plot."""
    seconds = timed(action)
    row(name, f"{seconds:.2f} s")
    return name, seconds


def conversion() -> list[tuple[str, float]]:
    from index.weights import ensure_embedder, ensure_generator

    with tempfile.TemporaryDirectory() as folder:
        found = [
            once("embedder converted, once", lambda: ensure_embedder(cache=Path(folder))),
            once("generator converted, once", lambda: ensure_generator(cache=Path(folder))),
            once("embedder hashed in full", lambda: ensure_embedder(cache=Path(folder), verify=True)),
            once("generator hashed in full", lambda: ensure_generator(cache=Path(folder), verify=True)),
        ]
    ensure_embedder()
    ensure_generator()
    return found


def cold() -> list[tuple[str, float]]:
    found = []
    for name, code in COLD.items():
        best, memory = float("inf"), 0
        for _ in range(3):
            started = time.perf_counter()
            done = subprocess.run([sys.executable, "-c", code + REPORT], capture_output=True, text=True, check=True)
            best, memory = min(best, time.perf_counter() - started), int(done.stdout) // 1024
        row(f"cold: {name}", f"{best:.2f} s, {memory} MB")
        found.append((f"cold: {name}", best))
    return found


def embedding() -> list[tuple[str, float]]:
    from index.config import IndexConfig
    from index.embedding import SentenceTransformerEmbedder

    embedder = SentenceTransformerEmbedder(IndexConfig())
    few = [passage[:60] for passage in PASSAGES[:24]]
    for name in ("numpy", "sentence-transformers"):
        embedder.embed_passages(["公园"])
        query = timed(lambda: [embedder.embed_passages(["清晨公园里的人在做什么？"]) for _ in range(20)])
        row(f"question, {name}", f"{query / 20 * 1e3:.1f} ms")
        row(f"24 sentences, {name}", f"{timed(lambda: embedder.embed_passages(few)):.2f} s")
        embedder.load()
    tokens = sum(embedder.count_tokens(PASSAGES)) / len(PASSAGES)
    seconds = timed(lambda: embedder.embed_passages(PASSAGES))
    row(f"passages of {tokens:.0f} tokens", f"{len(PASSAGES) / seconds:.1f} a second")
    return [(f"{len(PASSAGES)} passages of {tokens:.0f} tokens", seconds)]


def generation() -> list[tuple[str, float]]:
    from rag.config import GeneratorConfig
    from rag.transformers_generator import TransformersGenerator

    generator = TransformersGenerator(GeneratorConfig())
    list(generator.generate("公园", max_new_tokens=2))
    first = timed(lambda: next(generator.generate(PROMPT, max_new_tokens=1)))
    again = timed(lambda: next(generator.generate(PROMPT, max_new_tokens=1)))
    pieces: list[str] = []
    whole = timed(lambda: pieces.extend(generator.generate(PROMPT, max_new_tokens=33)))
    tokenizer = generator._loaded.get().tokenizer
    tokens = len(tokenizer.encode(PROMPT).ids)
    written = len(tokenizer.encode("".join(pieces)).ids) - 2  # without the mark at the start and the first token
    row(f"first piece after {tokens} new tokens", f"{first:.2f} s ({tokens / first:.0f} tokens/s)")
    row("first piece, same beginning", f"{again:.2f} s")
    row("writing", f"{written / (whole - again):.1f} tokens/s")
    return [(f"first piece after {tokens} tokens", first), ("first piece, same beginning", again)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plot", type=Path)
    plot = parser.parse_args().plot
    print(describe())
    found = [pair for measure in (conversion, cold, embedding, generation) for pair in measure()]
    if plot:
        bars(plot, "Bundled models", [(name, seconds, f"{seconds:.2f} s") for name, seconds in found])


if __name__ == "__main__":
    main()
