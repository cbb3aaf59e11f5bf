"""Which unit of a sentence stands for which unit of its source: the heaviest alignment in order, then what was moved.

S. Needleman and C. Wunsch, A general method applicable to the search for similarities (1970), without a price for gaps. A
match counts more beside other matches, so that copied stretches stay together; two values, dates or names that differ may
stand in each other's place for a little, which is how an exchanged detail is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.date_marks import DateMark
from rag.named import Name
from rag.opposites import Direction
from rag.quantities import Quantity
from rag.units import Unit

if TYPE_CHECKING:
    import numpy

_EXCHANGED = 0.45


@dataclass(frozen=True, slots=True)
class Alignment:
    """For each unit of the sentence the unit of the source that it stands for, or -1.

    `exchanged[i]` is true when the two are of one kind and differ; `moved[i]` when the match is out of order.
    """

    sentence: tuple[Unit, ...]
    source: tuple[Unit, ...]
    partners: tuple[int, ...]
    exchanged: tuple[bool, ...]
    moved: tuple[bool, ...]

    @property
    def coverage(self) -> float:
        """The share of the sentence's weight that the source has too; a lone character between gaps counts for nothing."""
        total = sum(unit.weight for unit in self.sentence)
        return sum(self.weight_at(place) for place in range(len(self.sentence))) / total if total else 0.0

    def weight_at(self, place: int) -> float:
        """What the unit at `place` adds to the coverage."""
        unit = self.sentence[place]
        if self.partners[place] < 0 or self.exchanged[place]:
            return 0.0
        return unit.weight if unit.kind != "character" or self.stands_in_a_run(place) else 0.0

    def stands_in_a_run(self, place: int) -> bool:
        """Whether a neighbour of the unit is matched to a neighbour of its partner."""
        partner = self.partners[place]
        beside = [(step, place + step) for step in (-1, 1) if 0 <= place + step < len(self.partners)]
        return any(
            self.partners[other] >= 0 and 0 < (self.partners[other] - partner) * step <= 2 for step, other in beside
        )


def agree(first: Unit, second: Unit) -> bool:
    """Whether two units say the same."""
    if first.kind != second.kind:
        return False
    if first.key == second.key:
        return True
    one, other = first.mark, second.mark
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return one.agrees(other) and not bounds_differ(one, other)
    if isinstance(one, DateMark) and isinstance(other, DateMark):
        return one.agrees(other)
    if isinstance(one, Name) and isinstance(other, Name):
        return one.agrees(other)
    return False


def bounds_differ(one: Quantity, other: Quantity) -> bool:
    """Whether 超过, 不到 or neither makes two statements of two numbers."""
    if one.bound == other.bound:
        return False
    return {one.bound, other.bound} != {"", "about"}


def contradict(first: Unit, second: Unit) -> bool:
    """Whether two units in one place cannot both be true: other values, dates or names, the other pole of an axis."""
    if first.is_atom and second.is_atom:
        if first.kind == second.kind == "date":
            one, other = first.mark, second.mark
            return isinstance(one, DateMark) and isinstance(other, DateMark) and not one.agrees(other)
        return (first.kind == second.kind or "name" not in (first.kind, second.kind)) and not agree(first, second)
    one, other = first.mark, second.mark
    if isinstance(one, Direction) and isinstance(other, Direction):
        return first.kind == second.kind == "direction" and one.axis == other.axis and one.pole != other.pole
    return False


def align(sentence: Sequence[Unit], source: Sequence[Unit]) -> Alignment:
    """The best alignment in order, and for what it leaves of both texts, once more."""
    sentence, source = tuple(sentence), tuple(source)
    partners, exchanged = _in_order(sentence, source)
    moved = [False] * len(sentence)
    left = [place for place, partner in enumerate(partners) if partner < 0]
    rest = sorted(set(range(len(source))) - set(partners))
    if left and rest:
        again, swapped = _in_order([sentence[i] for i in left], [source[j] for j in rest])
        for place, partner, differs in zip(left, again, swapped, strict=True):
            if partner >= 0 and not differs:
                partners[place] = rest[partner]
                moved[place] = True
    _part_strangers(sentence, partners, moved)
    return Alignment(sentence, source, tuple(partners), tuple(exchanged), tuple(moved))


