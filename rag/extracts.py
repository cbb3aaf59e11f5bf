"""An answer made of the evidence alone: the extract that is shown first, and falls in wherever the model fails."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer_kinds import Kind
from rag.config import EvidenceConfig
from rag.types import AnswerSentence, Evidence

_WHITE_SPACE = re.compile(r"\s+")
_CLAUSE = re.compile(r"[^，,；;：:]*[，,；;：:]?")


def extract(
    evidence: Sequence[Evidence], *, kind: Kind, several: bool, config: EvidenceConfig
) -> tuple[AnswerSentence, ...]:
    """Quote the best evidence: one sentence, or with `several` as many as the budget in characters holds."""
    out: list[AnswerSentence] = []
    characters = 0
    limit = config.extract_sentences if several else 1
    budget = config.extract_characters
    for item in evidence:
        text = one_line(item.text)
        if out and (len(out) >= limit or characters + len(text) > budget):
            break
        out.append(AnswerSentence(text=text, citations=(item.number,), verdict="supported", support=1.0))
        characters += len(text)
    return tuple(out)


def one_line(text: str) -> str:
    """The text with each run of white space as one space; none between Chinese characters."""
    return re.sub(r"(?<=[⺀-鿿＀-￯]) (?=[⺀-鿿＀-￯])", "", _WHITE_SPACE.sub(" ", text)).strip()
