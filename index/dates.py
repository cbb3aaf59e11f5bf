"""Periods that a question asks for: 4月的报道, 最近一周, since 2023-08. Dates in texts come from `date_forms`.

A question that mentions a date is mostly about what happened then (4月24日股价涨了多少). A period becomes a filter only
where the wording asks for reports, articles or news of that period, or for what was said since or before a day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.date_forms import FoundDate, parse_dates, year_from_context
from index.scripts import fold
from index.types import Span

__all__ = ["DateRange", "FoundDate", "parse_date_range", "parse_dates", "year_from_context"]

_NEWS = r"(?:报道|报导|文章|新闻|消息|稿件|稿子|资讯|帖子|推文|专栏|访谈|专访|评论文章)"
_GAP = r"(?:所有|全部|相关|有关|媒体|中文|官方|重要|主要|最新|几篇|那篇|这篇|那些|哪些|发表|发布|刊登|刊发|刊出|见报|写|的|里|中|内|份)"
_ABOUT = r"(?:(?:关于|有关|涉及|针对|对)[^，。？！,.?!；;]{1,20}?的?)?"
_SINCE = r"(?:以来|以后|之后|过后|起|至今|后)"
_UNTIL = r"(?:以前|之前|前)"
_AFTERWARDS = re.compile(rf"\s?(?:(?P<since>{_SINCE})|(?P<until>{_UNTIL})|里面?|内|来|间|期间|当天|这天|那天)?[,，]?")
_ASKED_AFTER = re.compile(
    rf"\s?{_GAP}*{_ABOUT}{_GAP}*{_NEWS}|(?:都|还|又)?(?:有|出)(?:了|过)?(?:什么|哪些|没有|啥)[^，。？！,.?!；;]{{0,20}}?{_NEWS}"
)
_ASKED_BEFORE = re.compile(rf"{_NEWS}[^，。？！,.?!；;]{{0,4}}(?:发表|发布|刊登|日期|时间)?(?:在|于|是|为)\s?$")
_SAYING = re.compile(rf"{_NEWS}|说|谈|提到|提及|表示|看法|怎么看|观点|认为|评论|评价|讨论|报道|回应|透露")
_COUNTING = re.compile(r"多少|几[个家款次名位倍成]|涨|跌")
_NEWS_EN = r"(?:articles?|reports?|news|stories|story|posts?|coverage|pieces?|interviews?)"
_ASKED_BEFORE_EN = re.compile(
    rf"{_NEWS_EN}(?:\s+(?:published|written|dated|posted|released|that appeared))?\s+(?:(?:only\s+)?(?:from|in|of|during|on|for)"
    r"(?:\s+the)?\s+)?$"
)
_ASKED_AFTER_EN = re.compile(rf"(?:'s)?\s+{_NEWS_EN}\b")
_BOUND_EN = re.compile(r"\b(?P<word>since|after|before|until|from)[\s:]\s?(?:the\s+)?$")
_SAYING_EN = re.compile(rf"\b(?:{_NEWS_EN}|say|says|said|wrote|write|reported|published|think|commented?)\b")
_JOIN = re.compile(r"\s?(?:到|至|-|—|–|~|to|until|through|and)\s?")

_ONES = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "几": 3}
_UNITS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "季度": 91, "年": 365}
_UNITS_EN = {"day": 1, "week": 7, "month": 30, "year": 365}
_LAST_ZH = re.compile(
    r"(?:最近|近|过去|这)的?\s?(?P<n>\d{1,3}|[一二两三四五六七八九十几]|半)?\s?个?(?P<unit>天|日|周|星期|礼拜|月|季度|年)(?!报)(?:以来|来|内|里|之内)?"
)
_LAST_EN = re.compile(r"\b(?:the\s+)?(?:last|past)\s+(?P<n>\d{1,3})\s+(?P<unit>day|week|month|year)s?\b")
_NAMED = re.compile(
    r"今天|今日|昨天|昨日|(?<![以之目从眼])前天|本周|这周|这个?星期|上周|上个?星期|本月|这个月|上个?月|今年|去年|(?<![以之目从])前年"
    r"|\btoday\b|\byesterday\b|\b(?:this|last)\s+(?:week|month|year)\b"
)
_BARE_MONTH = re.compile(
    r"(?<![\d年个一二三四五六七八九十])(?P<m>\d{1,2}|[一二三四五六七八九]|十[一二]?)月(?:份)?(?P<part>初|上旬|中旬|下旬|底|末)?(?!\d|[一二三四五六七八九十]|日)"
)
_YEAR_PART = re.compile(r"(?P<half>[上下])半年|(?:第?(?P<quarter>[一二三四1-4])季度)")


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles of `since` to `until`, both inclusive and either open; `spans` are the words of the question that say so."""

    since: date | None
    until: date | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Period:
    """A period that a question names. `recent` when it is counted from today; `exact` when written as in a log."""

    span: Span
    first: date
    last: date
    recent: bool = False
    exact: bool = False


def parse_date_range(question: str, today: date, *, newest: date | None = None) -> DateRange | None:
    """The period whose reports `question` asks for, or None when it asks for none.

    Periods such as 最近一周 or 去年 count from `today`. A month or day without a year is the latest one that is not
    after `newest`, the date of the newest article (default: today).
    """
    text = fold(question)
    for period in _joined(text, sorted(_periods(text, today, newest or today), key=lambda period: period.span)):
        asked = _asked(text, period)
        if asked is not None:
            return asked
    return None


