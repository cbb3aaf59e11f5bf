"""Teach the evidence reader.

    python -m training.evidence_reader ../shared WORK --minutes 60          # checkpoints and log.jsonl in WORK; run again to resume
    python -m training.evidence_reader ../shared WORK2 --start WORK --minutes 50          # goes on from there, as a new run
    python -m training.evidence_reader ../shared WORK --export rag/models/evidence_reader.safetensors

The bundled encoder's layers 4 to 9 are trained whole in bfloat16 products with float32 master weights, together with the
heads; the difference from the bundled weights is what gets exported. The order of the examples depends on the seed and
the number of the step alone, so a resumed run sees what an unbroken one would have seen.
"""

from __future__ import annotations

import argparse
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch.nn import functional

from index.weights import ensure_embedder
from rag.evidence_network import WIDTH, Logits, apply_difference, base_weights, forward, is_taught, pack_difference
from training.evidence_batches import Encoded, batches, encode, halved, load_tokenizer, measure, probe_batches, read_all
from training.evidence_calibration import fit
from training.evidence_data import load
from training.evidence_examples import Sampler


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument(
        "--minutes", type=float, default=60, help="of training; the learning rate falls to nothing by then"
    )
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--parts", type=int, default=4, help="parts of a batch, worked on by two threads")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--start", type=Path, default=None, help="folder of an earlier run whose weights to begin with")
    parser.add_argument("--save-every", type=float, default=300, help="seconds")
    parser.add_argument("--pause-file", type=Path, default=None, help="training waits while this file exists")
    parser.add_argument("--export", type=Path, default=None)
    parser.add_argument("--examples", type=int, default=1500, help="that the exported reader is calibrated on")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    base = base_weights(ensure_embedder("bundled"))
    weights = start_weights(base, arguments.seed)
    if arguments.export:
        restore(arguments.work, weights, None)
        export(arguments.shared, base, weights, arguments.export, arguments.examples)
    else:
        train(arguments, weights)


def start_weights(base: dict[str, torch.Tensor], seed: int) -> dict[str, torch.Tensor]:
    """The bundled layers and fresh heads; what is taught is float32 and requires a gradient."""
    generator = torch.Generator().manual_seed(seed)
    weights = {}
    for name, tensor in base.items():
        frozen = name.startswith("embeddings.") or not is_taught(name)
        weights[name] = tensor if name.startswith("embeddings.") else tensor.bfloat16() if frozen else tensor.clone()
    weights["reader.side"] = torch.zeros(2, WIDTH)
    weights["reader.pool.weight"] = torch.randn(WIDTH, 3 * WIDTH, generator=generator) * 0.02
    weights["reader.pool.bias"] = torch.zeros(WIDTH)
    weights["reader.relevance.weight"] = torch.randn(1, WIDTH, generator=generator) * 0.02
    weights["reader.relevance.bias"] = torch.zeros(1)
    weights["reader.span.weight"] = torch.randn(2, WIDTH, generator=generator) * 0.02
    weights["reader.span.bias"] = torch.zeros(2)
    for name, tensor in weights.items():
        tensor.requires_grad_(is_taught(name))
    return weights


def train(arguments: argparse.Namespace, weights: dict[str, torch.Tensor]) -> None:
    """Run the steps that are left, saving now and then."""
    torch.set_num_threads(1)
    taught = {name: tensor for name, tensor in weights.items() if is_taught(name)}
    heads = [tensor for name, tensor in taught.items() if name.startswith("reader.")]
    body = [tensor for name, tensor in taught.items() if not name.startswith("reader.")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "peak": arguments.rate}, {"params": heads, "peak": 5 * arguments.rate}],
        lr=arguments.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True,
    )  # fmt: skip
    first, spent = restore(arguments.work, weights, optimizer)
    if arguments.start and not first:
        restore(arguments.start, weights, None)
    tokenizer = load_tokenizer()
    collection = load(arguments.shared, held_out=False)
    log(arguments.work, {"questions": len(collection.items), "texts": len(collection.texts), "from": first})
    probe = probe_batches(arguments.shared, tokenizer)
    saved = time.monotonic()
    began = saved - spent
    losses: list[float] = []
    workers = ThreadPoolExecutor(2)
    for step, examples in batches(collection, arguments.seed, arguments.batch, first):
        while arguments.pause_file and arguments.pause_file.exists():
            time.sleep(2)
            began += 2
        spent = time.monotonic() - began
        rate(optimizer, step, spent / 60 / arguments.minutes)
        parts = [encode(tokenizer, examples[at :: arguments.parts]) for at in range(arguments.parts)]
        loss = set_gradients(weights, taught, parts, workers)
        torch.nn.utils.clip_grad_norm_(body + heads, 1.0)
        optimizer.step()
        losses.append(loss)
        if (step + 1) % 10 == 0:
            log(
                arguments.work, {"step": step + 1, "loss": round(sum(losses) / len(losses), 3), "seconds": round(spent)}
            )
            losses.clear()
        last = spent > 60 * arguments.minutes
        if last or time.monotonic() - saved > arguments.save_every:
            save(arguments.work, step + 1, spent, taught, optimizer)
            log(arguments.work, {"step": step + 1, **measure(weights, probe)})
            saved = time.monotonic()
        if last:
            return


