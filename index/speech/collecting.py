"""What is carried along while an article is read, and how a quotation is added to it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from index.cleantext import Span
from index.names import canonical, same_person
from index.speech.attribution import Attribution
from index.speech.certainty import How, Trace
from index.speech.lexicon import NEED_MARK
from index.speech.quotemarks import Quoted
from index.speech.scene import Scene
from index.speech.topics import Memory, Speaker
from index.types import Quotation
from index.words import Word, tag_words

_AROUND = 60  # characters before a quotation without a verb in which others may be named
_OPENING = 24  # characters of a reported clause that are tagged
_TELLING = frozenset("自己 其 他 她 我 将 会 要 是 有 并 还 也 边 一边 了 的 上述 这 该 不 没 没有 对 在 因".split())
_HEARD = 20  # quotations back to which a speaker is counted


@dataclass(slots=True)
class Reader:
    """A reading in progress: the article, who is who in it, and the quotations so far.

    `open_speaker` is whose words ended where the last piece did: a quotation that follows directly goes on with them,
    also over one sentence (`pause`) that names nobody.
    """

    scene: Scene
    names: dict[str, str]
    memory: Memory
    found: list[Quotation]
    traces: list[Trace] = field(default_factory=list)
    reports: list[tuple[Attribution, Speaker]] = field(default_factory=list)
    open_speaker: Speaker | None = None
    open_verb: str = ""
    pause: int = 0


def verb_of(scene: Scene, report: Attribution) -> str:
    """The verb in the characters of the article."""
    return scene.text[report.verb_start : report.verb_end].strip()


def add_direct(
    reader: Reader, speaker: Speaker, report: Attribution | None, quoted: Quoted, *, how: How | None = None
) -> None:
    """Add what stands between a pair of marks."""
    if quoted.end > quoted.start:
        add(reader, speaker, report, Span(quoted.start, quoted.end), how=how, marks=quoted)


def add(
    reader: Reader,
    speaker: Speaker,
    report: Attribution | None,
    span: Span,
    *,
    how: How | None = None,
    marks: Quoted | None = None,
) -> None:
    """Add the words of `span`; the whole takes in their marks, and the subject and verb where there are any."""
    whole_start = marks.open if marks else span.start
    whole_end = min(marks.close + 1, len(reader.scene.text)) if marks else span.end
    mention = None
    verb = reader.open_verb
    if report is not None:
        whole_start = min(whole_start, report.start)
        whole_end = max(whole_end, report.verb_end)
        verb = verb_of(reader.scene, report)
        mention = Span(report.subject.start, report.subject.end) if report.subject is not None else None
    reader.traces.append(_trace(reader, speaker, report, span, how, direct=marks is not None))
    reader.found.append(
        Quotation(
            speaker.name,
            span,
            Span(whole_start, whole_end),
            verb,
            marks is not None,
            role=speaker.role,
            speaker_span=mention,
        )
    )


def _trace(
    reader: Reader, speaker: Speaker, report: Attribution | None, span: Span, how: How | None, *, direct: bool
) -> Trace:
    """By which way the speaker of `span` was found."""
    scene = reader.scene
    if report is not None:
        how = how or ("clause" if not direct else "before" if report.verb_start < span.start else "after")
        mention = report.subject or report.implied
        kind: str = "inherited" if mention is None else "implied" if report.subject is None else mention.kind
        start, end = min(report.start, span.start), max(report.verb_end, span.end)
        gap = max(report.words - report.verb_end, 0) if report.verb_end <= span.start else report.start - span.end
        weak = scene.folded[report.verb_start : report.verb_end] in NEED_MARK
        after: str = report.after
    else:
        how, kind, after, weak, gap = how or "colon", "none", "none", False, 0
        if how == "before":
            kind, after = "someone", "quote"  # 乘务员：“…”
        start, end = max(0, span.start - _AROUND), span.start
    low = bisect_left(scene.people, start, key=lambda person: person.start)
    high = bisect_left(scene.people, end, key=lambda person: person.start)
    others = {canonical(person.name) for person in scene.people[low:high]}
    others = {name for name in others if not same_person(name, speaker.name)}
    heard = sum(each.speaker == speaker.name for each in reader.found[-_HEARD:])
    verb, opening, clauses, acts, led = ("", "", 0, True, "")
    if report is not None and how == "clause":
        verb = scene.folded[report.verb_start : report.verb_end]
        words = tag_words(scene.folded[span.start : min(span.end, span.start + _OPENING)])
        opening = "quote" if scene.folded[span.start] in "“「" else _opening(scene, span.start, words)
        clauses = 1 + scene.folded.count(",", span.start, span.end)
        acts = any(word.tag[0] == "v" for word in words)
        led = _led(scene, report)
    return Trace(
        how,
        kind,
        after,
        len(others),
        max(gap, 0),
        span.end - span.start,
        weak,
        heard,
        verb,
        opening,
        clauses,
        acts,
        led,
    )


def _opening(scene: Scene, start: int, words: tuple[Word, ...]) -> str:
    """The tag of the first of the words, with the word itself where it tells more."""
    first = scene.folded[start + words[0].start : start + words[0].end]
    return f"{words[0].tag} {first}" if first in _TELLING else words[0].tag


def _led(scene: Scene, report: Attribution) -> str:
    """What stands before the clause of a report."""
    before = scene.folded[max(0, report.clause - 1) : report.clause]
    if scene.folded[report.clause : report.clause + 1] == "据":
        return "according"
    if before in (",", ":", ";"):
        return before
    return "start" if not before or before in "。！？!?\n”" else "text"
