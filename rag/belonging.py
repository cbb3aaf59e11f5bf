"""Whether a value or date belongs to what is said beside it: pairs of what the source says there and what is said instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.alignment import Alignment, contradict
from rag.named import Name
from rag.quantities import Quantity
from rag.units import Unit


def torn(alignment: Alignment) -> Iterator[tuple[Unit, Unit]]:
    """A value or date from one clause of the source with what another clause says of something else."""
    clauses: dict[int, set[tuple[str, str]]] = {}
    for unit in alignment.source:
        clauses.setdefault(unit.clause, set()).add((unit.kind, unit.key))
    for place, partner in enumerate(alignment.partners):
        said = alignment.sentence[place]
        if partner < 0 or said.kind not in ("number", "date") or alignment.exchanged[place]:
            continue
        beside = [
            unit for unit in alignment.sentence if unit.clause == said.clause and unit is not said and unit.has_content
        ]
        held = {
            clause: sum(unit.weight for unit in beside if (unit.kind, unit.key) in keys)
            for clause, keys in clauses.items()
        }
        home = max(held, key=held.__getitem__)
        if held[home] <= held[alignment.source[partner].clause]:
            continue
        near = _around(alignment.sentence, place)
        for j, unit in enumerate(alignment.source):
            if unit.clause != home or j in alignment.partners or not rivals(said, unit):
                continue
            if len(near & _around(alignment.source, j)) >= len(near & _around(alignment.source, partner)):
                yield unit, said
                break


def _around(units: Sequence[Unit], place: int) -> set[str]:
    """What stands directly beside a unit, in its clause."""
    clause = units[place].clause
    return {
        unit.key for unit in (*units[max(0, place - 3) : place], *units[place + 1 : place + 3]) if unit.clause == clause
    }


def borrowed_dates(alignment: Alignment, second: int) -> Iterator[tuple[Unit, Unit]]:
    """A date of one sentence with what another one says, which has its own; `second` is the first clause of the second."""
    weights = [0.0, 0.0]
    for place, partner in enumerate(alignment.partners):
        if partner >= 0:
            weights[alignment.source[partner].clause >= second] += alignment.weight_at(place)
    home = weights[1] > weights[0]
    for place, partner in enumerate(alignment.partners):
        said = alignment.sentence[place]
        if partner >= 0 and said.kind == "date" and (alignment.source[partner].clause >= second) != home:
            own = (
                unit
                for j, unit in enumerate(alignment.source)
                if (unit.clause >= second) == home and j not in alignment.partners
            )
            rival = next((unit for unit in own if rivals(said, unit)), None)
            if rival is not None:
                yield rival, said


def rivals(one: Unit, other: Unit) -> bool:
    """Whether two units contradict each other and are of things that can be compared."""
    first, second = one.mark, other.mark
    if isinstance(first, Quantity) and isinstance(second, Quantity):
        return contradict(one, other) and (first.unit == second.unit or not first.unit or not second.unit)
    if isinstance(first, Name) and isinstance(second, Name):
        return contradict(one, other) and first.kind == second.kind
    return contradict(one, other)
