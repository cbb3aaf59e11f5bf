"""Who may have said what stands between a pair of marks: everybody named around it, and how they stand to it.

The features are cheap and say nothing of single words but speech verbs: where a name stands, whether it is the subject of
its clause, whether the rules chose it and by which way, who spoke before. `index.speech.ranking` weighs them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from index.names import canonical, same_person
from index.speech.cast import Cast, Chosen, Named
from index.speech.certainty import certainty
from index.speech.lexicon import VERB
from index.speech.portrait import Candidate, describe_mention, describe_name
from index.speech.quotemarks import Quoted, is_sentence
from index.speech.scene import Scene
from index.words import tag_words

NOBODY = ""  # the candidate that nobody is named
_MOST = 14  # candidates of one quotation
_SOON = 40  # characters after a quotation within which the narrator goes on with somebody
_WORDS = 12  # characters beside a quotation whose nearest word is read
_ENDS = "。！？!?\n”」“「;…\ue000"
_VIVID = re.compile(r"[我你您咱俺]|[吧呢吗啊哦呀啦]|[!?！？]$|太|真的|谢|大家|孩子")
_STOP = re.compile(r"[。！？!?\n“「]")


class _Gathering:
    """The candidates of one quotation, while they are collected."""

    def __init__(self, cast: Cast, quoted: Quoted) -> None:
        self.cast = cast
        self.quoted = quoted
        self.before, self.after = _context(cast.scene, quoted)
        self.lead, self.follow = _neighbours(cast.scene, quoted)
        self.pronoun = cast.pronoun_of(quoted)
        self.found: dict[str, Candidate] = {}

    def somebody(self, name: str, role: str | None = None, span: tuple[int, int] | None = None) -> Candidate:
        """The candidate of that name, or of the same person's other name."""
        key = canonical(name)
        if key not in self.found:
            key = next((each for each in self.found if same_person(each, key)), key)
        candidate = self.found.setdefault(key, Candidate(name))
        if len(canonical(name)) > len(canonical(candidate.name)):
            candidate.name = name
        candidate.role = candidate.role or role
        candidate.span = candidate.span or span
        return candidate

    def relate(self, candidate: Candidate, relation: str) -> None:
        """Mark a relation, by itself and with what stands beside the quotation."""
        candidate.mark(relation)
        candidate.mark(f"{relation} | before {self.before}")
        candidate.mark(f"{relation} | after {self.after}")

    def add_chosen(self, chosen: Chosen) -> None:
        """The rules' choice, with the way by which they came to it."""
        quotation, way = chosen
        candidate = self.somebody(quotation.speaker, quotation.role)
        candidate.chosen = True
        sure = min(max(certainty(quotation.speaker, way), 1e-6), 1 - 1e-6)
        self.relate(candidate, "rule")
        candidate.mark(f"rule {way.how}")
        candidate.mark(f"rule {way.how}, {way.kind}")
        candidate.mark(f"rule {way.how}, {way.after}")
        candidate.mark("rule certain", math.log(sure / (1 - sure)) / 2)
        candidate.mark(f"rule {way.how}, {_shape(canonical(quotation.speaker))}")
        if self.lead:
            candidate.mark(f"rule, lead {self.lead}")
        candidate.mark(f"rule {way.how}, others {min(way.others, 2)}")
        candidate.mark(f"rule verb {quotation.verb[-2:]}")

    def add_spoken(self, spoken: list[tuple[Quoted, str]]) -> None:
        """Who said the two quotations before."""
        followed = _followed(self.cast, self.quoted)
        for which, (earlier, name) in zip(("last", "second last"), reversed(spoken[-2:]), strict=False):
            candidate = self.somebody(name)
            distance = _between(self.cast.scene, earlier, self.quoted)
            self.relate(candidate, f"{which} {distance}")
            if which == "last":
                candidate.mark(f"last {distance}, {self.cast.how(earlier)}, {followed}")
                candidate.mark(f"last, {self.cast.how(earlier)}, {followed}")
                if self.before in ("start", "marks", "text"):
                    candidate.mark(f"last by itself {distance}, {followed}")

    def add_named(self) -> None:
        """Everybody named around the quotation, the nearest first."""
        quoted, piece = self.quoted, self.cast.piece_index(self.quoted.open)
        nearest: set[str] = set()
        for named in sorted(self.cast.around(quoted), key=lambda each: abs(each.start - quoted.open)):
            if len(self.found) >= _MOST and canonical(named.name) not in self.found:
                continue
            candidate = self.somebody(named.name, named.role, (named.start, named.end))
            for relation in _relations(self.cast, quoted, named, piece):
                self.relate(candidate, relation)
                if self.pronoun:
                    candidate.mark(f"pronoun, {relation}")
                if relation.endswith("right after") or relation.startswith("report leads"):
                    candidate.mark(f"{relation}, lead {self.lead}")
            describe_mention(self.cast.scene, quoted, named, candidate)
            side = "after" if named.start > quoted.open else "before"
            for what in {f"mention {side}", f"{named.relation} {side}"} - nearest:
                nearest.add(what)
                candidate.mark(f"nearest {what}")
                if self.pronoun:
                    candidate.mark(f"pronoun, nearest {what}")


