"""Another person, thing, period or attribute put in the place of its like in the last question."""

from __future__ import annotations

import re

from index.names import find_people, same_person
from index.scripts import fold
from index.words import is_word
from rag.antecedents import Analyse, Focus
from rag.asked_names import looks_personal
from rag.folded_patterns import FoldedPattern
from rag.followups import OWNED
from rag.pronouns import fill

_PERIOD = FoldedPattern(
    r"(?:\d{2,4}年(?:\d{1,2}月(?:\d{1,2}[日号])?|[初底末]|上半年|下半年)?|\d{1,2}月(?:\d{1,2}[日号]|"
    r"[份初中底末])?|(?:现在|目前|如今|当时|年底|年初|年末|年中)|(?:去|"
    r"今|明|前|后)年(?:\d{1,2}月|[初底末]|上半年|下半年)?|"
    r"(?:上|本|下)(?:个?月|季度|半年|周)|[一二三四]季度|(?:last|this|next) (?:year|month|quarter|week)|"
    r"(?:in |by |since )?(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december)? ?(?:19|20)\d\d\b)"
)
_YEAR_ALONE = FoldedPattern(r"(?:in |by )?(?:19|20)\d\d(?:年)?")
_ROLE = FoldedPattern(
    r"(?:人|者|员|师|专家|作家|画家|长|总裁|经理|负责人|教授|老师|主管|经销商|代理商|老板|店主|记者|网友|同事|"
    r"编辑|先生|女士|学者|分析师|合伙人|ceo)$"
)
_VIEW = FoldedPattern(r"的?(?:看法|观点|意见|态度|说法|见解|立场|view|opinion|意見|見方|考え)s?$")
_AMOUNT = FoldedPattern(
    r"价|成本|估值|员工|人数|营收|利润|收入|工资|年薪|面积|参数|规模|费用|资金|股价|市值|亏损|销量|用户|股份|"
    r"比例|cost|price|価格|値段|費用|売上"
)
_LIKEWISE = FoldedPattern(
    r"(?:是不是|是否|会不会)?(?:也|都)?(?:是|会)?(?:(?:这么|这样|那么|那样|如此)(?:看|想|说|认为|觉得)|同意|"
    r"赞成|赞同|反对|支持|认同)"
    r"(?:这个|这种|他的|她的)?(?:看法|观点|说法)?(?:的)?(?:吗|么|呢)?\s*[?？]*$"
)
_AGREES = re.compile(
    r"(?:and |but |so )?(?:does|did|would|do) (?P<name>.{2,40}?) (?:also )?agree\b[^?]{0,24}\?*$", re.IGNORECASE
)
_PRONOUN = FoldedPattern(r"他|她|它|这个人|此人|he|she|him|her|it|them|彼|彼女|それ")
_POINTING = FoldedPattern(r"他|她|它|这家|该公司|\b(?:his|her|its)\b|彼|(?:その|この)")
_SPOKEN = ("opinion", "statement", "compare", "who_said", "all_sides")


def swap(topic: str, asked: str, focus: Focus, analyse: Analyse) -> str:
    """`asked`, such as 那`topic`呢?: the last question about another person, thing, period, matter or attribute."""
    question = focus.question
    if _PRONOUN.fullmatch(topic):
        return _other(topic, focus)
    if _POINTING.search(fold(topic)):
        return question if _VIEW.search(topic) else fill(asked, focus, analyse)  # 他的公司呢? has its own matter
    time = re.sub(r"^(?:到了?|在|截至|至)", "", topic)
    if _YEAR_ALONE.fullmatch(time) or _PERIOD.fullmatch(fold(time)):
        return _at_time(time, question)
    bare = _VIEW.sub("", topic)
    if _is_person(bare, analyse):
        return _for_person(bare, focus)
    if focus.read.form in _SPOKEN and focus.read.speakers:
        if _ROLE.search(fold(bare)):
            return _replaced(question, focus.read.speakers[0], bare)
        return _for_matter(topic, focus)
    if focus.read.form in _SPOKEN and focus.read.matter and focus.read.matter in question:
        return question.replace(focus.read.matter, topic)
    return _for_thing(topic, focus)


def correct(topic: str, focus: Focus, analyse: Analyse) -> str:
    """不是，我问的是2022年: as `swap`; a whole question of its own stays as it is."""
    if len(topic) > 4 and re.search(r"什么|怎么|多少|几|哪|谁|吗|\b(?:what|who|how|when|where|why)\b", fold(topic)):
        return fill(topic, focus, analyse)
    return swap(topic, topic, focus, analyse)


def same_matter(question: str, focus: Focus, analyse: Analyse) -> str | None:
    """那傅盛怎么看?, 傅盛也这么看吗?: another person on the matter of the last question; None for all else."""
    if focus.read.form not in _SPOKEN or not focus.read.matter:
        return None
    lead = re.match(r"(?:那么?|那麼|所以|但|but |and )[,，]?", question)
    rest = question[lead.end() :] if lead else question
    if re.search(r"还|還|另外|说了什么|說了什麼|\belse\b", rest):
        return None
    likewise = _LIKEWISE.search(fold(rest))
    agrees = _AGREES.match(rest)
    name = agrees["name"] if agrees else rest[: likewise.start()] if likewise else ""
    if not name:
        read = analyse(rest)
        bare = not read.matter.strip("呢也都 ") and read.form in ("opinion", "statement")
        name = read.speakers[0] if bare and len(read.speakers) == 1 else ""
    return _for_person(name, focus) if name and not _PRONOUN.fullmatch(name) and _is_person(name, analyse) else None


