"""What kind of thing a question asks for, and whether a text holds one: a number, a date, a person, a share, money."""

from __future__ import annotations

import re
from typing import Literal

from index.scripts import fold

Kind = Literal["number", "percent", "money", "date", "person", "list", "any"]

_NUMERAL = r"(?:\d|[一二两三四五六七八九十百千万亿]+)"
_ASKS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "list",
        re.compile(
            r"哪[一二两三四五六七八九十几0-9]+[个大条种项类点方步路重道层家位款本人]|哪些|有哪几|分别是|列出|"
            r"[二两三四五六七八九十几2-9][个大条种项类点方步路重道层][^,，?？]{0,12}(?:是什么|有什么|是啥)|"
            r"which (?:\w+ ){0,3}are|what are the"
        ),
    ),
    (
        "percent",
        re.compile(
            r"百分之几|百分之多少|占比|比例|几成|涨了多少|跌了多少|涨幅|跌幅|增长(?:了)?多少|percent|what share"
        ),
    ),
    (
        "money",
        re.compile(
            r"多少钱|多少(?:万|亿)?(?:美元|元|资金|投资|融资)|how much (?:money|did .* cost)|"
            r"(?:融资|投资|投入|营收|收入|利润|市值|估值|亏损额?|成本|年薪|售价|价格)[^,，]{0,6}多少"
        ),
    ),
    (
        "date",
        re.compile(
            r"什么时候|何时|哪一?[年月日天]|几[年月号日](?!前|后)|多会儿|\bwhen\b|what (?:year|date)|in which year"
        ),
    ),
    (
        "number",
        re.compile(
            r"多少|几[个家位人次条种款台辆名倍岁]|多大|多长|多高|多久|多远|第几|how (?:many|much|long|old|far|big)"
        ),
    ),
    ("person", re.compile(r"谁|哪[一]?位|何人|什么人|\bwho\b|\bwhom\b|\bwhose\b")),
)
_HOLDS: dict[Kind, re.Pattern[str]] = {
    "percent": re.compile(rf"{_NUMERAL}\s*(?:%|％|成|倍|个百分点)|百分之|percent"),
    "money": re.compile(
        rf"{_NUMERAL}\s*(?:[百千万亿]*\s*)(?:美元|美金|元|人民币|欧元|日元|港元|英镑|块|圆|dollars?)|[$¥￥€£]\s*\d"
    ),
    "date": re.compile(
        rf"\d{{4}}|{_NUMERAL}\s*(?:年|月|日|号|世纪|点)|今年|去年|明年|前年|昨[天日]|今[天日]|周[一二三四五六日]|星期"
    ),
    "number": re.compile(
        r"\d|[一二两三四五六七八九十百千万亿]{2,}|半数|一半|"
        r"[一二两三四五六七八九十百千](?=[个家位人次条种款台辆名倍岁年月天所座只支部])"
    ),
}


def asked_kind(question: str) -> Kind:
    """The kind of answer that the wording asks for; "any" when it does not say."""
    folded = fold(question)
    for kind, pattern in _ASKS:
        if pattern.search(folded):
            return kind
    return "any"


def holds_kind(text: str, kind: Kind) -> bool:
    """Whether `text` holds something of the kind. Persons and lists are not told from the characters: always true."""
    pattern = _HOLDS.get(kind)
    return pattern is None or pattern.search(fold(text)) is not None
