"""What is carried along while an article is read, and how a quotation is added to it."""

from __future__ import annotations

from dataclasses import dataclass

from index.cleantext import Span
from index.speech.attribution import Attribution
from index.speech.quotemarks import Quoted
from index.speech.scene import Scene
from index.speech.speakers import Memory, Speaker
from index.types import Quotation


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
    open_speaker: Speaker | None = None
    open_verb: str = ""
    pause: int = 0


def verb_of(scene: Scene, report: Attribution) -> str:
    """The verb in the characters of the article."""
    return scene.text[report.verb_start : report.verb_end].strip()


def add_direct(reader: Reader, speaker: Speaker, report: Attribution | None, quoted: Quoted) -> None:
    """Add what stands between a pair of marks."""
    if quoted.end > quoted.start:
        add(reader, speaker, report, Span(quoted.start, quoted.end), direct=True, marks=quoted)


def add(
    reader: Reader,
    speaker: Speaker,
    report: Attribution | None,
    span: Span,
    *,
    direct: bool,
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
    reader.found.append(
        Quotation(
            speaker.name, span, Span(whole_start, whole_end), verb, direct, role=speaker.role, speaker_span=mention
        )
    )
