"""Numbers with their units, in the forms that Chinese text writes them, as comparable values.

5000万, 五千萬 and 50,000,000 are one quantity; so are 两成 and 20%. Text is folded first, so both scripts and full width
read alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from index.scripts import fold

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_LATIN_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}

# Units that change what a number means; a measure word such as 个 or 家 is often left out and is no contradiction.
_UNIT = (
    r"(?P<unit>%|％|‰|个百分点|百分点|percent(?:age points?)?|倍|美元|美金|人民币|欧元|日元|港元|英镑|元|年|月|日|号|小时|分钟|秒|天|"
    r"岁|公里|千米|米|吨|公斤|千克|克|度|平方公里|平方米|亩|公顷|名|人)?"
)
_ARABIC = re.compile(
    r"(?<![\d.])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    r"(?P<scale>(?:[十百千]?[万亿兆]|[百千])+|thousand|million|billion|trillion)?\s*" + _UNIT
)
_CHINESE = re.compile(
    r"(?P<number>[零〇一二两三四五六七八九十百千万亿兆]{2,}|[一二两三四五六七八九十])\s*(?P<unit>成)?"
    + _UNIT.replace("unit", "other")
)
_PERCENT = {"%": "%", "％": "%", "percent": "%", "个百分点": "%", "百分点": "%"}
_MONEY = {"美金": "美元"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value, its unit ("" when none is written), and where it stands in the text (code points)."""

    value: Fraction
    unit: str
    start: int
    end: int

    def agrees(self, other: Quantity) -> bool:
        """Whether both say the same: equal values, and units that are equal or not both written."""
        return self.value == other.value and (self.unit == other.unit or not self.unit or not other.unit)


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity in `text`, in order. Chinese numerals of one character count only with a unit (一 is too common)."""
    folded = fold(text)
    found = [_arabic(match) for match in _ARABIC.finditer(folded)]
    taken = [(quantity.start, quantity.end) for quantity in found]
    for match in _CHINESE.finditer(folded):
        if any(start < match.end("number") and match.start() < end for start, end in taken):
            continue
        quantity = _chinese(match)
        if quantity is not None:
            found.append(quantity)
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def _arabic(match: re.Match[str]) -> Quantity:
    value = Fraction(match["number"].replace(",", ""))
    scale = match["scale"]
    if scale in _LATIN_SCALES:
        value *= _LATIN_SCALES[scale]
    else:
        for character in scale or "":
            value *= _SMALL.get(character) or _LARGE[character]
    return Quantity(value, _unit(match["unit"]), match.start(), match.end())


def _chinese(match: re.Match[str]) -> Quantity | None:
    number = match["number"]
    unit = _unit(match["other"])
    if match["unit"] == "成":
        value = chinese_number(number)
        return None if value is None else Quantity(Fraction(value * 10), "%", match.start(), match.end())
    if len(number) == 1 and not unit:
        return None
    value = chinese_number(number)
    return None if value is None else Quantity(Fraction(value), unit, match.start(), match.end())


def _unit(unit: str | None) -> str:
    if not unit:
        return ""
    return _PERCENT.get(unit) or _MONEY.get(unit) or unit


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral (三千五百万, 二〇二三), or None when the characters form no number."""
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _SMALL:
            section += (digit or 1) * _SMALL[character]
            digit = 0
        else:
            section += digit
            if section == 0 and total == 0:
                return None
            unit = _LARGE[character]
            total = (total + section) * unit if total < unit else total + section * unit
            section = digit = 0
    return total + section + digit
