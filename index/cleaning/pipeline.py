"""The families in their order, and the loop that runs them until nothing changes.

The order is part of the contract (a test states it): first what hides characters from the rest (markup, wrong
encodings, references, invisible characters), then dirt inside lines, then the lines that forum software writes, then
broken lines, then dirt that is whole lines, which the earlier families have made whole again, and white space last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from index.cleaning.boilerplate import find_boilerplate
from index.cleaning.chrome import find_chrome
from index.cleaning.debris import find_debris
from index.cleaning.duplicates import find_duplicates
from index.cleaning.entities import find_entities
from index.cleaning.invisible import find_invisible
from index.cleaning.jammers import find_jammers
from index.cleaning.line_breaks import find_line_breaks
from index.cleaning.markdown import remove_markdown
from index.cleaning.markup import remove_html
from index.cleaning.mojibake import find_mojibake
from index.cleaning.pinyin import find_pinyin
from index.cleaning.spaces import find_spaces
from index.cleaning.tickers import find_tickers
from index.cleaning.wrappers import find_wrappers
from index.cleantext import CleanText, Edit


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of dirt: its name, which is its edits' reason, and the pure function that finds it."""

    name: str
    find: Callable[[str], tuple[Edit, ...]]


MARKUP: dict[str, Family] = {
    "html": Family("markup", remove_html),
    "md": Family("markup", remove_markdown),
}

FAMILIES: tuple[Family, ...] = (
    Family("mojibake", find_mojibake),
    Family("entities", find_entities),
    Family("invisible", find_invisible),
    Family("jammer", find_jammers),
    Family("debris", find_debris),
    Family("ticker", find_tickers),
    Family("pinyin", find_pinyin),
    Family("chrome", find_chrome),
    Family("line break", find_line_breaks),
    Family("wrapper", find_wrappers),
    Family("boilerplate", find_boilerplate),
    Family("duplicate", find_duplicates),
    Family("space", find_spaces),
)


def families_with(repeated_lines: frozenset[str]) -> tuple[Family, ...]:
    """The families, with lines known to come back across an index counted as boilerplate."""
    if not repeated_lines:
        return FAMILIES
    known = partial(find_boilerplate, repeated_lines=repeated_lines)
    return tuple(Family(family.name, known) if family.name == "boilerplate" else family for family in FAMILIES)


# Removing dirt can bring other dirt together, so the families run again on a text that they changed. Real texts settle
# in two rounds; the bound is for hostile ones.
MOST_ROUNDS = 6


def run(clean: CleanText, families: tuple[Family, ...]) -> CleanText:
    """One round: each family over what the ones before it left."""
    for family in families:
        edits = family.find(clean.text)
        if edits:
            clean = clean.then(edits)
    return clean


def run_until_stable(clean: CleanText, families: tuple[Family, ...]) -> CleanText:
    """Rounds until one changes nothing."""
    for _ in range(MOST_ROUNDS):
        after = run(clean, families)
        if after is clean:
            break
        clean = after
    return clean
