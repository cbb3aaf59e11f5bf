"""What is asked: whose words, on which matter, in which form, in which language.

Rules over folded text, read from the most telling wording to the least. Wording that no rule knows gives the form "fact"
without a person, so that nothing is refused for being put in an unexpected way.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from index.names import canonical, find_people, same_person
from index.scripts import fold
from rag.asked_names import asked_entities, asked_speaker, split_names
from rag.languages import Language, language_of
from rag.question_patterns import (
    ABILITY,
    ALL_SIDES,
    COMPARE,
    ENGLISH,
    ENGLISH_COMPARE,
    ENGLISH_SIDES,
    ENGLISH_WHO,
    GREETING,
    JAPANESE,
    KINDS,
    LIBRARY,
    OPINION,
    STATEMENT,
    TOPIC_FIRST,
    WHO,
)
from rag.terms import Term, question_terms

Form = Literal[
    "fact",
    "opinion",
    "statement",
    "who_said",
    "all_sides",
    "compare",
    "number",
    "date",
    "list",
    "summary",
    "greeting",
    "ability",
    "about_library",
]


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    `persons` are the people it names, as asked; `speakers` are those (people or institutions) whose words it wants, in
    the forms opinion, statement and compare; `entities` are other names in it. `matter` is what it is about, without
    names of speakers and words of form, `matter_terms` its weighted terms.
    """

    text: str
    persons: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    matter: str = ""
    form: Form = "fact"
    language: Language = "zh-Hans"
    matter_terms: tuple[Term, ...] = ()


def analyse(question: str, *, known_speakers: Collection[str] = ()) -> Question:
    """Take a question apart. `known_speakers` are names that the index holds as speakers; others are found by shape."""
    text = question.strip()
    folded = fold(text)
    language = language_of(text)
    plain = _for_library(folded)
    if plain is not None:
        return Question(text, form=plain, language=language)
    persons = tuple(dict.fromkeys(person.name for person in find_people(text)))
    read = {"en": _english, "ja": _japanese}.get(language, _chinese)
    asked = read(text, folded, known_speakers)
    form, speakers, matter = asked or (_kind(folded), (), text)
    persons = _merge(persons, tuple(name for name in speakers if _is_person(name, persons, known_speakers)))
    matter = _bare(matter, asked=asked is not None)
    return Question(
        text,
        persons,
        asked_entities(text, (*persons, *speakers)),
        speakers,
        matter,
        form,
        language,
        question_terms(matter),
    )


def _for_library(folded: str) -> Form | None:
    """Greetings and questions about the collection itself."""
    stripped = folded.strip()
    if GREETING.match(stripped):
        return "greeting"
    if LIBRARY.search(stripped):
        return "about_library"
    if ABILITY.search(stripped):
        return "ability"
    return None


def _kind(folded: str) -> Form:
    return next((form for form, pattern in KINDS if pattern.search(folded)), "fact")


Asked = tuple[Form, tuple[str, ...], str]


def _groups(found: re.Match[str], text: str, *prefixes: str) -> tuple[str, ...]:
    """For each prefix the group that took part, in the original characters."""
    values: list[str] = []
    for prefix in prefixes:
        name = next(
            (
                key
                for key, value in found.groupdict().items()
                if value is not None and re.fullmatch(rf"{prefix}\d?", key)
            ),
            None,
        )
        values.append("" if name is None else text[found.start(name) : found.end(name)])
    return tuple(values)


def _chinese(text: str, folded: str, known: Collection[str]) -> Asked | None:
    """Form, speakers and matter of a Chinese question; None when it asks for nobody's words."""
    lead = re.match(
        r"(?:请问|请告诉我|告诉我|我想知道|想问一下|想知道|问一下|那么|那|你知道|请介绍一下|介绍一下|说说|谈谈)[,，:： ]*",
        folded,
    )
    text, folded = (text[lead.end() :], folded[lead.end() :]) if lead else (text, folded)
    return (
        _compare(text, folded, known)
        or _all_sides(text, folded)
        or _who(text, folded)
        or _one_speaker(text, folded, known)
    )


def _compare(text: str, folded: str, known: Collection[str]) -> Asked | None:
    found = COMPARE.match(folded)
    if found:
        names, matter = _groups(found, text, "a", "y")
        speakers = split_names(names, known)
        if len(speakers) > 1:
            return "compare", speakers, matter
    found = OPINION.match(folded)
    if found:
        names, matter = _groups(found, text, "x", "y")
        speakers = split_names(names, known)
        if len(speakers) > 1:
            return "compare", speakers, matter
    return None


def _all_sides(text: str, folded: str) -> Asked | None:
    found = ALL_SIDES.match(folded)
    if not found:
        return None
    (matter,) = _groups(found, text, "y")
    before = folded[: found.start()] + matter
    if re.search(r"^.{2,4}(?:对于?|关于)", fold(matter)) and asked_speaker(re.split(r"对于?|关于", matter)[0], ()):
        return None
    return ("all_sides", (), matter) if before else None


