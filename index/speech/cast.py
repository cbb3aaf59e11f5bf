"""Everybody whom an article's narrator names, and how the rules attributed each quotation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from index.names import canonical
from index.speech.certainty import Trace
from index.speech.collecting import Reader
from index.speech.mentions import Mention, noun_start
from index.speech.nouns import SOMEONE
from index.speech.quotemarks import MASK, Quoted
from index.speech.roles import who_has
from index.speech.scene import Piece
from index.speech.subjects import leading_subject
from index.types import Quotation

Chosen = tuple[Quotation, Trace]  # what the rules found, and by which way
_BEFORE, _AFTER = 260, 90  # characters around a quotation within which candidates are looked for
_PEOPLE = 2000  # mentions among which the main person is looked for
_NOUNS_BEFORE, _NOUNS_AFTER = 60, 30  # characters within which nouns for people are
_NOUN = re.compile(SOMEONE.pattern.removesuffix("$") + r"(?!们)")
_CLAUSES = 24  # clauses of a sentence whose subjects are read
_COUNTED = 400  # distinct names whose mentions are counted
_LONGEST = 24  # characters of a subject
CLAUSE = re.compile(rf"[^,;:。!?！？\n{MASK}“”「」—]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A mention in the narrator's text, with the full name.

    `relation` is "report" (the subject of a speech verb, whose words begin at `words`), "subject" (of any clause),
    "person" or "noun" (for somebody). `after` is what stands between verb and words.
    """

    start: int
    end: int
    name: str
    kind: str
    relation: str
    role: str | None = None
    after: str = ""
    words: int = -1