def candidates(cast: Cast, quoted: Quoted, spoken: list[tuple[Quoted, str]]) -> list[Candidate]:
    """Who may have said `quoted`, nobody first. `spoken` are the quotations before with their speakers."""
    gathering = _Gathering(cast, quoted)
    chosen = cast.chosen(quoted)
    if chosen is not None:
        gathering.add_chosen(chosen)
    gathering.add_spoken(spoken)
    gathering.add_named()
    for candidate in gathering.found.values():
        describe_name(cast, quoted, candidate, spoken, gathering.pronoun)
    return [_nobody(gathering, spoken, claimed=chosen is not None), *gathering.found.values()]


def _shape(name: str) -> str:
    """Whether a name is Latin, or how long it is."""
    return "latin" if name.isascii() else str(min(len(name), 5))


def _neighbours(scene: Scene, quoted: Quoted) -> tuple[str, str]:
    """The word before a quotation, marks between left out, and the first one after it in the same sentence."""
    before = scene.masked[max(0, quoted.open - _WORDS) : quoted.open].rstrip(" \u3000,:—")
    words = tag_words(before) if before and before[-1] not in _ENDS else ()
    lead = before[words[-1].start :] if words else ""
    after = scene.masked[quoted.close + 1 : quoted.close + 1 + _WORDS].lstrip(" \u3000,")
    words = tag_words(after) if after and after[0] not in _ENDS else ()
    return lead, after[: words[0].end] if words else ""


def _context(scene: Scene, quoted: Quoted) -> tuple[str, str]:
    """What stands directly before and directly after a quotation."""
    lead = scene.masked[max(0, quoted.open - 12) : quoted.open].rstrip(" \u3000")
    mark = lead[-1:]
    if mark in ("”", "」"):
        before = "marks"
    elif mark in (":", ","):
        verb = VERB.search(scene.masked, max(0, quoted.open - 12), quoted.open)
        before = ("colon" if mark == ":" else "comma") + (" verb" if verb is not None else "")
    elif not mark or mark in "。！？!?\n;)…":
        before = "start"
    elif re.search(r"(?:说|道|称|喊|问|答|示|为|叫|诉)$", lead):
        before = "verb"
    else:
        before = "text"
    rest = scene.masked[quoted.close + 1 : quoted.close + 40].lstrip(" \u3000")
    if not rest or rest[0] == "\n":
        return before, "paragraph"
    if rest[0] in "“「":
        return before, "marks"
    if rest[0] in "。！？!?;":
        return before, "stop"
    if rest[0] in ",、":
        return before, "comma"
    return before, "text"


