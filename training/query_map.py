"""Teach the embeddings of questions to lie nearer to the passages that answer them.

    python -m training.query_map ../shared rag/models/query_map.safetensors [--rank 64] [--epochs 30] [--work FILE.npz]

The bundled embedder was taught on questions in the words of their passages. A matrix of low rank, added to the identity, is
taught on the written questions and on those of the reading sets (`training/evidence_data.py`, the articles held out left
out): of all passages, the one that holds the answer is to have the highest cosine (InfoNCE, van den Oord et al., 2018). Only
questions are mapped, so an index stays as it is. `--work` keeps the embeddings, which take minutes, for another run.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch.nn import functional

from index.embedding import load_embedder
from training.evidence_data import Collection, load

TEMPERATURE = 0.02
SEED = 3
READING_SETS = 6000  # questions of theirs, beside all that were written


@dataclass(frozen=True, slots=True)
class Pairs:
    """Questions and passages, float32 of shape (n, 384), L2-normalised; `answers[i]` is the row of question i's passage.

    `written` marks the questions written in other words than the article's.
    """

    questions: NDArray[np.float32]
    passages: NDArray[np.float32]
    answers: NDArray[np.int64]
    written: NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rank", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.1, help="of the weights, against learning by heart")
    parser.add_argument("--work", type=Path, default=None)
    arguments = parser.parse_args()
    taught, held = embedded(arguments.shared, arguments.work)
    weights = train(taught, held, arguments)
    report("held out, as they are", held, None)
    report("held out, mapped", held, weights)
    save_file({name: value.contiguous() for name, value in weights.items()}, arguments.out)
    print(f"{arguments.out}: {arguments.out.stat().st_size} bytes")


def embedded(shared: Path, work: Path | None) -> tuple[Pairs, Pairs]:
    """What is taught, and a tenth of the articles that is held out to stop by; read from `work` if it is there."""
    if work is not None and work.is_file():
        stored = np.load(work)
        pairs = Pairs(stored["questions"], stored["passages"], stored["answers"], stored["written"])
        articles = stored["articles"]
    else:
        pairs, articles = embed(load(shared, held_out=False, neighbours=False))
        if work is not None:
            np.savez(
                work,
                questions=pairs.questions,
                passages=pairs.passages,
                answers=pairs.answers,
                written=pairs.written,
                articles=articles,
            )
    kept = articles % 10 == 0
    return _part(pairs, ~kept), _part(pairs, kept)


def _part(pairs: Pairs, which: NDArray[np.bool_]) -> Pairs:
    """Some of the questions, over all passages."""
    return Pairs(pairs.questions[which], pairs.passages, pairs.answers[which], pairs.written[which])


def embed(collection: Collection) -> tuple[Pairs, NDArray[np.int64]]:
    """Embed the questions that have an answer and the passages of their texts; also each question's text."""
    chance = np.random.default_rng(SEED)
    written = [n for n, item in enumerate(collection.items) if item.source == "written" and item.spans]
    others = [n for n, item in enumerate(collection.items) if item.kind == "wikipedia"]
    asked = [*written, *chance.choice(others, min(READING_SETS, len(others)), replace=False).tolist()]
    texts = {collection.items[number].text for number in asked}
    passages = [passage for passage in collection.passages if passage[0] in texts]
    rows: dict[int, list[tuple[int, int, int]]] = {}
    for row, (text, start, end) in enumerate(passages):
        rows.setdefault(text, []).append((start, end, row))
    kept, answers = [], []
    for number in asked:
        item = collection.items[number]
        at = item.spans[0][0]
        row = next((row for start, end, row in rows[item.text] if start <= at < end), None)
        if row is not None:
            kept.append(number)
            answers.append(row)
    embedder = load_embedder()
    return (
        Pairs(
            embedder.embed_queries([collection.items[number].question for number in kept]),
            embedder.embed_passages([collection.texts[text][start:end] for text, start, end in passages]),
            np.array(answers),
            np.array([collection.items[number].source == "written" for number in kept]),
        ),
        np.array([collection.items[number].text for number in kept]),
    )


def train(taught: Pairs, held: Pairs, arguments: argparse.Namespace) -> dict[str, torch.Tensor]:
    """The factors {"down": (384, rank), "up": (rank, 384)} that were best on what is held out."""
    generator = torch.Generator().manual_seed(SEED)
    width = taught.questions.shape[1]
    down = (torch.randn(width, arguments.rank, generator=generator) / width**0.5).requires_grad_()
    up = torch.zeros(arguments.rank, width, requires_grad=True)
    optimizer = torch.optim.AdamW([down, up], lr=arguments.rate, weight_decay=arguments.decay)
    questions, passages = torch.from_numpy(taught.questions), torch.from_numpy(taught.passages)
    answers = torch.from_numpy(taught.answers)
    best, kept = 0.0, {"down": down.detach().clone(), "up": up.detach().clone()}
    for epoch in range(arguments.epochs):
        for batch in torch.randperm(len(questions), generator=generator).split(256):
            mapped = apply(questions[batch], down, up)
            loss = functional.cross_entropy(mapped @ passages.T / TEMPERATURE, answers[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        weights = {"down": down.detach().clone(), "up": up.detach().clone()}
        found = recall(held, weights)
        share = float(found[:, 0].mean() + found[:, 1].mean())
        print(f"epoch {epoch}: loss {loss.item():.3f}, recall@1 {found[:, 0].mean():.4f}, @12 {found[:, 1].mean():.4f}")
        if share > best:
            best, kept = share, weights
    return kept


def apply(questions: torch.Tensor, down: torch.Tensor, up: torch.Tensor) -> torch.Tensor:
    """The questions mapped, of the same shape, L2-normalised."""
    return functional.normalize(questions + questions @ down @ up, dim=1)


def recall(pairs: Pairs, weights: dict[str, torch.Tensor] | None) -> NDArray[np.bool_]:
    """Shape (questions, 2): whether the passage that answers is the first by cosine, and among the first twelve."""
    questions = torch.from_numpy(pairs.questions)
    mapped = questions if weights is None else apply(questions, weights["down"], weights["up"])
    cosines = mapped @ torch.from_numpy(pairs.passages).T
    own = cosines[torch.arange(len(mapped)), torch.from_numpy(pairs.answers)]
    places = (cosines > own[:, None]).sum(1).numpy()
    return np.stack([places < 1, places < 12], axis=1)


def report(label: str, pairs: Pairs, weights: dict[str, torch.Tensor] | None) -> None:
    """Recall at 1 and 12, over all passages."""
    found = recall(pairs, weights)
    for name, which in (("written", pairs.written), ("reading sets", ~pairs.written)):
        one, twelve = found[which].mean(0)
        print(f"{label}, {name}: recall@1 {one:.3f}, @12 {twelve:.3f} of {int(which.sum())}")


if __name__ == "__main__":
    main()
