"""Reading an article from its beginning: attributions become quotations."""

from __future__ import annotations

import re
from bisect import bisect_right

from index.cleantext import Span
from index.speech.attribution import Attribution, find_attributions
from index.speech.certainty import Trace, certainty, is_sure, least
from index.speech.collecting import Reader, add, add_direct, verb_of
from index.speech.dialogue import read_dialogue
from index.speech.extents import (
    LEANS,
    OPPOSED,
    before_echo,
    before_main_clause,
    closes,
    goes_on_in_own_words,
    run_of,
    stands_by_itself,
    tidy,
    until_another,
)
from index.speech.fullnames import aliases, full_names
from index.speech.lexicon import NEED_MARK
from index.speech.mentions import Mention
from index.speech.quotemarks import Quoted, is_sentence
from index.speech.ranking import spoken_by
from index.speech.roles import find_roles
from index.speech.scene import Piece, Scene, set_scene
from index.speech.speakers import resolve, whom_reached
from index.speech.topics import Memory, Speaker, called, goes_on_about, owner_in, somebody_in, subject_of
from index.speech.unclaimed import claim_after_colons, claim_leading
from index.types import Quotation

_LINKED = re.compile(r"^(?:并且?|还|又|也|同时|但是?|而且?|不过|然而|随后|此外|另外|[,;\s])+")
_ANEW = frozenset("说 称 表示 认为 指出 暗示 预计 预测 强调 透露 直言 坦言 补充 回应 承认 声称 坚称".split())
_NEAR = 12  # characters between a quotation and the subject of its verb
_BREAKING = frozenset("说 表示 称 强调 指出 认为 坦言 直言 透露 补充 写道 呼吁 警告 承认 声称 坚称".split())


def read(text: str) -> list[Quotation]:
    """The quotations of a clean text that are certain enough, in order."""
    reader = follow(text)
    turns = read_dialogue(reader.scene, reader.names)
    ways = zip(reader.found, reader.traces, strict=True)
    kept = [each for each, way in ways if not each.direct and _is_certain(each, way)]
    kept.extend(spoken_by(reader))
    told = [each for each in kept if not _within(each, turns)] if turns else kept
    return sorted((*told, *turns), key=lambda each: (each.span.start, each.span.end))


def _is_certain(quotation: Quotation, way: Trace) -> bool:
    return is_sure(way) or certainty(quotation.speaker, way) >= least(direct=quotation.direct)


def trace(text: str) -> tuple[list[Quotation], list[Trace], list[Quotation]]:
    """What the rules find, by which ways, and the turns of an interview, which are certain."""
    reader = follow(text)
    return reader.found, reader.traces, read_dialogue(reader.scene, reader.names)


def follow(text: str) -> Reader:
    """The rules' reading of a clean text from its beginning to its end."""
    scene = set_scene(text)
    names = full_names(scene.people) | aliases(scene)
    reader = Reader(scene, names, Memory(find_roles(scene, names)), [])
    for piece in scene.pieces:
        _read_piece(reader, piece)
    return reader


def _within(quotation: Quotation, turns: list[Quotation]) -> bool:
    """Whether a quotation stands in a turn of an interview, which is somebody's words already."""
    index = bisect_right(turns, quotation.span.start, key=lambda turn: turn.whole.start) - 1
    return index >= 0 and turns[index].whole.overlaps(quotation.span)


