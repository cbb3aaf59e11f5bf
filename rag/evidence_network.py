"""The network of the evidence reader: the bundled encoder's lower layers as they are, six layers above taught to read.

The lower layers see question and passage apart, as they were trained to (after DeFormer, Cao et al. 2020, arXiv
2005.00697), so a question is encoded once for all its passages. Then both are joined, and the taught layers see them
together. The encoder's last two layers, which serve its pooled vector, are left out.

Functions over a table of tensors, so that reading and training run the same code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Tensor = Any
Weights = Mapping[str, Tensor]

APART = 4  # layers, from the bottom, that see question and passage apart and stay as they are
TOGETHER = 6  # layers above these that see both and are taught
WIDTH = 384
HEADS = 12
_GROUP = 64  # weights that share a scale in the stored difference


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids and masks (true at tokens) of questions and passages, shapes (n, question) and (n, passage).

    A single row of questions serves all passages.
    """

    question: Tensor
    question_mask: Tensor
    passage: Tensor
    passage_mask: Tensor


@dataclass(frozen=True, slots=True)
class Logits:
    """`relevance` (n,), `start` and `end` (n, passage); place 0 of a span stands for "no answer here"."""

    relevance: Tensor
    start: Tensor
    end: Tensor


def forward(weights: Weights, batch: Batch) -> Logits:
    """Read each passage of the batch for its question."""
    import torch
    from torch.nn import functional

    question = encode(weights, batch.question, batch.question_mask)
    passage = encode(weights, batch.passage, batch.passage_mask)
    rows, length = batch.passage.shape
    side = weights["reader.side"]
    side = side.to(passage.dtype)
    joined = torch.cat([(question + side[0]).expand(rows, -1, -1), passage + side[1]], dim=1)
    hidden = _hide(torch.cat([batch.question_mask.expand(rows, -1), batch.passage_mask], dim=1), joined)
    for layer in range(APART, APART + TOGETHER):
        joined = _layer(weights, f"layer.{layer}", joined, hidden)
    joined = joined.float()
    states = joined[:, -length:]
    inside = batch.passage_mask.float()
    mean = (states * inside.unsqueeze(-1)).sum(1) / inside.sum(1, keepdim=True)
    pooled = torch.cat([joined[:, 0], states[:, 0], mean], dim=-1)
    pooled = functional.gelu(functional.linear(pooled, weights["reader.pool.weight"], weights["reader.pool.bias"]))
    relevance = functional.linear(pooled, weights["reader.relevance.weight"], weights["reader.relevance.bias"])
    span = functional.linear(states, weights["reader.span.weight"], weights["reader.span.bias"])
    span = span.masked_fill(~batch.passage_mask.unsqueeze(-1), -1e4)
    return Logits(relevance.squeeze(-1), span[..., 0], span[..., 1])


def encode(weights: Weights, tokens: Tensor, mask: Tensor) -> Tensor:
    """The states of texts after the layers that stay as they are, shape (n, tokens, width); no gradient passes."""
    import torch
    from torch.nn import functional

    with torch.no_grad():
        words = functional.embedding(tokens, weights["embeddings.words"])
        places = weights["embeddings.places"][: tokens.shape[1]]
        states = functional.layer_norm(
            words + places, (WIDTH,), weights["embeddings.norm.weight"], weights["embeddings.norm.bias"], 1e-12
        )
        states = states.to(weights["layer.0.both.weight"].dtype)
        hidden = _hide(mask, states)
        for layer in range(APART):
            states = _layer(weights, f"layer.{layer}", states, hidden)
    return states


def _hide(mask: Tensor, states: Tensor) -> Tensor:
    """What to add to attention scores so that padding gets none, shape (n, 1, 1, length)."""
    return (~mask).to(states.dtype).mul(-1e4)[:, None, None, :]


