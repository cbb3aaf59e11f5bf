"""Batches of examples for the evidence reader: token ids with their labels, and what a network makes of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import torch
from tokenizers import Tokenizer

from index.weights import ensure_embedder
from rag.evidence_network import Batch, forward, is_taught
from rag.evidence_text import PASSAGE, QUESTION
from training.evidence_data import Collection, load
from training.evidence_examples import Example, Sampler
from training.evidence_scores import ReadExample, area, overlap

BLOCK = 16  # batches drawn at a time and sorted by length, so that little is padding


@dataclass(frozen=True, slots=True)
class Encoded:
    """A batch with its labels: places of the first and last token, 0 where the passage does not answer."""

    batch: Batch
    start: torch.Tensor
    end: torch.Tensor
    answers: torch.Tensor
    offsets: tuple[tuple[tuple[int, int], ...], ...]


def batches(collection: Collection, seed: int, size: int, first: int) -> Iterator[tuple[int, list[Example]]]:
    """(step, examples) from step `first` on, without end; passages of a batch are about as long as each other."""
    for block in count(first // BLOCK):
        sampler = Sampler(collection, seed=seed * 1_000_003 + block)
        drawn = sorted((sampler.next() for _ in range(BLOCK * size)), key=lambda example: len(example.passage))
        parts = [drawn[at : at + size] for at in range(0, len(drawn), size)]
        random.Random(block).shuffle(parts)
        for offset, part in enumerate(parts):
            if (step := block * BLOCK + offset) >= first:
                yield step, part


def load_tokenizer() -> Tokenizer:
    """The bundled encoder's tokenizer."""
    tokenizer = Tokenizer.from_file(str(ensure_embedder("bundled") / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def encode(tokenizer: Tokenizer, examples: list[Example]) -> Encoded:
    """Token ids, masks and labels. A span that begins or ends inside a token takes the whole token."""
    questions = [
        item.ids[:60] for item in tokenizer.encode_batch([QUESTION + example.question for example in examples])
    ]
    passages = tokenizer.encode_batch([PASSAGE + example.passage for example in examples])
    question, question_mask = _pad(questions)
    passage, passage_mask = _pad([item.ids[:400] for item in passages])
    offsets = tuple(
        tuple((start - len(PASSAGE), end - len(PASSAGE)) for start, end in item.offsets[:400]) for item in passages
    )
    starts, ends = [], []
    for example, places in zip(examples, offsets, strict=True):
        inside = [i for i, (a, b) in enumerate(places) if b > max(a, 0) and b > example.start >= 0 and a < example.end]
        starts.append(inside[0] if inside else 0)
        ends.append(inside[-1] if inside else 0)
    answers = torch.tensor([float(example.start >= 0) for example in examples])
    return Encoded(
        Batch(question, question_mask, passage, passage_mask),
        torch.tensor(starts),
        torch.tensor(ends),
        answers,
        offsets,
    )


def _pad(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    width = max(map(len, rows))
    ids = torch.tensor([row + [1] * (width - len(row)) for row in rows])
    mask = torch.tensor([[True] * len(row) + [False] * (width - len(row)) for row in rows])
    return ids, mask


def probe_batches(shared: Path, tokenizer: Tokenizer) -> list[tuple[list[Example], Encoded]]:
    """A fixed sample of the articles held out, to watch the training by."""
    sampler = Sampler(load(shared, held_out=True), seed=99)
    drawn = sorted((sampler.next() for _ in range(384)), key=lambda example: len(example.passage))
    return [(part, encode(tokenizer, part)) for at in range(0, len(drawn), 32) if (part := drawn[at : at + 32])]


def read_all(weights: dict[str, torch.Tensor], parts: list[tuple[list[Example], Encoded]]) -> Iterator[ReadExample]:
    """Each example with its logits and the text of its best span, run in bfloat16 as the reader does."""
    copies = halved(weights)
    with torch.inference_mode():
        for examples, encoded in parts:
            logits = forward(copies, encoded.batch)
            for row, example in enumerate(examples):
                start, end = best_span(logits.start[row], logits.end[row])
                places = encoded.offsets[row]
                text = example.passage[max(0, places[start][0]) : places[end][1]]
                best = logits.start[row, start] + logits.end[row, end]
                margin = float(best - logits.start[row, 0] - logits.end[row, 0])
                yield ReadExample(example, float(logits.relevance[row]), margin, text)


def measure(weights: dict[str, torch.Tensor], parts: list[tuple[list[Example], Encoded]]) -> dict[str, float]:
    """EM, F1 and the areas under the curve by kind of negative."""
    read = list(read_all(weights, parts))
    answered = [item for item in read if item.example.start >= 0]
    scores = [overlap(item.text, item.example.passage[item.example.start : item.example.end]) for item in answered]
    found = {"em": sum(em for em, _ in scores) / len(scores), "f1": sum(f1 for _, f1 in scores) / len(scores)}
    for kind in ("bm25", "elsewhere", "near miss"):
        against = [item.relevance for item in read if item.example.kind == kind]
        found[f"auc {kind}"] = area([item.relevance for item in answered], against)
    return {name: round(value, 3) for name, value in found.items()}


def best_span(start: torch.Tensor, end: torch.Tensor, longest: int = 100) -> tuple[int, int]:
    """The likeliest span of at most `longest` tokens, place 0 left out."""
    length = len(start)
    both = start.float().unsqueeze(1) + end.float().unsqueeze(0)
    allowed = torch.ones(length, length, dtype=torch.bool).triu().tril(longest - 1)
    allowed[0] = False
    flat = int(both.masked_fill(~allowed, -1e9).argmax())
    return flat // length, flat % length


def halved(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The table with its layers in bfloat16, as the reader runs them; what is taught requires a gradient."""
    return {
        name: (tensor.detach().bfloat16() if name.startswith("layer.") else tensor.detach()).requires_grad_(
            is_taught(name)
        )
        for name, tensor in weights.items()
    }
