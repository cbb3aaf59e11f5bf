"""A question that asks the same of several (甲和乙各自拿到了多少钱?): each is looked for on its own.

One sentence seldom tells it of all. What is found is shown for each with its citation, and for whom nothing is found is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.scripts import fold
from index.words import tag_words
from rag import extracts
from rag.messages import message
from rag.questions import Question
from rag.search import Selection
from rag.types import AnswerSentence, Evidence

_EACH = re.compile(
    r"(?:^|[,，])(?:请问|請問)?(?P<names>[^,，。?？]{4,48}?)(?:[两兩二三四](?:家公司|个人|個人|家|人|者|位))?"
    r"(?:各自|(?:分别|分別)(?![了后後时時之])|各(?=[有是得获獲拿占花投用卖賣买買招裁赚賺]))"
)
_JOINED = re.compile(r"以及|[、和与與跟及]")
# What stands in no name: the question then says more than names before the marker, and is asked in one piece.
_NO_NAME = re.compile(r"[的在对對于於年月日去今前后後从從向被把将將\d]")
_NAME = r"[A-Z][\w'-]*(?: [A-Z][\w'-]*)*"
_ENGLISH = re.compile(rf"(?P<names>{_NAME}(?:, {_NAME})*,? and {_NAME})")
_ENGLISH_JOINED = re.compile(r",? and |, ")
_SPEECH = frozenset(("opinion", "statement", "all_sides", "compare", "who_said"))
MOST = 4  # parts that are looked for


@dataclass(frozen=True, slots=True)
class Part:
    """One of those that are asked about, and the question for it alone."""

    name: str
    question: str


def parts_of(question: Question) -> tuple[Part, ...]:
    """The parts of a question that asks the same of two to four; empty for any other."""
    if question.form in _SPEECH:
        return ()
    text = question.text
    if match := _EACH.search(text):
        rest = text[match.end() :]
        names = _bare_names(text, match.start("names"), match.end("names"))
    elif text.rstrip("?？ ").lower().endswith((" each", " respectively")) and (match := _ENGLISH.search(text)):
        rest = re.sub(r"\s+(?:each|respectively)(?=[?？ ]*$)", "", text[match.end() :], flags=re.IGNORECASE)
        names = _ENGLISH_JOINED.split(match["names"])
    else:
        return ()
    names = [name.strip() for name in names]
    if not 2 <= len(names) <= MOST or any(not 2 <= len(name) <= 24 for name in names):
        return ()
    before = text[: match.start("names")]
    return tuple(Part(name, f"{before}{name}{rest}") for name in names)


def _bare_names(text: str, start: int, end: int) -> list[str]:
    """The names that are joined between `start` and `end`; empty where something else stands there as well."""
    words = {(word.start, word.end) for word in tag_words(fold(text))}
    names, at = [], start
    for joint in _JOINED.finditer(text, start, end):
        if joint.span() not in words:
            continue  # the 和 of 和平区
        names.append(text[at : joint.start()])
        at = joint.end()
    names.append(text[at:end])
    return [] if any(_NO_NAME.search(name) for name in names) else names


def answered(parts: Sequence[Part], question: Question, select: Callable[[str], Selection]) -> Selection | None:
    """The parts' answers side by side; None where no part or all by one sentence is answered: then ask in one piece."""
    found = [select(part.question) for part in parts]
    told = [(part, one) for part, one in zip(parts, found, strict=True) if one.refusal is None and one.evidence]
    if not told:
        return None
    evidence: list[Evidence] = []
    sentences: list[AnswerSentence] = []
    for part, one in told:
        for piece in one.evidence[: one.quoted]:
            if all(item.text != piece.text for item in evidence):
                evidence.append(replace(piece, number=len(evidence) + 1))
                (quoted,) = extracts.extract(evidence[-1:])
                named = fold(part.name) in fold(quoted.text)
                sentences.append(quoted if named else replace(quoted, text=f"{part.name}：{quoted.text}"))
    for part, one in zip(parts, found, strict=True):
        if one.refusal is not None or not one.evidence:
            note = message("part_missing", question.language, name=part.name)
            sentences.append(AnswerSentence(note, (), "supported", 1.0, "about the library itself"))
    hits = tuple({hit.chunk_id: hit for _, one in told for hit in one.hits}.values())
    return Selection(evidence=tuple(evidence), hits=hits, reply=tuple(sentences), quoted=len(evidence))
