"""Why an answer is as it is: which words of the question weigh, and which passages hold them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from index.scripts import fold
from index.words import tag_words
from rag.config import RagConfig
from rag.terms import Term, covered, holds, question_terms
from rag.ui.payloads import payload

MAX_PASSAGES = 60


def explain(question: str, passages: Sequence[str], *, config: RagConfig) -> dict[str, Any]:
    """The question's words with their weight and the passages (by position) that hold them, heaviest first.

    `coverage` is the share (0..1) of the question's weight that each passage holds, `thresholds` what refusal asks for.
    """
    terms = question_terms(question)
    folded = [fold(passage) for passage in passages[:MAX_PASSAGES]]
    words = sorted(weighted_words(terms, fold(question)), key=lambda word: -word.weight)
    return {
        "words": [
            {
                "text": word.text,
                "weight": round(word.weight, 2),
                "passages": [number for number, text in enumerate(folded) if _has(text, word.text)],
            }
            for word in words
        ],
        "coverage": [round(covered(terms, text), 3) for text in folded],
        "thresholds": payload(config.refusal),
    }


def weighted_words(terms: Sequence[Term], question: str) -> list[Term]:
    """The words of a folded question that hold any of its terms, each with the weight of its heaviest one.

    Search counts pairs of characters, which nobody would know again; people know words.
    """
    found: dict[str, float] = {}
    for word in tag_words(question):
        text = question[word.start : word.end].strip()
        weights = [term.weight for term in terms if term.text in text]
        if weights:
            found[text] = max(weights)
    return [Term(text, weight) for text, weight in found.items()]


def _has(folded: str, word: str) -> bool:
    """Whether a text has most pairs of a word: 颠覆性的创新 speaks of 颠覆性创新."""
    pairs = [word[at : at + 2] for at in range(len(word) - 1)] if len(word) > 2 and not word.isascii() else [word]
    return sum(holds(folded, pair) for pair in pairs) >= len(pairs) * 2 / 3
