"""What a turn of a conversation leaves in mind: the people, things, matter and list items that a follow-up may mean.

The question comes before its answer, unless it asked who or which: then the answer has the name. What a refusal says is
about the question and brings nothing new.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.names import canonical, find_people, is_full_name, same_person
from index.scripts import fold
from index.words import is_word, tag_words
from rag.asked_names import asked_entities
from rag.folded_patterns import FoldedPattern
from rag.messages import is_refusal, without_notes
from rag.questions import Question

Analyse = Callable[[str], Question]

_WHO = FoldedPattern(
    r"谁|哪[一几]?[位个](?:人|专家|学者|投资人|教授|创始人|ceo)?|什么人|哪些人|\bwho(?:m|se)?\b|\bwhich "
    r"(?:person|people)\b|誰|どなた"
)
_WHICH = FoldedPattern(
    r"(?:哪|什么)(?:[一几两三]?[家款个种])?(?:公司|企业|机构|产品|模型|相机|大学|学校|国家|城市|平台|银行|"
    r"基金)|(?:是|叫)什么\s*[?？]*$|叫什么|哪家|"
    r"\b(?:which|what) (?:company|companies|firm|product|model|country|city|start-?up|university)\b|"
    r"どの(?:会社|企業|製品)"
)
_NAMED = re.compile(r"[A-Z][\w&.\-]*(?:[ ][A-Z][\w&.\-]*)*")
_ASKING = frozenset(
    "What Who Whom Whose When Where Why How Which Does Did Do Is Are Was Were According Can Could Tell Please "
    "The In On Has Have And But So "
    "I It He She They By At For Of To A An".split()
)
_ORGANISATION = FoldedPattern(
    r"(?:公司|集团|企业|银行|证券|基金|资本|科技|智能|大学|学院|研究院|研究所|中心|协会|联盟|委员会|平台|"
    r"实验室|相机|之外|万维|汽车|网|云|报|社)$"
)
_MARKS = re.compile(r"\[\d+\]")
_LISTED = FoldedPattern(r"(?:^|[，,。；;：:、\s])(?:第[一二三四五六七八九十]|[一二三四五六七八九]是|其[一二三四五])")
KEPT = 3  # turns back that a pronoun may reach


@dataclass(frozen=True, slots=True)
class Focus:
    """What the conversation is about after a turn; `question` stands alone. The likeliest antecedent comes first."""

    question: str
    read: Question
    persons: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    age: int = 0


def focus_of(question: str, answer: str, analyse: Analyse, before: Focus | None) -> Focus:
    """The focus after `question` (standing alone) was answered with `answer`."""
    read, answer = analyse(question), without_notes(answer)
    text = "" if is_refusal(answer) else _MARKS.sub("", answer)
    asked = _persons(read)
    told = tuple(name for name in people(text) if not _among(name, asked))
    persons = (*told, *asked) if _WHO.search(fold(question)) else asked or told
    owned = _things(read, question)
    which = _WHICH.search(fold(question)) is not None
    found = tuple(name for name in things(text, (*asked, *told), asked=which) if name not in owned)
    held = (*found, *owned) if which else (*owned, *found)
    age = 0 if persons or before is None else before.age + 1
    if not persons and before is not None and age < KEPT:
        persons = before.persons
    return Focus(question, read, persons, held, (*told, *asked), items(text, answer), age)


def people(text: str) -> tuple[str, ...]:
    """The people that a text names, once each, by the longest form."""
    names: list[str] = []
    found = [(person.start, person.name) for person in find_people(text)]
    folded = fold(text)
    # A word in the shape of a full name that no dictionary lists, though no title makes it plain.
    for word in tag_words(folded):
        letters = folded[word.start : word.end]
        if word.tag in ("x", "n") and is_full_name(letters) and not is_word(letters):
            found.append((word.start, text[word.start : word.end]))
    for _, name in sorted(found):
        if not _among(name, names):
            names.append(name)
    return tuple(names)


def _persons(read: Question) -> tuple[str, ...]:
    """Those whose words are wanted, then the others, the last named first."""
    others = [name for name in reversed(read.persons) if not _among(name, read.speakers)]
    return (*read.speakers, *others)


def _among(name: str, names: Sequence[str]) -> bool:
    return any(same_person(name, other) or canonical(name) in canonical(other) for other in names)


def _things(read: Question, question: str) -> tuple[str, ...]:
    """What a question is about besides people: names in it, then its subject."""
    named = [found.group() for found in _NAMED.finditer(question) if found.group() not in _ASKING]
    named = [re.sub(rf"^(?:{'|'.join(_ASKING)}) ", "", name) for name in named] if read.language == "en" else []
    own = [name for name in (*named, *reversed(read.entities)) if not _among(name, (*read.persons, *read.speakers))]
    titles = re.findall(r"《[^》]+》", question)
    if titles:
        return tuple(titles)
    subject = subject_of(question) or object_of(question)
    if subject and not _among(subject, (*read.persons, *read.speakers)):
        own = [name for name in own if name not in subject]
        own.insert(0, subject)
    return tuple(dict.fromkeys(name for name in own if not any(name != other and name in other for other in own)))


def things(text: str, persons: Sequence[str], *, asked: bool = False) -> tuple[str, ...]:
    """The institutions and products that an answer names, in its order; `asked`: a company or product was asked for."""
    found = [name.strip("，,。：:；;、 ") for name in asked_entities(text, persons)]
    names = [name for name in found if name[:1].isascii() or (len(name) > 2 and _ORGANISATION.search(fold(name)))]
    if asked:
        words = [
            word
            for word in tag_words(fold(text))
            if word.tag in ("nr", "nrt", "nz", "nt") and word.end - word.start > 1
        ]
        names += [name for word in words if not _among(name := text[word.start : word.end], (*persons, *names))]
    return tuple(sorted(names, key=text.find))


# Tags of words that a noun phrase may hold, and words that end names whatever the tagger calls them.
_NOMINAL = "nxeazbjlsi"
_PART_OF_NAME = FoldedPattern(r"^(?:之外|之家|之声|相机|[a-z0-9]+)$")


_NO_NAME = re.compile(r"[,，。:：\s是在把被对和与给有说看怎什么为谁哪多几了]")


def subject_of(question: str) -> str:
    """The noun phrase that a question begins with, without what belongs to it (百川智能的估值: 百川智能), or ""."""
    japanese = re.match(r"(.{2,14}?)(?:は|が|の|では|について)", question)
    if japanese and re.search("[\u3041-\u30ff]", question):
        return japanese[1]
    folded = fold(question)
    start = re.match(r"(?:(?:请问|那么?|所以|到底|究竟|你知道|请|目前|现在)[,，]?)*", folded)
    begin = end = start.end() if start else 0
    noun = False
    for word in tag_words(folded):
        if word.start < begin:
            continue
        letters = folded[word.start : word.end]
        if letters == "的" or not (
            word.tag[0] in _NOMINAL or word.tag in ("vn", "an") or _PART_OF_NAME.search(letters)
        ):
            break
        if word.tag[0] == "r" or re.search(r"什么|多少|几|哪|谁|多大|为何", letters):
            break
        noun = noun or word.tag[0] in "nxe"
        end = word.end
    owner = folded.find("的", begin)
    if noun and end < owner <= begin + 10 and not _NO_NAME.search(folded[end:owner]):
        end = owner  # 昆仑万维的…: the tagger takes the end of the name for a number
    subject = question[begin:end].strip()
    return subject if noun and 2 <= len(subject) <= 14 else ""


def object_of(question: str) -> str:
    """What a question for who did it ends in (谁创办了光年之外: 光年之外); "" if it is no such question."""
    found = re.match(
        r"(?:是|到底)?(?:谁|哪[位个家][^了]{0,3}?)[^了]{1,4}了(?P<object>[^的,，?？]{2,12})[?？]?$", fold(question)
    )
    return question[found.start("object") : found.end("object")] if found else ""


def items(text: str, answer: str) -> tuple[str, ...]:
    """The parts of an answer that a number could point to: 第一…第二…, else its cited sentences, else a row of 、."""
    titles = re.findall(r"《[^》]+》", answer)
    if len(titles) > 1 and not _MARKS.search(answer):
        return tuple(titles)  # which article is meant was asked
    marks = [found.start() for found in _LISTED.finditer(fold(text))]
    if len(marks) > 1:
        ends = [*marks[1:], len(text)]
        return tuple(text[start:end].strip("，,。；;：:、 \n") for start, end in zip(marks, ends, strict=True))
    cited = [part.strip() for part in re.split(r"(?:\[\d+\])+", answer) if part.strip()]
    if len(cited) > 1:
        return tuple(cited)
    row = max(re.findall(r"[^，。；：,;:！？\s]+(?:、[^，。；：,;:！？\s]+)+", text), key=len, default="")
    return tuple(part for part in re.split(r"、|和|以及|与|與", row) if part) if row else tuple(cited)
