"""Swaps of one detail of a true sentence, made by script: number, name, date, unit, negation.

The patterns here are the benchmark's own and not those of the checker. A swap gives None where it does not apply.
"""

# ruff: noqa: E501  (the patterns and tables are easier to read in one piece)
from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from index.names import find_people
from index.words import tag_words

_NUMBER = re.compile(r"(?<![\dA-Za-z.,\-/:：第])\d+(?:\.\d+)?(?![\d.:：\-/A-Za-z年月日号时点])")
_CN_NUMBER = re.compile(
    r"(?<![一二三四五六七八九十百千万两第几数.\d])([二三四五六七八九]|两|十[一二三四五六七八九]?)(?=[名位家个万亿千百台辆架艘件项次场座]|成(?![立为功员]))"
)
_DATE = re.compile(
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号])?|\d{4}年|(?<!\d)\d{1,2}日(?!本|元)|今年|去年|明年|昨天|今天|明天|(?:周|星期)[一二三四五六日]|[上下]半年|[一二三四]季度"
)
_UNITS = {
    "亿": "万",
    "万": "亿",
    "美元": "欧元",
    "元": "美元",
    "公里": "米",
    "米": "公里",
    "吨": "公斤",
    "%": "倍",
    "个百分点": "倍",
    "小时": "分钟",
    "分钟": "小时",
    "天": "个月",
    "个月": "年",
    "人": "户",
    "家": "人",
    "户": "人",
    "平方米": "亩",
    "亩": "平方公里",
    "岁": "个月",
    "倍": "%",
    "名": "家",
    "辆": "吨",
    "千瓦": "度",
    "平方公里": "平方米",
    "欧元": "日元",
    "港元": "美元",
    "公斤": "吨",
}
_UNIT = re.compile(r"(?<=\d)(?:" + "|".join(sorted(_UNITS, key=len, reverse=True)) + ")(?![一-鿿]?[年月]|次|均|民币)")
_NEGATIVES = {
    "不会": "会",
    "不能": "能",
    "不是": "是",
    "没有": "有",
    "不再": "仍",
    "无法": "可以",
    "尚未": "已经",
    "未能": "能够",
    "并非": "正是",
    "从未": "一直",
}
_POSITIVES = {
    "会": "不会",
    "能": "不能",
    "能够": "不能",
    "可以": "不可以",
    "是": "不是",
    "有": "没有",
    "已经": "尚未",
    "已": "尚未",
    "将": "将不",
    "支持": "不支持",
    "同意": "不同意",
    "应该": "不应该",
    "愿意": "不愿意",
    "具有": "不具有",
    "需要": "不需要",
    "属于": "不属于",
    "成为": "未成为",
    "获得": "未获得",
    "达到": "未达到",
    "完成": "没有完成",
    "参加": "没有参加",
    "存在": "不存在",
    "发现": "没有发现",
    "实现": "没有实现",
    "包括": "不包括",
    "举行": "没有举行",
    "出现": "没有出现",
}


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence, its evidence, whether to take what is put in from the evidence, and articles to take it from."""

    sentence: str
    evidence: tuple[str, ...]
    randomness: random.Random
    near: bool
    articles: Sequence[str]

    def replaced(self, span: tuple[int, int], new: str) -> str:
        """The sentence with `new` in the place of a span."""
        return self.sentence[: span[0]] + new + self.sentence[span[1] :]


def _number(context: Context) -> str | None:
    found = [*_NUMBER.finditer(context.sentence), *_CN_NUMBER.finditer(context.sentence)]
    if not found:
        return None
    match = context.randomness.choice(found)
    old = match.group()
    if old[0] in "二三四五六七八九两十":
        return context.replaced(
            match.span(), context.randomness.choice([other for other in "三四五六七八九" if other not in old])
        )
    if context.near:
        others = sorted({m.group() for m in _NUMBER.finditer("".join(context.evidence))} - {old})
        others = [other for other in others if float(other) != float(old)]
        return context.replaced(match.span(), context.randomness.choice(others)) if others else None
    digit = context.randomness.randrange(len(old))
    if not old[digit].isdigit():
        return None
    new = context.randomness.choice([d for d in "123456789" if d != old[digit]])
    return context.replaced(match.span(), old[:digit] + new + old[digit + 1 :])


def _names(text: str) -> list[tuple[str, int, int, str]]:
    people = [(p.name, p.start, p.end, "person") for p in find_people(text)]
    places = [
        (text[w.start : w.end], w.start, w.end, w.tag)
        for w in tag_words(text)
        if w.tag in ("ns", "nt") and w.end - w.start > 1 and not any(p[1] < w.end and w.start < p[2] for p in people)
    ]
    latin = [
        (m.group(), m.start(), m.end(), "latin")
        for m in re.finditer(r"(?<![A-Za-z])[A-Z][A-Za-z]{2,}(?![A-Za-z])", text)
    ]
    return [*people, *places, *latin]


@cache
def _pool(articles: tuple[str, ...]) -> dict[str, list[str]]:
    pool: dict[str, list[str]] = {}
    for article in articles:
        for name, _, _, kind in _names(article[:800]):
            pool.setdefault(kind, []).append(name)
    return pool


def _name(context: Context) -> str | None:
    found = _names(context.sentence)
    if not found:
        return None
    name, start, end, kind = context.randomness.choice(found)
    if context.near:
        others = [other for other, _, _, its in _names("".join(context.evidence)) if its == kind]
    else:
        others = _pool(tuple(context.articles[:300])).get(kind, [])
    others = sorted(
        {other for other in others if other not in name and name not in other and not set(other) & set(name)}
    )
    return context.replaced((start, end), context.randomness.choice(others)) if others else None


def _date(context: Context) -> str | None:
    found = list(_DATE.finditer(context.sentence))
    if not found:
        return None
    match = context.randomness.choice(found)
    old = match.group()
    if context.near:
        shape = re.sub(r"\d+", "0", old)
        others = sorted(
            {m.group() for m in _DATE.finditer("".join(context.evidence)) if re.sub(r"\d+", "0", m.group()) == shape}
            - {old}
        )
        return context.replaced(match.span(), context.randomness.choice(others)) if others else None
    numbers = list(re.finditer(r"\d+", old))
    if numbers:
        part = context.randomness.choice(numbers)
        value = int(part.group())
        top = 12 if old[part.end() : part.end() + 1] == "月" else 28
        choices = (
            [value - 3, value - 1, value + 1, value + 2] if value > 31 else [n for n in range(1, top + 1) if n != value]
        )
        return context.replaced(
            match.span(), old[: part.start()] + str(context.randomness.choice(choices)) + old[part.end() :]
        )
    for group in (
        "今年 去年 明年",
        "昨天 今天 明天",
        "周一 周二 周三 周四 周五 周六 周日",
        "星期一 星期二 星期三 星期四 星期五",
        "上半年 下半年",
        "一季度 二季度 三季度 四季度",
    ):
        words = group.split()
        if old in words:
            return context.replaced(match.span(), context.randomness.choice([word for word in words if word != old]))
    return None


def _unit(context: Context) -> str | None:
    found = list(_UNIT.finditer(context.sentence))
    if not found:
        return None
    match = context.randomness.choice(found)
    return context.replaced(match.span(), _UNITS[match.group()])


def _negation(context: Context) -> str | None:
    table = _NEGATIVES if context.near else _POSITIVES
    words = [word for word in tag_words(context.sentence) if context.sentence[word.start : word.end] in table]
    words = [
        w
        for w in words
        if context.sentence[w.start - 1 : w.start]
        not in ("不", "没", "未", "只", "还", "就", "都", "也", "更", "所", "拥", "才")
    ]
    if not words:
        return None
    word = context.randomness.choice(words)
    return context.replaced((word.start, word.end), table[context.sentence[word.start : word.end]])


SWAPS: dict[str, Callable[[Context], str | None]] = {
    "number": _number,
    "name": _name,
    "date": _date,
    "unit": _unit,
    "negation": _negation,
}
