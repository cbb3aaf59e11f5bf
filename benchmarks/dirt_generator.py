"""Plants dirt into clean Chinese text and remembers which characters are dirt.

Written before the cleaner and independent of it: nothing here is imported by `index`, and nothing of `index` is
imported here, so that a score on planted dirt says something. Every planter takes paragraphs and a seeded random
source and returns pieces; a piece is clean text, or dirt with the text that should stand in its place ("" for a
removal).
"""

from __future__ import annotations

import random
from collections.abc import Callable

from dirt_characters import plant_entities, plant_invisible, plant_line_breaks, plant_mojibake, plant_spaces
from dirt_insertions import plant_jammers, plant_markup_debris, plant_pinyin, plant_ticker
from dirt_lines import plant_boilerplate, plant_chrome, plant_duplicates, plant_wrapper
from dirt_page import plant_html
from dirt_pieces import Planted, into_paragraphs

PLANTERS: dict[str, Callable[[list[str], random.Random], Planted]] = {
    "jammer": plant_jammers,
    "chrome": plant_chrome,
    "pinyin": plant_pinyin,
    "ticker": plant_ticker,
    "boilerplate": plant_boilerplate,
    "wrapper": plant_wrapper,
    "debris": plant_markup_debris,
    "entities": plant_entities,
    "invisible": plant_invisible,
    "mojibake": plant_mojibake,
    "line break": plant_line_breaks,
    "space": plant_spaces,
    "duplicate": plant_duplicates,
    "html": plant_html,
}


def plant(text: str, family: str, seed: int) -> Planted:
    """Dirt of one family in one clean text; the same seed gives the same dirt."""
    random_source = random.Random(f"{family}:{seed}")
    return PLANTERS[family](into_paragraphs(text, random_source), random_source)
