"""Boilerplate: credits, disclaimers, share bars, navigation, calls to follow, headings of link lists.

Lines are judged whole, over folded text, so both scripts and widths are one; `closings` judges what is glued to the end
of an article. Sources, authors and dates are no boilerplate: citations are made of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.cleaning.closings import is_notice, spans_at_end
from index.cleaning.credits import CREDIT_LINE, IMAGE_CREDIT, IMAGE_CREDIT_LINE
from index.cleaning.interface_words import ambiguous_words, is_interface, site_words
from index.cleaning.lines import Line, drop_lines, line_key, lines_of
from index.cleantext import Edit

REASON = "boilerplate"

_COUNTED = "阅读|浏览|点击|访问|人气|热度|评论|点赞|赞|回复|收藏|分享|跟贴|喜欢|转发|播放|在看"
_URL = r"(?:https?://|www\.)[^\s，。]{4,300}"
# Each rule: words of which a line must hold one for the rule to be tried, and the whole line's form.
_RULES: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (tuple(triggers.split()), re.compile(form))
    for triggers, form in (
        (
            "位置 首页 home",
            r"(?:您?的?(?:当前|现在|所在)?(?:所在)?的?位置\s*:?|网?站?首页\s*[>›»/·|-]|home\s*[>›»/]).{0,80}",
        ),
        ("> › »", r"(?:[^>›»。,]{1,14}\s*[>›»]\s*){2,6}[^>›»。]{0,40}"),
        ("一篇 一页 一条 上篇 下篇", r"(?:[上下前后]一[篇页条]|[上下]篇)\s*[:|].{0,60}"),
        ("字号 字体 文字", r"(?:字号|字体|文字大小)\s*:.{0,20}"),
        ("标签 tag 分类 栏目 合集", r"(?:标签|tags?|关键标签|所属分类|分类|栏目|收录于合集|话题标签)\s*[:#].{0,80}"),
        ("链接 地址 网址 url", rf"(?:本文|原文|文章|页面|本页)?(?:链接|地址|网址|url)\s*:\s*(?:{_URL})?"),
        ("http www.", _URL),
        (
            "阅读 浏览 点击 访问 人气 热度 评论 分享 点赞",
            rf"(?:本文)?(?:{_COUNTED})(?:量|数|次数)?\s*[:(]\s*[\d,.]+[万k+]?\s*\)?\s*次?",
        ),
        (_COUNTED.replace("|", " "), rf"(?:[\d,.]+[万k+]?\s*[次人条]?\s*(?:{_COUNTED})\s*){{1,5}}"),
        (
            "已有 共 有",
            rf"(?:已有|共有?|目前有)\s*[\d,.]+[万k+]?\s*[人条位次]?(?:网友)?(?:参与)?(?:{_COUNTED}|讨论|参与).{{0,20}}",
        ),
        (
            "icp 网安 许可证 许可 视听",
            r".{0,30}(?:icp[备证许]|公网安备|增值电信业务|网络文化经营许可|视听节目许可|互联网新闻信息服务).{0,100}",
        ),
        ("copyright reserved © 版权所有", r".{0,40}(?:copyright|all rights reserved|©|版权所有).{0,120}"),
        ("举报 投诉", r".{0,30}(?:违法|不良|有害).{0,8}信息.{0,8}(?:举报|投诉).{0,60}"),
        ("cookie", r".{0,160}cookies?.{0,160}"),
        (
            "扫 长按 识别 搜索",
            r".{0,30}(?:扫码|扫一扫|扫描|长按|识别|微信搜索|搜索).{0,16}(?:二维码|关注|下载|公众号|分享|朋友圈|小程序|客户端|app).{0,30}",
        ),
        (
            "关注 订阅 添加",
            r".{0,16}(?:关注|订阅|添加).{0,16}(?:公众号|视频号|订阅号|服务号|官方微信|微信号|抖音号|头条号|百家号|本站|我们).{0,30}",
        ),
        (
            "点击 戳 轻触 点",
            r".{0,10}(?:点击|戳|轻触|点).{0,10}(?:蓝字|右上角|左下角|[下上]方|链接|阅读原文|查看原文|名片|卡片|关注|订阅).{0,24}",
        ),
        ("下载 打开 安装", r".{0,16}(?:下载|打开|安装).{0,12}(?:客户端|app).{0,30}"),
        (
            "点赞 在看 转发 三连 分享",
            r".{0,20}(?:点赞|在看|转发|分享|收藏|关注).{0,6}(?:三连|一波|支持一下|哦|吧|起来).{0,16}",
        ),
        ("欢迎 觉得 喜欢", r"(?:欢迎|觉得|喜欢).{0,16}(?:转发|分享|点赞|关注|收藏|在看|留言|投稿|评论区).{0,24}"),
        (
            "看到 搜狐 责任编辑 海量",
            r"分享让更多人看到|返回搜狐.{0,10}|查看更多\s*责任编辑.{0,20}|.{0,10}海量资讯、精准解读.{0,20}",
        ),
        (
            "客服 投稿 报料 爆料 合作 联系 广告 商务",
            r"(?:在线)?(?:客服|投稿|报料|爆料|合作|广告|商务)(?:热线|电话|邮箱|qq|微信|合作)?\s*:\s*[\w@.\-+()/ ]{5,60}",
        ),
        ("end 完", r"[-—–=·•.\s*]*(?:end|the end|全文完|本文完|正文完)[-—–=·•.\s*]*"),
    )
)
_ANY_TRIGGER = re.compile("|".join(sorted({re.escape(trigger) for triggers, _ in _RULES for trigger in triggers})))
_RULES_OF = {
    trigger: [form for triggers, form in _RULES if trigger in triggers]
    for triggers, _ in _RULES
    for trigger in triggers
}
# Headings of link lists: the short lines under them go too.
_LIST_HEADING = re.compile(
    r"[【\[(《#▼▶►◆●■↓>\s]*(?:相关|推荐|延伸|拓展|扩展|更多|热门|精彩|往期|最新|精选|猜你|大家|为您|为你|作者|编辑|小编|今日|本周|近期|其他|其它)"
    r"(?:相关|推荐|热门|精彩|最新|更多|都在|还在|喜欢|往期)?(?:的)?(?:阅读|新闻|文章|推荐|链接|报道|资讯|视频|回顾|好文|内容|专题|话题|看|喜欢|热文|头条|消息)"
    r"\s*[】\])》:▼↓>\s]*"
)
_ADVERTISEMENT = re.compile(r"广告\s+[^。×\n]{2,40}?\s?×|\[(?:扫码|下载|看预测|点击|广告)[^\[\]\n]{0,40}\]")
_TITLE_AGAIN = re.compile(r"(?:文章|本文|原文)?(?:标题|题目|主题)\s*:\s*(.+)")
_WORDS = re.compile(r"[\s,、|;/]+")


def find_boilerplate(text: str, repeated_lines: frozenset[str] = frozenset()) -> tuple[Edit, ...]:
    """Edits that drop boilerplate; `repeated_lines` are keys of lines that come back across an index."""
    lines = lines_of(text)
    dropped = [_is_boilerplate(line, repeated_lines) for line in lines]
    _keep_headings(lines, dropped)
    _drop_listed_links(lines, dropped)
    _drop_title_again(lines, dropped)
    edits = list(drop_lines(text, (line for line, drop in zip(lines, dropped, strict=True) if drop), REASON))
    covered = [(edit.start, edit.end) for edit in edits]
    inner: list[tuple[int, int]] = []
    kept = [line for line, drop in zip(lines, dropped, strict=True) if not drop]
    for line in kept:
        inner += spans_at_end(text, line, is_last=line is kept[-1])
        inner += _inline_spans(text, line)
    edits += [Edit(start, end, "", REASON) for start, end in _merged(inner) if not _within(start, covered)]
    return tuple(sorted(edits))


def _is_boilerplate(line: Line, repeated_lines: frozenset[str]) -> bool:
    words = line.words
    if len(words) > 400:
        return False
    if repeated_lines and len(words) <= 100 and line_key(words) in repeated_lines:
        return True
    return _reads_as_boilerplate(words) or ("cookie" not in words and not line.is_prose and _follows_a_rule(words))


@lru_cache(maxsize=4096)  # the same lines come back: in the next round, on the next page of a site
def _reads_as_boilerplate(words: str) -> bool:
    """Lines that are boilerplate however long or Chinese."""
    if len(words) <= 160 and (
        is_interface(words, site_words()) or CREDIT_LINE.fullmatch(words) or IMAGE_CREDIT_LINE.fullmatch(words)
    ):
        return True
    return is_notice(words) or _is_keyword_stuffing(words) or ("cookie" in words and _follows_a_rule(words))


@lru_cache(maxsize=4096)
def _follows_a_rule(words: str) -> bool:
    if len(words) > 160:
        return False
    found = set(_ANY_TRIGGER.findall(words))
    return any(form.fullmatch(words) for trigger in found for form in _RULES_OF[trigger])


def _is_keyword_stuffing(words: str) -> bool:
    """Words for search engines: a list most of whose entries hold one and the same entry."""
    if len(words) < 16 or "。" in words:
        return False
    entries = _WORDS.split(words)
    if len(entries) < 6 or max(map(len, entries)) > 14:
        return False
    return any(
        sum(entry in other for other in entries) >= 0.6 * len(entries) for entry in set(entries) if len(entry) >= 2
    )


def _keep_headings(lines: Sequence[Line], dropped: list[bool]) -> None:
    """A single word that may be a heading stays when prose follows and no other furniture is beside it."""
    for number, line in enumerate(lines[:-1]):
        if dropped[number] and line.words in ambiguous_words() and lines[number + 1].is_prose:
            dropped[number] = dropped[number + 1] or (number > 0 and dropped[number - 1])


def _drop_listed_links(lines: Sequence[Line], dropped: list[bool]) -> None:
    """A heading of links and the short lines after it, at the end of the text (no prose may follow)."""
    # From the end upward to the last prose; the heading that stands highest there takes all below it.
    heading = None
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if len(line.words) <= 30 and _LIST_HEADING.fullmatch(line.words):
            heading = number
        elif not dropped[number] and line.is_prose:
            break
    if heading is not None:
        dropped[heading:] = [True] * (len(lines) - heading)


def _drop_title_again(lines: Sequence[Line], dropped: list[bool]) -> None:
    """标题: …, when it only repeats the first line."""
    for number, line in enumerate(lines[1:], start=1):
        again = _TITLE_AGAIN.fullmatch(line.words)
        if again and again[1].strip() == lines[0].words:
            dropped[number] = True


def _inline_spans(text: str, line: Line) -> list[tuple[int, int]]:
    """Bracketed image credits and advertisements inside a line."""
    folded = line.folded
    return [
        (line.start + match.start(), line.start + match.end())
        for pattern in (IMAGE_CREDIT, _ADVERTISEMENT)
        for match in pattern.finditer(folded)
    ]


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _within(offset: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in spans)
