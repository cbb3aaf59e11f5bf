"""Saved forum threads as posts: Discuz and kin in both scripts, as pages or as text copied from them, and PTT.

Works on the visible text; posts come back in raw coordinates. The opening post is the article, the others are replies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.date_forms import parse_dates
from index.scripts import fold
from index.types import CleanText, Post, Span

# Discuz writes this line above every post. Quoting a post repeats "甲 发表于 2023-4-25 23:28" without what follows.
_HEADER = re.compile(
    r"发表于\s{0,3}:?\s{0,3}(?P<when>\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?(?:\s{1,3}\d{1,2}:\d\d(?::\d\d)?)?"
    r"|[前昨今]天\s?\d{1,2}:\d\d|\d{1,3}\s?(?:天|小时|分钟|秒)前)"
)
_HEADER_END = re.compile(
    r"[^\n]{0,20}\n?[\s|]{0,6}(?:显示全部楼层|只看该作者|只看楼主|只看大图|倒序浏览|查看全部|显示所有楼层)"
)
_SIGN = re.compile(
    r"回复\s{0,4}使用道具|使用道具\s{0,4}举报|显示全部楼层|只看该作者|本帖最后由"
    r"|查看:\s?\d+\s{0,3}\|\s{0,3}回复:\s?\d+|powered by discuz|discuz!"
)
_TITLE_END = re.compile(r"\[?复制链接\]?")
_COUNTS = re.compile(r"查看:\s?\d+\s{0,4}\|?\s{0,4}回复:\s?\d+")
# What stands in the box beside a post, apart from numbers and the name.
_BOX = re.compile(
    r"^(?:[\d,.万wk+-]+|主题|帖子|回帖|听众|收听|积分|精华|威望|金币|金钱|贡献|经验|好友|记录|日志|相册|分享|注册时间|最后登录|在线时间"
    r"|阅读权限|uid|串个门|加好友|打招呼|发消息"
    r"|楼主|沙发|板凳|地板|\d+\s?[#楼]|#\d+|电梯直达|当前离线|当前在线|离线|在线|发消息|头像被屏蔽|该用户.*|[★☆●■\s]+|ta的.*|签到天数.*|\[?lv\.?\d+.*)$"
)
_RANK = re.compile(
    r"^(?:论坛|新手|初级|中级|高级|金牌|银牌|铜牌|白金|钻石|普通|注册|资深|见习|超级|荣誉|"
    r"版主|管理员|站长|元老|会员|游客|lv)[\u4e00-\u9fff\d]{0,6}$"
)
_ACTION = r"(?:举报|使用道具|回复|支持|反对|评分|收藏|点评|分享|引用|\[?复制链接\]?|返回列表|顶部|道具|编辑|\d+)"
_POST_END = re.compile(rf"^{_ACTION}(?:[\s|]+{_ACTION})*$")
_FOOTER = re.compile(
    r"^(?:您需要登录后才可以回帖|本版积分规则|发表回复|快速回复|高级模式|返回列表"
    r"|站长推荐|上一主题|下一主题|手机版\||archiver\||powered by|gmt\+8)",
    re.MULTILINE,
)
_BOX_LINES = 40

_PTT_HEAD = re.compile(
    r"^\s*作者\s{1,3}(?P<author>\S{1,20})(?:\s\([^\n]{0,40}\))?\s[^\n]{0,60}\n\s*标题\s{1,3}", re.MULTILINE
)
_PTT_SENT = re.compile(r"^※\s?发信站[^\n]*(?:\n※[^\n]*)*", re.MULTILINE)
_PTT_PUSH = re.compile(
    r"^(?:推|嘘|→)\s{1,3}(?P<author>[A-Za-z0-9]{2,14})\s{0,12}:[^\n]*?(?P<when>\d\d/\d\d(?:\s\d\d:\d\d)?)?\s*$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Header:
    """A post's header line in the visible text: where the post starts, and who wrote when."""

    start: int
    author: str | None
    date: str | None


def find_posts(view: CleanText) -> tuple[Post, ...]:
    """The posts of a saved thread, in order; empty when the text is none."""
    folded = fold(view.text)
    return _discuz(view, folded) or _ptt(view, folded)


def _discuz(view: CleanText, folded: str) -> tuple[Post, ...]:
    found = list(_HEADER.finditer(folded))
    if not found or not _SIGN.search(folded):
        return ()
    marked = [match for match in found if _HEADER_END.match(folded, match.end())]
    headers: list[_Header] = []
    floor = 0
    for match in marked or found:
        headers.append(_header(view.text, folded, match, floor))
        floor = match.end()
    return _posts(view, folded, headers, floor)


