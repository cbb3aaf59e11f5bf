"""Names of a question that the articles write otherwise: found where that is certain, suggested where it may be meant.

A name in pinyin or in its original spelling (Wang Xiaochuan; Sam Altman where an article has 山姆·奥特曼（Sam Altman）) is
replaced, as it can mean nobody else. A homophone or a slip is only suggested, with the refusal: there may be a person of
that name, and their words are nobody else's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from index.names import find_people, is_full_name
from index.scripts import fold
from index.words import is_word, tag_words
from rag.antecedents import people
from rag.messages import message
from rag.name_spellings import alike, misheard, names_spelled, romanised
from rag.questions import Question
from rag.types import Hit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.snapshot import Snapshot

SUGGESTED = 3  # names in a suggestion
NEAR = 5  # passages in which people are looked for who are not quoted anywhere
LONGEST_SPELLING = 18  # letters of three syllables
_ORIGINAL = re.compile(r"[A-Z](?:[A-Za-z.\-]|['’](?!s\b))+(?: [A-Z](?:[A-Za-z.\-]|['’](?!s\b))+)+")
_BEFORE_BRACKET = re.compile(r"([\u3400-\u9fff·•・]{2,16})\s*[（(]\s*$")


def spelled_out(snapshot: Snapshot, question: str) -> str:
    """`question` with names in Latin letters as the articles write them, where one name alone can be meant."""
    if not re.search(r"[A-Za-z]{2,}", question):
        return question
    for start, end, names in reversed(romanised(question, snapshot.speakers())):
        if len({fold(name) for name in names}) == 1:
            question = question[:start] + names[0] + question[end:]
    for original in reversed(list(_ORIGINAL.finditer(question))):
        name = _transcribed(snapshot, original.group()) or _unquoted(snapshot, original.group())
        if name:
            question = question[: original.start()] + name + question[original.end() :]
    return question


def _unquoted(snapshot: Snapshot, original: str) -> str | None:
    """The one full name that a Latin one spells and an article holds, for people whom nobody quotes."""
    letters = re.sub("[^a-z]", "", original.lower())
    if not 6 <= len(letters) <= LONGEST_SPELLING or snapshot.may_hold(original):
        return None
    names = [name for name in names_spelled(letters, snapshot.may_hold) if _is_named(snapshot, name)]
    return names[0] if len(names) == 1 else None


def _is_named(snapshot: Snapshot, name: str) -> bool:
    """Whether a passage has it as a name, and not across words by chance: 办公室已 holds what Shi Yigong spells, too."""
    ids, _ = snapshot.phrase(name, NEAR)
    for chunk in snapshot.chunks(list(ids)):
        text = fold(chunk.text)
        words = tag_words(text)
        for found in re.finditer(re.escape(name), text):
            start, end = found.span()
            edges = [word for word in words if word.start < start < word.end or word.start < end < word.end]
            if not any(is_word(text[word.start : word.end]) for word in edges):
                return True
    return False


def _transcribed(snapshot: Snapshot, original: str) -> str | None:
    """The Chinese name that an article gives with the original in brackets."""
    ids, _ = snapshot.phrase(original, 5)
    for chunk in snapshot.chunks(list(ids)):
        at = fold(chunk.text).find(fold(original))
        before = _BEFORE_BRACKET.search(chunk.text[:at])
        people = find_people(before[1]) if before else ()
        if people and before and people[-1].end == len(before[1]):
            return people[-1].name
    return None


@lru_cache(maxsize=8)
def _full(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those that name somebody whole, and not by a surname or an office."""
    return tuple(each for each in names if len(each) > 3 or is_full_name(fold(each)))


def suggestion(snapshot: Snapshot, question: Question, hits: Sequence[Hit] = ()) -> str:
    """您是不是想问“王小川怎么看小厂?”: for names of the question that no article holds; "" when none comes near."""
    asked = [name for name in dict.fromkeys((*question.persons, *question.speakers)) if not name.isascii()]
    asked = [name for name in asked if not snapshot.phrase(name, 1)[1]]
    speakers = snapshot.speakers()
    near = [name for hit in hits[:NEAR] for name in people(hit.text)]
    options: list[str] = []
    for name in asked:
        full = (*_full(speakers), *_full(tuple(near)))
        options += [question.text.replace(name, other) for other in alike(name, full)]
    if not options:
        for part, names in misheard(question.text, speakers):
            if not snapshot.phrase(part, 1)[1]:
                options += [question.text.replace(part, other) for other in names]
    for start, end, names in romanised(question.text, (*speakers, *near)):
        options += [question.text[:start] + name + question.text[end:] for name in names]
    unique = list(dict.fromkeys(options))[:SUGGESTED]
    if not unique:
        return ""
    quoted = [f"“{option.rstrip('?？ ')}”" for option in unique]
    joined = (" / " if question.language in ("en", "ja") else "、").join(quoted)
    return message("did_you_mean", question.language, questions=joined)
