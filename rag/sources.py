"""The sentences of the evidence as sources that a sentence can be aligned with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from index.sentences import split_sentences
from rag.date_marks import DateMark
from rag.units import Unit


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence of the evidence, the text that it is from (by place), and its units.

    Of two sentences joined, `second` is the first clause of the second one.
    """

    text: str
    place: int
    units: tuple[Unit, ...]
    second: int = 0


@lru_cache(maxsize=512)
def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a text, without white space around them."""
    return tuple(part for item in split_sentences(text) if (part := text[item.start : item.end].strip()))


def joined(one: Source, other: Source) -> Source:
    """Two sentences as one source."""
    shift = len(one.text)
    clauses = max((unit.clause for unit in one.units), default=0) + 1
    scopes = max((unit.scope for unit in one.units), default=0) + 1
    later = tuple(
        replace(
            unit,
            clause=unit.clause + clauses,
            scope=unit.scope + scopes,
            start=unit.start + shift,
            end=unit.end + shift,
        )
        for unit in other.units
    )
    return Source(one.text + other.text, one.place, one.units + later, clauses)


def dated(found: tuple[Unit, ...], written: date | None) -> tuple[Unit, ...]:
    """Units whose relative dates are counted from the day of writing."""
    if written is None:
        return found
    return tuple(
        replace(unit, mark=mark, key=repr(mark.parts))
        if isinstance(unit.mark, DateMark) and (mark := unit.mark.resolved(written))
        else unit
        for unit in found
    )
