"""Teach the bundled generator to answer from numbered sentences, by a low-rank difference (LoRA, Hu et al. 2021).

    python -m training.generator_lora ../shared WORK --minutes 90            # checkpoints and log.jsonl in WORK; resumes
    python -m training.generator_lora ../shared WORK --export rag/models/generator_lora.safetensors
    python -m training.generator_lora ../shared WORK --merge FOLDER          # a model folder for generator.model

Rank 16 on all matrices of layers 8 to 17, 2.1 million numbers, 4.2 MB in fp16. Only the answer's tokens count in the loss,
and only their logits are computed. The prompt is `taught_prompt` of `rag/prompting.py`: its template without instruction and
examples. An answer ends with a line break.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch.nn import functional

from index.weights import ensure_generator
from index.weights.low_rank import SCALE
from rag.prompting import taught_prompt
from training.evidence_data import load
from training.generator_data import Lesson, Teacher

RANK = 16
FIRST_LAYER = 8
MATRICES = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
LONGEST = 700  # tokens of a lesson; longer ones are left out


class LowRank(torch.nn.Module):
    """A frozen linear map with a difference of low rank that is taught."""

    def __init__(self, base: torch.nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.down = torch.nn.Parameter(torch.randn(RANK, base.in_features) * base.in_features**-0.5)
        self.up = torch.nn.Parameter(torch.zeros(base.out_features, RANK))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """The map with its difference."""
        change = functional.linear(functional.linear(states, self.down.to(states.dtype)), self.up.to(states.dtype))
        return self.base(states) + SCALE * change


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--save-every", type=float, default=300, help="seconds")
    parser.add_argument("--pause-file", type=Path, default=None, help="training waits while this file exists")
    parser.add_argument("--export", type=Path, default=None)
    parser.add_argument("--merge", type=Path, default=None)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    folder = ensure_generator("bundled")
    if arguments.export:
        state = torch.load(arguments.work / "checkpoint.pt", weights_only=True)["taught"]
        save_file({name: tensor.half().contiguous() for name, tensor in state.items()}, arguments.export)
    elif arguments.merge:
        state = torch.load(arguments.work / "checkpoint.pt", weights_only=True)["taught"]
        merge(folder, state, arguments.merge)
    else:
        train(arguments, folder)


def add_low_rank(model: Any, seed: int) -> dict[str, torch.nn.Parameter]:
    """Freeze the model and put a `LowRank` in the place of each taught matrix; what is taught, by name."""
    torch.manual_seed(seed)
    model.requires_grad_(False)
    taught: dict[str, torch.nn.Parameter] = {}
    for name, module in list(model.named_modules()):
        place = name.split(".")
        if place[-1] not in MATRICES or int(place[2]) < FIRST_LAYER:
            continue
        low = LowRank(module)
        setattr(model.get_submodule(".".join(place[:-1])), place[-1], low)
        taught[f"{name}.down"], taught[f"{name}.up"] = low.down, low.up
    return taught


def encode(tokenizer: Tokenizer, lesson: Lesson) -> tuple[list[int], int]:
    """All token ids of a lesson, and how many of them are the prompt's."""
    prompt = tokenizer.encode(taught_prompt(lesson.question, lesson.sentences)).ids
    answer = tokenizer.encode(lesson.answer + "\n", add_special_tokens=False).ids
    return prompt + answer, len(prompt)


def loss_of(model: Any, rows: Sequence[tuple[list[int], int]]) -> torch.Tensor:
    """Cross entropy of the answers' tokens, each row for itself, since padding costs more than it saves on two cores."""
    losses = []
    for ids, prompt in rows:
        states = model.model(input_ids=torch.tensor([ids[:-1]]), use_cache=False).last_hidden_state[0, prompt - 1 :]
        losses.append(functional.cross_entropy(model.lm_head(states).float(), torch.tensor(ids[prompt:])))
    return torch.stack(losses).mean()