def _followed(cast: Cast, quoted: Quoted) -> str:
    """What the narrator goes on with after a quotation: a report that ends, one with words, somebody, or nothing."""
    limit = quoted.close + _SOON
    for named in cast.around(quoted):
        if quoted.close < named.start < limit:
            between = cast.scene.masked[quoted.close + 1 : named.start]
            if ":" in between or _STOP.search(between.strip(" 。")):
                continue
            if named.relation == "report":
                return f"report {'ends' if named.after == 'end' else 'goes on'}"
            return "somebody"
    return "nobody"


def _between(scene: Scene, earlier: Quoted, quoted: Quoted) -> str:
    """How far a quotation is from the one before."""
    between = scene.masked[earlier.close + 1 : quoted.open]
    if not between.strip(" ,;、。\u3000"):
        return "adjoining"
    if "\n" in between.strip("\n"):
        return "paragraph"
    return "near" if len(between) <= 40 else "far"


def _relations(cast: Cast, quoted: Quoted, named: Named, piece: int) -> Iterator[str]:
    """How a mention stands to a quotation."""
    scene = cast.scene
    if named.start >= quoted.close:
        between = scene.masked[quoted.close + 1 : named.start]
        where = "after" if not _STOP.search(between.strip(" 。")) else "later"
        if named.relation == "report" and where == "after":
            yield f"report after, {'ends' if named.after == 'end' else 'goes on'}"
            yield f"report after, {named.after}"
            yield f"report after, {named.kind}"
        elif not between.strip(" ,。\u3000"):
            yield f"{named.relation} right after"
        else:
            yield f"{named.relation} {where}"
        return
    distance = piece - cast.piece_index(named.start)
    if named.relation == "report":
        if named.words == quoted.open and named.after != "end":
            yield "report leads"
            yield f"report leads, {named.kind}"
        else:
            yield f"report {min(distance, 2)} before"
        return
    if distance:
        yield f"{named.relation} {min(distance, 3)} before"
        return
    between = scene.masked[named.end : quoted.open]
    clauses = between.count(",") + between.count(";")
    yield f"{named.relation} same, {min(clauses, 2)} clauses"


def _nobody(gathering: _Gathering, spoken: list[tuple[Quoted, str]], *, claimed: bool) -> Candidate:
    """The candidate that the words are nobody's."""
    quoted, nobody = gathering.quoted, Candidate(NOBODY)
    gathering.relate(nobody, "nobody")
    nobody.mark("nobody, length", math.log(max(2, min(quoted.end - quoted.start, 80))) - 3)
    if is_sentence(gathering.cast.scene.folded, quoted):
        nobody.mark("nobody, sentence")
        nobody.mark(f"nobody, sentence | before {gathering.before}")
        nobody.mark("nobody, claimed sentence" if claimed else "nobody, unclaimed sentence")
    if not claimed:
        nobody.mark("nobody, unclaimed")
    if gathering.cast.is_reported(quoted):
        nobody.mark("nobody, reported")
    said = gathering.cast.scene.folded[quoted.start : quoted.end]
    if _VIVID.search(said):
        nobody.mark("nobody, vivid")
        nobody.mark(f"nobody, vivid | before {gathering.before}")
    if gathering.lead:
        nobody.mark(f"nobody, lead {gathering.lead}")
    if gathering.follow:
        nobody.mark(f"nobody, follows {gathering.follow}")
    if "," in said:
        nobody.mark("nobody, clauses")
        nobody.mark(f"nobody, clauses | before {gathering.before}")
    earlier = gathering.cast.earlier(quoted)
    if earlier is not None:
        heard = any(each == earlier for each, _ in spoken[-2:])
        nobody.mark(f"nobody, {_between(gathering.cast.scene, earlier, quoted)} {'said' if heard else 'unsaid'}")
    return nobody