def _layer(weights: Weights, name: str, states: Tensor, hidden: Tensor) -> Tensor:
    """One layer of BERT (Devlin et al. 2019): attention, then two dense maps, each added and normalised.

    Attention is spelled out: on a processor, in bfloat16 and with heads this narrow, torch's fused one takes twice the
    time, and five times with its gradient.
    """
    from torch.nn import functional

    rows, length, _ = states.shape
    both = functional.linear(states, weights[f"{name}.both.weight"], weights[f"{name}.both.bias"])
    query, key, value = both.view(rows, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
    scores = (query * (WIDTH // HEADS) ** -0.5) @ key.transpose(-1, -2) + hidden
    heads = scores.softmax(-1) @ value
    heads = heads.transpose(1, 2).reshape(rows, length, WIDTH)
    out = functional.linear(heads, weights[f"{name}.out.weight"], weights[f"{name}.out.bias"])
    states = _norm(weights, f"{name}.norm", states + out)
    up = functional.gelu(functional.linear(states, weights[f"{name}.up.weight"], weights[f"{name}.up.bias"]))
    down = functional.linear(up, weights[f"{name}.down.weight"], weights[f"{name}.down.bias"])
    return _norm(weights, f"{name}.last", states + down)


def _norm(weights: Weights, name: str, states: Tensor) -> Tensor:
    from torch.nn import functional

    return functional.layer_norm(states, (WIDTH,), weights[f"{name}.weight"], weights[f"{name}.bias"], 1e-12)


def base_weights(folder: Path) -> dict[str, Tensor]:
    """The encoder's weights out of the bundled embedder's folder, mapped from the file rather than copied.

    Raises OSError or KeyError when the folder does not hold that encoder.
    """
    import torch
    from safetensors import safe_open

    with safe_open(folder / "model.safetensors", framework="pt") as file:
        kinds = file.get_tensor("embeddings.token_type_embeddings.weight")
        weights = {
            "embeddings.words": file.get_tensor("embeddings.word_embeddings.weight"),
            "embeddings.places": file.get_tensor("embeddings.position_embeddings.weight") + kinds[0],
            "embeddings.norm.weight": file.get_tensor("embeddings.LayerNorm.weight"),
            "embeddings.norm.bias": file.get_tensor("embeddings.LayerNorm.bias"),
        }
        for layer in range(APART + TOGETHER):
            source, target = f"encoder.layer.{layer}", f"layer.{layer}"
            for part in ("weight", "bias"):
                three = [
                    file.get_tensor(f"{source}.attention.self.{name}.{part}") for name in ("query", "key", "value")
                ]
                weights[f"{target}.both.{part}"] = torch.cat(three)
                for name, path in _PARTS:
                    weights[f"{target}.{name}.{part}"] = file.get_tensor(f"{source}.{path}.{part}")
    return weights


_PARTS = (
    ("out", "attention.output.dense"),
    ("norm", "attention.output.LayerNorm"),
    ("up", "intermediate.dense"),
    ("down", "output.dense"),
    ("last", "output.LayerNorm"),
)


def is_taught(name: str) -> bool:
    """Whether a weight of the table is one that training changes."""
    return name.startswith("reader.") or (name.startswith("layer.") and int(name.split(".")[1]) >= APART)


def pack_difference(taught: Weights, base: Weights) -> dict[str, Tensor]:
    """What training changed, small: the difference of each matrix in four bits with a scale per group, the rest in fp16."""
    import torch

    packed: dict[str, Tensor] = {}
    for name, tensor in taught.items():
        before = base.get(name)
        change = tensor.detach().float() - (0 if before is None else before.float())
        if before is None or change.dim() < 2:
            packed[name] = change.half()
            continue
        groups = change.reshape(-1, _GROUP)
        scale = _best_scale(groups)
        steps = (torch.round(groups / scale).clamp(-8, 7) + 8).to(torch.uint8).flatten()
        packed[f"{name}.steps"] = steps[0::2] | (steps[1::2] << 4)
        packed[f"{name}.scale"] = scale.squeeze(-1).half()
    return packed


def _best_scale(groups: Tensor) -> Tensor:
    """The step of each group, among some, that leaves the least squared error."""
    import torch

    peak = groups.abs().amax(dim=1, keepdim=True).clamp_min(1e-7)
    best = peak / 7.5
    least = torch.full_like(peak, float("inf"))
    for divisor in (3.5, 4.2, 5.0, 5.8, 6.6, 7.5):
        scale = (peak / divisor).half().float().clamp_min(1e-7)
        error = (torch.round(groups / scale).clamp(-8, 7) * scale - groups).square().sum(1, keepdim=True)
        better = error < least
        best, least = torch.where(better, scale, best), torch.where(better, error, least)
    return best


def apply_difference(base: Weights, packed: Weights) -> dict[str, Tensor]:
    """The whole table: `base` with the changes that `pack_difference` stored. Raises KeyError when they do not fit."""
    import torch

    weights = dict(base)
    for name, stored in packed.items():
        if name.endswith(".scale"):
            continue
        target = name.removesuffix(".steps")
        if target == name:
            weights[name] = stored.float() + (base[name] if name in base else 0)
            continue
        steps = torch.stack([stored & 15, stored >> 4], dim=1).flatten().float() - 8
        change = steps.view(-1, _GROUP) * packed[f"{target}.scale"].float().unsqueeze(-1)
        weights[target] = base[target] + change.view_as(base[target])
    return weights
