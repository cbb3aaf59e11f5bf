"""An answer made of the evidence alone: the extract that is shown first, and falls in wherever the model fails."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.types import AnswerSentence, Evidence

_WHITE_SPACE = re.compile(r"\s+")


def extract(evidence: Sequence[Evidence]) -> tuple[AnswerSentence, ...]:
    """Quote each piece of evidence as a sentence of the answer."""
    return tuple(
        AnswerSentence(text=one_line(item.text), citations=(item.number,), verdict="supported", support=1.0)
        for item in evidence
    )


def one_line(text: str) -> str:
    """The text with each run of white space as one space; none between Chinese characters."""
    return re.sub(r"(?<=[⺀-鿿＀-￯]) (?=[⺀-鿿＀-￯])", "", _WHITE_SPACE.sub(" ", text)).strip()
