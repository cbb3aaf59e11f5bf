"""A sentence as the units that checking compares: values, dates, names, operators, directions, and single characters.

Two texts that say the same in other writing have the same units: script, width, numerals, marks, 的 and 了, connectives and
verbs of saying make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from index.scripts import fold
from rag.date_marks import DateMark, date_marks
from rag.modality import Operator, operators
from rag.named import Name, Vocabulary, pronouns
from rag.opposites import Direction, directions
from rag.quantities import Quantity, chinese_number, quantities, strip_bounds

_CLAUSE_END = re.compile(r"(?<!\d)[,，]|[,，](?!\d)|[。．！？!?；;：:…\n]+|——+")
_LIGHT = frozenset("也还又则而并且和与及在是就都即其所于以对为将被把从到由向中上内下")
_NOTHING = frozenset("的了着之得地过")
_CONNECTIVES = re.compile(
    r"此外|另外|与此同时|同时|因此|因而|所以|于是|而且|并且|以及|但是|不过|然而|可是|却|但|其中|例如|比如|总之|事实上|实际上|目前|"
    r"据悉|据了解|据介绍|据报道|不仅|不但|不仅如此|首先(?=,)|其次|最后(?=,)|当然|随后|接着|由于|虽然|尽管|即使|也就是说|换句话说"
)
_ORDINAL = re.compile(
    r"第(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})(?!者|季|书记|时间)|(?P<first>首位|榜首|首次|首个)|(?P<last>倒数第一|最后(?![,，])|末位|垫底)"
)
_WEIGHTS = {"number": 2.0, "date": 2.0, "operator": 1.0, "say": 0.4, "pronoun": 0.3, "mark": 0.0}

Mark = Quantity | DateMark | Name | Operator | Direction


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a text: `kind`, a comparable `key`, the mark it stands for, its weight, its clause, its span.

    `scope` counts the clause breaks and 的 before it, so that what an operator governs can be told.
    """

    kind: str
    key: str
    mark: Mark | None
    weight: float
    clause: int
    scope: int
    start: int
    end: int

    @property
    def is_atom(self) -> bool:
        """Whether the unit carries a detail that may not differ: a value, a date, a name."""
        return self.kind in ("number", "date", "name")

    @property
    def has_content(self) -> bool:
        """Whether the unit says something of its own."""
        return self.weight >= 1.0


def units(text: str, vocabulary: Vocabulary) -> tuple[Unit, ...]:
    """The units of `text`, in order; punctuation and particles are none."""
    folded = fold(text)
    marks = _marks(folded, vocabulary)
    skipped = [match.span() for match in _CONNECTIVES.finditer(folded)]
    breaks = [match.span() for match in _CLAUSE_END.finditer(folded)]
    out: list[Unit] = []
    clause = scope = position = 0
    while position < len(folded):
        found = marks.get(position)
        if found is not None:
            kind, key, mark, end = found
            weight = _WEIGHTS.get(kind) or float(max(2, min(4, end - position)))
            out.append(Unit(kind, key, mark, weight, clause, scope, position, end))
            position = end
            continue
        jump = next((end for start, end in skipped if start <= position < end), None)
        if jump is not None and not any(position < start < jump for start in marks):
            position = jump
            continue
        if any(start <= position < end for start, end in breaks):
            clause += 1
            scope += 1
            position = next(end for start, end in breaks if start <= position < end)
            continue
        character = folded[position]
        if character in _NOTHING:
            scope += character == "的" or character == "之"
        elif character.isalnum():
            weight = 0.2 if character in _LIGHT else 1.0
            out.append(Unit("character", character, None, weight, clause, scope, position, position + 1))
        position += 1
    return tuple(out)


def _marks(folded: str, vocabulary: Vocabulary) -> dict[int, tuple[str, str, Mark | None, int]]:
    """By where they start: kind, key, mark and end of what is more than a character; what comes first takes its place."""
    taken = bytearray(len(folded))
    out: dict[int, tuple[str, str, Mark | None, int]] = {}

    def put(kind: str, key: str, mark: Mark | None, start: int, end: int) -> None:
        if end > start and not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            out[start] = (kind, key, mark, end)

    dates = date_marks(folded)
    for date in dates:
        put("date", repr(date.parts), date, date.start, date.end)
    names = vocabulary.names(folded)
    inside = [(name.start, name.end) for name in names if name.kind == "latin"]
    for ordinal in _ordinals(folded):
        put("number", f"{ordinal.value} {ordinal.unit}", ordinal, ordinal.start, ordinal.end)
    for number in quantities(folded):
        if not any(start <= number.start and number.end <= end for start, end in inside):
            start, end = strip_bounds(folded, number)
            key = f"{number.value} {number.unit} {number.bound}"
            put("number", key, number, *((start, end) if not any(taken[start:end]) else (number.start, number.end)))
    for name in names:
        put("name", name.key, name, name.start, name.end)
    for operator in operators(folded):
        put("operator", operator.force, operator, operator.start, operator.end)
    for direction in directions(folded):
        kind = "say" if direction.axis == "say" else "direction"
        put(kind, f"{direction.axis} {direction.pole}", direction, direction.start, direction.end)
    for start, end in pronouns(folded):
        put("pronoun", "pronoun", None, start, end)
    return out


def _ordinals(folded: str) -> Iterator[Quantity]:
    """第三, 首位 and 最后 as numbers: from the front, the last as minus one."""
    for match in _ORDINAL.finditer(folded):
        number = match["number"]
        value = (
            -1
            if match["last"]
            else 1
            if match["first"]
            else int(number)
            if number.isdecimal()
            else chinese_number(number)
        )
        if value is not None:
            yield Quantity(Fraction(value), "第", match.start(), match.end())
