"""Changes to a true sentence, made by script: swaps of one detail, and paraphrases that keep what is said.

The patterns here are the benchmark's own and not those of the checker. A change gives None where it does not apply.
"""

# ruff: noqa: E501  (the patterns and tables are easier to read in one piece)
from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from index.names import find_people
from index.scripts import to_traditional
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
_SAYS = ("表示", "指出", "认为", "强调", "称", "说")
_FRAME = re.compile(r"^([^，。：；“”]{2,24}?(?:表示|指出|认为|强调|称|说))[，：,:]\s*(.{8,})([。！])$")
_CONNECTIVES = "此外，|另外，|同时，|因此，|但是|但|然而，|不过，|而且|并且|例如，|其中，|目前，|据悉，"
_KEPT = re.compile(
    r"[不没未无非别勿]|如果|若|只要|除非|一旦|可能|或许|也许|预计|预期|据说|据传|假如|拟|计划|打算|希望|表示|指出|认为|说|称|强调|介绍|透露|[，]?[“]"
)
_DIGITS = "零一二三四五六七八九"


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
        re.finditer(r"(?<![\d.,A-Za-z\-/第])(\d+)(?:\.(\d+))?(%|万|亿|家|名|人|个|台|元|公里|吨|倍)", context.sentence)
    )
    found = [m for m in found if int(m[1]) < 10**8 and (m[1] == "0" or m[1][0] != "0")]
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
        return context.replaced(
            found.span(), f"{found[1]}-{int(found[2]):02d}" + (f"-{int(found[3]):02d}" if found[3] else "")
        )
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
