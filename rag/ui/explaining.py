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
_LONGEST_WORD = 4  # characters; a longer run of them is cut by the dictionary


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
    for run in _runs(terms, question):
        short = len(run) <= _LONGEST_WORD
        for text in [run] if short else [run[word.start : word.end] for word in tag_words(run)]:
            weights = [term.weight for term in terms if term.text in text]
            if weights:
                found[text] = max(weights)
    return [Term(text, weight) for text, weight in found.items()]


def _runs(terms: Sequence[Term], question: str) -> list[str]:
    """Neighbouring pairs joined to what stands between the question's function words: 王小, 小川 to 王小川."""
    runs: list[str] = []
    for term in terms:
        joined = runs[-1] + term.text[1:] if runs and len(term.text) == 2 and runs[-1][-1] == term.text[0] else ""
        if joined and joined in question:
            runs[-1] = joined
        else:
            runs.append(term.text)
    return runs


def _has(folded: str, word: str) -> bool:
    """Whether a text has most pairs of a word: 颠覆性的创新 speaks of 颠覆性创新."""
    pairs = [word[at : at + 2] for at in range(len(word) - 1)] if len(word) > 2 and not word.isascii() else [word]
    return sum(holds(folded, pair) for pair in pairs) >= len(pairs) * 2 / 3
