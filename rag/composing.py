"""From evidence to an answer: the extract, the model's checked sentences, and what is shown in the end.

The taught model's answer, a name or a number with its [n], is a lead before the quotation of what it cites. A base
model's sentence is shown only when it is copied from evidence that the extract rests on, as a lead before it. An
instruction-tuned model's sentences are shown as they are checked, and the extract takes the place of what fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.scripts import fold
from rag.answer_kinds import asked_kind, holds_kind
from rag.citations import ParsedSentence
from rag.copying import INSUFFICIENT
from rag.copying_sources import copying, with_limit
from rag.extracts import extract
from rag.types import Answer, AnswerSentence, Citation, Evidence
from rag.verification import bearing, normalise, verify

_CLAUSE_END = re.compile(r"(?<!\d)[,，](?!\d)|(?<=\d)[,，](?!\d)|[。！？!?；;：:、…\n]+")
_CHOICE = re.compile(r"还是|還是|或者?|\bor\b|それとも")
_NUMERAL = re.compile(r"[0-9〇零一二两三四五六七八九十百千万亿半]")
LONGEST_LEAD = 40  # characters of a direct answer
SPOKEN = 6  # characters from which on words are somebody's, and not a name or a number in them
LEAD_SHARE = 0.7  # a lead longer than this share of the sentence that it comes from saves nobody time


def check_sentence(parsed: ParsedSentence, evidence: Sequence[Evidence]) -> AnswerSentence:
    """Check a sentence of the model against what it cites.

    A number that names no evidence is dropped; a citation that does not support the sentence while another does is removed.
    """
    cited = [item for item in evidence if item.number in parsed.citations]
    texts, speakers = [item.text for item in cited], [item.speaker for item in cited]
    check = verify(parsed.text, texts, speakers=speakers)
    numbers = tuple(cited[place].number for place in bearing(parsed.text, texts, speakers=speakers))
    return AnswerSentence(parsed.text, numbers, check.verdict, check.support, check.note)


def check_lead(parsed: ParsedSentence, evidence: Sequence[Evidence]) -> AnswerSentence:
    """Check the answer of the taught model: a span, cut where it may be, of the one piece of evidence that it cites."""
    cited = [item for item in evidence if item.number in parsed.citations[:1]]
    numbers = tuple(item.number for item in cited)
    if declines(parsed.text):
        return AnswerSentence(parsed.text, (), "unsupported", 0.0, "the model says that the evidence does not answer")
    text = parsed.text.rstrip("。")
    for item in cited:
        if copying((item,), spans="phrase").accepts(f"{text}[{item.number}]"):
            return AnswerSentence(with_limit(text, " ".join(item.text.split())), numbers, "supported", 1.0)
    return AnswerSentence(text, numbers, "unsupported", 0.0, "it is not a span of the cited text")


def declines(text: str) -> bool:
    """Whether the model says that the evidence does not answer."""
    return text.strip(" 。.\n") == INSUFFICIENT


def lead_with_support(
    leads: Sequence[AnswerSentence],
    quoted: Sequence[AnswerSentence],
    evidence: Sequence[Evidence],
    question: str,
    *,
    longest: int,
    agrees: Callable[[str, Evidence], bool] = lambda lead, source: True,
) -> tuple[AnswerSentence, ...]:
    """The direct answer, the quotation of what it cites, and the rest of the extract as far as `longest` characters go.

    The extract alone when there is no lead that holds, none that is shorter than what it comes from, or none that
    `agrees` (asked with the lead and the evidence that it cites) bears out.
    """
    for lead in leads:
        source = next((item for item in evidence if item.number in lead.citations), None)
        if lead.verdict != "supported" or source is None:
            continue
        support = [item for item in quoted if source.number in item.citations] or [*extract((source,))]
        if not _answers_briefly(lead.text, support[0].text, question) or not agrees(lead.text, source):
            continue
        room = longest - sum(len(item.text) for item in support)
        for item in quoted:
            if item not in support and len(item.text) <= room:
                support.append(item)
                room -= len(item.text)
        return (replace(lead, text=_as_sentence(lead.text, source)), *support)
    return tuple(quoted)


def _answers_briefly(lead: str, quotation: str, question: str) -> bool:
    """Whether a lead says something that the question does not, in clearly fewer words than its source."""
    said, asked = normalise(lead), normalise(question)
    offered = _CHOICE.search(question) is not None
    if not said or len(lead) > LONGEST_LEAD or (said in asked and not offered) or not _of_the_kind(lead, question):
        return False
    return len(said) <= LEAD_SHARE * len(normalise(quotation))


def _of_the_kind(lead: str, question: str) -> bool:
    """Whether a lead can be what is asked for: a number to 多少, and to 何时 no number that is no date."""
    kind = asked_kind(question)
    numeral = _NUMERAL.search(fold(lead)) is not None
    if kind in ("number", "percent", "money"):
        return numeral
    return kind != "date" or not numeral or holds_kind(lead, "date")


def _as_sentence(lead: str, source: Evidence) -> str:
    """With a full stop, without half a pair of quotation marks, and behind the name of the person whose words it is."""
    for opening, closing in ("“”", "「」", "『』"):
        if lead.startswith(opening) and closing not in lead:
            lead = lead[1:]
        if lead.endswith(closing) and opening not in lead:
            lead = lead[:-1]
    speaker = source.speaker
    if speaker is not None and len(lead) >= SPOKEN and fold(speaker)[-2:] not in fold(lead):
        lead = f"{speaker}：{lead}"
    return _ended(lead)


def _ended(text: str) -> str:
    return text if text[-1:] in "。.！!？?" else f"{text}{'.' if text.isascii() and not text[-1:].isdigit() else '。'}"


def lead_then_quote(
    checked: Sequence[AnswerSentence], quoted: Sequence[AnswerSentence], question: str
) -> tuple[AnswerSentence, ...]:
    """The model's short supported sentence, if it has one, before the quotations that bear it out."""
    for sentence in checked:
        if _is_lead(sentence, quoted, question):
            return (replace(sentence, text=_ended(sentence.text)), *quoted)
    return tuple(quoted)


