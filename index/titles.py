"""The title among the first lines of a saved text. A wrong title is worse than none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.bylines import is_outlet, is_source
from index.date_forms import parse_dates
from index.types import Span

_LABELLED = re.compile(r"(?:原标题|标题|题目|主题|主旨|title|subject)\s?[:丨|]\s?(?=\S)", re.MULTILINE)
_NAVIGATION = re.compile(
    r"^(?:首页|登录|注册|立即注册|找回密码|搜索|导航|菜单|返回|关闭|分享|收藏|打印|字号|目录|评论|广告|推荐|更多|正文|本文|原文|摘要|要约|来源|导读|导语|作者|编辑|文|图|记者"
    r"|发表于|查看|回复|楼主|当前位置|您的位置|你的位置|关注|订阅|点击|扫码|下载|上一篇|下一篇|相关|热门|最新|阅读|免责|声明|版权|责任|新用户|欢迎|快速|只需|门户|论坛|请|qq|app|微信|微博|home|menu|login|search)"
    r"(?:$|[\s:|丨/>,!(]|登录|登陆|注册|开始|一步|密码|位置|设首页|来到|访问|光临|我们|发布|导航|全文|打开|阅读|数|次|量|\d)"
)
_BYLINE = re.compile(
    r"^[\u4e00-\u9fff]{0,4}(?:来源|图源|供图|配图|图片|出处|作者|记者|编辑|编译|责编|校对|撰文|摄影|时间|日期|栏目|分类|标签|关键词|网址|地址|链接)\s?[:|丨/]"
)
_TRAIL = re.compile(r"^[^>»›]{1,12}(?:\s?[>»›]\s?[^>»›]{1,12})+(?:\s?[>»›])?$")
_COUNTER = re.compile(r"(?:阅读|浏览|评论|点赞|查看|回复|人气|views?|comments?)\s?[(:]?\s?\d", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|www\.|@[a-z]")
_SYMBOLS = re.compile(r"[\W\d_]*")
_KANA = re.compile(r"[\u3041-\u30ff]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PART = re.compile(r"\s*[_|丨]+\s*|\s+[-–—·»]+\s+|(?<=[\u4e00-\u9fff])[-–—]+(?=[\u4e00-\u9fff]{2,8}$)")
_CHANNEL = re.compile(
    r"^(?:[\u4e00-\u9fff]{1,4}频道|新闻|科技|财经|要闻|正文|资讯|首页|文章|详情|专栏|国内|国际|社会|时政|ai|it|.{1,12}区)$"
)

_SHORTEST, _LONGEST = 4, 70


def find_title(folded: str, lines: Sequence[Span], body: int) -> Span | None:
    """The title before the body, which starts with line number `body`: a labelled one, else the first plausible line.

    Where a menu of several lines comes first, only a line right before the date or byline counts.
    """
    for line in lines[: body + 1]:
        labelled = _LABELLED.match(folded, line.start, line.end)
        if labelled is None:
            continue
        if repeated := _repeated(folded, labelled.end(), line.end):
            return repeated
        if _is_stated(folded, labelled.end(), line.end):
            return Span(labelled.end(), line.end)
    sample = folded[lines[body].start :][:600] if body < len(lines) else folded[-600:]
    plausible = [
        number
        for number in range(min(body, len(lines)))
        if _is_title(folded[lines[number].start : lines[number].end], sample)
    ]
    if not plausible:
        return None
    before_date = [
        number
        for number in plausible
        if number + 1 < len(lines) and parse_dates(_line(folded, lines[number + 1]), head=True)
    ]
    if len(plausible) <= 3:
        number = (before_date or plausible)[0] if plausible[0] != 0 else plausible[0]
        return site_removed(folded, lines[number])
    return site_removed(folded, lines[before_date[0]]) if before_date else None


def labelled_title(folded: str, lines: Sequence[Span]) -> Span | None:
    """A title that a line of the tail states (标题：…)."""
    for line in lines:
        match = _LABELLED.match(folded, line.start, line.end)
        if match and _is_stated(folded, match.end(), line.end):
            return Span(match.end(), line.end)
    return None


def _is_stated(folded: str, start: int, end: int) -> bool:
    """Whether what follows a label can be a title, and not a title with the text run on."""
    return _SHORTEST <= end - start <= _LONGEST and "。" not in folded[start:end]


def site_removed(folded: str, title: Span, *, site: str = "") -> Span:
    """`title` without the names of site and channel that are glued to its end (标题_频道_某某网)."""
    cuts = [match for match in _PART.finditer(folded, title.start, title.end)]
    end = title.end
    for cut in reversed(cuts):
        tail = folded[cut.end() : end].strip()
        removable = is_outlet(tail) or _CHANNEL.match(tail) or (site and tail in (site, site.replace(" ", "")))
        last = end == title.end and "_" in cut.group() and is_source(tail) and len(tail) <= 10
        if not (removable or last) or cut.start() - title.start < _SHORTEST:
            break
        end = cut.start()
    return Span(title.start, end)


def _is_title(line: str, sample: str) -> bool:
    """Whether a line before the body can be its title; `sample` is folded text of the body."""
    if not _SHORTEST <= len(line) <= _LONGEST or line.endswith(("。", ";", ",", ":", "、")):
        return False
    if (
        _NAVIGATION.match(line)
        or _BYLINE.match(line)
        or _TRAIL.match(line)
        or _COUNTER.search(line)
        or _ADDRESS.search(line)
    ):
        return False
    if _SYMBOLS.fullmatch(line) or line[0] + line[-1] in ("[]", "()", "【】") or "|" in line and len(line) < 20:
        return False
    dates = parse_dates(line, head=True)
    if dates and sum(len(date.span) for date in dates) > len(line) // 3:
        return False
    if _KANA.search(line) and len(_KANA.findall(sample)) < len(sample) // 50:
        return False  # chrome in another language
    return bool(_CHINESE.search(line)) or len(_CHINESE.findall(sample)) < len(sample) // 4


def _repeated(folded: str, start: int, end: int) -> Span | None:
    """The title in 原标题：甲乙丙甲乙丙今天…, where the text begins by saying it again."""
    again = folded.find(folded[start : start + 8], start + _SHORTEST, min(end, start + _LONGEST + 8))
    if again < 0 or end - again < again - start:
        return None
    return Span(start, again) if folded.startswith(folded[start:again].rstrip(), again) else None


def _line(folded: str, span: Span) -> str:
    return folded[span.start : span.end]