def compare(topic: str, focus: Focus, analyse: Analyse) -> str:
    """跟`topic`比呢?: the last question about both."""
    read = focus.read
    joined = " and " if focus.question.isascii() and topic.isascii() else "和"
    if read.speakers and read.form in ("opinion", "statement") and _is_person(topic, analyse):
        matter = read.matter or "这个问题"
        if joined == " and ":
            return f"How do the views of {read.speakers[0]} and {topic} on {matter} differ?"
        return f"{read.speakers[0]}和{topic}对{matter}的看法有什么不同?"
    period = _PERIOD.search(fold(focus.question))
    if _PERIOD.fullmatch(fold(topic)) and period:
        return focus.question[: period.end()] + joined + topic + focus.question[period.end() :]
    owner = next((name for name in (*read.speakers, *read.persons, *focus.things) if name in focus.question), "")
    if not owner:
        return f"{topic}{joined}{focus.question}" if joined == "和" else f"{topic}: {focus.question}"
    return _replaced(focus.question, owner, f"{owner}{joined}{topic}")


def _other(pronoun: str, focus: Focus) -> str:
    """And her?: the other person of the answer, when the last question was about one; otherwise the same question."""
    asked = (*focus.read.speakers, *focus.read.persons)
    others = [name for name in focus.named if not any(same_person(name, other) for other in asked)]
    if asked and others and fold(pronoun) not in ("它", "it", "それ"):
        return _for_person(others[0], focus)
    return focus.question


def _at_time(topic: str, question: str) -> str:
    """The question about another period."""
    found = _PERIOD.search(fold(question))
    english = question.isascii()
    if re.fullmatch(r"(?:19|20)\d\d", topic) and not english:
        topic = f"{topic}年"
    if found:
        old = found.group()
        if english and re.match(r"in |by |since ", old) and topic.isdigit():
            topic = f"{old.split()[0]} {topic}"
        elif english and topic.isdigit():
            topic = f"in {topic}"
        if re.match(r"\d{4}年\d", old) and re.fullmatch(r"\d{1,2}月.*", fold(topic)):
            topic = old[:5] + topic
        return question[: found.start()] + topic + question[found.end() :]
    if english:
        return f"{question.rstrip('? ')} {topic if not topic.isdigit() else f'in {topic}'}?"
    return f"{topic}{question}"


def _is_person(name: str, analyse: Analyse) -> bool:
    people = find_people(name)
    if people and people[0].start == 0 and people[-1].end == len(name):
        return True
    if any(same_person(name, each) for each in analyse(f"{name}怎么看?").persons):
        return not is_word(fold(name)) or looks_personal(name)
    return re.fullmatch(r"[A-Z][a-z]+(?:[ ][A-Z][a-z]+)+", name) is not None


def _for_person(name: str, focus: Focus) -> str:
    read = focus.read
    for old in (*read.speakers, *read.persons[-1:]):
        if old in focus.question:
            return _replaced(focus.question, old, name)
    if read.form in ("who_said", "all_sides") and read.matter:
        return (
            f"{name}怎么看{read.matter}?"
            if not focus.question.isascii()
            else f"What does {name} say about {read.matter}?"
        )
    return _for_thing(name, focus)


def _for_matter(topic: str, focus: Focus) -> str:
    matter = focus.read.matter
    if matter and matter in focus.question:
        return _replaced(focus.question, matter, topic)
    speaker = focus.read.speakers[0]
    if focus.question.isascii():
        return f"What does {speaker} say about {topic}?"
    return f"{speaker}怎么看{topic}?"


def _for_thing(topic: str, focus: Focus) -> str:
    """The question about another thing, or about another side of the same thing."""
    question = focus.question
    owners = [name for name in (*focus.things, *focus.read.persons) if name in question]
    owner = owners[0] if owners else (*focus.things, *focus.persons, "")[0]
    if _is_attribute(topic) and owner:
        return _attribute(topic, owner, question)
    if owners:
        return _replaced(question, owner, topic)
    if topic.isascii() and question.isascii():
        return f"{question.rstrip('? ')}, and what about the {topic}?"
    return f"{topic}：{question}"


def _is_attribute(topic: str) -> bool:
    """Whether a topic is a side that things have (价格, the cost), not a thing of its own."""
    folded = fold(topic)
    if folded.isascii():
        return topic == folded
    return _AMOUNT.search(folded) is not None or re.fullmatch(OWNED, folded) is not None


def _attribute(topic: str, owner: str, question: str) -> str:
    if topic.isascii():
        return (
            f"What is the {topic} of {owner}?"
            if owner.isascii() or question.isascii()
            else f"{owner}: what is the {topic}?"
        )
    if re.search("[\u3041-\u30ff]", question):
        return f"{owner}の{topic}は?"
    of = re.search(
        rf"{re.escape(fold(owner))}的([^的,，?？]{{1,8}}?)(?=是|有|为|达|在|要|多少|怎么|如何|什么|\s*[?？]|$)",
        fold(question),
    )
    if of and _AMOUNT.search(fold(topic)) and _AMOUNT.search(of[1]):
        return question[: of.start(1)] + topic + question[of.end(1) :]
    return f"{owner}的{topic}是{'多少' if _AMOUNT.search(fold(topic)) else '什么'}?"


def _replaced(question: str, old: str, new: str) -> str:
    """The first `old` replaced; nothing is added to a name that holds it already."""
    return question.replace(old, new, 1)
