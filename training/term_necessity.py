"""Teach how surely a passage that answers a question holds each of its terms (`rag/necessity.py`).

    python -m training.term_necessity ../shared rag/models/term_necessity.safetensors [--epochs 6] [--work FILE.npz]

An example is a term of a question with an answer: held, or not, by the text within 300 characters of that answer. From the
written questions and those of the reading sets (`training/evidence_data.py`, the articles held out left out). A network of
one hidden layer on the states of the reader's lower layers, which stay as they are. Printed are the area under the ROC curve
and the log loss on a tenth of the articles with written questions and on the reading sets' articles held out, beside the
area that the idf alone gives. `--work` keeps the examples, which take minutes, for another run.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import nn

from index.scripts import fold
from rag.evidence_reader import EvidenceReader, load_reader
from rag.necessity import inputs
from rag.terms import holds
from training.evidence_data import Collection, Item, load
from training.evidence_scores import area

SEED = 3
REACH = 300  # characters on either side of an answer that count as its passage
HIDDEN = 64
READING_SETS = 5000  # questions of theirs, beside all that were written


@dataclass(frozen=True, slots=True)
class Examples:
    """Terms: what the network sees of each (n, features), whether its passage holds it, its article, whether it was written."""

    seen: NDArray[np.float32]
    held: NDArray[np.bool_]
    article: NDArray[np.int64]
    written: NDArray[np.bool_]

    def part(self, which: NDArray[np.bool_]) -> Examples:
        """Some of them."""
        return Examples(self.seen[which], self.held[which], self.article[which], self.written[which])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--work", type=Path, default=None)
    arguments = parser.parse_args()
    taught, held_out = examples(arguments.shared, arguments.work)
    kept = taught.written & (taught.article % 10 == 0)
    network = train(taught.part(~kept), arguments.epochs)
    for label, part in (("written", taught.part(kept)), ("reading sets", held_out)):
        report(label, part, network)
    save_file(network, arguments.out)
    print(f"{arguments.out}: {arguments.out.stat().st_size} bytes")


def examples(shared: Path, work: Path | None) -> tuple[Examples, Examples]:
    """What is taught, and the reading sets' questions on articles held out; read from `work` if it is there."""
    names = ("seen", "held", "article", "written")
    if work is not None and work.is_file():
        stored = np.load(work)
        taught, other = (Examples(*(stored[f"{name}{part}"] for name in names)) for part in (0, 1))
        return taught, other
    made = tuple(collect(load(shared, held_out=flag, neighbours=False)) for flag in (False, True))
    if work is not None:
        np.savez(work, **{f"{name}{part}": getattr(made[part], name) for part in (0, 1) for name in names})
    return made


def collect(collection: Collection) -> Examples:
    """The examples of all written questions with an answer, and of some of the reading sets'."""
    reader = load_reader(runtime="torch")
    assert reader is not None
    items = [item for item in collection.items if item.spans]
    others = [item for item in items if item.kind == "wikipedia"]
    chance = np.random.default_rng(SEED)
    some = chance.permutation(len(others))[:READING_SETS]
    asked = [*(item for item in items if item.source == "written"), *(others[number] for number in some)]
    seen, held, article, written = [], [], [], []
    for item in asked:
        texts, rows = terms_of(reader, item)
        start, end = item.spans[0]
        near = collection.texts[item.text][max(0, start - REACH) : end + REACH]
        seen.append(rows.astype(np.float16))
        held.extend(holds(near, text) for text in texts)
        article.extend([item.text] * len(texts))
        written.extend([item.source == "written"] * len(texts))
    return Examples(np.concatenate(seen), np.array(held), np.array(article), np.array(written))


def terms_of(reader: EvidenceReader, item: Item) -> tuple[list[str], NDArray[np.float32]]:
    """The terms of a question and what the network sees of them."""
    folded = fold(item.question)
    return inputs(folded, *reader.question_states(folded))


def train(taught: Examples, epochs: int) -> dict[str, torch.Tensor]:
    """The network after so many passes over standardised examples, with the standardising folded into its first layer."""
    torch.manual_seed(SEED)
    mean, spread = taught.seen.mean(0, dtype=np.float64), taught.seen.std(0, dtype=np.float64) + 1e-6
    seen = torch.from_numpy(((taught.seen - mean) / spread).astype(np.float32))
    held = torch.from_numpy(taught.held.astype(np.float32))
    first, last = nn.Linear(seen.shape[1], HIDDEN), nn.Linear(HIDDEN, 1)
    network = nn.Sequential(nn.Dropout(0.2), first, nn.GELU(), nn.Dropout(0.2), last)
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.05)
    for epoch in range(epochs):
        for batch in torch.randperm(len(seen)).split(512):
            loss = nn.functional.binary_cross_entropy_with_logits(network(seen[batch]).squeeze(-1), held[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.3f}", flush=True)
    weight = first.weight.detach() / torch.from_numpy(spread).float()
    return {
        "first.weight": weight.contiguous(),
        "first.bias": first.bias.detach() - weight @ torch.from_numpy(mean).float(),
        "last.weight": last.weight.detach(),
        "last.bias": last.bias.detach(),
    }


def report(label: str, part: Examples, network: dict[str, torch.Tensor]) -> None:
    """Area under the ROC curve and log loss, beside the area that the idf gives."""
    hidden = nn.functional.linear(torch.from_numpy(part.seen).float(), network["first.weight"], network["first.bias"])
    logits = nn.functional.linear(nn.functional.gelu(hidden), network["last.weight"], network["last.bias"]).squeeze(-1)
    loss = nn.functional.binary_cross_entropy_with_logits(logits, torch.from_numpy(part.held).float())
    idf = part.seen[:, -2].astype(np.float64)
    print(
        f"{label}: {len(part.held)} terms, {part.held.mean():.3f} held; AUC {auc(logits.numpy(), part.held):.3f} "
        f"(idf alone {auc(idf, part.held):.3f}), log loss {loss.item():.3f}"
    )


def auc(scores: NDArray[np.floating], held: NDArray[np.bool_]) -> float:
    """Area under the ROC curve."""
    return area(scores[held].tolist(), scores[~held].tolist())


if __name__ == "__main__":
    main()
