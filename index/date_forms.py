"""Dates as Chinese texts write them.

All patterns run over folded text, which has the length of the original: spans are the original's.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from index.scripts import fold
from index.types import Span

_YEARS = range(1900, 2101)
_DIGITS = {digit: value for value, digits in enumerate(("〇零○", *"一二三四五六七八九")) for digit in digits}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()

_NUMERAL = r"[〇零○一二三四五六七八九十百]"
_MONTH_WORD = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<d>\d{1,2})\s?(?:[-—~至到、]\s?\d{1,2}\s?)?[日号]"  # of 25-26日 the first counts
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # 2023年4月25日, 2023 年 4 月, 2023年; 民国112年8月12日
        r"(?<!\d)(?:(?P<roc>民国|中华民国)\s*)?(?P<y>\d{4}|(?<=民国)\d{2,3}|(?<=民国\s)\d{2,3})\s?年"
        rf"(?:\s?(?P<m>\d{{1,2}})\s?月(?:份|(?:\s?{_DAY}))?)?",
        # 2023-12-25, 2023/8/12, 2023.8.12
        r"(?<![\d.\-/])(?P<y>(?:19|20)\d\d)(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d/]|[-.]\d)",
        # 2023-08
        r"(?<![\d.\-/])(?P<y>(?:19|20)\d\d)[-/](?P<m>0[1-9]|1[0-2])(?![\d/]|[-.]\d)",
        # 二〇二三年十二月二十五日, 民国一一二年
        rf"(?:(?P<roc>民国|中华民国)\s*)?(?P<y>(?:[一二][〇零○一二三四五六七八九]{{3}})|(?<=民国){_NUMERAL}{{2,5}})年"
        rf"(?:(?P<m>[一二三四五六七八九十]{{1,2}})月(?:份|(?P<d>[一二三四五六七八九十]{{1,3}})[日号])?)?",
        # 民国112/08/12
        r"民国\s?(?P<roc>)(?P<y>\d{2,3})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)",
        # 12月25日
        rf"(?<![\d年])(?P<m>\d{{1,2}})\s?月\s?{_DAY}",
        r"(?<![一二三四五六七八九十年])(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})[日号]",
        # December 25, 2023; 25 December 2023; December 2023
        rf"\b(?P<m>{_MONTH_WORD})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?:\d\d:\d\d:\d\d\s+)?(?P<y>(?:19|20)\d\d)\b",
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m>{_MONTH_WORD}),?\s+(?P<y>(?:19|20)\d\d)\b",
        rf"\b(?P<m>{_MONTH_WORD})\s+(?P<y>(?:19|20)\d\d)\b",
    )
)
# Forms that mean a date only where a date is expected, as at the head of a saved page: 08-12 01:02, 23-08-17 06:41.
_HEAD_PATTERNS = (
    re.compile(r"(?<![\d.\-/])(?P<y>\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?=\s+\d{1,2}:\d\d)"),
    re.compile(r"(?<![\d.\-/])(?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?=\s+\d{1,2}:\d\d)"),
    re.compile(r"(?<![\d.\-/])(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])[-/]?(?P<d>0[1-9]|[12]\d|3[01])(?![\d.\-/])"),
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text; year, month and day are None where the text leaves them open."""

    span: Span
    year: int | None
    month: int | None = None
    day: int | None = None

    def iso(self, year: int | None = None) -> str | None:
        """ISO 8601 as far as known, with `year` where the text gives none; None without any year."""
        known = self.year or year
        if known is None:
            return None
        text = f"{known:04d}"
        if self.month:
            text += f"-{self.month:02d}"
            if self.day:
                if self.day > calendar.monthrange(known, self.month)[1]:
                    return None
                text += f"-{self.day:02d}"
        return text


def parse_dates(text: str, *, head: bool = False) -> tuple[FoundDate, ...]:
    """The dates in `text`, in order; where two readings overlap, the longer. Impossible dates are left out.

    `head` also admits forms that are dates only at the head of a page: 08-12 01:02, 23-08-17 06:41, 20230812.
    """
    folded = fold(text)
    found = [
        read
        for pattern in (*_PATTERNS, *(_HEAD_PATTERNS if head else ()))
        for match in pattern.finditer(folded)
        if (read := _read(match)) is not None
    ]
    found.sort(key=lambda item: (item.span.start, -len(item.span)))
    kept: list[FoundDate] = []
    for item in found:
        if not kept or item.span.start >= kept[-1].span.end:
            kept.append(item)
    return tuple(kept)


def year_from_context(text: str, near: FoundDate) -> int | None:
    """The year that a text of its own time leaves out of `near` (a month and day), or None when it doesn't tell.

    The newest year named, where a full date of that year lies within a month of `near` (right for 88 of 100 dated news
    texts whose own date was hidden); else the only year named, if it is named twice or more and not just to compare.
    """
    dates = [found for found in parse_dates(text) if found.year and 1990 <= found.year]
    years = [found.year for found in dates if found.year]
    if not years:
        return None
    newest = max(years)
    if any(found.year == newest and _days_apart(found, near) <= 31 for found in dates):
        return newest
    told = [found for found in dates if not _COMPARING.search(text, max(0, found.span.start - 4), found.span.start)]
    return newest if len(set(years)) == 1 and len(told) >= 2 else None


_COMPARING = re.compile(r"(?:[较比到至自从于前后起]|截至|预计|计划|力争|同期|©)\s?$")


def _days_apart(first: FoundDate, second: FoundDate) -> int:
    """Days between two dates whatever their years, 999 when one has no day."""
    if not (first.month and first.day and second.month and second.day):
        return 999
    days = abs(_day_of_year(first.month, first.day) - _day_of_year(second.month, second.day))
    return min(days, 366 - days)


def _day_of_year(month: int, day: int) -> int:
    return date(2024, month, day).timetuple().tm_yday


def _read(match: re.Match[str]) -> FoundDate | None:
    groups = match.groupdict()
    year = _number(groups.get("y"))
    month = _number(groups.get("m"))
    day = _number(groups.get("d"))
    if year is not None:
        if groups.get("roc") is not None or "民国" in match.string[max(0, match.start() - 3) : match.start()]:
            year += 1911
        elif year < 100:
            year += 2000
        if year not in _YEARS:
            return None
    if month is not None and not 1 <= month <= 12:
        return None
    if day is not None and (month is None or not 1 <= day <= calendar.monthrange(year or 2024, month)[1]):
        return None
    return FoundDate(Span(*match.span()), year, month, day)


def _number(text: str | None) -> int | None:
    """Arabic digits, digits in a row (二〇二三), tens (二十五, 一百一十二) or an English month name."""
    if not text:
        return None
    if text.isascii():
        return int(text) if text.isdigit() else _MONTHS.index(text[:3]) + 1
    if "十" not in text and "百" not in text:
        return int("".join(str(_DIGITS[character]) for character in text))
    value = current = 0
    for character in text:
        unit = {"百": 100, "十": 10}.get(character)
        if unit:
            value += (current or 1) * unit
            current = 0
        else:
            current = _DIGITS[character]
    return value + current