def _part_strangers(sentence: Sequence[Unit], partners: list[int], moved: list[bool]) -> None:
    """Operators that govern something else are not one, though both are a 不; nor is one that was fetched alone."""
    for place, unit in enumerate(sentence):
        if unit.kind != "operator" or partners[place] < 0:
            continue
        if moved[place] and _moved_weight(sentence, moved, place) < 2:
            partners[place] = -1
            continue
        following = next(
            (other for other in range(place + 1, min(place + 4, len(sentence))) if partners[other] >= 0), None
        )
        if following is not None and not 0 < partners[following] - partners[place] <= 4:
            partners[place] = -1


def _moved_weight(sentence: Sequence[Unit], moved: Sequence[bool], place: int) -> float:
    """What was moved together with the operator at `place`: the weight of the run around it without operators."""
    first = last = place
    while first and moved[first - 1]:
        first -= 1
    while last + 1 < len(moved) and moved[last + 1]:
        last += 1
    return sum(unit.weight for unit in sentence[first : last + 1] if unit.kind != "operator")


def _in_order(sentence: Sequence[Unit], source: Sequence[Unit]) -> tuple[list[int], list[bool]]:
    import numpy

    if not sentence or not source:
        return [-1] * len(sentence), [False] * len(sentence)
    scores, differ = _scores(sentence, source)
    best = numpy.zeros((len(sentence) + 1, len(source) + 1))
    for row in range(len(sentence)):
        step = numpy.maximum(best[row, 1:], best[row, :-1] + scores[row])
        best[row + 1, 1:] = numpy.maximum.accumulate(step)
    partners = [-1] * len(sentence)
    exchanged = [False] * len(sentence)
    row, column = len(sentence), len(source)
    while row and column:
        here = best[row, column]
        if here == best[row - 1, column]:
            row -= 1
        elif here == best[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            partners[row] = column
            exchanged[row] = bool(differ[row, column])
    return partners, exchanged


def _scores(
    sentence: Sequence[Unit], source: Sequence[Unit]
) -> tuple[
    numpy.ndarray[tuple[int, int], numpy.dtype[numpy.float64]], numpy.ndarray[tuple[int, int], numpy.dtype[numpy.bool_]]
]:
    """What each pair is worth, and which pairs are exchanged details."""
    import numpy

    same = numpy.zeros((len(sentence) + 2, len(source) + 2), dtype=bool)
    differ = numpy.zeros((len(sentence), len(source)), dtype=bool)
    places: dict[tuple[str, str], list[int]] = {}
    special = [j for j, unit in enumerate(source) if unit.kind != "character"]
    for j, unit in enumerate(source):
        places.setdefault((unit.kind, unit.key), []).append(j)
    for i, unit in enumerate(sentence):
        for j in places.get((unit.kind, unit.key), ()):
            same[i + 1, j + 1] = True
        if unit.kind != "character":
            for j in special:
                if not same[i + 1, j + 1]:
                    same[i + 1, j + 1] = agree(unit, source[j])
                    differ[i, j] = contradict(unit, source[j])
    weights = numpy.array([max(unit.weight, 0.1) for unit in sentence])[:, None]
    beside = 0.25 * (same[:-2, :-2].astype(float) + same[2:, 2:])
    wide = numpy.pad(same, 1)
    beside += 0.1 * (wide[:-4, :-4].astype(float) + wide[4:, 4:])
    middle = same[1:-1, 1:-1]
    scores = numpy.where(middle, weights * (0.7 + beside), 0.0)
    return numpy.where(differ & ~middle, _EXCHANGED * (0.5 + 2 * beside), scores), differ & ~middle
