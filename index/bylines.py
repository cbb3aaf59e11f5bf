"""Sources, authors and datelines as lines of Chinese text state them. Everything runs over folded text.

A value is taken only where its end is certain: 来源：甲子光年 at a line's end, not 来源：甲子光年近日 and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.date_forms import FoundDate, parse_dates
from index.types import Span

# Strongest first: the page where the text stood first outranks the page that it was saved from.
_SOURCE_LABELS = (
    "原文来源|原文出处|文章来源|本文来源|原载|首发于|原文",
    "新闻来源|信息来源|稿件来源|稿源|来源",
    "出处|转载自|转载来源|转自|摘自|媒体|公众号|微信公众号",
    "发件人|寄件人",
)
_BOUNDARY = r"(?:^|(?<=[\s|·・/\[【(,，。;丨—>!?]))"
_LABEL_END = r"\s?(?:[:丨|/]|于(?=《))\s?"
_SOURCES = tuple(re.compile(rf"{_BOUNDARY}(?:{labels}){_LABEL_END}", re.MULTILINE) for labels in _SOURCE_LABELS)
_AUTHOR = re.compile(
    rf"{_BOUNDARY}(?:(?:本文)?作者|撰文|撰稿人?|署名|原创作者|图文|文字|author|by|文)\s?[:丨|/]\s?", re.MULTILINE
)
_BY = re.compile(r"^by\s+(?=[a-z])", re.MULTILINE)
_STOP = re.compile(
    r"\s{2,}|[|丨\n\r\t;,。!?<>()【】\[\]/]|\s?(?:本文)?(?:作者|记者|通讯员|撰文|文[:/]|图[:/]|编辑|编译|责编|责任编辑|校对|审核|监制|制作|出品|实习|整理|采写|策划|统筹|供稿|来稿|投稿|美编|排版"
    r"|时间|日期|发布|发表|更新|阅读|浏览|评论|字号|分享|收藏|点赞|人气|点击|原标题|来源|出处|返回|版权|查看|举报|链接|\d{4}\s?[-年/.]|\d{1,2}-\d{1,2}\s)"
)
_OUTLET = re.compile(
    r"(?:网|社|报|刊|新闻|电视台|卫视|客户端|频道|财经|科技|传媒|媒体|在线|观察|快讯|资讯|公众号|头条|电台|论坛|融媒|通讯|周记|笔记|评论|发布|杂志|news|daily|times|post|日报社)$"
)
_NO_SOURCE = re.compile(r"^(?:网络|互联网|网上|未知|原创|本站|本网|转载|其他|综合|\d+|https?:.*|www\..*|见.*|如.*|无)$")
_NO_AUTHOR = re.compile(
    r"^(?:(?:本网|本报|本刊|特约|专栏)?(?:记者|作者|撰稿人|评论员)|admin|administrator|editor|root|user|匿名|佚名|未知|网友|小编|编辑部?|本站|原创|官方|管理员|游客|team|discuz.*|wordpress.*|.*comsenz.*|\d+|https?:.*)$"
)
_PERSON = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6})+|[A-Z][a-z]+(?: [A-Z][a-z.]*){1,3}"
)
_NO_PERSON = re.compile(
    r"用户|用戶|管理|作者|编辑|編輯|办公|辦公|公司|部$|室$|中心|电脑|電腦|本地|某某|User|Admin|Office|Microsoft"
)
_PLAIN = re.compile(r"[\w·・&\-–—.+ 、:'’「」《》]+")

_NAME = (
    r"(?:(?!通讯员|记者|实习生|编辑|摄影|本网|本报|本刊|本台|特约|见习)"
    r"[\u4e00-\u9fff](?:[\u4e00-\u9fff]{1,3}|\s[\u4e00-\u9fff](?![\u4e00-\u9fff]))(?:·[\u4e00-\u9fff]{1,6})?)"
)
_NAMES = rf"{_NAME}(?:(?:\s|、|,\s?){{1,2}}{_NAME}){{0,4}}"
_ROLE = r"(?:[\u4e00-\u9fff·]{0,12}记者)"
_REPORTERS = (
    re.compile(
        rf"[(【][^()【】]{{0,20}}{_ROLE}\s?:?\s?(?P<names>{_NAMES})(?=\s?(?:[)】]|通讯员|实习生|编辑|摄影|发自|报道))"
    ),
    re.compile(rf"[电讯]\s?\(\s?(?P<names>{_NAMES})\s?\)"),
    re.compile(
        rf"(?:^|[/。】)]\s?){_ROLE}(?:\s?[:|丨]\s?|\s)(?P<names>{_NAMES})(?=\s?(?:$|图|文|摄|[|/]|编辑|通讯员|报道|发自|北京报道))",
        re.MULTILINE,
    ),
)
_ROLE_AFTER = re.compile(r"作者|记者|编辑|编译|撰稿")  # 文/某某网特约作者 names nobody
_AGENCY = (
    "中新社|新华社|中新网|中新经纬|财联社|中国经济网|人民网|新华网|央视网|央视新闻|"
    "环球网|海外网|光明网|中国网|澎湃新闻|界面新闻|第一财经|中央社|格隆汇"
)
_WIRE = re.compile(
    rf"(?:(?P<source>{_AGENCY})"
    r"|(?:^|(?<=[\s】)。!?;]))(?P<paper>(?!据)[\u4e00-\u9fffa-z]{1,8}?(?:社|网|报|新闻|经纬|财经|证券)))"
    r"(?:客户端)?(?:[\u4e00-\u9fff]{2,8}?)?\s?$"
)
_BULLETIN = re.compile(
    r"(?:^\s*|【)(?!据)(?P<source>[\u4e00-\u9fffa-z]{2,10}?(?:网|社|报|新闻|经纬))(?:消息|讯|报道)(?=[ :(【】\s])"
)
_NO_WIRE = frozenset({"本报", "本网", "本社", "据新闻", "新闻", "日报", "晚报", "网"})


@dataclass(frozen=True, slots=True)
class Dateline:
    """新华社北京7月27日电: who sent it (None for 本报) and the date."""

    source: Span | None
    date: FoundDate


def labelled_sources(folded: str, start: int, end: int) -> Iterator[Span]:
    """Values behind 来源: and its kin, the strongest label first."""
    part = folded[start:end]
    for pattern in _SOURCES:
        for match in pattern.finditer(part):
            span = _value(part, match.end())
            if span is not None and is_source(part[span.start : span.end]):
                yield _shifted(span, start)


def labelled_authors(folded: str, start: int, end: int) -> Iterator[Span]:
    """Values behind 作者, 文/ and their kin."""
    part = folded[start:end]
    for pattern in (_AUTHOR, _BY):
        for match in pattern.finditer(part):
            span = _value(part, match.end())
            if span is None or _ROLE_AFTER.match(part, span.end):
                continue
            if is_author(part[span.start : span.end]):
                yield _shifted(span, start)


def reporters(folded: str, start: int, end: int) -> Iterator[Span]:
    """Names of the reporters at the head of a report: (记者 张三 李四), 本报记者 张三."""
    for pattern in _REPORTERS:
        for match in pattern.finditer(folded[start:end]):
            last = start + match.end()
            if last < end or end == len(folded) or folded[end] == "\n":  # else the window cut the name short
                yield _shifted(Span(*match.span("names")), start)


def datelines(folded: str, start: int, end: int) -> Iterator[Dateline]:
    """Datelines of agencies and papers in `[start, end)`."""
    part = folded[start:end]
    for found in parse_dates(part):
        if not re.match(r"\s?(?:[电讯]|(?:综合)?报道|消息)", part[found.span.end : found.span.end + 6]):
            continue
        wire = _WIRE.search(part[max(0, found.span.start - 24) : found.span.start])
        name = "source" if wire and wire["source"] else "paper"
        source = Span(*wire.span(name)) if wire and wire[name] not in _NO_WIRE else None
        yield Dateline(
            _shifted(source, start + max(0, found.span.start - 24)) if source else None,
            FoundDate(_shifted(found.span, start), found.year, found.month, found.day),
        )


def bulletin(folded: str, start: int, end: int) -> Span | None:
    """The sender in 央视网消息: or 【环球网报道】 at the head of a report."""
    match = _BULLETIN.search(folded[start:end])
    return _shifted(Span(*match.span("source")), start) if match and match["source"] not in _NO_WIRE else None


def is_source(value: str) -> bool:
    """Whether folded `value` can name a paper, site or account."""
    return (
        2 <= len(value) <= 24
        and ":" not in value
        and _PLAIN.fullmatch(value) is not None
        and not _NO_SOURCE.match(value)
    )


def is_author(value: str) -> bool:
    """Whether folded `value` can name the people who wrote a text."""
    if not 2 <= len(value) <= 30 or _PLAIN.fullmatch(value) is None or _NO_AUTHOR.match(value):
        return False
    return not value.endswith(("日报", "晚报", "早报", "青年报", "都市报", "时报", "通讯社", "新华社", "客户端"))


def is_person(value: str) -> bool:
    """Whether `value` has the form of a person's name; what programs fill in (微软用户, python-docx) has not."""
    return _PERSON.fullmatch(value) is not None and not _NO_PERSON.search(value)


def is_outlet(value: str) -> bool:
    """Whether folded `value` ends as names of papers and sites do."""
    return 2 <= len(value) <= 16 and _OUTLET.search(value) is not None


def _value(part: str, start: int) -> Span | None:
    """What follows a label, up to the first thing that can't belong to it."""
    while part[start : start + 1] in (" ", "\t", "\xa0"):
        start += 1
    limit = min(len(part), start + 40)
    stop = _STOP.search(part, start, limit)
    if stop is None and limit < len(part):
        return None  # runs on into a text: where it ends nobody knows
    finish = stop.start() if stop else limit
    while finish > start and part[finish - 1] in " \xa0《》「」—-·、:":
        finish -= 1
    while start < finish and part[start] in "《「":
        start += 1
    return Span(start, finish) if finish > start else None


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
