"""Where the evidence may be cut so that a part of it still says what the whole said.

"clause": spans are whole clauses. A clause that sets the scene of others (他说, 据…, 如果…, 不是…, 可能…) cannot be jumped
over: what stands behind it comes with it, or not at all; so does what stands before a speaker who is named last. "phrase":
spans are runs of whole words, for a model that was taught to answer by a name, a number with its unit or a date; none
begins behind a negation or ends before the limit of a number (以上), and none is cut inside a number, a name or a Latin
word. A limit before a number (不超过) is added behind the model's back, by `with_limit`: if the number could not begin
there, a model that spells it digit by digit would be led to another one that begins alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.names import people_in
from index.scripts import fold
from index.sentences import split_sentences
from index.speech.lexicon import VERB
from index.words import tag_words
from rag.citations import MARK
from rag.copying import CONNECTIVES, Copying, Source
from rag.quantities import quantities
from rag.types import Evidence

Spans = Literal["clause", "phrase"]

_OPENING, _CLOSING = '“「『‘〝"', '”」』’〞"'
_BRACKETS = {"（": "）", "(": ")", "《": "》", "【": "】", "〈": "〉", "[": "]"}
_STOP = re.compile(r"[，,；;：:。！？!?…\n]+[”」』’\"）)]*\s*")
# Clauses that others lean on: reported speech and thought, sources, conditions, hedges, negations over more than one clause.
_GOVERNS = re.compile(
    rf"{VERB.pattern}|^(?:据|依据|根据|按照|按)|消息称|传闻|听说|谣|"
    r"如果|假如|倘若|要是|一旦|除非|只要|只有|即使|即便|哪怕|万一|假设|^若|的话$|"
    r"可能|或许|也许|恐怕|似乎|好像|大概|疑似|有望|未必|不一定|不见得|"
    r"不是|并非|并不|并没|没有人|无人|谁也|从不|从未|不能说|不等于|不意味|否则|(?:是|为|因为|相信|以为|知道|觉得)$"
)
# Of those, the ones that say nothing without what they govern.
_HANGING = re.compile(
    rf"(?:{VERB.pattern}|说|道|的话|是|为|因为|相信|以为|知道|觉得)$|^(?:据|依据|根据|按照)|消息称|"
    r"如果|假如|倘若|要是|一旦|除非|只要|只有|即使|即便|哪怕|万一|假设|^若"
)
_NAMED_LAST = re.compile(rf"(?:{VERB.pattern})$")
_NEGATION = re.compile(
    r"(?:不|没|未|无|非|勿|别|莫|否|没有|并非|不是|不再|不会|不能|不得|未曾|从未|从不|绝不|毫无|尚未)$"
)
_LIMIT = re.compile(
    r"(?:不超过|不到|不足|不少于|不多于|不低于|不高于|至少|至多|最多|最少|最高|最低|超过|高于|低于|少于|多于|大于|小于|超|逾|近|约|"
    r"大约|将近|接近|负)$"
)
_NUMERAL = re.compile(r"[0-9零〇一二三四五六七八九十百千两半]")
_LIMIT_BEHIND = re.compile(r"以上|以下|以内|以外|之内|之前|之后|以前|以后|左右|上下|多|余|分之")
_WHOLE = re.compile(
    r"\d+(?:[.,:：/\-]\d+)+|[A-Za-z0-9][A-Za-z0-9._+\-/%&']*|[零〇一二两三四五六七八九十百千万亿兆]{2,}"
)


def copying(
    evidence: Sequence[Evidence], *, spans: Spans, sentences: int = 1, refuse_from: float | None = None
) -> Copying:
    """The automaton over `evidence`, each piece under its number; for the others see `Copying`."""
    sources = tuple(source for item in evidence for source in sources_of(item, spans=spans))
    connectives = () if spans == "phrase" else CONNECTIVES
    return Copying(sources, sentences=sentences, connectives=connectives, refuse_from=refuse_from)


def sources_of(item: Evidence, *, spans: Spans) -> Iterator[Source]:
    """The sentences of a piece of evidence, on one line as the prompt shows it, with their cuts.

    A sentence inside a quotation that began before it is left out: nothing in it says whose words it holds.
    """
    text = " ".join(item.text.split())
    depth = 0
    for sentence in split_sentences(text):
        part = text[sentence.span.start : sentence.span.end].rstrip()
        if depth <= 0 or item.speaker is not None:
            cut = _clauses(part) if spans == "clause" else _phrases(part)
            if cut.starts:
                yield Source(item.number, part, cut.starts, cut.ends, cut.joins, _walls(part))
        depth += sum(letter in "“「『" for letter in part) - sum(letter in "”」』" for letter in part)


@dataclass(frozen=True, slots=True)
class _Cuts:
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    joins: tuple[tuple[int, tuple[int, ...]], ...] = ()


def _walls(text: str) -> tuple[int, ...]:
    """Characters that look like a citation: a copied [3] would cite what it does not come from."""
    return tuple(place for found in MARK.finditer(text) for place in range(found.start(), found.end()))


def _clauses(text: str) -> _Cuts:
    """Cuts between clauses, so that none that governs others is jumped over."""
    clauses = list(_clause_spans(text))
    folded = fold(text)
    words = [folded[start:end].strip(_OPENING + _CLOSING) for start, end in clauses]
    governing = [bool(_GOVERNS.search(clause)) for clause in words]
    last = len(clauses) - 1
    closing = [
        bool(_NAMED_LAST.search(clause)) and (place == last or _after_quotation(text, clauses[place][0]))
        for place, clause in enumerate(words)
    ]
    hanging = [place < last and bool(_HANGING.search(clause)) for place, clause in enumerate(words)]
    free = [place for place in range(len(clauses)) if not any(governing[:place]) and not closing[place]]
    whole = [place for place in range(len(clauses)) if not any(closing[place + 1 :]) and not hanging[place]]
    joins: list[tuple[int, tuple[int, ...]]] = []
    for place in range(len(clauses)):
        able = [after for after in range(place + 1, last + 1) if not any(governing[place + 1 : after])]
        if able:
            joins.append((clauses[place][1], tuple(clauses[after][0] for after in able)))
    return _Cuts(tuple(clauses[place][0] for place in free), tuple(clauses[place][1] for place in whole), tuple(joins))


def _after_quotation(text: str, at: int) -> bool:
    before = text[:at].rstrip()
    return bool(before) and before[-1] in _CLOSING


def _clause_spans(text: str) -> Iterator[tuple[int, int]]:
    """The clauses without the marks between them; numbers, brackets and titles stay whole."""
    inside = _inside(text)
    start = 0
    for stop in _STOP.finditer(text):
        at = stop.start()
        if inside[at] or (text[at] in ",，:：" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()):
            continue
        yield from _trimmed(text, start, at)
        start = stop.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The clause without the quotation marks of which it holds only one."""
    while start < end and (text[start].isspace() or text[start] in _CLOSING.replace('"', "")):
        start += 1
    if start < end and text[start] in _OPENING and not set(text[start + 1 : end]) & set(_CLOSING):
        start += 1
    while start < end and text[end - 1] in _CLOSING and not set(text[start : end - 1]) & set(_OPENING):
        end -= 1
    if any(letter.isalnum() for letter in text[start:end]):
        yield start, end


