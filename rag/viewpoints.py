"""Whose words answer a question about words: what somebody said on a matter, and who stands where.

Relevance is absolute, so that "said nothing on it" can be told: the share of the matter's weighted terms that the words
and their surroundings hold, and, where an embedder is at hand, the cosine of matter and words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.names import canonical, same_person
from index.scripts import fold
from index.words import tag_words
from rag.asked_names import looks_personal
from rag.questions import Question
from rag.stances import Stance, stance
from rag.terms import Term, covered, holds, question_terms

if TYPE_CHECKING:
    from index.stored import StoredQuotation

# The cosines of passages with the question's matter (1 means alike), in order.
Similarity = Callable[[Sequence[str]], Sequence[float]]
NEAR = 160  # characters within which a speaker's quotations are read as one statement
RELEVANT = 0.5  # the score from which words are taken to be on the matter


@dataclass(frozen=True, slots=True)
class Statement:
    """A quotation with how far it is on the matter: `score` 0..1, from `RELEVANT` on it is.

    `coverage` and `context` are shares of the matter's weight in the words, and in them with the speaker's words around.
    """

    quotation: StoredQuotation
    score: float
    coverage: float
    context: float
    cosine: float | None = None


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """A row of the table: who, as what, which words, where and when, on which side.

    Rows with the same `group` agree; the groups "for" and "against" oppose each other. `statement.quotation` holds all
    that a citation needs.
    """

    speaker: str
    role: str | None
    quote: str
    uri: str
    title: str
    start: int
    end: int
    date: str | None
    group: Stance
    statement: Statement


def said_by(quotations: Sequence[StoredQuotation], speaker: str) -> tuple[StoredQuotation, ...]:
    """The quotations of `speaker`, in either script, by full or short name, or by the noun for somebody unnamed.

    Full names win: when one matches exactly, no short form is tried.
    """
    wanted = canonical(speaker)
    exact = tuple(item for item in quotations if canonical(item.quotation.speaker) == wanted)
    if exact and looks_personal(speaker) and not speaker.isascii():
        return exact
    close = tuple(item for item in quotations if same_person(item.quotation.speaker, speaker))
    if close and not speaker.isascii():
        return close if len({canonical(item.quotation.speaker) for item in close}) == 1 else ()
    noun = _ARTICLE.sub("", wanted)
    described = tuple(item for item in quotations if len(noun) > 1 and noun in _described(item))
    return tuple(item for item in quotations if item in described or item in close)


_ARTICLE = re.compile(r"^(?:一|某|这|那|该|有)?[位名个家些]?")


def _described(item: StoredQuotation) -> str:
    return canonical(item.quotation.speaker) + canonical(item.quotation.role or "")


def relevant_quotations(
    quotations: Sequence[StoredQuotation], question: Question, *, similarity: Similarity | None = None
) -> tuple[Statement, ...]:
    """Score `quotations` for being on the question's matter, best first. Without a matter all are, in their order."""
    terms = question.matter_terms or question_terms(question.matter)
    if not terms:
        return tuple(Statement(item, 1.0, 1.0, 1.0) for item in quotations)
    words = _matter_words(question.matter)
    if question.form == "all_sides" and len(quotations) >= _MANY:
        terms = _rarer(terms, quotations)
        words = tuple(_rarer(word, quotations) for word in words)
    statements = [
        Statement(item, 0.0, _share(terms, words, item.text), _share(terms, words, around))
        for item, around in zip(quotations, _surroundings(quotations), strict=True)
    ]
    if similarity is not None and statements:
        cosines = similarity([item.text for item in quotations])
        statements = [replace(each, cosine=float(value)) for each, value in zip(statements, cosines, strict=True)]
    scored = [replace(each, score=_score(each)) for each in statements]
    return tuple(sorted(scored, key=lambda each: -each.score))


_ENOUGH = 4  # rows that hold words of the matter
_MANY = 6  # quotations among which a word can be called common


def _rarer(terms: tuple[Term, ...], quotations: Sequence[StoredQuotation]) -> tuple[Term, ...]:
    """The terms with less weight the more of the quotations hold them: where all speak of models, cost tells."""
    folded = [fold(item.text) for item in quotations]
    every = math.log(1 + len(folded))
    return tuple(
        Term(
            term.text,
            term.weight * math.log((1 + len(folded)) / (1 + sum(holds(text, term.text) for text in folded))) / every,
        )
        for term in terms
    )


def _matter_words(matter: str) -> tuple[tuple[Term, ...], ...]:
    """The words of a matter, each as its own terms: pairs that lie across two words say nothing."""
    folded = fold(matter)
    words = (folded[word.start : word.end] for word in tag_words(folded) if word.tag[0] not in "pucydrxm")
    return tuple(terms for terms in map(question_terms, words) if terms)


def _share(terms: tuple[Term, ...], words: tuple[tuple[Term, ...], ...], text: str) -> float:
    """The share (0..1) of the matter's weight that `text` holds, by pairs or by words, whichever is more."""
    weights = [max(term.weight for term in word) for word in words]
    total = sum(weights)
    held = sum(value * covered(word, text) for value, word in zip(weights, words, strict=True))
    return max(covered(terms, text), held / total if total else 0.0)


