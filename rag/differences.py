"""What a sentence says otherwise than its source, in words, from their alignment.

A hard difference makes the sentence unsupported whatever else it copies; a soft one keeps it from being called supported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.alignment import Alignment, agree
from rag.belonging import borrowed_dates, rivals, torn
from rag.modality import SAYS, Operator
from rag.named import Name
from rag.quantities import Quantity
from rag.relations import passive_differs, reordered, turned_round
from rag.units import Unit

_REACH = 4  # units behind an operator that may stand between it and what is left of its scope
_WIDE = ("condition", "expectation", "hearsay")  # these govern the clauses that follow as well
_GUESSES = ("possibility", "expectation", "hearsay")
_SOFT = ("duty", "exclusion")
_NEGATING = "不没未无非"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference in words; `hard` when the sentence cannot stand with it."""

    note: str
    hard: bool = True


def differences(alignment: Alignment, sentence: str, source: str, *, second: int = 0) -> tuple[Difference, ...]:
    """All differences of an aligned sentence; `sentence` and `source` are the texts that the units' spans point into."""
    return (
        *_exchanged(alignment, sentence, source),
        *_leaps(alignment, sentence, source),
        *_strays(alignment, sentence, source),
        *_misplaced(alignment, second, sentence, source),
        *_replaced_names(alignment, sentence, source),
        *_operators(alignment),
        *_prefixes(alignment),
        *_turned(alignment, sentence),
        *_bounds(alignment),
    )


def _exchanged(alignment: Alignment, sentence: str, source: str) -> Iterator[Difference]:
    """Values, dates, names and directions that stand in each other's place."""
    for place, partner in enumerate(alignment.partners):
        if partner < 0 or not alignment.exchanged[place]:
            continue
        said, read = alignment.sentence[place], alignment.source[partner]
        if (
            _elsewhere(alignment, said, read)
            or reordered(alignment, said, read)
            or (said.kind == "name" and passive_differs(alignment, place))
        ):
            continue
        yield Difference(f"the cited text says {_words(source, read)}, not {_words(sentence, said)}")


def _elsewhere(alignment: Alignment, said: Unit, read: Unit) -> bool:
    """Whether a name that stands for one of another kind is in the source too, only in another place."""
    one, other = said.mark, read.mark
    if not isinstance(one, Name) or not isinstance(other, Name) or one.kind in (other.kind, "person"):
        return False
    return any(agree(said, unit) for j, unit in enumerate(alignment.source) if j not in alignment.partners)


def _leaps(alignment: Alignment, sentence: str, source: str) -> Iterator[Difference]:
    """A detail that is found only by leaping over another one of its kind into another clause."""
    for place, partner in enumerate(alignment.partners):
        said = alignment.sentence[place]
        if partner < 0 or not said.is_atom or alignment.exchanged[place] or alignment.moved[place]:
            continue
        for step in (-1, 1):
            anchor = place + step
            if not 0 <= anchor < len(alignment.partners) or alignment.partners[anchor] < 0:
                continue
            beside = alignment.partners[anchor]
            alone = sum(unit.weight for unit in alignment.sentence if unit.clause == said.clause) <= said.weight + 2
            if alignment.exchanged[anchor] or alignment.moved[anchor]:
                continue
            if alignment.sentence[anchor].clause != said.clause and not alone:
                continue
            skipped = alignment.source[min(partner, beside) + 1 : max(partner, beside)]
            home = alignment.source[beside].clause
            if alignment.source[partner].clause == home:
                continue
            near = {home, home - 1} if alone and step == 1 else {home}
            rival = next((unit for unit in skipped if unit.clause in near and rivals(said, unit)), None)
            if rival is not None and alignment.source.index(rival) not in alignment.partners:
                yield Difference(f"the cited text says {_words(source, rival)} there, not {_words(sentence, said)}")


