"""Paraphrases of a true sentence by named transformations, made by script, that keep what is said.

A transformation gives None where it does not apply.
"""

# ruff: noqa: E501  (the patterns and tables are easier to read in one piece)
from __future__ import annotations

import re
from collections.abc import Callable

from benchmarks.verification_swaps import Context
from index.scripts import to_traditional
from index.words import tag_words

_SAYS = ("表示", "指出", "认为", "强调", "称", "说")
_FRAME = re.compile(r"^([^，。：；“”]{2,24}?(?:表示|指出|认为|强调|称|说))[，：,:]\s*(.{8,})([。！])$")
_CONNECTIVES = "此外，|另外，|同时，|因此，|但是|但|然而，|不过，|而且|并且|例如，|其中，|目前，|据悉，"
_KEPT = re.compile(
    r"[不没未无非别勿]|如果|若|只要|除非|一旦|可能|或许|也许|预计|预期|据说|据传|假如|拟|计划|打算|希望|表示|指出|认为|说|称|强调|介绍|透露|[，]?[“]"
)
_DIGITS = "零一二三四五六七八九"


def _script(context: Context) -> str | None:
    return to_traditional(context.sentence)


def chinese(number: int) -> str:
    """A number below a hundred million in Chinese numerals."""
    if number >= 10000:
        rest = number % 10000
        return chinese(number // 10000) + "万" + (("零" if rest < 1000 else "") + chinese(rest) if rest else "")
    text, zero = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + name
        zero = digit == 0
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


def _numerals(context: Context) -> str | None:
    found = list(
        re.finditer(
            r"(?<![\d.,．A-Za-z\-/第])(\d+)(?:\.(\d+))?(%|万|亿|家|名|人|个|台|元|公里|吨|倍)", context.sentence
        )
    )
    found = [m for m in found if int(m[1]) < (10**4 if m[3] in "万亿" else 10**8) and (m[1] == "0" or m[1][0] != "0")]
    if not found:
        return None
    match = context.randomness.choice(found)
    value = chinese(int(match[1])) + ("点" + "".join(_DIGITS[int(d)] for d in match[2]) if match[2] else "")
    if match[3] == "%":
        tenths = int(match[1]) % 10 == 0 and not match[2] and 10 <= int(match[1]) < 100
        return context.replaced(
            match.span(),
            ("两" if match[1] == "20" else _DIGITS[int(match[1]) // 10]) + "成" if tenths else f"百分之{value}",
        )
    return context.replaced(match.span(), value + match[3])


def _width(context: Context) -> str | None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in context.sentence)
    return wide if wide != context.sentence else None


def _connective(context: Context) -> str | None:
    found = re.match(_CONNECTIVES, context.sentence)
    if found:
        return context.sentence[found.end() :]
    if context.near:
        return None
    return context.randomness.choice(("此外，", "同时，", "另外，", "据悉，", "因此，")) + context.sentence


def _particle(context: Context) -> str | None:
    found = [w for w in tag_words(context.sentence) if context.sentence[w.start : w.end] in ("了", "的")]
    if not found:
        return None
    word = context.randomness.choice(found)
    return context.replaced((word.start, word.end), "")


def _saying(context: Context) -> str | None:
    found = re.search(r"(表示|指出|认为|强调)(?=[，：,:])", context.sentence)
    return (
        context.replaced(found.span(), context.randomness.choice([w for w in _SAYS if w != found[1]]))
        if found
        else None
    )


def _clause(context: Context) -> str | None:
    clauses = re.split(r"(?<=，)", context.sentence)
    if len(clauses) < 3 or re.search("[“”（）]", context.sentence):
        return None
    first = context.near and not _KEPT.search(clauses[0])
    kept = "".join(clauses[1:]) if first else "".join(clauses[:-1]).rstrip("，") + "。"
    return kept if len(kept) >= 12 else None


def _written(context: Context) -> str | None:
    found = re.search(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?|(?<!\d)(\d{1,2})月(\d{1,2})日", context.sentence)
    if not found:
        return None
    if found[1]:
        space = " " if context.sentence[found.end() : found.end() + 1].isdigit() else ""
        day = f"-{int(found[3]):02d}" if found[3] else ""
        return context.replaced(found.span(), f"{found[1]}-{int(found[2]):02d}{day}{space}")
    return context.replaced(found.span(), f"{chinese(int(found[4]))}月{chinese(int(found[5]))}日")


def _quotes(context: Context) -> str | None:
    return re.sub("[“”]", "", context.sentence) if "“" in context.sentence else None


def _frame(context: Context) -> str | None:
    found = _FRAME.match(context.sentence)
    return f"{found[2].strip('“”')}，{found[1]}{found[3]}" if found else None


PARAPHRASES: dict[str, Callable[[Context], str | None]] = {
    "other script": _script,
    "numerals": _numerals,
    "full width": _width,
    "connective": _connective,
    "particle dropped": _particle,
    "verb of saying": _saying,
    "clause left out": _clause,
    "date rewritten": _written,
    "quotes dropped": _quotes,
    "frame moved behind": _frame,
}