def _header(text: str, folded: str, match: re.Match[str], floor: int) -> _Header:
    """Go back from the header over the box beside the post to where the post begins, not before `floor`."""
    line_start = folded.rfind("\n", floor, match.start()) + 1 or floor
    before = text[line_start : match.start()].strip(" \t|\xa0·#")
    author = before if _is_name(before, fold(before)) else None
    start = line_start
    number_seen = False
    for line in _lines_back(folded, line_start, floor):
        words = folded[line.start : line.end].strip()
        if not words:
            continue
        if _POST_END.match(words) and not words.isdigit():
            break
        if _BOX.match(words) or _RANK.match(words):
            number_seen = True
            start = line.start
            continue
        name = text[line.start : line.end].strip()
        if author is None and _is_name(name, words) and (number_seen or len(words) <= 12):
            author = name
            start = line.start
        break
    dates = parse_dates(folded[match.start() : match.end()])
    return _Header(start, author, dates[0].iso() if dates else None)


def _lines_back(folded: str, start: int, floor: int) -> Iterator[Span]:
    end = start - 1
    for _ in range(_BOX_LINES):
        if end <= floor:
            return
        begin = folded.rfind("\n", floor, end) + 1 or floor
        yield Span(begin, end)
        end = begin - 1


def _is_name(name: str, folded: str) -> bool:
    """Whether a line can be a user's name."""
    if not 1 <= len(name) <= 16 or re.search(r"[。!?,;:|<>()\[\]]|https?", folded):
        return False
    return not (
        _BOX.match(folded) or _RANK.match(folded) or _POST_END.match(folded) or folded in ("来自", "电脑版", "手机端")
    )


def _posts(view: CleanText, folded: str, headers: Sequence[_Header], last: int) -> tuple[Post, ...]:
    footer = _FOOTER.search(folded, last)
    end = footer.start() if footer else len(folded)
    starts = [_opening(folded, headers[0].start), *(header.start for header in headers[1:]), end]
    posts: list[Post] = []
    for number, header in enumerate(headers):
        span = view.to_raw(starts[number], starts[number + 1])
        posts.append(Post(span, "reply" if number else "article", header.author, header.date))
    return tuple(posts)


def _opening(folded: str, start: int) -> int:
    """Where the opening post starts: at the thread's title if it stands above the post."""
    title = thread_title(folded, start)
    return title.start if title else start


def thread_title(folded: str, limit: int | None = None) -> Span | None:
    """The title line of a saved thread: PTT's own, above [复制链接], else below the counts of views and replies."""
    head = _PTT_HEAD.search(folded[:400])
    if head is not None:
        line_end = folded.find("\n", head.end())
        return Span(head.end(), line_end) if line_end > head.end() else None
    end = min(len(folded), 6000) if limit is None else limit
    link = _TITLE_END.search(folded, 0, end)
    counts = _COUNTS.search(folded, 0, end)
    if link is not None:
        line = _line_before(folded, link.start())
        if line is not None and (counts is None or line.start >= counts.end()):
            return line
    if counts is not None:
        line = _line_after(folded, counts.end(), end)
        if line is not None:
            return line
    return None


def _line_before(folded: str, at: int) -> Span | None:
    for line in _lines_back(folded + "\n", at + 1, 0):
        words = folded[line.start : min(line.end, at)]
        if len(words.strip()) >= 4:
            first = line.start + len(words) - len(words.lstrip())
            return Span(first, first + len(words.strip()))
    return None


def _line_after(folded: str, at: int, end: int) -> Span | None:
    for match in re.compile(r"[^\n]+").finditer(folded, at, end):
        words = match.group().strip()
        if 4 <= len(words) <= 90 and not _BOX.match(words) and not _TITLE_END.match(words):
            first = match.start() + len(match.group()) - len(match.group().lstrip())
            return Span(first, first + len(words))
        if len(words) > 90:
            return None
    return None


def _ptt(view: CleanText, folded: str) -> tuple[Post, ...]:
    """A PTT article with its pushes, each push a reply."""
    head = _PTT_HEAD.search(folded[:400])
    if head is None:
        return ()
    sent = list(_PTT_SENT.finditer(folded))
    pushes = list(_PTT_PUSH.finditer(folded, sent[-1].start() if sent else head.end()))
    if not sent and not pushes:
        return ()
    dates = [found.iso() for found in parse_dates(folded[: head.end() + 200]) if found.day]
    end = pushes[0].start() if pushes else len(folded)
    posts = [
        Post(
            view.to_raw(head.start(), end),
            "article",
            view.text[slice(*head.span("author"))],
            dates[0] if dates else None,
        )
    ]
    year = int(dates[0][:4]) if dates and dates[0] else None
    for push in pushes:
        said = parse_dates(push["when"] + " ", head=True) if push["when"] else ()
        date = said[0].iso(year) if said else None
        posts.append(Post(view.to_raw(*push.span()), "reply", view.text[slice(*push.span("author"))], date))
    return tuple(posts)