def _read_piece(reader: Reader, piece: Piece) -> None:
    reports = _outermost(reader, piece, find_attributions(reader.scene, piece))
    spoken_before = len(reader.found)
    used: set[int] = set()
    speaker: Speaker | None = None
    pending = reader.open_speaker, reader.open_verb
    reader.open_speaker = None
    leading = _leading(reader.scene, piece, reports)
    for index, report in enumerate(reports):
        mention = report.subject or (report.implied if index == 0 else None)
        if index and speaker is not None and _is_same(reader.scene, mention, speaker):
            mention = None
        speaker = resolve(reader.scene, piece, mention, reader.memory, reader.names)
        if speaker is None or not speaker.name.strip() or len(speaker.name) > 40:
            continue
        reader.reports.append((report, speaker))
        following = reports[index + 1].clause if index + 1 < len(reports) else piece.end
        after_marks = report.after != "end" and pending[0] is not None and _follows_marks(reader.scene, leading)
        goes_on = after_marks and not _names_another(reader.scene, report)
        far = pending[0] is not None and _is_far(reader.scene, leading, report)
        if (
            index == 0
            and leading is not None
            and not (goes_on or far or report.phrase)
            and _adjoins(reader.scene, leading, report)
        ):
            used.add(leading.open)
            add_direct(reader, speaker, report, leading)
        _words(reader, piece, speaker, report, following, used)
        if not report.media:
            _hear(reader, speaker, report)
        reader.open_speaker, reader.open_verb = speaker, verb_of(reader.scene, report)
    if leading is not None and leading.open not in used:
        claim_leading(reader, piece, leading, pending, used)
    claim_after_colons(reader, piece, used)
    if not reports and reader.open_speaker is None and pending[0] is not None and reader.pause == 0:
        if (
            leading is None
            and not reader.scene.breaks_after(piece)
            and subject_of(reader.scene, piece, reader.names, reader.memory) is None
        ):
            reader.open_speaker, reader.open_verb = pending
            reader.pause = 1
    else:
        reader.pause = 0
    if len(reader.found) == spoken_before:
        about = called(reader.scene, piece, reader.names, reader.memory)
        if about is None and goes_on_about(reader.scene, piece):
            return
        about = about or whom_reached(reader.scene, piece, reader.names, reader.memory)
        about = about or subject_of(reader.scene, piece, reader.names, reader.memory)
        about = about or somebody_in(reader.scene, piece, reader.memory)
        about = about or owner_in(reader.scene, piece, reader.names, reader.memory)
        reader.memory.topic = about or reader.memory.topic


def _is_same(scene: Scene, mention: Mention | None, speaker: Speaker) -> bool:
    """Whether a pronoun later in a sentence is the speaker before it."""
    return (
        mention is not None
        and speaker.person
        and scene.folded[mention.start : mention.end] in ("他", "她", "其", "本人")
    )


def _hear(reader: Reader, speaker: Speaker, report: Attribution) -> None:
    """Remember who spoke, and the short forms that the article may use from now on."""
    reader.memory.hear(speaker)
    if report.subject is not None and report.subject.kind == "person":
        reader.scene.known.add(speaker.name)


def _leading(scene: Scene, piece: Piece, reports: list[Attribution]) -> Quoted | None:
    """A quotation that stands before any verb: at the head of the piece, or after a caption that runs into it."""
    if not piece.quoted:
        return None
    first = piece.quoted[0]
    if first.open <= piece.start:
        return first
    if reports and reports[0].verb_start < first.open:
        return None
    before = scene.folded[first.open - 1]
    return first if is_sentence(scene.folded, first) and before not in ":,;、的是 " else None


def _outermost(reader: Reader, piece: Piece, reports: list[Attribution]) -> list[Attribution]:
    """Drop what is said inside another's words, and papers that report somebody who is named."""
    kept: list[Attribution] = []
    for index, report in enumerate(reports):
        if index + 1 < len(reports) and _is_relative(reader.scene, report, reports[index + 1]):
            continue
        if not kept:
            if report.subject is not None or _may_inherit(reader, report):
                kept.append(report)
            continue
        last = kept[-1]
        between = reader.scene.folded[last.words : report.clause]
        passes_on = last.media or _passes_on(reader.scene, last, report)
        if passes_on and report.subject is not None and (len(between) <= 1 or LEANS.match(between)):
            kept[-1] = report
        elif _begins_anew(reader.scene, last, report) or _is_over(reader.scene, piece, last, report):
            kept.append(report)
    return kept


def _passes_on(scene: Scene, last: Attribution, report: Attribution) -> bool:
    """Whether an unknown paper or broadcaster only hands on what a person said: 某台称,甲表示,…."""
    paper = last.subject is not None and last.subject.kind in ("institution", "thing") and last.after == "comma"
    said = scene.folded[report.verb_start : report.verb_end] in _ANEW and report.after in ("comma", "quote", "colon")
    named = report.subject is not None and report.subject.kind == "person"
    return paper and scene.folded[last.verb_end - 1] == "称" and said and named


def _is_relative(scene: Scene, report: Attribution, following: Attribution) -> bool:
    """Whether a report only describes the subject of the next one: 曾表示不支持他的议长林某称."""
    if report.after != "clause" or following.subject is None or following.subject.role_start < report.verb_end:
        return False
    between = scene.folded[report.verb_end : following.subject.start]
    return "的" in between and not set(between) & set(",:;“")