def _strays(alignment: Alignment, sentence: str, source: str) -> Iterator[Difference]:
    """A detail fetched from elsewhere, alone, into a place where the source has another one or other words."""
    used = set(alignment.partners)
    for place, partner in enumerate(alignment.partners):
        said = alignment.sentence[place]
        if not said.is_atom or (partner >= 0 and not alignment.moved[place]) or _moved_along(alignment, place):
            continue
        before = next((j for i, j in _anchors(alignment, reversed(range(place))) if place - i <= 2), None)
        after = next(
            (j for i, j in _anchors(alignment, range(place + 1, len(alignment.partners))) if i - place <= 2), None
        )
        if before is None and after is None:
            continue
        twice = partner < 0 and any(agree(said, unit) for unit in alignment.source)
        start = before + 1 if before is not None else max(0, (after or 0) - 3)
        gap = alignment.source[start : after if after is not None else start + 3]
        left = [unit for j, unit in enumerate(gap, start) if j not in used]
        rival = next((unit for unit in left if rivals(said, unit)), None)
        if rival is not None:
            yield Difference(f"the cited text says {_words(source, rival)} there, not {_words(sentence, said)}")
        elif before is not None and after is not None and 0 < len(gap) <= 8 and gap == tuple(left):
            if twice and not any(unit.kind == "pronoun" for unit in gap) and sum(unit.weight for unit in gap) >= 2:
                text = source[gap[0].start : gap[-1].end]
                yield Difference(f"the cited text says {text} there, not {_words(sentence, said)}")


def _misplaced(alignment: Alignment, second: int, sentence: str, source: str) -> Iterator[Difference]:
    """Values and dates that belong to something else; `second` is where another sentence begins in the source, or 0."""
    pairs = (*torn(alignment), *(borrowed_dates(alignment, second) if second else ()))
    for read, said in pairs:
        yield Difference(f"the cited text says {_words(source, read)} there, not {_words(sentence, said)}")