def train(arguments: argparse.Namespace, folder: Path) -> None:
    """Run until the time is over, saving now and then."""
    from transformers import AutoModelForCausalLM

    torch.set_num_threads(1)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16, attn_implementation="eager")
    taught = add_low_rank(model, arguments.seed)
    model.eval()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    optimizer = torch.optim.AdamW(taught.values(), lr=arguments.rate, weight_decay=0.0)
    step, spent = restore(arguments.work, taught, optimizer)
    collection = load(arguments.shared, held_out=False)
    workers = ThreadPoolExecutor(2)
    saved = time.monotonic()
    began = saved - spent
    while spent < 60 * arguments.minutes:
        while arguments.pause_file and arguments.pause_file.exists():
            time.sleep(2)
            began += 2
        rows = lessons(Teacher(collection, seed=arguments.seed * 1_000_003 + step), tokenizer, arguments.batch)
        share = min((step + 1) / 20, max(0.01, 1 - spent / 60 / arguments.minutes))
        optimizer.param_groups[0]["lr"] = arguments.rate * share
        loss = set_gradients(model, taught, rows, workers)
        torch.nn.utils.clip_grad_norm_(taught.values(), 1.0)
        optimizer.step()
        step += 1
        spent = time.monotonic() - began
        log(arguments.work, {"step": step, "loss": round(loss, 3), "seconds": round(spent)})
        if time.monotonic() - saved > arguments.save_every or spent >= 60 * arguments.minutes:
            save(arguments.work, step, spent, taught, optimizer)
            saved = time.monotonic()


def lessons(teacher: Teacher, tokenizer: Tokenizer, size: int) -> list[tuple[list[int], int]]:
    """As many encoded lessons as a batch holds, shortest first."""
    rows: list[tuple[list[int], int]] = []
    while len(rows) < size:
        row = encode(tokenizer, teacher.next())
        if len(row[0]) <= LONGEST:
            rows.append(row)
    return sorted(rows, key=lambda row: len(row[0]))


def set_gradients(
    model: Any, taught: dict[str, torch.nn.Parameter], rows: list[tuple[list[int], int]], workers: ThreadPoolExecutor
) -> float:
    """The mean gradient of two halves of a batch, each on a core of its own; the mean loss."""

    def work(part: list[tuple[list[int], int]]) -> tuple[float, tuple[torch.Tensor, ...]]:
        torch.set_num_threads(1)
        loss = loss_of(model, part)
        return loss.item(), torch.autograd.grad(loss, list(taught.values()))

    results = list(workers.map(work, [rows[0::2], rows[1::2]]))
    for place, parameter in enumerate(taught.values()):
        parameter.grad = (results[0][1][place] + results[1][1][place]) / 2
    return sum(loss for loss, _ in results) / 2


def save(
    work: Path, step: int, seconds: float, taught: dict[str, torch.nn.Parameter], optimizer: torch.optim.Optimizer
) -> None:
    """A checkpoint, swapped in whole."""
    values = {name: parameter.detach() for name, parameter in taught.items()}
    torch.save({"step": step, "seconds": seconds, "taught": values, "optimizer": optimizer.state_dict()}, work / "part")
    (work / "part").replace(work / "checkpoint.pt")


def restore(work: Path, taught: dict[str, torch.nn.Parameter], optimizer: torch.optim.Optimizer) -> tuple[int, float]:
    """Take up the checkpoint, if there is one; the number of steps done, and the seconds that they took."""
    path = work / "checkpoint.pt"
    if not path.is_file():
        return 0, 0.0
    state = torch.load(path, weights_only=True)
    with torch.no_grad():
        for name, tensor in state["taught"].items():
            taught[name].copy_(tensor)
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"]), float(state["seconds"])


def merged(weights: dict[str, torch.Tensor], taught: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The model's weights with the differences added. Raises KeyError when they belong to another model."""
    found = dict(weights)
    for name in taught:
        if name.endswith(".down"):
            stem = name.removesuffix(".down")
            change = SCALE * taught[f"{stem}.up"].float() @ taught[name].float()
            found[f"{stem}.weight"] = (weights[f"{stem}.weight"].float() + change).to(weights[f"{stem}.weight"].dtype)
    return found


def merge(folder: Path, taught: dict[str, torch.Tensor], target: Path) -> None:
    """Write a folder like `folder` whose weights have learned; its notice comes along and says so."""
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns("*.safetensors", "manifest.json", "verified.json"))
    save_file(merged(load_file(folder / "model.safetensors"), taught), target / "model.safetensors", {"format": "pt"})
    with (target / "NOTICE").open("a", encoding="utf-8") as notice:
        notice.write(
            "\nThe weights were then fine-tuned to answer from numbered sentences (training/generator_lora.py).\n"
        )


def log(work: Path, entry: dict[str, Any]) -> None:
    """One line to the log and to the terminal."""
    line = json.dumps({"time": time.strftime("%H:%M:%S"), **entry})
    print(line, flush=True)
    with (work / "log.jsonl").open("a") as file:
        file.write(line + "\n")


if __name__ == "__main__":
    main()
