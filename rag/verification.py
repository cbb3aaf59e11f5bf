"""Does the cited evidence support a sentence?

The check is made in code, on characters, values, dates, names, negation and hedges; no model is trusted with it. The
sentence is aligned with the sentences of the evidence, so that a detail must stand with what is said of it: a number that
the evidence gives for something else is as wrong as one that it does not give. What is copied is supported; what is
reworded in small words only is weak; another number, name, date, negation or direction makes a sentence unsupported
whatever else it says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from index.names import short_forms
from index.scripts import fold
from rag.alignment import Alignment, agree, align
from rag.differences import Difference, differences
from rag.named import Name, Vocabulary
from rag.sources import Source, dated, joined, sentences_of
from rag.types import Verdict
from rag.units import Unit, units
from rag.wording import in_its_place, replaced_words

SUPPORTED_SHARE = 0.95
WEAK_SHARE = 0.70
MEANT_SHARE = 0.40  # with a signal of meaning that says so, as little as this may be copied
MEANT = 0.80
_DROPPED = re.compile(r"[\s,，、。．.！!？?；;：:“”‘’「」『』\"'（）()《》〈〉【】\[\]—–\-…·*_#|]+")
LONGEST = 800  # characters; no sentence is longer, and what is must be copied
_CANDIDATES = 4
_NEARLY = 0.12

Meaning = Callable[[str, Sequence[str]], float]


@dataclass(frozen=True, slots=True)
class Check:
    """A verdict, the share of the sentence found in the evidence (0..1), and why, in words."""

    verdict: Verdict
    support: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a sentence reads against one source: the share found, and what differs."""

    share: float
    problems: tuple[Difference, ...]

    @property
    def hard(self) -> str:
        return next((problem.note for problem in self.problems if problem.hard), "")

    @property
    def rank(self) -> tuple[bool, float]:
        return (not self.hard and self.share >= WEAK_SHARE, self.share)


def verify(
    sentence: str,
    evidence: Sequence[str],
    *,
    speakers: Sequence[str | None] = (),
    written: date | None = None,
    meaning: Meaning | None = None,
) -> Check:
    """Check `sentence` against the texts that it cites. No evidence at all is unsupported.

    `speakers[i]` is who says `evidence[i]`, where that is known beside the text; `written` the day from which 去年 and
    昨天 count; `meaning` a signal (0..1) of whether the evidence says it in other words: it can make a reworded sentence
    weak, and never outweighs a wrong detail.
    """
    if not evidence:
        return Check("unsupported", 0.0, "no evidence is cited")
    if len(sentence) > LONGEST:
        copied = any(normalise(sentence) in normalise(text) for text in evidence)
        return Check("supported", 1.0) if copied else Check("unsupported", 0.0, "it is too long to be checked")
    return _Checker(tuple(evidence), tuple(speakers)).check(sentence, written, meaning)


def bearing(sentence: str, evidence: Sequence[str], *, speakers: Sequence[str | None] = ()) -> tuple[int, ...]:
    """The places of the texts that bear `sentence` out: those that do it alone, else those without which it is borne less.

    Texts that only stand beside are left out; when it is unsupported, none is.
    """
    whole = verify(sentence, evidence, speakers=speakers)
    places = tuple(range(len(evidence)))
    if whole.verdict == "unsupported" or len(places) < 2:
        return places

    def check(chosen: Sequence[int]) -> Check:
        told = [speakers[place] if place < len(speakers) else None for place in chosen]
        return verify(sentence, [evidence[place] for place in chosen], speakers=told)

    alone = tuple(place for place in places if check((place,)).verdict == whole.verdict)
    if alone:
        return alone
    others = {place: check([other for other in places if other != place]) for place in places}
    needed = tuple(
        place for place in places if others[place].verdict != whole.verdict or others[place].support < whole.support
    )
    return needed if needed and check(needed).verdict == whole.verdict else places


def normalise(text: str) -> str:
    """Folded text without white space and punctuation."""
    return _DROPPED.sub("", fold(text))


