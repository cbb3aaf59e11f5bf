"""Words that change whether a sentence holds: negation, possibility, hearsay, condition, intention, duty.

Dropping or adding one makes another statement. Words that only look like it (不仅, 非常, 未来) are known and left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Force = Literal["negation", "possibility", "expectation", "hearsay", "condition", "intention", "duty", "exclusion"]

# Words with the characters of a negation and no negation in them, or one that the word as a whole cancels.
_HARMLESS = (
    "不得不 不能不 不会不 无不 莫不 不无 不仅仅 不仅 不但 不只 不光 不单 不过 不管 不论 无论 不断 不同 不少 不久 不禁 不由得 不由 不愧 "
    "不妨 不乏 不已 不一 不错 不惜 不等 不料 不止 不凡 不朽 不锈钢 不动产 不良 不幸 不安 不满 不便 不利 不足 不到 不超过 不低于 不高于 "
    "不少于 不多于 差不多 了不起 来不及 恨不得 未来 未免 未婚 无数 无疑 无非 无比 无限 无线 无偿 无人机 无锡 无人 毫无疑问 非常 非洲 "
    "非法 非遗 非物质 非典 非凡 是非 除非 莫非 没收 淹没 埋没 沉没 出没 没落 覆没 吞没 特别 分别 区别 级别 类别 性别 个别 识别 告别 别墅 "
    "别人 别的 别名 辨别 鉴别 离别 差别 别具 别致 勿忘"
).split()
_WORDS: tuple[tuple[Force, str], ...] = (
    (
        "possibility",
        "不一定|不见得|未必|或许|也许|可能|有望|恐怕|恐将|恐|大概率|大概(?!\\d)|似乎|好像|看似|或将|或会|或(?=能|可)|疑似|估计|"
        "perhaps|maybe|possibly|may|might",
    ),
    ("expectation", "预计|(?<![超过于合达出])预期|预测|预料|预估|料将|料会|expected to"),
    ("hearsay", "据说|据传|传言|传闻|听说|有消息称|谣言|盛传|reportedly|allegedly"),
    (
        "condition",
        "如果|若是|若(?!干|隐|尔|虚|狂)|假如|假设|倘若|要是|一旦|除非|只要|只有(?=.{1,20}才)|的话(?![语题剧筒音费务])|否则|if|unless",
    ),
    (
        "intention",
        "计划(?=在|于|将|到|明|今|20|对|向|从|以|[建开投收推发上增扩购设招生启])|打算|拟(?!人|态|合)|有意(?!义|思)|希望|试图|力争|争取|寻求|考虑|意欲|企图|"
        "准备(?=在|将|于|对|向|[建开投收推发上])|plans? to|hopes? to",
    ),
    ("duty", "必须|应当|应该|务必|须(?!知)|需要|要求|不得不"),
    ("exclusion", "只有|仅有|只能|仅仅|唯一|only"),
    (
        "negation",
        "并没有|从来没有|没有|并不是|并非|绝非|而非|绝不|毫不|从不|从未|尚未|还没|还未|并未|并不|未曾|不曾|未能|不再|无法|不是|不会|不能|"
        "不可|不|没|未|无(?=[意力须需权缘法人])|勿|莫(?=[要不])|否认|"
        r"\bnot\b|\bno\b|\bnever\b|n't\b|\bwithout\b|cannot",
    ),
)
_PATTERN = re.compile(
    "|".join((f"(?P<harmless>{'|'.join(_HARMLESS)})", *(f"(?P<{name}>{words})" for name, words in _WORDS)))
)
SAYS = {
    "negation": "negation",
    "possibility": "“may”",
    "expectation": "“is expected to”",
    "hearsay": "“reportedly”",
    "condition": "a condition",
    "intention": "an intention",
    "duty": "“must”",
    "exclusion": "“only”",
}


@dataclass(frozen=True, slots=True)
class Operator:
    """A word that changes whether what stands beside it holds, what it does, and where it stands in folded text.

    `rest` is what a sentence says in its place without the negation: 会 for 不会, 有 for 没有.
    """

    force: Force
    start: int
    end: int
    rest: str = ""


_REST = {
    "不会": "会",
    "不能": "能",
    "不可": "可",
    "不是": "是",
    "没有": "有",
    "并没有": "有",
    "并不是": "是",
    "未能": "能",
    "不再": "再",
}


def operators(folded: str) -> tuple[Operator, ...]:
    """The operators of folded text, in order and without overlaps."""
    found: list[Operator] = []
    for match in _PATTERN.finditer(folded):
        force = match.lastgroup
        if force and force != "harmless":
            rest = _REST.get(match.group(), "") if force == "negation" else ""
            found.append(Operator(force, match.start(), match.end() - len(rest), rest))  # type: ignore[arg-type]
    return tuple(found)