def _anchors(alignment: Alignment, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Units that are matched in order, with their partners."""
    for place in places:
        if place < len(alignment.partners) and alignment.partners[place] >= 0 and not alignment.moved[place]:
            yield place, alignment.partners[place]


def _moved_along(alignment: Alignment, place: int) -> bool:
    """Whether the unit was moved together with a neighbour."""
    return alignment.moved[place] and alignment.stands_in_a_run(place)


def _replaced_names(alignment: Alignment, sentence: str, source: str) -> Iterator[Difference]:
    """A name of the source for which the sentence has other words in its place."""
    used = set(alignment.partners)
    for j, read in enumerate(alignment.source):
        if read.kind != "name" or j in used:
            continue
        before = next((i for i, partner in enumerate(alignment.partners) if partner == j - 1), None) if j else -1
        after = (
            next((i for i, partner in enumerate(alignment.partners) if partner == j + 1), None)
            if j + 1 < len(alignment.source)
            else len(alignment.partners)
        )
        if before is None or after is None or (before < 0 and after >= len(alignment.partners)):
            continue
        gap = alignment.sentence[before + 1 : after]
        if not gap or any(alignment.partners[i] >= 0 for i in range(before + 1, after)) or len(gap) > 12:
            continue
        if any(unit.kind == "pronoun" for unit in gap) or sum(unit.weight for unit in gap) < 2:
            continue
        text = sentence[gap[0].start : gap[-1].end]
        yield Difference(f"the cited text says {_words(source, read)}, not {text}")


def _operators(alignment: Alignment) -> Iterator[Difference]:
    """Negations, hedges and conditions that were dropped or added."""
    backwards = {partner: place for place, partner in enumerate(alignment.partners) if partner >= 0}
    dropped = list(_loose(alignment.source, set(backwards)))
    added = list(_loose(alignment.sentence, {i for i, partner in enumerate(alignment.partners) if partner >= 0}))
    forces = [force for force, _ in dropped], [force for force, _ in added]
    for force, word in dropped:
        if force in _GUESSES and any(other in _GUESSES for other in forces[1]):
            yield Difference(f"the cited text says {SAYS[force]} in another degree", hard=False)
        else:
            yield Difference(
                f"the cited text says {_name(force, word)}, the sentence does not", hard=force not in _SOFT
            )
    for force, word in added:
        if not (force in _GUESSES and any(other in _GUESSES for other in forces[0])):
            yield Difference(
                f"the sentence says {_name(force, word)}, the cited text does not", hard=force not in _SOFT
            )


def _name(force: str, word: str) -> str:
    return f"{SAYS[force]} before “{word}”" if word else SAYS[force]


def _loose(units: Sequence[Unit], matched: set[int]) -> Iterator[tuple[str, str]]:
    """Operators without a counterpart whose scope has one: their force and the first units that they govern."""
    for place, unit in enumerate(units):
        if not isinstance(unit.mark, Operator) or place in matched:
            continue
        force = unit.mark.force
        governed: list[int] = []
        for other in range(place + 1, len(units)):
            if units[other].kind == "operator" and other not in matched:
                continue
            wide = force in _WIDE and not governed
            if (units[other].scope != unit.scope and not wide) or len(governed) == _REACH:
                break
            governed.append(other)
        if any(other in matched and (units[other].weight >= 0.4 or other == place + 1) for other in governed):
            yield force, "".join(units[other].key for other in governed[:4] if units[other].kind == "character")
        elif force == "condition" and _consequence_kept(units, place, matched):
            yield force, ""


def _consequence_kept(units: Sequence[Unit], place: int, matched: set[int]) -> bool:
    """Whether a condition's clause is gone and the clause after it is not."""
    clause = units[place].clause
    own = [other for other, unit in enumerate(units) if unit.clause == clause]
    following = [other for other, unit in enumerate(units) if unit.clause == clause + 1]
    return not any(other in matched for other in own) and any(other in matched for other in following)


def _prefixes(alignment: Alignment) -> Iterator[Difference]:
    """A negating character cut off or set before a word whose rest is kept (不少 and 少)."""
    places = {partner: place for place, partner in enumerate(alignment.partners) if partner >= 0}
    for j, unit in enumerate(alignment.source):
        if unit.kind == "character" and unit.key in _NEGATING and j not in places and j + 1 in places:
            if alignment.source[j + 1].start == unit.end and _tight(places, j):
                yield Difference(f"the cited text says {unit.key}{alignment.source[j + 1].key}")
    for i, unit in enumerate(alignment.sentence):
        if (
            unit.kind == "character"
            and unit.key in _NEGATING
            and alignment.partners[i] < 0
            and i + 1 < len(alignment.partners)
        ):
            after = alignment.partners[i + 1]
            before = alignment.partners[i - 1] if i else after - 1
            if after >= 0 and before == after - 1 and alignment.sentence[i + 1].start == unit.end:
                yield Difference(f"the cited text does not say {unit.key}{alignment.sentence[i + 1].key}")


def _tight(places: dict[int, int], j: int) -> bool:
    """Whether the sentence has nothing where the source has unit `j`."""
    return j == 0 or j - 1 not in places or places[j + 1] - places[j - 1] == 1


def _turned(alignment: Alignment, sentence: str) -> Iterator[Difference]:
    """Who does it to whom."""
    for one, other in turned_round(alignment):
        yield Difference(
            f"the cited text has {_words(sentence, one)} and {_words(sentence, other)} the other way round"
        )


def _bounds(alignment: Alignment) -> Iterator[Difference]:
    """约 and 近 dropped or added beside a number."""
    for place, partner in enumerate(alignment.partners):
        if partner >= 0 and not alignment.exchanged[place]:
            one, other = alignment.sentence[place].mark, alignment.source[partner].mark
            if isinstance(one, Quantity) and isinstance(other, Quantity) and one.bound != other.bound:
                yield Difference("the cited text gives the number more or less exactly", hard=False)


def _words(text: str, unit: Unit) -> str:
    return text[unit.start : unit.end].strip()
