"""How surely a passage that answers a question holds each of its terms: term necessity (Zhao and Callan, 2010).

The name of what is asked about stands in every passage that answers, a verb often, an asking word never; document
frequencies cannot tell them apart, and on questions in everyday words they mislead (掏钱 is rare and not needed). A small
network over the states that the encoder's lower layers give the question, which the evidence reader computes in any case,
taught by `training/term_necessity.py`.

Le Zhao and Jamie Callan, *Term Necessity Prediction*, CIKM 2010.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.light_encoder import gelu
from index.scripts import fold
from rag.terms import holds, weight

Numbers = npt.NDArray[np.float32]
Rarest = Callable[[Sequence[str]], npt.NDArray[np.int64]]

MOST = 0.995  # certainty: a name may always be written in another way
_IDF_SCALE = 10.0
_NEEDED, _SURE = 0.3, 0.6
_HAN = "㐀"
_WORD = re.compile(r"[a-z][a-z0-9]*|\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class NeededTerm:
    """A folded term, and the probability (0..1) that a passage that answers holds it."""

    text: str
    probability: float


def places_of(folded: str) -> list[tuple[int, int]]:
    """Where the terms of a folded question stand: pairs of neighbouring Chinese characters, Latin words, numbers."""
    pairs = [(at, at + 2) for at in range(len(folded) - 1) if folded[at] >= _HAN and folded[at + 1] >= _HAN]
    return [*pairs, *(found.span() for found in _WORD.finditer(folded))]


def inputs(folded: str, offsets: Sequence[tuple[int, int]], states: Numbers) -> tuple[list[str], Numbers]:
    """The terms of a folded question and what the network sees of each, shape (terms, 2 * width + 2).

    `offsets` are the characters of every token (empty for what stands for none), `states` has a row for each: a term is seen
    by the states of the tokens of its first and its last character, whether they are one token, and its idf.
    """
    token = {place: number for number, (start, end) in enumerate(offsets) for place in range(start, end)}
    texts, rows = [], []
    for start, end in places_of(folded):
        if start in token and end - 1 in token:
            first, last = token[start], token[end - 1]
            text = folded[start:end]
            texts.append(text)
            rows.append(np.concatenate([states[first], states[last], [weight(text) / _IDF_SCALE, first == last]]))
    return texts, np.array(rows, np.float32).reshape(len(rows), 2 * states.shape[1] + 2)


def needed(folded: str, offsets: Sequence[tuple[int, int]], states: Numbers) -> tuple[NeededTerm, ...]:
    """The terms of a folded question, once each, in their order; none where the weights are not installed."""
    weights = _weights()
    texts, rows = inputs(folded, offsets, states)
    if weights is None or not texts:
        return ()
    hidden = gelu(rows @ weights["first.weight"].T + weights["first.bias"])
    logits = hidden @ weights["last.weight"][0] + weights["last.bias"][0]
    probabilities = 1 / (1 + np.exp(-logits.astype(np.float64)))
    found: dict[str, float] = {}
    for text, probability in zip(texts, probabilities.tolist(), strict=True):
        found[text] = max(found.get(text, 0.0), min(probability, MOST))
    return tuple(NeededTerm(text, probability) for text, probability in found.items())


def share_held(terms: Sequence[NeededTerm], folded: str) -> float:
    """The share (0..1) of the terms' probabilities that a folded text holds; 0 when there are no terms."""
    total = sum(term.probability for term in terms)
    held = sum(term.probability for term in terms if holds(folded, term.text))
    return held / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Needs:
    """What passages that answer a question should hold.

    `unknown` is minus the log probability that they would lack all of it that stands in no article; `nowhere` are the
    stretches of the question, at least two characters long, that are needed and stand in none: names that nobody knows.
    """

    terms: tuple[NeededTerm, ...] = ()
    unknown: float = 0.0
    nowhere: tuple[str, ...] = ()

    def lacks(self, name: str) -> bool:
        """Whether a name is, or holds, or is a part of, something needed that stands in no article."""
        folded = fold(name)
        return any(part in folded or folded in part for part in map(fold, self.nowhere))


def needs(question: str, terms: tuple[NeededTerm, ...], rarest: Rarest) -> Needs:
    """What is needed for a question, by its `terms`; `rarest` is that of the index.

    A pair that is nowhere, between two needed pairs that are somewhere, is but the seam of two words (张学良特赦: 良特), and
    says nothing.
    """
    folded = fold(question)
    frequencies = rarest([term.text for term in terms]) if terms else ()
    probable = {term.text: term.probability for term in terms}
    absent = {term.text for term, frequency in zip(terms, frequencies, strict=True) if not frequency}
    present = {text for text, probability in probable.items() if probability > _NEEDED} - absent
    found = [
        (start, end)
        for start, end in places_of(folded)
        if folded[start:end] in absent
        and not (folded[max(0, start - 1) : start + 1] in present and folded[start + 1 : end + 1] in present)
    ]
    texts = {folded[start:end] for start, end in found}
    sure = _runs([place for place in found if probable[folded[slice(*place)]] > _SURE])
    # 渠成小学, of which 小学 is known: what nobody knows is 渠成.
    trimmed = [
        (start + (folded[max(0, start - 1) : start + 1] in present), end - (folded[end - 1 : end + 1] in present))
        for start, end in sure
    ]
    nowhere = tuple(question[start:end] for start, end in trimmed if end - start > 1)
    return Needs(terms, -sum(math.log(1 - probable[text]) for text in texts), nowhere)


def _runs(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places with those joined that overlap, in order."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


@cache
def _weights() -> dict[str, Numbers] | None:
    from safetensors.numpy import load_file

    path = Path(str(files("rag") / "models" / "term_necessity.safetensors"))
    return {name: value.astype(np.float32) for name, value in load_file(path).items()} if path.is_file() else None