def _asked(text: str, period: _Period) -> DateRange | None:
    """The filter that `period` is in this question, or None when it is part of what is asked about."""
    start, end = period.span.start, period.span.end
    bound = _BOUND_EN.search(text, max(0, start - 12), start)
    tail = _AFTERWARDS.match(text, end)
    assert tail is not None  # every part of it is optional
    since, until = tail["since"] is not None, tail["until"] is not None
    if bound is not None:
        start = bound.start()
        since, until = bound["word"] in ("since", "after"), bound["word"] in ("before", "until")
        asked = period.exact or _SAYING_EN.search(text) is not None
    elif _ASKED_AFTER.match(text, tail.end()) or _ASKED_BEFORE.search(text, 0, start):
        end = tail.end()
        asked = True
    elif _ASKED_AFTER_EN.match(text, end) or _ASKED_BEFORE_EN.search(text, 0, start):
        asked = True
    else:
        end = tail.end()
        rest = text[:start] + " " + text[end:]
        bounded = period.recent or since or until
        asked = bounded and _SAYING.search(rest) is not None and _COUNTING.search(rest) is None
    if not asked:
        return None
    spans = (Span(start, end),)
    if since:
        after = bound is not None and bound["word"] == "after" and period.first == period.last
        return DateRange(period.first + timedelta(days=1) if after else period.first, None, spans)
    if until:
        through = bound is not None and bound["word"] == "until"
        return DateRange(None, period.last if through else period.first - timedelta(days=1), spans)
    return DateRange(period.first, period.last, spans)


def _joined(text: str, periods: list[_Period]) -> list[_Period]:
    """Periods without those inside others, and 4月到6月 as one."""
    result: list[_Period] = []
    for period in periods:
        if result and period.span.start < result[-1].span.end:
            if len(period.span) > len(result[-1].span):
                result[-1] = period
            continue
        if result and _JOIN.fullmatch(text, result[-1].span.end, period.span.start):
            before = result.pop()
            first = before.first if before.first <= period.first else _years_back(before.first, period.first)
            period = replace(period, span=Span(before.span.start, period.span.end), first=first)
        result.append(period)
    return result


def _years_back(day: date, limit: date) -> date:
    return day.replace(year=limit.year - (day.month > limit.month), day=min(day.day, 28))


def _periods(text: str, today: date, newest: date) -> Iterator[_Period]:
    for found in parse_dates(text):
        yield from _period_of_date(text, found, newest)
    for match in _BARE_MONTH.finditer(text):
        month = _ONES.get(match["m"]) or (int(match["m"]) if match["m"].isdigit() else 10 + _ONES[match["m"][1]])
        if 1 <= month <= 12:
            year = newest.year - (month > newest.month)
            first, last = _month_part(year, month, match["part"])
            yield _Period(Span(*match.span()), first, last)
    for match in _LAST_ZH.finditer(text):
        count = match["n"] or "一"
        days = _UNITS[match["unit"]] * (_ONES.get(count) or (int(count) if count.isdigit() else 1))
        days = days // 2 if count == "半" else days
        yield _Period(Span(*match.span()), today - timedelta(days=days), today, recent=True)
    for match in _LAST_EN.finditer(text):
        days = _UNITS_EN[match["unit"]] * int(match["n"])
        yield _Period(Span(*match.span()), today - timedelta(days=days), today, recent=True)
    for match in _NAMED.finditer(text):
        first, last = _named_period(re.sub(r"\s+", " ", match.group()), today)
        yield _Period(Span(*match.span()), first, last, recent=not match.group().endswith("年"))


def _period_of_date(text: str, found: FoundDate, newest: date) -> Iterator[_Period]:
    """The days that a date names, with 上半年 or 一季度 after a year."""
    span = found.span
    if found.year is None:
        assert found.month is not None  # a date has a year or a month
        year = newest.year - ((found.month, found.day or 1) > (newest.month, newest.day))
    else:
        year = found.year
    part = _YEAR_PART.match(text, span.end) if found.month is None else None
    if part is not None:
        index = "上下".index(part["half"]) if part["half"] else "一二三四1234".index(part["quarter"]) % 4
        width = 6 if part["half"] else 3
        first, last = date(year, index * width + 1, 1), _month_end(year, (index + 1) * width)
        span = Span(span.start, part.end())
    elif found.month is None:
        first, last = date(year, 1, 1), date(year, 12, 31)
    elif found.day is None:
        first, last = date(year, found.month, 1), _month_end(year, found.month)
    else:
        day = min(found.day, calendar.monthrange(year, found.month)[1])
        first = last = date(year, found.month, day)
    exact = re.fullmatch(r"[\d-]+", text[span.start : span.end]) is not None
    yield _Period(span, first, last, exact=exact)


def _month_part(year: int, month: int, part: str | None) -> tuple[date, date]:
    end = _month_end(year, month)
    first = {"中旬": 11, "下旬": 21, "底": 21, "末": 21}.get(part or "", 1)
    last = {"初": 10, "上旬": 10, "中旬": 20}.get(part or "", end.day)
    return date(year, month, first), date(year, month, last)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _named_period(word: str, today: date) -> tuple[date, date]:
    """The days of 今天, 上周, last month and their kin."""
    if word.endswith(("天", "日", "day")):
        back = {"昨": 1, "y": 1, "前": 2}.get(word[0], 0)
        return (today - timedelta(days=back),) * 2
    before = word.startswith(("上", "last", "去", "前"))
    if word.endswith(("周", "星期", "week")):
        monday = today - timedelta(days=today.weekday() + 7 * before)
        return monday, monday + timedelta(days=6)
    if word.endswith(("月", "month")):
        first = (today.replace(day=1) - timedelta(days=before)).replace(day=1)
        return first, _month_end(first.year, first.month)
    year = today.year - (2 if word.startswith("前") else int(before))
    return date(year, 1, 1), date(year, 12, 31)