def set_gradients(
    weights: dict[str, torch.Tensor], taught: dict[str, torch.Tensor], parts: list[Encoded], workers: ThreadPoolExecutor
) -> float:
    """Set the gradient of each taught weight, the mean over `parts`; the mean loss.

    Each part runs on one core: two cores inside one product wait for each other when others want them too, which costs
    twice the time of the processor.
    """
    copies = halved(weights)
    names = list(taught)

    def work(part: Encoded) -> tuple[float, tuple[torch.Tensor, ...]]:
        torch.set_num_threads(1)
        loss = loss_of(forward(copies, part.batch), part)
        return loss.item(), torch.autograd.grad(loss, [copies[name] for name in names])

    results = list(workers.map(work, parts))
    for place, name in enumerate(names):
        total = sum(gradients[place].float() for _, gradients in results)
        taught[name].grad = total / len(parts)
    return sum(loss for loss, _ in results) / len(parts)


def rate(optimizer: torch.optim.Optimizer, step: int, done: float) -> None:
    """Up over 30 steps, then down to nothing in a line as the share `done` of the time goes to one.

    By time and not by steps: how many steps an hour holds depends on who else uses the processor.
    """
    share = min((step + 1) / 30, max(0.01, 1 - done))
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * share


def loss_of(logits: Logits, encoded: Encoded) -> torch.Tensor:
    """Cross entropy of the span's two ends ("none" counts as place 0, at a third of the weight) and of relevance."""
    weight = 0.33 + 0.67 * encoded.answers
    ends = functional.cross_entropy(logits.start, encoded.start, reduction="none") + functional.cross_entropy(
        logits.end, encoded.end, reduction="none"
    )
    relevance = functional.binary_cross_entropy_with_logits(logits.relevance, encoded.answers)
    return (ends * weight).sum() / weight.sum() / 2 + relevance


def save(
    work: Path, step: int, seconds: float, taught: dict[str, torch.Tensor], optimizer: torch.optim.Optimizer
) -> None:
    """A checkpoint, swapped in whole."""
    state = {"step": step, "seconds": seconds, "weights": taught, "optimizer": optimizer.state_dict()}
    torch.save(state, work / "checkpoint.part")
    (work / "checkpoint.part").replace(work / "checkpoint.pt")


def restore(work: Path, weights: dict[str, torch.Tensor], optimizer: torch.optim.Optimizer | None) -> tuple[int, float]:
    """Take up the checkpoint, if there is one; the number of steps done, and the seconds that they took."""
    path = work / "checkpoint.pt"
    if not path.is_file():
        return 0, 0.0
    state = torch.load(path, weights_only=True)
    with torch.no_grad():
        for name, tensor in state["weights"].items():
            weights[name].copy_(tensor)
    if optimizer is not None:
        optimizer.load_state_dict(state["optimizer"])
    return int(state["step"]), float(state["seconds"])


def export(
    shared: Path, base: dict[str, torch.Tensor], weights: dict[str, torch.Tensor], path: Path, number: int
) -> None:
    """Write the difference from the bundled weights, calibrated as it will be run: after rounding to four bits."""
    packed = pack_difference({name: tensor for name, tensor in weights.items() if is_taught(name)}, base)
    sampler = Sampler(load(shared, held_out=True, half=0), seed=5)
    examples = sorted((sampler.next() for _ in range(number)), key=lambda example: len(example.passage))
    tokenizer = load_tokenizer()
    parts = [(part, encode(tokenizer, part)) for at in range(0, number, 32) if (part := examples[at : at + 32])]
    read = list(read_all(apply_difference(base, packed), parts))
    calibration = fit([(item.relevance, item.margin) for item in read], [item.example.start >= 0 for item in read])
    path.parent.mkdir(parents=True, exist_ok=True)
    metadata = {name: repr(value) for name, value in calibration.items()}
    save_file({name: tensor.contiguous() for name, tensor in packed.items()}, path, metadata=metadata)
    print(f"{path}: {path.stat().st_size} bytes, {calibration}")


def log(work: Path, entry: dict[str, Any]) -> None:
    """One line to the log and to the terminal."""
    line = json.dumps({"time": time.strftime("%H:%M:%S"), **entry})
    print(line, flush=True)
    with (work / "log.jsonl").open("a") as file:
        file.write(line + "\n")


if __name__ == "__main__":
    main()
