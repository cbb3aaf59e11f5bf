"""RGB's layout as questions: each is asked over passages of its own, some of which hold the answer and some are noise.

J. Chen and others, Benchmarking Large Language Models in Retrieval-Augmented Generation (2024), and their `evalue.py`: of
`passages` the rounded-up share `noise_rate` is drawn from `negative` and the rest from `positive`; where one kind does not
suffice the other fills up. An `answer` that is a list is wanted whole; an inner list means any of its strings.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any

from index.errors import EvalFileError
from rag.answer_kinds import asked_kind
from rag.evaluation.questions import EvalQuestion, strings

if TYPE_CHECKING:
    from rag.evaluation.files import Reading


def passage_question(entry: Any, where: str, number: int, reading: Reading) -> EvalQuestion:
    """The question of one entry with its drawn passages. Raises EvalFileError naming the line at fault."""
    if not isinstance(entry, dict) or not isinstance(entry.get("query"), str) or not entry["query"].strip():
        raise EvalFileError(f'{where} has no question "query".')
    positive = _texts(entry.get("positive", []), f"{where}, positive")
    negative = _texts(entry.get("negative", []), f"{where}, negative")
    name = str(entry.get("id", number))
    chosen = draw(positive, negative, reading, name)
    if not chosen:
        raise EvalFileError(f'{where} has no passage in "positive" and "negative".')
    right = tuple(f"text:{place}" for place, (_, holds) in enumerate(chosen, start=1) if holds)
    return EvalQuestion(
        id=name,
        question=entry["query"],
        must=_groups(entry.get("answer"), where) if right else (),
        answerable=bool(right),
        kind=str(entry.get("type") or asked_kind(entry["query"])),
        articles=right,
        form="passages",
        passages=tuple(text for text, _ in chosen),
    )


def draw(positive: list[str], negative: list[str], reading: Reading, name: str) -> list[tuple[str, bool]]:
    """The passages of a question in an order by chance, each with whether it holds the answer."""
    randomness = random.Random(f"{reading.seed} {name}")
    noise = min(math.ceil(reading.passages * reading.noise_rate - 1e-9), reading.passages)
    signal = reading.passages - noise
    if noise > len(negative):
        noise = len(negative)
        signal = reading.passages - noise if signal else 0
    elif signal > len(positive):
        signal = len(positive)
        noise = min(reading.passages - signal, len(negative))
    signal = min(signal, len(positive))
    chosen = [(text, True) for text in randomness.sample(positive, signal)]
    chosen += [(text, False) for text in randomness.sample(negative, noise)]
    randomness.shuffle(chosen)
    return chosen


def _texts(value: Any, where: str) -> list[str]:
    """Passages; where several belong to each part of an answer, all of them."""
    if isinstance(value, list) and any(isinstance(item, list) for item in value):
        return [
            text
            for item in value
            for text in (item if isinstance(item, list) else [item])
            if isinstance(text, str) and text
        ]
    return strings(value, where)


def _groups(answer: Any, where: str) -> tuple[tuple[str, ...], ...]:
    parts = answer if isinstance(answer, list) else [answer]
    groups = tuple(
        tuple(str(one) for one in (part if isinstance(part, list) else [part]) if one not in (None, ""))
        for part in parts
    )
    if not groups or not all(groups):
        raise EvalFileError(f'{where} has no "answer", or an empty one.')
    return groups
