"""Words that point in a direction: 上升 and 下降, 高于 and 低于, 最高 and 最低, 支持 and 反对. And words that say the same.

A word is read as (axis, pole): two words of one axis and another pole contradict each other in the same place; of one pole
they say the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# axis: (words of one pole, words of the other). Longer words first where one holds another.
_AXES: dict[str, tuple[str, str]] = {
    "change": (
        "增长|增加|上升|上涨|上扬|提高|提升|扩大|回升|走高|攀升|上调|增至|升至|涨至|涨幅|升幅|增幅|大涨|暴涨|飙升|激增|反弹|新增|增收|升高|走强|升值|收涨|高开|rose|increased?|grew",
        "下降|减少|下跌|降低|下滑|缩小|回落|走低|下挫|下调|减至|降至|跌至|跌幅|降幅|减幅|大跌|暴跌|骤降|锐减|缩减|萎缩|走弱|贬值|收跌|低开|减收|fell|decreased?|declined",
    ),
    "level": (
        "高于|多于|大于|强于|优于|好于|领先于?|高出|胜过|higher than|more than",
        "低于|少于|小于|弱于|劣于|差于|落后于?|不及|lower than|less than",
    ),
    "height": (
        "最高|最大|最多|最好|最强|最快|最长|最贵|最重|最早|highest|largest|most",
        "最低|最小|最少|最差|最弱|最慢|最短|最便宜|最轻|最晚|lowest|smallest|least",
    ),
    "time": ("之前|以前|此前|前夕|before", "之后|以后|此后|过后|after"),
    "extent": ("所有|全部|全体|一律|均(?=[为已在有未])|all", "部分|一些|有的|少数|个别|some"),
    "share": ("大多数|多数|大部分|majority", "少数|极少数|小部分|minority"),
    "trade": ("进口|购买|买入|购入|买进|增持|收购|imports?", "出口|出售|卖出|售出|抛售|减持|exports?"),
    "stand": (
        "支持|赞成|同意|批准|接受|允许|通过(?=了)|欢迎|supports?",
        "反对|拒绝|否决|驳回|禁止|抵制|抗议|谴责|opposes?|rejects?",
    ),
    "result": ("盈利|获利|净利润|盈余|顺差|profits?", "亏损|净亏损|赤字|逆差|loss(?:es)?"),
    "success": ("成功|获胜|取胜|战胜|击败|赢得|胜利|won", "失败|败北|落败|输给|惨败|不敌|lost"),
    "start": ("开始|启动|开通|开业|开幕|成立|恢复|重启", "结束|停止|关闭|停业|闭幕|解散|中止|暂停|终止"),
    "join": ("加入|进入|上任|就任|入职|当选", "退出|离开|卸任|辞去|辞职|离职|落选"),
    "sign": ("利好|乐观|看好|看多|积极|有利", "利空|悲观|看空|看淡|消极|不利"),
    "side": ("东部|东侧|东边|左侧|左边", "西部|西侧|西边|右侧|右边"),
    "pole": ("北方|华北|北部|北侧|北边|以北", "南方|华南|南部|南侧|南边|以南"),
    "sex": ("男性|男子|男生|男孩|父亲|丈夫|儿子", "女性|女子|女生|女孩|母亲|妻子|女儿"),
    "place": ("境内|国内|省内", "境外|国外|海外|省外"),
}
_SAYING = (
    r"(?:明确|进一步|曾|还|也)?(?:表示|指出|认为|强调|介绍|透露|坦言|直言|谈到|提到|补充道?|写道|回应|解释|看来|觉得|告诉|坚称|(?<![小学传据听])说(?![明法服唱])|"
    r"(?<![名职简堪号据昵])称(?![为号赞作之呼]))|\b(?:said|says|stated|noted|believes?|thinks?)\b"
)
_PATTERN = re.compile(
    "|".join(
        (
            f"(?P<say>{_SAYING})",
            *(f"(?P<{axis}_a>{'|'.join(sorted(one.split('|'), key=len, reverse=True))})"
              f"|(?P<{axis}_b>{'|'.join(sorted(other.split('|'), key=len, reverse=True))})"
              for axis, (one, other) in _AXES.items()),
        )
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Direction:
    """A word with its axis and pole ("a" or "b"), and where it stands. Verbs of saying have the axis "say"."""

    axis: str
    pole: str
    start: int
    end: int


def directions(folded: str) -> tuple[Direction, ...]:
    """The words of folded text that have a pole, in order and without overlaps."""
    found: list[Direction] = []
    for match in _PATTERN.finditer(folded):
        name = match.lastgroup or ""
        axis, _, pole = name.partition("_")
        found.append(Direction(axis, pole, match.start(), match.end()))
    return tuple(found)
