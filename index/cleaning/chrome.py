"""Forum chrome: what stands around the posts of a saved thread. The posts themselves stay, replies too.

A page counts as a thread when several lines say so; single words such as 回复 or 主题 then mean buttons. Patterns are over
folded text, so both scripts are one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.cleaning.interface_words import forum_words, is_interface
from index.cleaning.lines import Line, drop_lines, lines_of
from index.cleantext import Edit

REASON = "chrome"

_DATE = r"(?:19|20)?\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"

# Lines that only forum software writes.
_STRONG = re.compile(
    r"(?:查看|浏览|阅读|点击)\s*:?\s*[\d,]+\s*[|,]?\s*(?:回[复覆]|回应|评论)\s*:?\s*[\d,]+.{0,20}"
    rf"|(?:.{{0,20}}\s)?(?:发表于|发布于|楼主发表于?)\s*:?\s*{_DATE}.{{0,80}}"
    r"|(?:.{0,20}\s)?(?:发表于|发布于)\s*\d{1,3}\s*(?:秒|分钟|小时|天|个月|年)前.{0,60}"
    rf"|本[帖贴主题]{{1,2}}(?:最后)?由\s*\S{{1,30}}\s*于\s*{_DATE}.{{0,30}}编辑.{{0,4}}"
    r"|您?(?:需要|必须)\s*登[录入]\s*(?:后)?才?(?:可以|能).{0,60}"
    r"|(?:.{0,10})?本[帖贴]子?(?:中)?包含更多资源.{0,30}"
    r"|.{0,30}processed in [\d.]+ second.{0,60}"
    r"|powered by .{0,40}|.{0,30}(?:comsenz|discuz|phpwind|vbulletin|phpbb)[!.\s].{0,40}|©.{0,60}team\.?"
    r"|gmt\s*[+-]\s*\d.{0,60}|.{0,60}小黑屋.{0,80}|.{0,12}archiver\|.{0,80}"
    r"|\[?复制链接\]?|(?:回[复覆]\s*)?(?:支持\s*反对\s*)?使用道具.{0,10}|.{0,12}显示全部楼层.{0,60}|.{0,30}只看该作者.{0,60}"
)
# Lines that are chrome on such a page only.
_WEAK = re.compile(
    r"[\d,.]{1,12}[万k+]?|(?:注册时间|最后登录|在线时间|阅读权限|积分|精华|帖子|主题|威望|金钱|金币|贡献|经验|好友|uid|来自|等级)"
    r"\s*:?\s*[\d,.\-年月日: ]{1,20}\s*"
    r"(?:点|元|枚|小时|个|级|分)?|[\d,]{1,9}\s*(?:浏览|阅读|查看|回[复覆]|评论|主题|帖子|积分|楼|#|人|条|次)"
    r"|(?:第\s*)?\d{1,4}\s*(?:楼|#)|[#＃]\d{1,4}|[×xX✕]|只需一步.{0,10}|站长推荐.{0,40}|上一[条主][题]?.{0,6}下一[条主][题]?|帖子地址.{0,80}"
    r"|(?:收藏|分享|支持|反对|评分|点评|回[复覆]|举报|淘帖)\s*\d{0,6}(?:\s*(?:收藏|分享|支持|反对|评分|点评|回[复覆]|举报|淘帖)\s*\d{0,6}){0,8}"
    r"|该用户.{0,20}(?:签到|禁言|删除)|[a-z一-龥]{1,12}登录"
)
_VIEWS = re.compile(r"(?:查看|浏览|阅读|点击)\s*:?\s*[\d,]+.{0,6}(?:回[复覆]|回应|评论).{0,20}|[\d,]+\s*(?:浏览|查看)")
_LOGIN_TO_REPLY = re.compile(r"您?(?:需要|必须)\s*登[录入]\s*后?才?(?:可以|能)\s*(?:回[帖贴复覆]|发[帖贴表]).{0,40}")
_POSTED = re.compile(rf"(?:.{{0,20}}\s)?(?:发表于|发布于)\s*:?\s*(?:{_DATE}|\d{{1,3}}\s*\D{{1,3}}前).{{0,80}}")
_NAME = re.compile(r"[^\s。,!?;:“”\"]{1,15}")
_UNMISTAKABLE = re.compile("显示全部楼层|只看该作者|使用道具|discuz|processed in|查看.{0,12}回[复覆]\\s*:")
_FEWEST_STRONG = 2
_HEAD_LINES = 60


def find_chrome(text: str) -> tuple[Edit, ...]:
    """Edits that drop the chrome of a forum page; none when the text is no such page."""
    lines = lines_of(text)
    strong = [len(line.words) <= 160 and _STRONG.fullmatch(line.words) is not None for line in lines]
    # A line with two marks of the software is as good as two lines.
    if (
        sum(
            sure + (sure and _UNMISTAKABLE.search(line.words) is not None)
            for line, sure in zip(lines, strong, strict=True)
        )
        < _FEWEST_STRONG
    ):
        return ()
    dropped = [
        sure
        or (
            len(line.words) <= 100
            and (is_interface(line.words, forum_words()) or _WEAK.fullmatch(line.words) is not None)
        )
        for line, sure in zip(lines, strong, strict=True)
    ]
    _drop_page_head(lines, dropped)
    _drop_page_foot(lines, dropped)
    _drop_names(lines, dropped)
    _drop_signatures(lines, dropped)
    return drop_lines(text, (line for line, drop in zip(lines, dropped, strict=True) if drop), REASON)


def _drop_page_head(lines: Sequence[Line], dropped: list[bool]) -> None:
    """What precedes the view counter is menus and advertisements; the thread's title comes after it."""
    for number, line in enumerate(lines[:_HEAD_LINES]):
        if _VIEWS.fullmatch(line.words):
            for earlier in range(number):
                dropped[earlier] |= len(lines[earlier].words) <= 60 and not lines[earlier].is_prose
            return


def _drop_page_foot(lines: Sequence[Line], dropped: list[bool]) -> None:
    """What follows the box that asks to log in is the page's foot."""
    for number in range(len(lines) - 1, -1, -1):
        if _LOGIN_TO_REPLY.fullmatch(lines[number].words):
            for later in range(number + 1, len(lines)):
                if _POSTED.fullmatch(lines[later].words):
                    return
                dropped[later] |= len(lines[later].words) <= 120 and not lines[later].is_prose
            return


def _drop_names(lines: Sequence[Line], dropped: list[bool]) -> None:
    """A poster's name among counters: between two lines of chrome, unless the thread's title may stand there."""
    for number in range(1, len(lines) - 1):
        if dropped[number] or not (dropped[number - 1] and dropped[number + 1]):
            continue
        before, after, words = lines[number - 1].words, lines[number + 1].words, lines[number].words
        title_place = "复制链接" in after or (_VIEWS.fullmatch(before) is not None and not words.isascii())
        reply_place = _POSTED.fullmatch(before) is not None  # a post of one word
        if not title_place and not reply_place and _NAME.fullmatch(words) and lines[number].han <= 8:
            dropped[number] = True


def _drop_signatures(lines: Sequence[Line], dropped: list[bool]) -> None:
    """A line that ends more than one post, right before its buttons."""
    counts = Counter(line.words for line in lines)
    for number in range(len(lines) - 1):
        line = lines[number]
        if not dropped[number] and dropped[number + 1] and counts[line.words] > 1 and len(line.words) <= 120:
            dropped[number] = line.han <= 40
