"""A follow-up question becomes a standalone one, by rules over the conversation so far.

Only what the follow-up leaves out is carried over: a pronoun takes the person or thing last spoken of, 那X呢? puts X in
the place of its like in the last question, 第二点呢? takes that part of the last answer, a bare 为什么? takes the whole
last question. Anything else is a new question, and nothing is carried into it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.scripts import fold
from rag.antecedents import Analyse, Focus, focus_of
from rag.folded_patterns import FoldedPattern
from rag.followups import MORE, Shape, shape
from rag.messages import suggested
from rag.pronouns import fill
from rag.swapping import compare, correct, same_matter, swap

History = Sequence[tuple[str, str]]
TURNS = 8  # turns back that are read
LONGEST_NAME = 12  # characters of a speaker before the colon in an answer

_POINTS = FoldedPattern(
    r"什么时候|何时|哪一?年|哪一?天|在?哪里|在?哪儿|什么地方|多少钱|多少|谁|为什么|为何|\b(?:when|where|who|how much|how many)\b"
)
_EXCHANGED = FoldedPattern(
    r"^(?:那么?|是|,|，)*(?P<word>什么时候|何时|哪一?年|在?哪里|在?哪儿|什么地方|多少钱|谁)(?:呢)?\s*[?？]*$"
)
_VIEWS = FoldedPattern(
    r"^(?:请|帮我|给我)*(?:总结|概括|归纳|概述|列出)(?:一下|下)?(?P<view>[^,，?？]{2,30}的(?:看法|观点|意见|态度|主张|说法))\s*[。.?？]*$"
)
_YES = FoldedPattern(
    r"^(?:是的?|对的?|嗯+|没错|正是|就是(?:他|她|这个)?|好的?|yes|yeah|right|はい|そうです)[\s,，。.!！啊呀]*$"
)
_SOMEBODY = FoldedPattern(
    r"(?:那么?|请问|所以|[a-z ]{0,24}\b)?(?P<pronoun>他(?!们|[\u3041-\u30ff])|她(?!们)|he\b|she\b|彼女|彼(?=[はがの]))"
)
_REASON = FoldedPattern(r"为什么|为何|凭什么|原因|理由|依据|\bwhy\b|how come|なぜ|どうして|何故|理由")


def standalone(question: str, history: History, analyse: Analyse) -> str:
    """The question with what it leaves out filled in from `history`, a sequence of (question, answer text)."""
    focus: Focus | None = None
    for asked, answer in history[-TURNS:]:
        resolved = _resolve(asked, focus, analyse)
        if resolved:
            focus = focus_of(resolved, answer, analyse, focus)
    meant = suggested(history[-1][1]) if history and _YES.match(fold(question)) else ""
    return meant or _plainly(_resolve(question, focus, analyse))


def _plainly(question: str) -> str:
    """总结一下傅盛的观点 asks for views, not for an article: put as the question that it is."""
    found = _VIEWS.match(fold(question))
    return f"{question[found.start('view') : found.end('view')]}是什么?" if found else question


def nobody_meant(question: str, analyse: Analyse) -> str:
    """The pronoun whose words a standalone question still wants, or "": nobody's words may stand in for them."""
    found = _SOMEBODY.match(fold(question))
    if found is None:
        return ""
    pronoun = question[found.start("pronoun") : found.end("pronoun")]
    if any(speaker != pronoun for speaker in analyse(question).speakers):
        return ""
    stand_in = "Sam Smith" if question.isascii() else "王小明"
    named = f"{question[: found.start('pronoun')]}{stand_in}{question[found.end('pronoun') :]}"
    read = analyse(named)
    return pronoun if read.form in ("opinion", "statement") and read.speakers else ""


def asks_for_more(question: str) -> bool:
    """Whether the question wants what has not been said yet (他还说了什么?)."""
    return MORE.search(fold(question)) is not None


def _resolve(question: str, focus: Focus | None, analyse: Analyse) -> str:
    question = question.strip()
    if focus is None or not question:
        return question
    found = shape(question)
    match found.kind:
        case "correction":
            return correct(found.topic, focus, analyse)
        case "comparison":
            return compare(found.topic, focus, analyse)
        case "ordinal":
            return _item(question, found, focus)
        case "bare":
            return _bare(question, focus)
        case "topic":
            return swap(found.topic, question, focus, analyse)
        case "likewise":
            return _likewise(question, focus, analyse)
    echoed = same_matter(question, focus, analyse)
    if echoed is not None:
        return echoed
    filled = fill(question, focus, analyse)
    if found.kind == "clipped" and filled == question:
        return _owned(question, focus)
    return filled