class _Checker:
    """One sentence against its evidence."""

    def __init__(self, evidence: tuple[str, ...], speakers: tuple[str | None, ...]) -> None:
        self._evidence = evidence
        self._speakers = speakers

    def check(self, sentence: str, written: date | None, meaning: Meaning | None) -> Check:
        vocabulary = Vocabulary((sentence, *self._evidence, *(who for who in self._speakers if who)))
        self._sources = [
            Source(text, place, dated(units(text, vocabulary), written))
            for place, whole in enumerate(self._evidence)
            for text in (self._with_speaker(part, place) for part in sentences_of(whole))
        ]
        self._atoms = tuple(unit for source in self._sources for unit in source.units if unit.is_atom)
        said = dated(units(sentence, vocabulary), written)
        if not any(unit.weight for unit in said):
            return Check("unsupported", 0.0, "it says nothing that can be checked")
        best = self._best(sentence, said)
        return self._judge(sentence, best, meaning)

    def _judge(self, sentence: str, reading: _Reading, meaning: Meaning | None) -> Check:
        share = round(reading.share, 4)
        if reading.hard:
            return Check("unsupported", min(share, WEAK_SHARE), reading.hard)
        note = next((problem.note for problem in reading.problems), "")
        if share >= SUPPORTED_SHARE and not note:
            return Check("supported", share)
        if share >= WEAK_SHARE:
            return Check("weak", share, note or "the wording is not the source's")
        if meaning is not None and share >= MEANT_SHARE and meaning(sentence, self._evidence) >= MEANT:
            return Check("weak", share, note or "it is said in other words")
        return Check("unsupported", share, "most of it is not in the cited text")

    def _best(self, sentence: str, said: tuple[Unit, ...]) -> _Reading:
        """The reading against one sentence, or against several when one does not hold it all."""
        ranked = self._nearest(said)
        if not ranked:
            return _Reading(0.0, ())
        alone = [(self._read(sentence, said, source), source) for source in ranked]
        best, home = max(alone, key=lambda pair: pair[0].share)
        readings = [reading for reading, _ in alone]
        if best.hard or (best.share < SUPPORTED_SHARE and len(self._sources) > 1):
            readings += (self._parted(sentence, said, home), *self._neighbours(sentence, said, home))
        # A source that has less of the sentence does not outweigh the one that contradicts it.
        most = max(reading.share for reading in readings)
        return max((reading for reading in readings if reading.share >= most - _NEARLY), key=lambda one: one.rank)

    def _nearest(self, said: Sequence[Unit]) -> list[Source]:
        """The sources that share most with some units."""
        keys = {(unit.kind, unit.key) for unit in said}

        def shared(source: Source) -> float:
            return sum(unit.weight for unit in source.units if (unit.kind, unit.key) in keys)

        return sorted(self._sources, key=shared, reverse=True)[:_CANDIDATES]

    def _read(self, sentence: str, said: tuple[Unit, ...], source: Source) -> _Reading:
        alignment = align(said, source.units)
        problems = (
            *differences(alignment, sentence, source.text, second=source.second),
            *self._unfound(sentence, alignment, source),
            *self._replaced(sentence, alignment, source),
        )
        return _Reading(alignment.coverage, problems)

    def _neighbours(self, sentence: str, said: tuple[Unit, ...], home: Source) -> list[_Reading]:
        """Readings against the best sentence together with the one before or after it in the same text."""
        place = self._sources.index(home)
        out: list[_Reading] = []
        for first, second in ((place - 1, place), (place, place + 1)):
            if 0 <= first and second < len(self._sources):
                one, other = self._sources[first], self._sources[second]
                if one.place == other.place:
                    out.append(self._read(sentence, said, joined(one, other)))
        return out

    def _parted(self, sentence: str, said: tuple[Unit, ...], home: Source) -> _Reading:
        """Clauses that another sentence holds whole are read there; the rest stays where most of it is.

        A clause goes elsewhere only with a statement of its own: a bare 某人说 must stand with what it introduces.
        """
        at_home = align(said, home.units)
        total = sum(unit.weight for unit in said)
        found = 0.0
        stay: list[Unit] = []
        problems: list[Difference] = []
        for clause in sorted({unit.clause for unit in said}):
            part = tuple(unit for unit in said if unit.clause == clause)
            weight = sum(unit.weight for unit in part)
            here = sum(at_home.weight_at(place) for place, unit in enumerate(said) if unit.clause == clause)
            own = sum(unit.weight for unit in part if unit.kind not in ("name", "say", "pronoun"))
            reading = None
            if here < 0.6 * weight and own >= 2.5 and not _is_frame(part):
                others = [self._read(sentence, part, source) for source in self._nearest(part) if source is not home]
                reading = max(others, key=lambda one: one.rank, default=None)
            if reading is not None and reading.share >= 0.85 and not reading.hard:
                found += reading.share * weight
                problems.extend(reading.problems)
            else:
                stay.extend(part)
        if not stay or len(stay) == len(said):
            return _Reading(found / total if not stay else 0.0, tuple(problems))
        rest = self._read(sentence, tuple(stay), home)
        share = (found + rest.share * sum(unit.weight for unit in stay)) / total
        return _Reading(share, (*problems, *rest.problems))

    def _replaced(self, sentence: str, alignment: Alignment, source: Source) -> list[Difference]:
        """Words in the place of others that make another statement."""
        pairs = replaced_words(alignment, sentence, source.text, self._evidence)
        return [Difference(f"the cited text says {theirs}, not {ours}") for theirs, ours in pairs]

    def _unfound(self, sentence: str, alignment: Alignment, source: Source) -> list[Difference]:
        """Values, dates and names of the sentence that its source does not have."""
        out: list[Difference] = []
        for place, unit in enumerate(alignment.sentence):
            if not unit.is_atom or alignment.partners[place] >= 0:
                continue
            words = sentence[unit.start : unit.end].strip()
            kind = {"number": "number", "date": "date", "name": "name"}[unit.kind]
            if any(agree(unit, other) for other in source.units):
                continue
            if not any(agree(unit, other) for other in self._atoms):
                out.append(Difference(f"the {kind} {words} is not in the cited text"))
            elif theirs := in_its_place(alignment, place, source.text):
                out.append(Difference(f"the cited text says {theirs}, not {words}"))
            elif self._carried_over(unit, source):
                out.append(Difference(f"the {kind} {words} stands in another sentence of the cited text", hard=False))
            else:
                out.append(Difference(f"the {kind} {words} stands in the cited text, but not with what is said here"))
        return out

    def _with_speaker(self, text: str, place: int) -> str:
        """The sentence behind the name of its speaker, where that is known and the sentence leaves it out."""
        who = self._speakers[place] if place < len(self._speakers) else None
        named = who is None or fold(who) in fold(text) or any(short in fold(text) for short in short_forms(who))
        return text if named else f"{who}说，{text}"

    def _carried_over(self, unit: Unit, source: Source) -> bool:
        """Whether a date or name goes on from an earlier sentence of the same text: the last of its kind before."""
        if unit.kind == "number":
            return False
        for earlier in reversed(
            [other for other in self._sources[: self._index(source)] if other.place == source.place]
        ):
            same_kind = [other for other in earlier.units if _kind(other) == _kind(unit)]
            if same_kind:
                return any(agree(unit, other) for other in same_kind)
        return (
            unit.kind == "name"
            and _kind(unit) != "person"
            and not any(_kind(other) == _kind(unit) for other in source.units)
        )

    def _index(self, source: Source) -> int:
        return next(
            (
                place
                for place, one in enumerate(self._sources)
                if one.units and source.units and one.text in source.text
            ),
            0,
        )


def _is_frame(part: Sequence[Unit]) -> bool:
    """Whether a clause only says who says: nothing with content follows its verb of saying."""
    says = [place for place, unit in enumerate(part) if unit.kind == "say"]
    return bool(says) and not any(unit.has_content for unit in part[says[-1] + 1 :])


def _kind(unit: Unit) -> str:
    return unit.mark.kind if isinstance(unit.mark, Name) else unit.kind
