"""Who does it to whom, and what changes nothing: the order of a list, the passive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.alignment import Alignment, agree
from rag.units import Unit

_PASSIVE = "被由遭获受"


def turned_round(alignment: Alignment) -> Iterator[tuple[Unit, Unit]]:
    """Two names of the sentence that the source has the other way round: A收购B is not B收购A; B被A收购 is."""
    said, read = list(_relations(alignment.sentence)), list(_relations(alignment.source))
    for first, second, between, passive in said:
        if any(agree(first, one) and agree(second, other) and passive == way for one, other, _, way in read):
            continue
        for one, other, words, way in read:
            turned = agree(first, other) and agree(second, one) and not agree(first, second)
            if turned and way == passive and len(between & words) >= 0.6 * len(between):
                yield first, second
                return


def _relations(units: Sequence[Unit]) -> Iterator[tuple[Unit, Unit, frozenset[str], bool]]:
    """Names that follow each other within a clause, what is said between and just after them, and whether in the passive."""
    names = [place for place, unit in enumerate(units) if unit.kind == "name"]
    for one, other in zip(names, names[1:], strict=False):
        if units[one].clause != units[other].clause or other - one > 12:
            continue
        between = units[one + 1 : other]
        after = [unit for unit in units[other + 1 : other + 4] if unit.clause == units[one].clause]
        if not any(unit.key not in "和与及" for unit in between):
            continue
        words = [unit.key for unit in (*between, *after) if unit.has_content]
        if words:
            yield units[one], units[other], frozenset(words), any(unit.key in _PASSIVE for unit in between)


def reordered(alignment: Alignment, said: Unit, read: Unit) -> bool:
    """Whether two names change places within one list (A、B和C)."""
    group = _list_around(alignment.source, read)
    own = _list_around(alignment.sentence, said)
    return (
        len(group) > 1
        and len(own) > 1
        and any(agree(said, unit) for unit in group)
        and any(agree(read, unit) for unit in own)
    )


def _list_around(units: Sequence[Unit], unit: Unit) -> list[Unit]:
    """The atoms of the unit's kind that stand around it with nothing but small words between."""
    place = units.index(unit)
    group = [unit]
    for step in (-1, 1):
        at = place + step
        while (
            0 <= at < len(units)
            and (units[at].kind == unit.kind or units[at].weight < 1)
            and units[at].clause == unit.clause
        ):
            if units[at].kind == unit.kind:
                group.append(units[at])
            elif units[at].key not in "和与及":
                break
            at += step
    return group


def passive_differs(alignment: Alignment, place: int) -> bool:
    """Whether one of the two texts puts it in the passive and the other does not, with both names in both."""
    said = alignment.sentence[place]
    clause = [unit for unit in alignment.sentence if unit.clause == said.clause]
    partners = [alignment.source[j] for j in alignment.partners if j >= 0]
    clauses = {unit.clause for unit in partners}
    read = [unit for unit in alignment.source if unit.clause in clauses]
    names = [unit for unit in clause if unit.kind == "name"]
    both = all(any(agree(name, other) for other in read) for name in names)
    return both and len(names) > 1 and _is_passive(clause) != _is_passive(read)


def _is_passive(units: Sequence[Unit]) -> bool:
    return any(unit.kind == "character" and unit.key in "被遭" for unit in units)
