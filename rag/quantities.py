"""Numbers with their units, in the forms that Chinese text writes them, as comparable values.

5000万, 五千萬 and 50,000,000 are one quantity; so are 两成 and 20%, 一半 and 50%, 三分之一 and 33%, 3公里 and 3000米,
半年 and 6个月. Text is folded first, so both scripts and full width read alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from index.scripts import fold
from rag.numerals import LARGE, SMALL, chinese_number, decimal_number

__all__ = ["Bound", "Quantity", "chinese_number", "quantities", "strip_bounds"]

Bound = Literal["", "about", "over", "under"]

_LATIN_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_UNITS = (
    "平方公里 平方千米 平方米 立方米 公里 千米 厘米 毫米 英里 海里 米 公顷 亩 吨 公斤 千克 毫克 克 毫升 升 千瓦时 千瓦 兆瓦 摄氏度 "
    "个百分点 百分点 个基点 基点 percentagepoints percent % ‰ 倍 "
    "美元 美金 人民币 欧元 日元 日圆 港元 港币 英镑 韩元 卢布 卢比 澳元 加元 新台币 台币 块钱 元 "
    "个小时 小时 钟头 分钟 秒钟 秒 个星期 星期 周 个月 年 月 日 号 天 岁 度 "
    "人次 人 名 位 个 家 户 台 辆 架 艘 部 只 头 枚 件 款 项 次 场 届 轮 张 份 条 座 栋 套 种 支 所 例 篇 本 集 期 dollars yuan"
).split()
_UNIT = "(?P<unit>" + "|".join(_UNITS).replace("percentagepoints", "percentage points?") + ")?"
_MORE = r"(?P<more>[多余来](?!自|到))?"
_ARABIC = re.compile(
    r"(?<![\d.])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    r"(?P<scale>(?:[十百千]?[万亿兆]|[百千](?!米|克|瓦))+|thousand|million|billion|trillion)?" + _MORE + r"\s*" + _UNIT
)
_CN = "(?:[零〇一二三四五六七八九十百万亿兆两廿卅]|千(?![米克瓦]))"
_CHINESE = re.compile(
    rf"(?P<number>{_CN}+点[零〇一二三四五六七八九]+(?:[万亿]+)?(?!钟|半)|{_CN}{{2,}}|[一二两三四五六七八九十廿])"
    r"(?P<half>(?=成半|年半|个?月半|倍半))?" + _MORE + r"\s*(?P<tenths>成(?P<tenhalf>半)?(?![为立员本长功熟]))?" + _UNIT
)
_PARTS = re.compile(rf"(?P<below>{_CN}+|\d+)分之(?P<above>{_CN}+(?:点[零〇一二三四五六七八九]+)?|\d+(?:\.\d+)?)")
_HALF = re.compile(
    r"(?P<most>[过大](?=半))?(?:一半|半数|半壁|(?<=[过大])半(?![年个天小场]))|(?P<unit>半(?:年(?!报)|个月|个?小时|天(?!鹅)))"
)
_DOUBLED = re.compile(r"翻(?:了)?(?P<times>[一两二三四])?(?:番|倍|了?一倍)|(?:增长|增加|上涨|提高|扩大)了?[一1]倍")
_RANGE = re.compile(r"\s*(?:-|–|—|~|～|至|到)\s*")

_NAMES = {
    "个百分点": "百分点", "percent": "%", "percentage point": "百分点", "percentage points": "百分点",
    "个基点": "基点", "美金": "美元", "dollars": "美元", "日圆": "日元", "港币": "港元", "人民币": "元", "yuan": "元",
    "块钱": "元", "新台币": "台币", "千米": "公里", "平方千米": "平方公里", "千克": "公斤", "个小时": "小时", "钟头": "小时",
    "秒钟": "秒", "个星期": "周", "星期": "周", "号": "日",
}  # fmt: skip
# One base for units of one dimension.
_BASES: dict[str, tuple[int | Fraction, str]] = {
    "公里": (1000, "米"), "厘米": (Fraction(1, 100), "米"), "毫米": (Fraction(1, 1000), "米"), "吨": (1000, "公斤"),
    "克": (Fraction(1, 1000), "公斤"), "毫克": (Fraction(1, 10**6), "公斤"), "毫升": (Fraction(1, 1000), "升"),
    "小时": (60, "分钟"), "秒": (Fraction(1, 60), "分钟"), "平方公里": (10**6, "平方米"), "公顷": (10**4, "平方米"),
    "‰": (Fraction(1, 10), "%"), "兆瓦": (1000, "千瓦"),
}  # fmt: skip
# Measure words for the same things; 个 goes with anything.
_ALIKE = ({"人", "名", "位"}, {"台", "辆", "架", "艘", "部"}, {"次", "场", "届", "轮"}, {"件", "款", "项", "种", "条", "例"},
          {"座", "栋", "所", "家"}, {"篇", "本", "集", "期", "部", "张", "份"}, {"天", "日"},
          {"只", "头", "枚", "支"}, {"倍", "翻番"})  # fmt: skip
_NO_NUMBER = re.compile(
    r"十分(?!之|钟)|一度|一时|万一|千万(?=[别不要])|一一|万万|百般|千般|一带一路|十足|一人一|百姓|千里马|百分百"
)

_PREFIX: tuple[tuple[Bound, str], ...] = (
    ("under", "不超过|不多于|不高于|不大于|不到|不足|至多|最多|未满|不满|未达|低于|少于|小于"),
    ("over", "不少于|不低于|不小于|不止|不下|至少|最少|起码|超过|超出|突破|高于|多于|大于|(?<![英中西意德])超|逾"),
    ("about", "将近|接近|(?<![最附靠临])近|大约|(?<![合条纽签节预相])约|大概|约莫|差不多"),
)
_BEFORE = re.compile(
    "(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _PREFIX) + ")(?:达到?|了|有|为|过)?\\s*$"
)
_AFTER = re.compile(r"(?P<over>[多余]|以上)|(?P<under>以下|以内)|(?P<about>左右|上下)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value, its unit ("" when none is written), and where it stands in the text (code points).

    `bound` is what stands beside it: 超过, 以上, 多 "over"; 不到, 以内 "under"; 约, 近, 左右 "about".
    """

    value: Fraction
    unit: str
    start: int
    end: int
    bound: Bound = ""
    rough: bool = False  # a fraction in words, which rounding may part from its per cent

    def agrees(self, other: Quantity) -> bool:
        """Whether both say the same: equal values, and units that are equal, of one kind, or not both written."""
        value, unit = self._based()
        second, second_unit = other._based()
        if unit and second_unit and unit != second_unit and not _of_one_kind(self.unit, other.unit):
            return False
        if value == second or (self.value == other.value and not (self.unit and other.unit)):
            return True
        return (self.rough or other.rough) and unit == second_unit == "%" and abs(value - second) < 1

    def _based(self) -> tuple[Fraction, str]:
        factor, base = _BASES.get(self.unit, (1, self.unit))
        if self.unit == "年" and self.value < 1 and self.value.denominator == 2:
            return self.value * 12, "个月"
        return self.value * factor, base


