"""What flows from a question to a cited answer.

`Citation.start/end` and `Hit.start/end` are raw spans (see `index.types`): `article.raw[start:end]`, cleaned by the
edits inside, is the quote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["supported", "weak", "unsupported"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What passages may come from. Dates are ISO 8601, both ends included; None means no limit.

    `source`, `author` and `speaker` match when the folded value contains the folded text.
    """

    source: str | None = None
    author: str | None = None
    since: str | None = None
    until: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that search found. Scores are None where a stage did not run."""

    chunk_id: int
    uri: str
    title: str
    text: str
    start: int
    end: int
    dense: float | None = None
    lexical: float | None = None
    fused: float | None = None
    rerank: float | None = None
    source: str | None = None
    author: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One numbered sentence (or a few that belong together) that the answer may rest on.

    `text` is the quote in the original characters; `start/end` are raw. `score` orders evidence within a question.
    """

    number: int
    chunk_id: int
    uri: str
    title: str
    text: str
    start: int
    end: int
    score: float
    source: str | None = None
    author: str | None = None
    date: str | None = None
    page: str | None = None
    speaker: str | None = None
    reprints: int = 0


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence of the answer comes from, to the character."""

    number: int
    title: str
    uri: str
    source: str | None
    author: str | None
    date: str | None
    quote: str
    start: int
    end: int
    page: str | None = None
    speaker: str | None = None
    reprints: int = 0
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence of the answer (its text without [n]), the numbers it cites, and what checking found.

    `note` says in words why a verdict is not "supported".
    """

    text: str
    citations: tuple[int, ...]
    verdict: Verdict
    support: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question. `text` carries [n]; `evidence` is kept on refusal too, as the nearest passages.

    `declined`: the model, asked with this evidence, said that it does not hold the answer; what is shown is the extract.
    `doubt`: the probability (0..1) that it gave to saying so, where it tells.
    `converted`: the words are shown in another script than the articles'; quotes are not.
    """

    question: str
    standalone: str
    text: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    evidence: tuple[Evidence, ...]
    refused: bool
    reason: str | None
    timings: Mapping[str, float] = field(default_factory=dict)
    fingerprint: str = ""
    declined: bool = False
    doubt: float | None = None
    converted: bool = False


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The evidence is chosen and numbered."""

    evidence: tuple[Evidence, ...]
    hits: tuple[Hit, ...] = ()
    standalone: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """An answer made of quotations alone, shown while the model still reads."""

    sentences: tuple[AnswerSentence, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of streamed text. `draft` is true until its sentence is checked."""

    text: str
    draft: bool


@dataclass(frozen=True, slots=True)
class SentenceChecked:
    """A streamed sentence has its verdict."""

    sentence: AnswerSentence


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event of every stream that was not cancelled."""

    answer: Answer


Event = Retrieved | Extract | Delta | SentenceChecked | Finished
