"""Pronouns and pointing words of a follow-up, filled with what they stand for."""

from __future__ import annotations

import re

from index.names import find_people
from index.scripts import fold
from rag.antecedents import Analyse, Focus, subject_of
from rag.folded_patterns import FoldedPattern

_HE = FoldedPattern(
    r"(?<![其吉利维排])(?:他|她)(?![们人国乡日山\u3041-\u30ff])|这个人|这位(?![\u3400-\u9fff])|此人|这人|\b(?:he|she|"
    r"him|her|that (?:person|man|woman))\b|"
    r"(?:彼女|彼)(?=[はがのもをにと、]|$)|(?:その|この)(?:人|方)(?![\u3400-\u9fff])"
)
_HIS = FoldedPattern(r"\b(?:his|her(?= [a-z]))\b")
_IT = FoldedPattern(
    r"(?:它)(?![们])|(?:这|该|(?<![\u3400-\u9fff])那|此)(?:家|个|款|所)?(?:公司|企业|机构|产品|团队|模型|平台|"
    r"学校|大学|相机|应用|"
    r"项目|组织)(?!们)|这家(?!的)|"
    r"\b(?:its|it|the company|this company|that company|the firm|the product)\b|(?:その|この)(?:会社|企業|製品|"
    r"モデル|サービス)|同社|それ(?=[はがのをに])"
)
_EXPLETIVE = FoldedPattern(
    r"\b(?:is|was|does|did|would|will|how'?s|what'?s) it (?:true|possible|that|like|about|mean|matter|take|"
    r"rain|cost to|safe to|better|worth|going)|"
    r"\bwhat time is it|\bit(?:'s| is) (?:true|possible|said|that)"
)
_THEY = FoldedPattern(
    r"(?:他|她)们(?:俩|两个|两人|二人)?|(?:这|那)(?:两|几)(?:个人|位|人)|两人|二人|俩人|双方|\b(?:they both|"
    r"both of them|the two|they|them|their)\b|彼ら|二人|両者"
)
_THEM = FoldedPattern(
    r"它们|这些公司|这几家(?:公司|企业)?|这(?:两|几)家(?:公司|企业)?|these companies|those companies|これらの会社"
)
_FORMER = FoldedPattern(r"(?P<first>前者|\bthe former\b)|(?P<second>后者|\bthe latter\b)")
_THIS = FoldedPattern(
    r"(?:这|那|此)(?:件事情?|一?问题|个问题|事|一?观点|个观点|种观点|种看法|个看法|个判断|种说法|个说法|话题|"
    r"个话题|一点|个题目)|对此|"
    r"\b(?:this|that)(?: issue| question| matter| view| topic)?(?=\s*\W*$)|(?:その|この)(?:こと|件|問題|点|"
    r"話題|意見)|(?:それ|これ)(?=について|に関して|に対して)"
)
_BEFORE_THIS = FoldedPattern(
    r"(?:看待?|对|对于|关于|评价|认为|觉得|想|说|回应|解释|支持|反对|同意|就|about|on|of|to|with|think|said?|"
    r"by|explain|は|を|、)\s*$"
)
_OF_ANOTHER = FoldedPattern(
    r"(?:同意|赞成|赞同|反对|支持|认同|批评|回应|评价|看待?|反驳|附和|agree with|disagree with|respond to|"
    r"think of|criticise|criticize|support)"
    r"\s*(?:他|她|him|her|his)"
)
_ANY = FoldedPattern(r"(?:他|她|它)(?!们)")


def fill(question: str, focus: Focus, analyse: Analyse) -> str:
    """`question` with its pronouns replaced by what `focus` holds for them; unchanged where it holds nothing.

    A pronoun after a name in the same question means that name, and stays.
    """
    reach = _own_person(question)
    question = _groups(question, focus, reach)
    question = _pointing(question, focus, reach, analyse)
    if focus.persons:
        question = _personal(question, focus.persons[0], reach)
    reach = _own_thing(question, focus, analyse)
    if focus.things and not _EXPLETIVE.search(question):
        question = _replace(_IT, question, focus.things[0], reach, possessive=r"its\b")
    elif focus.persons and not focus.things and "它" in question:
        question = _replace(_ANY, question, focus.persons[0], reach)
    return question


