"""An answer made of the evidence alone: the extract that is shown first, and falls in wherever the model fails."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.scripts import fold
from rag.types import AnswerSentence, Evidence

_WHITE_SPACE = re.compile(r"\s+")


def extract(evidence: Sequence[Evidence]) -> tuple[AnswerSentence, ...]:
    """Quote each piece of evidence as a sentence of the answer, with its speaker where the quote does not name them."""
    return tuple(
        AnswerSentence(text=_attributed(item), citations=(item.number,), verdict="supported", support=1.0)
        for item in evidence
    )


def _attributed(item: Evidence) -> str:
    """他相信… on its own does not say who believes; the article does, and so the index knows."""
    text = one_line(item.text)
    if item.speaker is None or fold(item.speaker)[-2:] in fold(text):
        return text
    return f"{item.speaker}：{text}"


def one_line(text: str) -> str:
    """The text with each run of white space as one space; none between Chinese characters."""
    return re.sub(r"(?<=[⺀-鿿＀-￯]) (?=[⺀-鿿＀-￯])", "", _WHITE_SPACE.sub(" ", text)).strip()
