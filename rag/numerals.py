"""Chinese numerals as numbers: 三千五百万, 二〇二三, 廿五, 三点五."""

from __future__ import annotations

from fractions import Fraction

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"廿": 20, "卅": 30}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
NUMERAL = "".join((*DIGITS, *_TENS, *SMALL, *LARGE))


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral (三千五百万, 二〇二三), or None when the characters form no number."""
    if not text or any(character not in NUMERAL for character in text):
        return None
    if all(character in DIGITS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    total = section = digit = 0
    last = 0  # the multiplier just read, for 三千五 and 一万二, which leave the next one out
    for position, character in enumerate(text):
        if character in DIGITS:
            digit = DIGITS[character]
            if position == len(text) - 1 and last >= 100 and text[position - 1] not in DIGITS:
                digit *= last // 10
        elif character in _TENS:
            section += _TENS[character]
            last = 10
        elif character in SMALL:
            last = SMALL[character]
            section += (digit or 1) * last
            digit = 0
        else:
            section += digit
            if section == 0 and total == 0:
                return None
            last = LARGE[character]
            total = (total + section) * last if total < last else total + section * last
            section = digit = 0
    return total + section + digit


def decimal_number(text: str) -> Fraction | None:
    """The value of a numeral that may have a decimal part (三点五, 十二点七五), or None."""
    whole, point, decimals = text.partition("点")
    value = chinese_number(whole)
    if value is None or not point:
        return None if value is None else Fraction(value)
    if not decimals or any(character not in DIGITS for character in decimals):
        return None
    return value + Fraction(int("".join(str(DIGITS[character]) for character in decimals)), 10 ** len(decimals))