def _score(statement: Statement) -> float:
    """Between 0 and 1; words that hold half of the matter's weight reach `RELEVANT` alone."""
    lexical = min(1.0, statement.coverage + 0.3 * max(0.0, statement.context - statement.coverage))
    if statement.cosine is None:
        return lexical
    meaning = min(1.0, max(0.0, (statement.cosine - 0.80) / 0.10))
    return max(lexical, min(1.0, 0.75 * lexical + 0.35 * meaning))


def _surroundings(quotations: Sequence[StoredQuotation]) -> list[str]:
    """Each quotation's words with those of the same speaker next to it."""
    out: list[str] = []
    for index, item in enumerate(quotations):
        texts = [item.text]
        for other in (*quotations[max(0, index - 2) : index], *quotations[index + 1 : index + 3]):
            same = other.article_id == item.article_id and other.quotation.speaker == item.quotation.speaker
            if same and _gap(item, other) <= NEAR:
                texts.append(other.text)
        out.append("\n".join(texts))
    return out


def _gap(one: StoredQuotation, other: StoredQuotation) -> int:
    first, second = sorted((one.quotation.span, other.quotation.span))
    return second.start - first.end


def viewpoints(
    quotations: Sequence[StoredQuotation],
    question: Question,
    *,
    similarity: Similarity | None = None,
    each: int = 2,
    limit: int = 12,
) -> tuple[Viewpoint, ...]:
    """The table for an all-sides or compare question: at most `each` rows a speaker, those for before those against.

    For compare questions only the speakers asked for are in it, and half as much of the matter is enough.
    """
    pool: Sequence[StoredQuotation] = quotations
    if question.form == "compare":
        pool = [item for name in question.speakers for item in said_by(quotations, name)]
    rows: list[Viewpoint] = []
    taken: Counter[str] = Counter()
    for statement in relevant_quotations(pool, question, similarity=similarity):
        name = canonical(statement.quotation.quotation.speaker)
        enough = RELEVANT * (0.5 if question.form == "compare" else 0.8)
        if statement.score < enough or taken[name] == each or len(rows) == limit or _repeats(statement, rows):
            continue
        taken[name] += 1
        rows.append(_row(statement))
    touching = [row for row in rows if row.statement.coverage > 0]
    if len(touching) >= _ENOUGH:
        rows = touching  # where enough speak of it by its name, what is merely alike in meaning goes
    order: dict[Stance, int] = {"for": 0, "against": 1, "neutral": 2}
    return tuple(sorted(_settled(rows), key=lambda row: order[row.group]))


def _row(statement: Statement) -> Viewpoint:
    item = statement.quotation
    return Viewpoint(
        speaker=item.quotation.speaker,
        role=item.quotation.role,
        quote=item.text,
        uri=item.uri,
        title=item.title,
        start=item.raw.start,
        end=item.raw.end,
        date=item.quotation.date or item.date,
        group=stance(item.text)[0],
        statement=statement,
    )


def _repeats(statement: Statement, rows: Sequence[Viewpoint]) -> bool:
    """Whether a reprint of the same words is in the table."""
    said = fold(re.sub(r"\W", "", statement.quotation.text))
    return any(said == fold(re.sub(r"\W", "", row.quote)) for row in rows)


def _settled(rows: Sequence[Viewpoint]) -> list[Viewpoint]:
    """A speaker whose one row leans and whose other does not stands where the first leans."""
    leaning = {canonical(row.speaker): row.group for row in rows if row.group != "neutral"}
    return [
        replace(row, group=leaning.get(canonical(row.speaker), "neutral")) if row.group == "neutral" else row
        for row in rows
    ]


def table(rows: Sequence[Viewpoint], *, language: str = "zh-Hans") -> str:
    """The rows as a Markdown table, one group after the other, each row with its source and date."""
    heads = ("Side", "Speaker", "Words", "Source") if language == "en" else ("立场", "说话人", "原话", "出处")
    names = _SIDES_ENGLISH if language == "en" else _SIDES_CHINESE
    lines = ["| " + " | ".join(heads) + " |", "|---|---|---|---|"]
    for row in rows:
        who = f"{row.speaker}（{row.role}）" if row.role else row.speaker
        where = "，".join(part for part in (f"《{row.title}》" if row.title else row.uri, row.date or "") if part)
        lines.append("| " + " | ".join(_cell(part) for part in (names[row.group], who, row.quote, where)) + " |")
    return "\n".join(lines)


_SIDES_CHINESE: dict[Stance, str] = {"for": "看好", "against": "质疑", "neutral": "其他"}
_SIDES_ENGLISH: dict[Stance, str] = {"for": "for", "against": "against", "neutral": "other"}


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def matter_terms(question: Question) -> tuple[Term, ...]:
    """The weighted terms that words on the matter are measured by."""
    return question.matter_terms or question_terms(question.matter)