def _who(text: str, folded: str) -> Asked | None:
    found = WHO.match(folded)
    if not found:
        return None
    (matter,) = _groups(found, text, "y")
    return "who_said", (), matter


def _one_speaker(text: str, folded: str, known: Collection[str]) -> Asked | None:
    """Questions for the words of one person or institution."""
    for form, pattern in (("opinion", TOPIC_FIRST), ("opinion", OPINION), ("statement", STATEMENT)):
        found = pattern.match(folded)
        if not found:
            continue
        name, matter = _groups(found, text, "x", "y")
        speaker = asked_speaker(name, known)
        inner = _ABOUT.match(fold(name)) if speaker is None else None
        if inner is not None:
            speaker = asked_speaker(name[: inner.end(1)], known)
            matter = name[inner.start(2) :]
        if speaker is None or _WHEN_OR_WHERE.fullmatch(fold(matter)):
            continue
        rest = name[: name.rfind(speaker)] if speaker in name else ""
        about = (
            re.sub(r"^(?:对于?|关于|就|针对)", "", rest).strip(" ,，")
            if re.match(r"对|关于|就|针对", fold(rest))
            else ""
        )
        return ("opinion" if form == "opinion" else "statement"), (speaker,), matter or about
    return None


# What stands before a verb of speech in a question for time or place (他在哪一年宣布退休?), and is no matter.
_WHEN_OR_WHERE = re.compile(
    r"(?:是)?(?:在|于)?(?:哪一?(?:年|个?月|天|日|里|儿|个?(?:城市|国家|地方|时候))|何[时地年]|什么(?:时候|时间|地方|地点)|"
    r"几[年月日号].{0,4})(?:时|里)?"
)


def _english(text: str, folded: str, known: Collection[str]) -> Asked | None:
    if found := ENGLISH_WHO.search(text):
        return "who_said", (), found["y"]
    if found := ENGLISH_SIDES.search(text):
        return "all_sides", (), next(group for group in found.groups() if group is not None)
    found = ENGLISH.match(text)
    if found:
        name, matter = _groups(found, text, "[abcde]", "y[abcde]")
        names = split_names(name, known)
        if len(names) > 1:
            return "compare", names, matter
        speaker = asked_speaker(name, known)
        if speaker is not None:
            says = re.search(r"\b(?:say|said|state|mention|tell|claim)", text, re.IGNORECASE)
            return ("statement" if says else "opinion"), (speaker,), matter
    if ENGLISH_COMPARE.search(text):
        names = tuple(person.name for person in find_people(text))
        if len(names) > 1:
            about = re.search(r"\b(?:on|about|of|regarding) (?P<y>[^?]*)", text)
            return "compare", names, about["y"] if about else ""
    return None


def _japanese(text: str, folded: str, known: Collection[str]) -> Asked | None:
    """Whose words a Japanese question wants: a name in ideographs before は, and a word of thought or speech at the end."""
    found = JAPANESE.match(text)
    if not found:
        return None
    name, matter = _groups(found, text, "x", "y")
    speaker = asked_speaker(name, known) if re.search(r"[\u3400-\u9fff]", name) else name
    if speaker is None:
        return None
    return ("statement" if found["says"] or found["says2"] else "opinion"), (speaker,), matter


def _is_person(name: str, persons: tuple[str, ...], known: Collection[str]) -> bool:
    from rag.asked_names import looks_personal

    return any(same_person(name, person) for person in persons) or looks_personal(name)


def _merge(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Both, without names that are one person's; the bracketed original of a foreign name is dropped."""
    merged: list[str] = []
    bracketed = bool(second) and not second[0].isascii()
    for name in (*second, *first):
        if bracketed and name.isascii():
            continue
        if not any(same_person(name, other) or canonical(name) in canonical(other) for other in merged):
            merged.append(name)
    return tuple(merged)


_HEAD = re.compile(
    r"(?:了|过|着)?(?:些|哪些|什么样?|哪几?[个种点条]|多少|怎样|怎么样)?(?:的|是|对于?|关于|就|针对|"
    r"about|on|of|that|the(?= )|,|，|:|：|\s)*"
)
_ABOUT = re.compile(r"(.{2,20}?)(?:对于?|关于|就|针对|在)(.{2,})$")
_TAIL = re.compile(
    r"(?:什么|哪些|怎样|怎么样|如何|是什么|的|了|呢|吗|吧|啊|这件事情?|这个问题|这个话题|这一问题|这事|,|，|\s|[?？!！。.])+$"
)


def _bare(matter: str, *, asked: bool) -> str:
    """The matter without question words and particles at its ends; `asked`: it stood after a word of speech."""
    folded = fold(matter)
    head = _HEAD.match(folded) if asked else None
    start = head.end() if head else 0
    tail = _TAIL.search(folded, start)
    end = tail.start() if tail else len(folded)
    return matter[start:end].strip()
