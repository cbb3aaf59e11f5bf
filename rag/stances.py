"""Which way a statement leans: for, against, or neither, by words and their negations.

A word list is crude beside a trained classifier, but says why, and errs towards "neither".
"""

from __future__ import annotations

import re
from typing import Literal

from index.scripts import fold

Stance = Literal["for", "against", "neutral"]

_FOR = (
    "支持|赞成|赞同|拥护|欢迎|看好|乐观|有信心|有利|利好|受益|优势|机会|机遇|前景|潜力|颠覆|突破|"
    "创新|领先|加速|提升|提高|促进|推动|催生|繁荣|值得|可以|能够|有能力|必要|"
    "重要|关键|成功|增长|改善|友好|便利|高效|灵活|强大|价值|抓住|拥抱|可行|合理|安全|可靠|不错|喜欢|"
    "满意|丰富|明确|好处|红利|崛起|胜出|够用|足够|更容易|更低的成本|大有可为|希望"
)
_AGAINST = (
    "反对|质疑|批评|谴责|担心|担忧|忧虑|警告|警惕|悲观|泡沫|风险|危险|威胁|挑战|困难|难以|很难|无法|"
    "障碍|问题|缺陷|不足|缺乏|缺少|瓶颈|局限|受限|摧毁|淘汰|死去|死掉|"
    "失败|亏损|下滑|下降|衰退|恶化|浪费|昂贵|高昂|太高|太低|太少|单薄|遥远|遥不可及|不友好|不确定|"
    "不成熟|不可能|不现实|不值得|没有机会|看不到|没有意义|蹭热点|一地鸡毛|"
    "停滞|制约|限制|拖累|打击|伤害|破坏|侵犯|违法|违规|不满|不公|不合理|不看好|垄断|集中|致命|拒绝|不同意|残酷|幻觉"
)
_CUE = re.compile(f"(?P<against>{_AGAINST})|(?P<for>{_FOR})")
_NOT = re.compile(
    r"(?:不|没有?|未|无|非|别|难|并非|并不|不会|不能|缺乏|看不到|没什么|谈不上|不是)(?:太|很|那么|这么|会|是|再|能|见得|一定)?$"
)
_ESCAPED = re.compile(
    r"(?:避免|防止|免于|摆脱|走出|化解|克服|解决|消除|远离)[^,。;，；]{0,4}$"
)  # 避免经济衰退 is no fear of it
_TURN = re.compile(r"但是?|不过|然而|却|可是|只是|而是")


def stance(text: str) -> tuple[Stance, float]:
    """The stance of a statement and how strong it is (0: no word tells; 1: all words that tell agree).

    What follows the last "but" counts double, as it is what the speaker insists on.
    """
    folded = fold(text)
    turn = max((found.end() for found in _TURN.finditer(folded)), default=0)
    balance = total = 0.0
    for cue in _CUE.finditer(folded):
        value = -1.0 if cue["against"] else 1.0
        if _NOT.search(folded[max(0, cue.start() - 4) : cue.start()]):
            value = -value
        elif value < 0 and _ESCAPED.search(folded[max(0, cue.start() - 8) : cue.start()]):
            value = 1.0
        weight = 2.0 if turn and cue.start() >= turn else 1.0
        balance += value * weight
        total += weight
    if not total or abs(balance) / total < 0.34:
        return "neutral", 0.0
    return ("for" if balance > 0 else "against"), abs(balance) / total
