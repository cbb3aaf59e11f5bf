"""The embedder beside sentence-transformers on the same weights: passages and questions a second, cosine, recall.

    python benchmarks/embedding.py [--runs 5] [--recall 1000] [--data ../shared/eval/drcd_dev.jsonl.gz] [--plot FILE.svg]

`sentence-transformers` is `SentenceTransformer.encode` in float32 with its defaults, on all cores. All take turns in one
process; times are medians. With `--recall N`, N questions look for their paragraph among all of the file by cosine alone.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from machine import describe, in_turns
from plots import bars

from index.config import IndexConfig
from index.embedding import load_embedder
from index.weights import ensure_embedder

DATA = Path(__file__).resolve().parents[2] / "shared" / "eval" / "drcd_dev.jsonl.gz"
# How many passages are timed at a time, how long they are (about a passage of an index), and how many questions.
PASSAGES, TOKENS, QUESTIONS = 48, 164, 20
Encode = Callable[[Sequence[str]], Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--recall", type=int, default=0)
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    paragraphs, asked = read(arguments.data)
    print(describe())
    engines, runs = load(), arguments.runs
    passages = cut(paragraphs)

    def one_by_one(ask: Encode) -> None:
        """Several in a row: the threads of one library go on waiting busily for a moment after its last call."""
        for question, _ in asked[:QUESTIONS]:
            ask([question])

    times = {
        "passages": in_turns({name: lambda embed=one[0]: embed(passages) for name, one in engines.items()}, runs),
        "question": in_turns({name: lambda ask=one[1]: one_by_one(ask) for name, one in engines.items()}, 2 * runs),
    }
    report(times, cosines(engines, passages, [question for question, _ in asked[:PASSAGES]]), arguments.plot)
    if arguments.recall:
        recall(engines, paragraphs, asked[: arguments.recall])


def read(path: Path) -> tuple[list[str], list[tuple[str, int]]]:
    """The paragraphs, and (question, number of its paragraph) in an order of chance."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    asked = [(qa["question"], number) for number, row in enumerate(rows) for qa in row["qas"]]
    random.Random(13).shuffle(asked)
    return [row["context"] for row in rows], asked


def load() -> dict[str, tuple[Encode, Encode]]:
    """What embeds passages, and what embeds questions, by name; the first is what others are measured against."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        str(ensure_embedder()), device="cpu", local_files_only=True, model_kwargs={"add_pooling_layer": False}
    )
    config = IndexConfig()

    def prefixed(prefix: str) -> Encode:
        return lambda texts: model.encode([prefix + text for text in texts], normalize_embeddings=True)

    ours = load_embedder()
    print(f"this project's runtime here: {type(ours).__name__}", flush=True)
    return {
        "sentence-transformers": (prefixed(config.passage_prefix), prefixed(config.query_prefix)),
        "this project": (ours.embed_passages, ours.embed_queries),
    }


def cut(paragraphs: Sequence[str]) -> list[str]:
    """Passages of about `TOKENS` tokens, of somewhat different lengths, as passages of articles are."""
    counter = load_embedder()
    chance = random.Random(5)
    found = []
    for text in paragraphs:
        (tokens,) = counter.count_tokens([text])
        wanted = chance.uniform(0.75, 1.25) * TOKENS
        if tokens > wanted:
            found.append(text[: round(len(text) * wanted / tokens)])
        if len(found) == PASSAGES:
            break
    print(f"{len(found)} passages of {np.mean(counter.count_tokens(found)):.0f} tokens")
    return found


def cosines(
    engines: dict[str, tuple[Encode, Encode]], passages: Sequence[str], questions: Sequence[str]
) -> dict[str, str]:
    """Mean and least cosine of each engine's vectors to those of the first."""
    expected = [embed(texts) for embed, texts in zip(next(iter(engines.values())), (passages, questions), strict=True)]
    found = {}
    for name, both in engines.items():
        each = [
            (embed(texts) * right).sum(axis=1)
            for embed, texts, right in zip(both, (passages, questions), expected, strict=True)
        ]
        found[name] = ", ".join(f"{values.mean():.4f} (least {values.min():.4f})" for values in each)
    return found


def report(times: dict[str, dict[str, float]], near: dict[str, str], plot: Path | None) -> None:
    """Print the table."""
    first = next(iter(near))
    print("| engine | passages a second | ratio | ms a question | ratio | cosine of passages, questions |")
    print("|---|---|---|---|---|---|")
    for name in near:
        passages, question = times["passages"][name], times["question"][name]
        print(
            f"| {name} | {PASSAGES / passages:.1f} | {times['passages'][first] / passages:.2f} | {question * 1e3 / QUESTIONS:.2f} "
            f"| {times['question'][first] / question:.2f} | {near[name]} |"
        )
    if plot is not None:
        rows = [
            (name, PASSAGES / times["passages"][name], f"{PASSAGES / times['passages'][name]:.1f}") for name in near
        ]
        bars(plot, "Passages embedded a second", rows)


def recall(
    engines: dict[str, tuple[Encode, Encode]], paragraphs: Sequence[str], asked: Sequence[tuple[str, int]]
) -> None:
    """Print recall@1 and recall@5 of the paragraph by cosine alone."""
    right = np.array([number for _, number in asked])
    for name, (embed_passages, embed_questions) in engines.items():
        vectors = np.concatenate([embed_passages(paragraphs[at : at + 256]) for at in range(0, len(paragraphs), 256)])
        scores = embed_questions([question for question, _ in asked]) @ vectors.T
        before = (scores > scores[np.arange(len(right)), right][:, None]).sum(axis=1)
        one, five = np.mean(before == 0), np.mean(before < 5)
        print(f"recall among {len(paragraphs)} paragraphs, {len(asked)} questions, {name}: @1 {one:.4f}, @5 {five:.4f}")


if __name__ == "__main__":
    main()
