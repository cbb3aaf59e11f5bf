"""One person under many names: spellings in both scripts and in pinyin, short forms, forms of address."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from index.name_lists import COMPOUND_SURNAMES, HONORIFICS, JAPANESE_SURNAMES
from index.name_shapes import is_full_name
from index.scripts import fold
from index.words import is_word

DOTS = "·•・‧∙"
_HAN = "\u3400-\u9fff"
_AFFIXES = re.compile(rf"^(?:小|老|阿)(?=[{_HAN}]$)|(?<=^[{_HAN}])(?:{'|'.join(HONORIFICS)})$")


def short_forms(name: str) -> tuple[str, ...]:
    """Folded short forms that an article may use for `name` once it has been given in full."""
    full = canonical(name)
    if "·" in full:
        return tuple(part for part in full.split("·") if len(part) > 1)
    if " " in full and full.isascii():
        return tuple(part for part in full.split() if len(part) > 2)
    if full[:2] in JAPANESE_SURNAMES and len(full) == 4:
        return (full[:2],)
    if len(full) == 3 and is_full_name(full) and full[:2] not in COMPOUND_SURNAMES and not is_word(full[1:]):
        return (full[1:],)
    return ()


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """One spelling for a name: folded, one kind of dot, no bracketed original, no spaces around."""
    folded = re.sub(r"\([^)]*\)", "", fold(name)).strip(" ,、“”\"'‘’「」《》")
    return re.sub(f"[{DOTS}]", "·", folded)


def without_honorific(name: str) -> str:
    """A full name without the form of address after it (姚某某女士); a surname keeps it."""
    for honorific in HONORIFICS:
        bare = name.removesuffix(honorific)
        if bare != name and len(honorific) > 1 and (is_full_name(fold(bare)) or "·" in bare):
            return bare
    return name


def same_person(first: str, second: str) -> bool:
    """Whether two names, in either script, full or short, can be one person's.

    王小川 and 小川, 周鴻禕 and 周鸿祎, 周鸿祎 and 周总, 山姆·奥特曼 and 奥特曼, Wang Xiaochuan and 王小川 are; 王小川 and
    王慧文 are not.
    """
    one, other = canonical(first), canonical(second)
    if not one or not other:
        return False
    if one == other:
        return True
    if one.isascii() != other.isascii():
        return _romanises(one, other) if one.isascii() else _romanises(other, one)
    return _is_short_of(other, one) or _is_short_of(one, other)


@lru_cache(maxsize=4096)
def _romanises(latin: str, name: str) -> bool:
    """Whether a Latin name spells a full Chinese name in pinyin, surname first or last."""
    if not is_full_name(name) or len(latin) < 5 or " " not in latin:
        return False
    from index.cleaning.pinyin import readings

    surname = 2 if name[:2] in COMPOUND_SURNAMES else 1
    letters = re.sub(r"[^a-z]", "", latin)
    orders = (name, name[surname:] + name[:surname])
    return any(letters in _spellings(order, readings, len(letters)) for order in orders)


def _spellings(name: str, readings: Callable[[str], frozenset[str]], length: int) -> set[str]:
    """All ways to read the characters of a name, up to `length` letters."""
    spelled = {""}
    for character in name:
        spelled = {start + reading for start in spelled for reading in readings(character)}
        spelled = {start for start in spelled if len(start) <= length}
    return spelled


def _is_short_of(short: str, full: str) -> bool:
    """Whether `short` is a short form of the canonical name `full`."""
    if "·" in full:
        return short in full.split("·")
    if " " in full and full.isascii():
        return short in full.split() and len(short) > 1
    if not is_full_name(full) or full[1:] in HONORIFICS:
        return False
    if full[:2] in JAPANESE_SURNAMES and len(full) == 4:
        return short == full[:2]
    surname = full[:2] if full[:2] in COMPOUND_SURNAMES else full[0]
    if len(full) - len(surname) == 2 and short == full[len(surname) :]:
        return True
    bare = _AFFIXES.sub("", short)
    return bare == surname and bare != short