def _inside(text: str) -> list[bool]:
    """For each character whether it stands within brackets that are closed."""
    inside = [False] * (len(text) + 1)
    for place, letter in enumerate(text):
        closing = text.find(_BRACKETS[letter], place) if letter in _BRACKETS else -1
        for within in range(place, closing + 1):
            inside[within] = True
    return inside


def _phrases(text: str) -> _Cuts:
    """Cuts between words, but for those that change what is said."""
    folded = fold(text)
    words = tag_words(folded)
    numbers = quantities(text)
    whole = [(number.start, number.start + len(folded[number.start : number.end].rstrip())) for number in numbers]
    whole += [found.span() for found in _WHOLE.finditer(folded)]
    whole += [(person.start, person.end) for person in people_in(text, folded, words)]
    within = {place for start, end in whole for place in range(start + 1, end)}
    ends_of_numbers = {end for _, end in whole[: len(numbers)]}
    firsts = sorted({word.start for word in words} | {start for start, _ in whole})
    lasts = sorted({word.end for word in words} | {end for _, end in whole})
    starts = (at for at in firsts if at not in within and _begins(text, folded, at))
    ends = (at for at in lasts if at not in within and _finishes(text, folded, at, ends_of_numbers))
    return _Cuts(tuple(starts), tuple(ends))


def _begins(text: str, folded: str, at: int) -> bool:
    if not (text[at].isalnum() or (text[at] in "《“「『" and text[at + 1 : at + 2].isalnum())):
        return False
    before = folded[:at].rstrip()
    return not _NEGATION.search(before)


def _finishes(text: str, folded: str, at: int, numbers: set[int]) -> bool:
    if not (text[at - 1].isalnum() or text[at - 1] in "》）)%％℃”」』"):
        return False
    return not _NEGATION.search(folded[:at]) and not (at in numbers and _LIMIT_BEHIND.match(folded, at))


def with_limit(span: str, source: str) -> str:
    """`span`, and what limits it directly before it where it stands in `source` (不超过50人 for 50人)."""
    at = source.find(span)
    if at < 0 or not _NUMERAL.match(fold(span)):
        return span
    limit = _LIMIT.search(fold(source[:at]))
    return source[limit.start() : at] + span if limit else span
