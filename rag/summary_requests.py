"""Whether a question asks what an article says as a whole, and which article it means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.scripts import fold
from rag.folded_patterns import FoldedPattern

_END = r"\s*[?？。.!！～呢吗吧]*\s*$"
_ARTICLE = r"(?:文章|报道|报导|帖子|贴子|新闻|来信|信件|访谈|资料|全文|稿子|评论|专栏|一?篇|封信|文档)"
_ASK = r"(?:请|麻烦|帮我|给我|替我|能不能|能否|可以|你能|再|来|你|先)*"
_SAYS = (
    r"(?:里面?|中|里头)?(?:主要|大概|大致|都|究竟|到底|还|又|另外|具体|分别|各自|各)*(?:讲|说|写|谈|介绍|讨论|"
    r"报道|论述|提到)"
    r"(?:了|的|到)?(?:都)?(?:是)?(?:些|哪些)?(?:什么|啥|哪些)(?:内容|事情?|东西|问题)?"
)
_CHINESE = (
    FoldedPattern(rf"^{_ASK}(?P<what>){_SAYS}{_END}"),
    FoldedPattern(rf"^{_ASK}(?P<what>.*?(?:{_ARTICLE}|《[^》]+》)){_SAYS}{_END}"),
    FoldedPattern(
        rf"^{_ASK}(?:用.{{1,8}}[话字句]|简单|简要|简短|快速)?(?:地|来)?(?:总结|概括|归纳|概述|简述|小结|"
        rf"摘要)(?:一下|下)?"
        rf"(?P<what>.*?)(?:的)?(?:主要内容|内容|大意|要点|主旨)?{_END}"
    ),
    FoldedPattern(
        rf"^{_ASK}(?P<what>.*?)(?:的)?(?:主要内容|大意|主旨|中心思想|摘要|梗概|概要|内容提要|内容概要|主要讲了?)"
        rf"(?:是|有|讲了?)?(?:什么|啥|哪些|怎样的)?{_END}"
    ),
)
_TITLED = FoldedPattern(
    rf"^{_ASK}(?P<what>[^,，?？]{{2,30}}?)(?:里面?|中)?(?:主要|大概|到底|还)*(?:讲|写)了?(?:些|的是)?(?:什么|啥){_END}"
)
_ENGLISH = FoldedPattern(
    r"^(?:please |can you |could you |would you )*(?:"
    r"(?:summari[sz]e|sum up|outline|tl;?dr:?)\s*(?P<what>.*?)"
    r"|(?:give (?:me )?|write |show (?:me )?)?(?:an? |the )?(?:short |brief |quick )*(?:summary|overview|"
    r"outline|gist) (?:of|for) (?P<what2>.*?)"
    r"|what(?:'s| is| are| does| do|'re) (?P<what3>(?:the |this |that |each |all |every )?.*?\b(?:articles?|"
    r"texts?|letters?|reports?|posts?|pieces?)\b.*?)"
    r" (?:about|say|cover|discuss)"
    r"|what(?:'s| is| are) the (?:main|key|central) (?:points?|ideas?|messages?|content|arguments?) (?:of|in) "
    r"(?P<what4>.*?)"
    r"|(?P<what5>summary|summarise|summarize|tl;?dr)"
    r")(?: in .{1,20})?(?: please)?\s*[?.!]*$"
)
_JAPANESE = FoldedPattern(
    r"^(?P<what>.*?)(?:の)?(?:要約|概要|要点|あらすじ|主な内容|まとめ)(?:を|は|して|してください|お願い|"
    r"お願いします|します|できますか|教えて|"
    r"何|ですか|ください|て)*\s*[?？。]*$"
    r"|^(?P<what2>.*?(?:記事|文章|手紙|本文))(?:は|には|では|の内容は)?(?:主に)?(?:何|なに|どんな)(?:について|"
    r"を|が|の|と|に|です)?[^?？]{0,14}[?？。]*$"
    r"|^(?P<what3>.*?)を(?:要約|まとめて|短く)[^?？]{0,12}[?？。]*$"
)
_POINTING = FoldedPattern(
    r"(?:这|该|此|本|上面?|上述|前面|刚才|那|最后|刚刚)?(?:的|提到的|引用的|说的)?(?:这|那)?(?:一)?(?:篇|份|则|"
    r"封|个)?(?:的)?"
    rf"{_ARTICLE}?(?:文章)?|文中|它|其|"
    r"(?:this|that|the|it|the above)?\s*(?:article|text|letter|report|post|piece|document)?|(?:この|その|"
    r"上の)?(?:記事|文章|手紙|本文)?"
)
_EACH = FoldedPattern(
    rf"^(?:资料库|库|这里|里面?|这些?|那些|中|的)*(?:各|每|所有|全部|全|这几|那几|这些|几)(?:个|篇|份|一篇|"
    rf"则)?(?:的)?{_ARTICLE}?(?:文章)?(?:都|分别|各自)?$|"
    r"^(?:each|all|every)\b.*|^(?:それぞれの|各|すべての|全ての)(?:記事|文章)$"
)
_WRAPPING = FoldedPattern(
    rf"^(?:关于|有关|写|讲|谈|那篇|这篇|一下|一|the |an? |(?:articles?|texts?|letters?|reports?|posts?|"
    rf"pieces?) (?:about|on|by|of) |about |on )+|(?:的|那|这|一|里|中)*(?:{_ARTICLE})$|"
    rf"(?:这|那)?(?:一)?篇$|的$|"
    r"(?: |の)*(?:articles?|texts?|letters?|reports?|posts?|pieces?)$|(?:に関する|についての|の)?(?:記事|文章|手紙)$"
)
_LEAD = FoldedPattern(r"(?:(?:这|那|该)(?:一)?(?:篇|封|份|则|个)|关于|有关|the |an? )+")
_OTHER = FoldedPattern(
    r"看法|观点|意见|态度|说法|发言|主张|理由|原因|预测|区别|分歧|view|opinion|argument|意見|見方|说$|讲话"
)


@dataclass(frozen=True, slots=True)
class Request:
    """A wish for a summary: of the article that `what` names, of the one spoken of ("" names none), or of `each`.

    `title` is `what` with the words for an article that may belong to it (读者来信). `sure` says that the wording can
    mean nothing else; without it an article must bear `what` in its title. `more` wants what has not been said yet.
    """

    what: str = ""
    title: str = ""
    each: bool = False
    sure: bool = True
    more: bool = False


def read_request(question: str) -> Request | None:
    """The wish for a summary that a question in Chinese, English or Japanese states, or None."""
    question = question.strip()
    folded = fold(question)
    for pattern in (*_CHINESE, _TITLED, _ENGLISH, _JAPANESE):
        found = pattern.match(folded)
        if found is None:
            continue
        name = next((key for key, value in found.groupdict().items() if value is not None), "")
        what = question[found.start(name) : found.end(name)].strip(" ,，:：") if name and name != "what5" else ""
        return _request(what, folded)
    return None


def _request(what: str, folded: str) -> Request | None:
    plain = fold(what)
    more = re.search(r"还|另外|\belse\b|ほか|他に", folded) is not None
    if not plain or _POINTING.fullmatch(plain):
        return Request(more=more)
    if _EACH.match(plain):
        return Request(each=True)
    if _OTHER.search(plain):
        return None
    sure = (
        re.search(_ARTICLE, plain) is not None
        or re.search(r"article|text|letter|report|post|piece|記事|文章", what) is not None
    )
    titled = re.search(r"《([^》]+)》|[“「\"]([^”」\"]+)[”」\"]", what)
    if titled:
        return Request(titled[1] or titled[2], titled[1] or titled[2], sure=sure, more=more)
    bare = plain
    while (shorter := _WRAPPING.sub("", bare).strip()) != bare:
        bare = shorter
    if len(bare) < 2:
        return Request(more=more)
    start = plain.find(bare)
    lead = _LEAD.match(plain)
    title = what[lead.end() :] if lead else what
    return Request(what[start : start + len(bare)], title, sure=sure, more=more)
