"""What a personal name looks like, character by character. Everything is folded."""

from __future__ import annotations

import re

from index.name_lists import COMPOUND_SURNAMES, FOREIGN_SOUNDS, JAPANESE_SURNAMES, SURNAMES, TITLES

HAN = "\u3400-\u9fff"  # for a class of a regular expression
TITLE_END = re.compile(rf"(?:{TITLES})$")
_NO_GIVEN = frozenset(
    "的了在是和与及等说称为有也还就都又则却曾均将已被把对向从到以于而或但并所这那其此个位名,、。“”()《》不没么吗呢吧啊呀"
)


def made_of_name_characters(text: str) -> bool:
    """Whether a given name may be made of these characters."""
    return all("\u3400" <= letter <= "\u9fff" and letter not in _NO_GIVEN for letter in text)


def sounds_foreign(text: str) -> bool:
    """Whether `text` could be a foreign name by its characters."""
    return 2 <= len(text) <= 8 and all(letter in FOREIGN_SOUNDS for letter in text)


def is_full_name(folded: str) -> bool:
    """Whether `folded` has the shape of a Chinese name: a surname and one or two characters that names are made of."""
    if folded[:2] in COMPOUND_SURNAMES:
        return 3 <= len(folded) <= 4 and made_of_name_characters(folded[2:])
    if folded[:2] in JAPANESE_SURNAMES and 3 <= len(folded) <= 4:
        return made_of_name_characters(folded[2:])
    return 2 <= len(folded) <= 3 and folded[0] in SURNAMES and made_of_name_characters(folded[1:])


def follows_title(folded: str, start: int) -> bool:
    """Whether a title (总统, 经理) ends at `start`."""
    return TITLE_END.search(folded[max(0, start - 7) : start].rstrip()) is not None