def _own_person(question: str) -> int:
    """From where on a pronoun means somebody or something that the question itself names before it."""
    named = find_people(question)
    reach = named[0].end if named else len(question) + 1
    comma = re.search(r"[^,，]{3,}[,，]", question)
    if comma and subject_of(question):
        reach = min(reach, comma.end())
    own = OWN_LETTERS if question.isascii() else OWN
    return min(reach, own) if subject_of(question) or len(question) > 2 * own else reach


OWN, OWN_LETTERS = 14, 60  # characters, or Latin letters, after which a question has told what it is about


def _own_thing(question: str, focus: Focus, analyse: Analyse) -> int:
    """Where the question itself names a thing that its 它 would mean."""
    known = (*focus.things, *focus.persons)
    own = [
        question.find(name) + len(name) for name in analyse(question).entities if name not in known and name in question
    ]
    return min(own, default=len(question) + 1)


def _replace(pattern: FoldedPattern, question: str, name: str, reach: int, possessive: str = r"(?!)") -> str:
    """Each match before `reach`, found in folded text, replaced by the name."""
    out: list[str] = []
    last = 0
    for found in pattern.finditer(fold(question)):
        if found.start() >= reach:
            break
        owner = re.match(possessive, found.group())
        out += [question[last : found.start()], f"{name}'s" if owner else name]
        last = found.end()
    return "".join((*out, question[last:]))


def _personal(question: str, name: str, reach: int) -> str:
    if _OF_ANOTHER.search(fold(question)):  # 傅盛同意他的看法吗?: nobody is asked whether he agrees with himself
        reach = len(question) + 1
    length = len(question)
    question = _replace(_HIS, question, name, reach, possessive=".")
    return _replace(_HE, question, name, reach if reach <= length else len(question) + 1)


def _groups(question: str, focus: Focus, reach: int) -> str:
    """他们, both, 前者 and 后者: of the people named last, or of the things."""
    people = tuple(reversed(focus.persons)) if len(focus.read.persons) > 1 else focus.named
    if len(focus.read.persons) > 1:
        people = focus.read.persons
    pair = people if len(people) > 1 else focus.things
    if len(pair) > 1:
        for found in _FORMER.finditer(fold(question)):
            return question[: found.start()] + pair[0 if found["first"] else 1] + question[found.end() :]
    joined = " and " if question.isascii() else "和"
    if len(people) > 1:
        return _replace(_THEY, question, joined.join(people[:3]), reach)
    if len(focus.things) > 1:
        return _replace(_THEM, question, joined.join(focus.things[:3]), reach)
    if not people and focus.things:
        return _replace(_THEY, question, focus.things[0], reach)
    return question


def _pointing(question: str, focus: Focus, reach: int, analyse: Analyse) -> str:
    """这件事, this issue: the matter of the last question."""
    found = _THIS.search(fold(question))
    if found is None and focus.read.form in ("opinion", "statement", "who_said", "all_sides") and focus.read.matter:
        found = re.search(r"\b(?:of|about|on) (it)\b(?=\s*\W*$)|(它)(?=\s*[?？]*$)", fold(question))
        if found is not None:
            place = 1 if found[1] else 2
            return question[: found.start(place)] + focus.read.matter + question[found.end(place) :]
    if found is None or (found.start() == 0 and found.group().isascii()):
        return question
    if found.start() and found.group() != "对此" and not _BEFORE_THIS.search(fold(question[: found.start()])):
        return question  # 第一天就收费这件事: the question has its own matter
    matter = focus.read.matter if focus.read.speakers or focus.read.form in ("who_said", "all_sides") else ""
    if not matter:
        before = focus.question.rstrip("?？。 ")
        matter = f"“{before}”这个问题" if not question.isascii() else f"“{before}”"
    return question[: found.start()] + ("对" if found.group() == "对此" else "") + matter + question[found.end() :]