class Cast:
    """Everybody an article's narrator names, in order: the same for all of its quotations."""

    def __init__(self, reader: Reader) -> None:
        self.scene = reader.scene
        self._names = reader.names
        self._roles = reader.memory.roles
        self.said = [quoted for piece in self.scene.pieces for quoted in piece.quoted if quoted.end > quoted.start]
        self._starts = [piece.start for piece in self.scene.pieces]
        self._main: str | None = None
        self._counts: dict[str, int] = {}
        self._clauses: dict[int, list[Named]] = {}
        self.reports = [
            Named(
                report.subject.start if report.subject else report.verb_start,
                report.verb_end,
                speaker.name,
                report.subject.kind if report.subject else "inherited",
                "report",
                speaker.role,
                report.after,
                report.words,
            )
            for report, speaker in reader.reports
        ]
        self._called = {named.start: named.name for named in self.reports if named.kind != "inherited"}
        self._chosen = {
            found.span.start: (found, way)
            for found, way in zip(reader.found, reader.traces, strict=True)
            if found.direct
        }
        self._reported = [found.span for found in reader.found if not found.direct]
        self._report_starts = [named.start for named in self.reports]

    def how(self, quoted: Quoted) -> str:
        """By which way the rules found the speaker of a quotation."""
        chosen = self._chosen.get(quoted.start)
        return "unclaimed" if chosen is None else chosen[1].how

    def chosen(self, quoted: Quoted) -> Chosen | None:
        """What the rules found for a quotation."""
        return self._chosen.get(quoted.start)

    def is_reported(self, quoted: Quoted) -> bool:
        """Whether a quotation stands inside a reported clause."""
        index = bisect_left(self._reported, quoted.start + 1, key=lambda span: span.start) - 1
        return index >= 0 and quoted.start < self._reported[index].end

    def piece_index(self, position: int) -> int:
        """The piece that holds `position` or comes last before it."""
        return max(0, bisect_left(self._starts, position + 1) - 1)

    def around(self, quoted: Quoted) -> Iterator[Named]:
        """Reports, subjects of clauses and people near a quotation."""
        low, high = max(0, quoted.open - _BEFORE), quoted.close + _AFTER
        for named in self.reports[bisect_left(self._report_starts, low) :]:
            if named.start >= high:
                break
            yield named
        for index in range(self.piece_index(low), len(self.scene.pieces)):
            if self.scene.pieces[index].start >= high:
                break
            for named in self._subjects(index):
                if low <= named.start < high:
                    yield named
        people = self.scene.people
        for person in people[bisect_left(people, low, key=lambda each: each.start) :]:
            if person.start >= high:
                break
            yield Named(person.start, person.end, self.full(person.name), "person", "person")
        yield from self._nouns(quoted.open - _NOUNS_BEFORE, quoted.open)
        yield from self._nouns(quoted.close + 1, quoted.close + _NOUNS_AFTER)

    def earlier(self, quoted: Quoted) -> Quoted | None:
        """The quotation before, whoever said it."""
        at = bisect_left(self.said, quoted.open, key=lambda each: each.open) - 1
        return self.said[at] if at >= 0 else None

    @property
    def main(self) -> str:
        """The person whom the narrator names most often, as a canonical name; empty when nobody is named twice."""
        if self._main is None:
            counts = Counter(canonical(self.full(person.name)) for person in self.scene.people[:_PEOPLE])
            name, count = max(counts.items(), key=lambda each: each[1], default=("", 0))
            self._main = name if count > 1 else ""
        return self._main

    def _nouns(self, low: int, high: int) -> Iterator[Named]:
        """The nouns for people between two positions, wherever in a clause they stand."""
        folded, people = self.scene.folded, self.scene.people
        for noun in _NOUN.finditer(self.scene.masked, max(0, low), min(high, len(folded))):
            start = noun_start(self.scene, max(0, low, noun.end() - _LONGEST), noun.end())
            at = bisect_left(people, noun.end(), key=lambda each: each.start) - 1
            if noun.end() - start < 2 or (at >= 0 and people[at].end > start):
                continue
            name = self.scene.text[start : noun.end()].strip()
            known = self._called.get(start) or who_has(self._roles, name)
            yield Named(start, noun.end(), known or self.full(name), "someone", "noun")

    def mentioned(self, name: str) -> int:
        """How often the article writes a folded name."""
        if name not in self._counts:
            self._counts[name] = self.scene.folded.count(name) if len(self._counts) < _COUNTED else 1
        return self._counts[name]

    def pronoun_of(self, quoted: Quoted) -> str:
        """The pronoun that is the subject of the report which leads up to a quotation or follows it, or the empty text."""
        low = bisect_left(self._report_starts, quoted.open - _BEFORE)
        high = bisect_left(self._report_starts, quoted.close + 4)
        for named in self.reports[low:high]:
            if named.kind == "pronoun" and (named.words == quoted.open or named.start >= quoted.close):
                return re.sub(r"[^他她它们]", "", self.scene.folded[named.start : named.start + 2])
        return ""

    def full(self, name: str) -> str:
        """The fullest form of a name that the article gives."""
        return self._names.get(canonical(name), name)

    def _subjects(self, index: int) -> list[Named]:
        found = self._clauses.get(index)
        if found is None:
            found = self._clauses[index] = list(self._read_subjects(self.scene.pieces[index]))
        return found

    def _read_subjects(self, piece: Piece) -> Iterator[Named]:
        for clause in list(CLAUSE.finditer(self.scene.masked, piece.start, piece.end))[:_CLAUSES]:
            if clause.end() - clause.start() < 2:
                continue
            mention = leading_subject(self.scene, clause.start(), clause.end(), named=True)
            if mention is None or mention.kind == "pronoun":
                continue
            name = self.scene.text[mention.start : mention.end].strip()
            if 1 < len(name) <= _LONGEST:
                known = who_has(self._roles, name) if mention.kind == "someone" else None
                known = self._called.get(mention.start, known)
                yield Named(
                    mention.start, mention.end, known or self.full(name), mention.kind, "subject", self._role(mention)
                )

    def _role(self, mention: Mention) -> str | None:
        return self.scene.text[mention.role_start : mention.start].strip(" ,，、的“「\u3000") or None
