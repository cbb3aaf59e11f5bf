"""Dates inside a sentence as parts that can be compared: 8月12日 agrees with 2023年8月12日 and with 2023-08, not with 9月.

Relative forms (去年, 昨天) agree with their like, and with a full date where the day of writing is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.date_forms import parse_dates
from index.scripts import fold
from rag.numerals import chinese_number

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
_YEARS = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "后年": 2}
_MONTHS = {"本月": 0, "这个月": 0, "当月": 0, "上月": -1, "上个月": -1, "下月": 1, "下个月": 1}
_DAYS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "明日": 1, "后天": 2}
_WEEKS = {"本周": 0, "这周": 0, "上周": -1, "下周": 1, "上个星期": -1, "下个星期": 1}
_MARKS = re.compile(
    rf"(?P<year>{'|'.join(_YEARS)})(?!级)|(?P<month>{'|'.join(_MONTHS)})|(?P<day>{'|'.join(_DAYS)})|(?P<week>{'|'.join(_WEEKS)})"
    r"|(?P<next>次年|翌年|次日|翌日|次月)"
    r"|(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?![年岁边])"
    r"|(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度|\bq(?P<q>[1-4])\b"
    r"|(?P<part>年初|年中|年底|年末|月初|月底|月末|上旬|中旬|下旬)"
    rf"|(?<![\d.])(?P<m>{_NUMBER})月(?:份)?(?:(?P<md>{_NUMBER})[日号])?|(?<![\d.个第])(?P<d>{_NUMBER})[日号](?![线院楼店机码台])"
    r"|(?P<century>\d{2}|[一二]?十[一二三四五六七八九]?)世纪|(?P<decade>[1-9]0|[一二三四五六七八九]十)年代"
    r"|(?P<span>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|深夜|晚|早)?(?:(?<!\d)(?P<hour>\d{1,2})[:：](?P<minute>[0-5]\d)(?!\d)"
    rf"|(?P<chour>{_NUMBER})[时点](?:(?P<cminute>{_NUMBER})分|(?P<exact>半|整|许|钟))?(?!的|候|评|击|名|赞|滴|燃|缀|间|期|代|尚|刻))"
)
_NAMED_BEFORE = re.compile(r"[\u3400-\u9fff](?<![月在于自从至到、和是为周日时间本上下])$")  # 雪龙2号 is a ship
_LATE = ("下午", "傍晚", "晚上", "晚间", "深夜", "晚")
_SAME = {"年末": "年底", "月末": "月底", "本年": "今年"}


@dataclass(frozen=True, slots=True)
class DateMark:
    """A date as written: the parts that it gives, as (name, value), and where it stands (code points)."""

    parts: tuple[tuple[str, int | str], ...]
    start: int
    end: int

    def agrees(self, other: DateMark) -> bool:
        """Whether the two share a part and differ in none that both give."""
        mine, theirs = dict(self.parts), dict(other.parts)
        shared = mine.keys() & theirs.keys()
        return bool(shared) and all(_equal(name, mine, theirs) for name in shared)

    def differs(self, other: DateMark) -> bool:
        """Whether the two give different values for a part."""
        mine, theirs = dict(self.parts), dict(other.parts)
        return any(not _equal(name, mine, theirs) for name in mine.keys() & theirs.keys())

    def resolved(self, written: date | None) -> DateMark:
        """With the relative forms counted from the day of writing, when that is known."""
        return replace(self, parts=tuple(sorted(_resolved(dict(self.parts), written).items()))) if written else self


def _equal(name: str, mine: dict[str, int | str], theirs: dict[str, int | str]) -> bool:
    first, second = mine[name], theirs[name]
    if name == "clock" and first != second and isinstance(first, int) and isinstance(second, int):
        return abs(first - second) == 720 and (mine.get("span") is None or theirs.get("span") is None)
    if name == "span":
        return (first in _LATE) == (second in _LATE) if "clock" in mine and "clock" in theirs else first == second
    return first == second


def date_marks(text: str) -> tuple[DateMark, ...]:
    """The dates of `text` in order; parts that stand together (今年8月12日, 2023年第三季度) are one date."""
    folded = fold(text)
    found = [
        DateMark(_given(year=item.year, month=item.month, day=item.day), item.span.start, item.span.end)
        for item in parse_dates(folded)
    ]
    taken = [(mark.start, mark.end) for mark in found]
    for match in _MARKS.finditer(folded):
        named = match["d"] and match.group().endswith("号") and _NAMED_BEFORE.search(folded, 0, match.start())
        if not named and not any(start < match.end() and match.start() < end for start, end in taken):
            parts = _parts(match)
            if parts:
                found.append(DateMark(parts, match.start(), match.end()))
    found.sort(key=lambda mark: mark.start)
    return _joined(folded, found)


def _given(**parts: int | str | None) -> tuple[tuple[str, int | str], ...]:
    return tuple(sorted((name, value) for name, value in parts.items() if value is not None))


def _parts(match: re.Match[str]) -> tuple[tuple[str, int | str], ...]:
    kind = match.lastgroup or ""
    if match["hour"] or match["chour"]:
        return _clock(match)
    if match["m"]:
        month, day = _value(match["m"]), _value(match["md"])
        return _given(month=month, day=day) if month and month <= 12 and (day or 1) <= 31 else ()
    if match["d"]:
        day = _value(match["d"])
        return _given(day=day) if day and day <= 31 else ()
    word = match[kind] if kind else ""
    if kind in ("year", "month", "day", "week"):
        steps = {"year": _YEARS, "month": _MONTHS, "day": _DAYS, "week": _WEEKS}[kind][word]
        return ((f"relative {kind}", steps),)
    if kind in ("quarter", "q"):
        return _given(quarter=_value(word))
    if kind in ("century", "decade"):
        return ((kind, _value(word) or 0),)
    if kind == "weekday":
        return _given(weekday="日" if word == "天" else word)
    return ((("half" if kind == "half" else kind), _SAME.get(word, word)),) if kind else ()


def _clock(match: re.Match[str]) -> tuple[tuple[str, int | str], ...]:
    hour, span = _value(match["hour"] or match["chour"]), match["span"]
    minute = 30 if match["exact"] == "半" else _value(match["minute"] or match["cminute"]) or 0
    if (
        hour is None
        or hour > 24
        or minute > 59
        or (match["chour"] and not (span or match["cminute"] or match["exact"]))
    ):
        return ()
    late = span in _LATE and hour < 12
    return _given(clock=(hour + (12 if late else 0)) * 60 + minute, span=span)


def _value(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdecimal() and text.isascii() else chinese_number(text)


def _joined(folded: str, marks: list[DateMark]) -> tuple[DateMark, ...]:
    """Marks that follow each other and give different parts are one date."""
    out: list[DateMark] = []
    for mark in marks:
        if out:
            last = out[-1]
            between = folded[last.end : mark.start].strip(" 的(")
            if not between and not {name for name, _ in last.parts} & {name for name, _ in mark.parts}:
                out[-1] = DateMark(tuple(sorted(last.parts + mark.parts)), last.start, mark.end)
                continue
        out.append(mark)
    return tuple(out)


def _resolved(parts: dict[str, int | str], written: date) -> dict[str, int | str]:
    out = dict(parts)
    years, months, days = (out.pop(f"relative {name}", None) for name in ("year", "month", "day"))
    if isinstance(years, int):
        out["year"] = written.year + years
    if isinstance(months, int):
        total = written.year * 12 + written.month - 1 + months
        out["year"], out["month"] = divmod(total, 12)[0], total % 12 + 1
    if isinstance(days, int):
        day = written + timedelta(days=days)
        out.update(year=day.year, month=day.month, day=day.day)
    return out