def _is_lead(sentence: AnswerSentence, quoted: Sequence[AnswerSentence], question: str) -> bool:
    if sentence.verdict != "supported":
        return False
    said = normalise(sentence.text)
    if not said or said in normalise(question):
        return False
    sources = [item for item in quoted if set(item.citations) & set(sentence.citations)]
    return any(
        len(said) <= LEAD_SHARE * len(normalise(item.text)) and _ends_with_a_clause(said, item.text) for item in sources
    )


def _ends_with_a_clause(said: str, source: str) -> bool:
    """Whether `said` (normalised) is copied from the source up to the end of a clause.

    A copy that stops in the middle of one can say something else: many new structures, of many new structures to build on.
    """
    clauses = [normalise(clause) for clause in _CLAUSE_END.split(source)]
    whole = "".join(clauses)
    ends = {0}
    for clause in clauses:
        ends.add(max(ends) + len(clause))
    position = whole.find(said)
    while position >= 0:
        if position + len(said) in ends:
            return True
        position = whole.find(said, position + 1)
    return False


def checked_then_quote(
    checked: Sequence[AnswerSentence], quoted: Sequence[AnswerSentence], question: str
) -> tuple[AnswerSentence, ...]:
    """All sentences that are not unsupported; the extract where one failed, once, or when none is left."""
    out: list[AnswerSentence] = []
    replaced = False
    for sentence in checked:
        if sentence.verdict != "unsupported":
            out.append(sentence)
        elif not replaced:
            replaced = True
            out.extend(item for item in quoted if item not in out)
    return tuple(out) or tuple(quoted)


def render(sentences: Sequence[AnswerSentence]) -> str:
    """The answer's text: each sentence followed by its [n]."""
    pieces: list[str] = []
    for sentence in sentences:
        marks = "".join(f"[{number}]" for number in sentence.citations)
        space = " " if pieces and pieces[-1][-1:].isascii() and sentence.text[:1].isascii() else ""
        pieces.append(f"{space}{sentence.text}{marks}")
    return "".join(pieces)


def cite(sentences: Sequence[AnswerSentence], evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    """The citations that `sentences` use, by number."""
    used = {number for sentence in sentences for number in sentence.citations}
    return tuple(
        Citation(
            number=item.number,
            title=item.title,
            uri=item.uri,
            source=item.source,
            author=item.author,
            date=item.date,
            quote=item.text,
            start=item.start,
            end=item.end,
            page=item.page,
            speaker=item.speaker,
            reprints=item.reprints,
            score=item.score,
        )
        for item in evidence
        if item.number in used
    )


def with_timings(answer: Answer, timings: dict[str, float]) -> Answer:
    """The same answer with its stage times (milliseconds), rounded."""
    return replace(answer, timings={stage: round(value, 2) for stage, value in timings.items()})