def _before(focus: Focus) -> str:
    return focus.question.rstrip("?？。 ")


def _bare(question: str, focus: Focus) -> str:
    """The last question with the new question word in the place of its own, or after it."""
    exchanged = _EXCHANGED.match(fold(question))
    if exchanged:
        word = question[exchanged.start("word") : exchanged.end("word")]
        old = _POINTS.search(fold(focus.question))
        if old and old.group() != fold(word) and not (old.group() == "谁" or fold(word) == "谁"):
            word = word.removeprefix("在") if focus.question[: old.start()].endswith("在") else word
            return focus.question[: old.start()] + word + focus.question[old.end() :]
    return f"{_before(focus)}，{question}"


def _likewise(question: str, focus: Focus, analyse: Analyse) -> str:
    """他为什么这么看?: the view is that of the last question."""
    echoed = None if _REASON.search(fold(question)) else same_matter(question, focus, analyse)
    return echoed or f"{_before(focus)}，{fill(question, focus, analyse)}"


def _item(question: str, found: Shape, focus: Focus) -> str:
    """The person or part of the last answer that a number points to."""
    place = found.place - 1 if found.place > 0 else found.place
    if found.person:
        names = _named_in(focus)
        if not -len(names) <= place < len(names):
            return f"{_before(focus)}，{question}"
        if question.isascii():
            return f"Who is {names[place]}?"
        return f"{names[place]}{found.topic or '是谁'}?"
    if not -len(focus.items) <= place < len(focus.items):
        return f"{_before(focus)}，{question}"
    if focus.items[place].startswith("《") and focus.items[place].endswith("》"):
        return f"{focus.items[place]}讲了什么?"
    chosen = re.split(r"[。！？!?；;]", focus.items[place].strip())[0][:48]
    return f"{chosen}: what about it?" if question.isascii() else f"{chosen}，{found.topic or '具体怎么样'}?"


def _named_in(focus: Focus) -> tuple[str, ...]:
    """The people that an answer lists: its speakers when it is one view after another, else all it names."""
    speakers = [part.split("：")[0].strip() for part in focus.items if 1 < part.find("：") <= LONGEST_NAME]
    return tuple(speakers) if len(speakers) > 1 and len(speakers) == len(focus.items) else focus.named


def _owned(question: str, focus: Focus) -> str:
    """有多少员工?: about what was spoken of last."""
    folded = fold(question)
    personal = (
        re.search(r"多大|年龄|年纪|岁|出生|毕业|结婚|学历|家乡|老家|妻子|丈夫|old|何歳|年齢", folded)
        and "规模" not in folded
    )
    order = (*focus.persons, *focus.things) if personal else (*focus.things, *focus.persons)
    if not order:
        return f"{_before(focus)}，{question}"
    owner = order[0]
    if question.isascii():
        words = question.rstrip("? ").lower().removeprefix("and ")
        return f"{words} is {owner}?" if re.search(r"old|big|large", words) else f"{words} does {owner} have?"
    if re.search("[\u3041-\u30ff]", question):
        return f"{owner}は{question}" if re.match(r"いつ|どこ|誰|何", question) else f"{owner}の{question}"
    rest = re.sub(r"^(?:那么?|那麼|所以|还有|還有)[,，]?", "", question)
    if re.match(r"公司(?!全名|名)", fold(rest)):
        rest = rest[2:]
    possessive = re.match(
        r"(?:钱|最大|总|创|老|员|人手|董|ceo|负|成员|团|股|市值|估|营|收|利润|成本|价|定价|售|费|开支|预|资金|启动|用户|客户|产品|公司|全|名字|英文|身份|职|背景|学历|年龄|年纪|"
        r"岁|家乡|妻|丈|孩|父|母|作者|规模|面积|参|目标|计划|年薪|工资|投资[人方])",
        fold(rest),
    )
    return f"{owner}的{rest}" if possessive else f"{owner}{rest}"
