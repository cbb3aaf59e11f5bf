"""Why an answer is as it is: which words of the question weigh, and which passages hold them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from index.scripts import fold
from rag.config import RagConfig
from rag.terms import Term, covered, holds, question_terms
from rag.ui.payloads import payload

MAX_PASSAGES = 60


def explain(question: str, passages: Sequence[str], *, config: RagConfig) -> dict[str, Any]:
    """The question's words with their weight and the passages (by position) that hold them, heaviest first.

    Pairs of characters that overlap are joined to the word that they came from; `coverage` is the share (0..1) of the
    question's weight that each passage holds, `thresholds` what refusal asks for.
    """
    terms = question_terms(question)
    folded = [fold(passage) for passage in passages[:MAX_PASSAGES]]
    words = sorted(joined(terms, fold(question)), key=lambda word: -word.weight)
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


def joined(terms: Sequence[Term], question: str) -> list[Term]:
    """Neighbouring pairs as one word wherever the question has them as one: 海底, 底两 and 两万 become 海底两万.

    A word weighs what its heaviest pair weighs.
    """
    words: list[Term] = []
    for term in terms:
        last = words[-1] if words else None
        if last is not None and len(term.text) == 2 and last.text[-1] == term.text[0]:
            together = last.text + term.text[1]
            if together in question:
                words[-1] = Term(together, max(last.weight, term.weight))
                continue
        words.append(term)
    return words


def _has(folded: str, word: str) -> bool:
    """Whether a text has every pair of a joined word; where it has them apart, it speaks of the parts."""
    pairs = [word[at : at + 2] for at in range(len(word) - 1)] if len(word) > 2 and not word.isascii() else [word]
    return all(holds(folded, pair) for pair in pairs)
