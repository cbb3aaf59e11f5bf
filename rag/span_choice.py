"""Which of the likeliest spans of a passage answers: exactly, without what people would leave out.

The network scores a span's two ends apart, so its best one often runs on over the next item, takes the subject along or
begins with 是 or 由于. A linear model over a few properties of the likeliest spans and their trimmed forms, fitted by
`training/span_choice.py` so that the softmax of its scores is the probability that a span is what people marked, chooses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answer_kinds import Kind, asked_kind, holds_kind

CONSIDERED = 20  # likeliest spans of a window
MARKS = " \t\r\n　,.;:!?，。；：！？、"
_TRIMMED = 1.0  # taken from the log probability of a span for having been trimmed

_LEAD = re.compile(
    r"^(?:是指|是因为|是为了|是由于|是在|是由|是|为了|为|因为|因|由于|由|及|以|在于|在|的|于|与|和|并|则|即|被|从|就是|"
    r"意思是|主要是|约|称为|叫做|叫)+"
)
_TAIL = re.compile(r"(?:的|等|起|为主|时|之间|开始|而得名|后|了)+$")
_NOUN = re.compile(r"(?:什么样的|什么|哪一?(?:个|种|类|项|座|位|家|条|所|支|部|国|本)?|何种|何)([一-鿿]{1,6})")
_BRIEF: frozenset[Kind] = frozenset(("number", "percent", "money", "date", "person"))
_BESIDE = frozenset(MARKS + "「《“(（")

# By `training/span_choice.py`.
WEIGHTS: Mapping[str, float] = {
    "score": 0.639,
    "size": -0.688,
    "size of a brief kind": -0.27,
    "one character": -2.738,
    "beyond 25 characters": -0.199,
    "over a sentence's end": -0.974,
    "repeats the question": -1.405,
    "ends with the noun": 0.368,
    "holds the kind": 1.773,
    "lead": -0.75,
    "mark follows": 0.002,
}


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) in code points of a folded passage, with the log of the probability that the network gives it."""

    start: int
    end: int
    score: float


def choose(question: str, passage: str, spans: Sequence[Span]) -> tuple[Span, float]:
    """The span that answers best and its probability (0..1) among all considered. Texts are folded.

    `spans` are some of the likeliest, not empty; what is chosen may be a trimmed form of one.
    """
    asked = Asked.of(question)
    every = [Span(start, end, score) for (start, end), score in considered(passage, spans).items()]
    scores = [sum(WEIGHTS[name] * value for name, value in properties(asked, passage, span).items()) for span in every]
    best = max(range(len(every)), key=scores.__getitem__)
    total = sum(math.exp(score - scores[best]) for score in scores)
    return every[best], 1 / total


def considered(passage: str, spans: Sequence[Span]) -> dict[tuple[int, int], float]:
    """Log probabilities by place: spans without the marks around them, then their forms without lead or tail words."""
    found: dict[tuple[int, int], float] = {}
    for span in spans:
        place = without_marks(passage, span.start, span.end)
        if place[0] < place[1]:
            found[place] = _sum_of(found.get(place), span.score)
    for (start, end), score in tuple(found.items()):
        lead, tail = _LEAD.match(passage[start:end]), _TAIL.search(passage[start:end])
        after = start + lead.end() if lead else start
        before = start + tail.start() if tail else end
        for place in ((after, end), (start, before), (after, before)):
            place = without_marks(passage, *place)
            if place[0] < place[1]:
                found.setdefault(place, score - _TRIMMED)
    return found or {(span.start, span.end): span.score for span in spans}


def without_marks(passage: str, start: int, end: int) -> tuple[int, int]:
    """The place without the marks and white space at its ends; may be empty."""
    while start < end and passage[end - 1] in MARKS:
        end -= 1
    while start < end and passage[start] in MARKS:
        start += 1
    return start, end


def _sum_of(one: float | None, other: float) -> float:
    return other if one is None else max(one, other) + math.log1p(math.exp(-abs(one - other)))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question says of its answer: the kind, the noun it must be (哪个学院: 学院), and its own pairs of characters."""

    kind: Kind
    noun: str
    pairs: frozenset[str]

    @classmethod
    def of(cls, question: str) -> Asked:
        """Read from a folded question."""
        noun = _NOUN.search(question)
        return cls(
            asked_kind(question),
            noun[1] if noun else "",
            frozenset(map("".join, zip(question, question[1:], strict=False))),
        )


def properties(asked: Asked, passage: str, span: Span) -> dict[str, float]:
    """What tells an exact span from one that is too long or too short."""
    text = passage[span.start : span.end]
    size = math.log(len(text))
    pairs = [text[at : at + 2] for at in range(len(text) - 1)]
    repeated = sum(pair in asked.pairs for pair in pairs) / max(1, len(pairs))
    return {
        "score": span.score,
        "size": size,
        "size of a brief kind": size if asked.kind in _BRIEF else 0.0,
        "one character": float(len(text) == 1),
        "beyond 25 characters": max(0, len(text) - 25) / 10,
        "over a sentence's end": float("。" in text[:-1] or "!" in text),
        "repeats the question": repeated * size,
        "ends with the noun": float(_ending(text, asked.noun)),
        "holds the kind": float(holds_kind(text, asked.kind)),
        "lead": float(_LEAD.match(text) is not None),
        "mark follows": float(passage[span.end : span.end + 1] in _BESIDE),
    }


def _ending(text: str, noun: str) -> int:
    """How many characters of the noun's beginning the text ends with, four at most."""
    return next((size for size in range(min(len(noun), 4), 0, -1) if text.endswith(noun[:size])), 0)