def _of_one_kind(first: str, second: str) -> bool:
    if "个" in (first, second):
        return len(first) == len(second) == 1
    return any(first in group and second in group for group in _ALIKE)


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity in `text`, in order. Chinese numerals of one character count only with a unit (一 is too common)."""
    folded = fold(text)
    found: list[Quantity] = []
    taken = [match.span() for match in _NO_NUMBER.finditer(folded)]
    for pattern, read in (
        (_PARTS, _parts),
        (_HALF, _half),
        (_DOUBLED, _doubled),
        (_ARABIC, _arabic),
        (_CHINESE, _chinese),
    ):
        for match in pattern.finditer(folded):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            quantity = read(match)
            if quantity is not None:
                found.append(_bounded(folded, quantity, match))
                taken.append((quantity.start, quantity.end))
    found.sort(key=lambda quantity: quantity.start)
    return _ranges(folded, found)


def strip_bounds(text: str, quantity: Quantity) -> tuple[int, int]:
    """Where the quantity stands in folded `text` with the words of its bound (超过3000万, 3000万以上)."""
    before = _BEFORE.search(text, max(0, quantity.start - 8), quantity.start)
    after = _AFTER.match(text, quantity.end)
    return before.start() if before else quantity.start, after.end() if after else quantity.end


def _bounded(folded: str, quantity: Quantity, match: re.Match[str]) -> Quantity:
    """The same with the bound that the words beside it give."""
    if quantity.bound:
        return quantity
    if match.re in (_ARABIC, _CHINESE) and match["more"]:
        return replace(quantity, bound="over")
    for found in (
        _BEFORE.search(folded, max(0, quantity.start - 8), quantity.start),
        _AFTER.match(folded, quantity.end),
    ):
        if found:
            name = found.lastgroup
            return replace(quantity, bound="over" if name == "over" else "under" if name == "under" else "about")
    return quantity


def _ranges(folded: str, found: list[Quantity]) -> tuple[Quantity, ...]:
    """In 20至30亿元 and 70-80% the first number has the scale and the unit of the second."""
    out = list(found)
    for place, (first, second) in enumerate(zip(found, found[1:], strict=False)):
        between = _RANGE.fullmatch(folded, first.end, second.start)
        if between is None or first.unit or not second.unit or not first.value < second.value:
            continue
        scale = re.search(r"[万亿]+(?=[^\d万亿]*$)", folded[second.start : second.end])
        plain = folded[first.start : first.end].strip()
        value = first.value
        if scale and not re.search("[万亿]", plain):
            for character in scale.group():
                value *= LARGE[character]
        out[place] = replace(first, value=value, unit=second.unit)
    return tuple(out)


def _arabic(match: re.Match[str]) -> Quantity:
    value = Fraction(match["number"].replace(",", ""))
    scale = match["scale"]
    if scale in _LATIN_SCALES:
        value *= _LATIN_SCALES[scale]
    else:
        for character in scale or "":
            value *= SMALL.get(character) or LARGE[character]
    return Quantity(value, _unit(match["unit"]), match.start(), match.end())


def _chinese(match: re.Match[str]) -> Quantity | None:
    number, unit = match["number"], _unit(match["unit"])
    value = decimal_number(number)
    if value is None and number[-1] in LARGE:  # 三点五亿
        part = decimal_number(number.rstrip("万亿"))
        if part is not None:
            value = part
            for character in number[len(number.rstrip("万亿")) :]:
                value *= LARGE[character]
    if value is None:
        return None
    if match["tenths"]:
        return Quantity(value * 10 + (5 if match["tenhalf"] else 0), "%", match.start(), match.end("tenths"))
    if len(number) == 1 and (not unit or (number == "一" and unit not in ("年", "月", "日", "人", "倍", "天"))):
        return None
    return Quantity(value, unit, match.start(), match.end())


def _parts(match: re.Match[str]) -> Quantity | None:
    """百分之二十, 三分之一: as per cent."""
    below, above = (_plain(match[name]) for name in ("below", "above"))
    if not below or above is None:
        return None
    return Quantity(above / below * 100, "%", match.start(), match.end(), rough=below not in (10, 100, 1000))


def _plain(text: str) -> Fraction | None:
    return Fraction(text) if text[:1].isdecimal() and text.isascii() else decimal_number(text)


def _half(match: re.Match[str]) -> Quantity:
    if match["unit"]:
        return Quantity(Fraction(1, 2), _unit(match["unit"][1:]), match.start(), match.end())
    return Quantity(Fraction(50), "%", match.start(), match.end(), bound="over" if match["most"] else "")


def _doubled(match: re.Match[str]) -> Quantity:
    """翻一番 is twice as much, 翻两番 four times."""
    times = {"两": 2, "二": 2, "三": 3, "四": 4}.get(match["times"] or "", 1)
    return Quantity(Fraction(2**times), "翻番", match.start(), match.end())


def _unit(unit: str | None) -> str:
    return _NAMES.get(unit, unit) if unit else ""