def _may_inherit(reader: Reader, report: Attribution) -> bool:
    return report.implied is not None or (report.after != "end" and reader.memory.topic is not None)


def _is_over(scene: Scene, piece: Piece, last: Attribution, report: Attribution) -> bool:
    """Whether the words of `last` are a quotation that ends right before the clause of `report`: X说，“…”，他建议…."""
    if last.after != "quote" or report.subject is None:
        return False
    quoted = next((each for each in piece.quoted if each.open == last.words), None)
    return quoted is not None and not scene.folded[quoted.close + 1 : report.clause].strip(" ,;")


def _begins_anew(scene: Scene, last: Attribution, report: Attribution) -> bool:
    """Whether `report` is the narrator's again rather than part of what the one before introduces."""
    if last.after == "end":
        return True
    if report.clause <= last.words:
        return False
    before = scene.folded[report.clause : report.verb_start]
    verb = scene.folded[report.verb_start : report.verb_end]
    linked = _LINKED.match(before) is not None or scene.folded[report.clause - 1] == ";"
    bare = report.after == "clause" and verb in NEED_MARK
    if bare and report.subject is not None and report.subject.kind not in ("person", "pronoun"):
        return False
    if report.subject is None:
        return linked or verb in _BREAKING or verb[-1] in "称说道"
    if report.subject.kind == "pronoun":
        return linked or OPPOSED.search(before) is not None or report.after != "clause" or verb in _BREAKING
    if verb in _ANEW and scene.folded[report.clause - 1] in ",;" and report.subject.kind != "thing":
        return True
    return linked or OPPOSED.search(before) is not None or report.after in ("quote", "colon", "comma")


def _follows_marks(scene: Scene, leading: Quoted | None) -> bool:
    """Whether a quotation stands right after another one: “…”“…”X则说，“…”."""
    return leading is not None and scene.folded[max(0, leading.open - 4) : leading.open].rstrip()[-1:] in ("”", "」")


def _adjoins(scene: Scene, leading: Quoted, report: Attribution) -> bool:
    """Whether the report follows the quotation that opens the piece: “…”X说."""
    between = scene.folded[leading.close + 1 : report.verb_start]
    return report.verb_start > leading.close and len(between) <= 70 and "。" not in between


def _names_another(scene: Scene, report: Attribution) -> bool:
    """Whether a report names a person: “…”“…”X表示，… gives the second quotation to X, “…”“…”据X介绍，… does not."""
    named = report.subject is not None and report.subject.kind == "person"
    return named and not scene.folded.startswith("据", report.clause)


def _is_far(scene: Scene, leading: Quoted | None, report: Attribution) -> bool:
    """Whether a report with words of its own begins only after another clause (“…”记者致电X，X表示，…)."""
    if leading is None or report.after == "end" or scene.folded[report.words : report.words + 1] == "(":
        return False
    if ":" in scene.folded[report.verb_end : report.words]:
        return True  # X说：“…” introduces what follows
    between = scene.folded[leading.close + 1 : report.verb_start if report.subject is None else report.subject.start]
    return len(between) > (_NEAR if "," in between else 2 * _NEAR)


def _words(reader: Reader, piece: Piece, speaker: Speaker, report: Attribution, limit: int, used: set[int]) -> None:
    """What stands after a verb: a quotation, a reported clause, or a clause and then a quotation."""
    if report.after == "end":
        return
    scene, start = reader.scene, report.words
    end = until_another(scene, start, max(start, limit))
    inside = [each for each in piece.quoted if start <= each.open < end and each.open not in used]
    if inside and inside[0].open == start and stands_by_itself(scene, inside[0], end):
        run = run_of(scene, inside)
        for each in run:
            used.add(each.open)
            add_direct(reader, speaker, report, each)
        after = goes_on_in_own_words(scene, run[-1], end)
        if after is None:
            return
        start = after
    for each in inside:
        if each.open > start and closes(scene, each, start, end):
            end = each.open
            used.add(each.open)
            add_direct(reader, speaker, report, each)
            break
    end = before_main_clause(scene, report.clause, start, before_echo(scene, start, end))
    start, end = tidy(scene, start, end)
    if end - start >= 2:
        add(reader, speaker, report, Span(start, end))
