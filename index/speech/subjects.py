"""Who a clause names as the subject of its speech verb: adverbs, prepositions and objects set aside."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from index.names import is_full_name
from index.speech.lexicon import ADVERBIAL, LINK, TRAILING, VERB
from index.speech.mentions import PARTICLE, Kind, Mention, last_mention, noun_start
from index.speech.nouns import BYLINE, PAPER
from index.speech.objects import NEVER, OBJECT_OF, is_acted_on, is_object, opens_with_preposition
from index.speech.scene import Scene
from index.speech.verbs import manner_in
from index.words import is_word, tag_words

_KIN = re.compile(
    r"的?(?:家属|家人|儿子|女儿|母亲|父亲|妈妈|爸爸|妻子|丈夫|老公|老婆|哥哥|姐姐|弟弟|妹妹|奶奶|爷爷|外婆|外公|表[哥姐弟妹]|堂[哥姐弟妹]|"
    r"父母|朋友|同学|同事|邻居|经纪人|经纪公司|经纪方|律师|代理律师|助理|团队|工作室|发言人)"
)
_NAME = 3  # characters of a full name
_OF_PERSON = re.compile(
    r"的|[和与跟、及]|[\u3400-\u9fff]{0,2}(?:公司|集团|团队|家属|方面|银行|内部|基金|政府|学会|协会|大学|学院|中学|小学|证券|博物馆|办公室|夫妇|方)"
)
_PLACE = re.compile(r"[村镇县市区乡省州院所局部店厂馆园站社队]$")
_TRIES = 6  # cuts of a clause at which its leading noun is looked for
_REACH = 60  # characters before a verb within which its subject is looked for
_FACE = re.compile(r"(?:脸|嘴|眼|手|心|口|话)[上里中角]|[一满]脸")
_DISPOSES = re.compile(r"将(?![军领士官帅才要会来])[^,。]{2,}[了走掉给到来]$")  # 将某人的伞收走了
_PHRASE_END = re.compile(r"的|[上中里时后前间会]$")
_PRONOUN_START = re.compile(r"(?:[他她它]们|[他她它])(?![们的])")
_CREDIT = re.compile(r"(?:图源|图片来源|图片|供图|来源|摄影|制图)[:|]\s*$")
_CREDITED = re.compile(r"[^,。]{0,12}?(?:截图|视频|供图|画面)(?=.{2})")
# Verbs whose object stands before the verb of speech: X提醒Y说.
_ADDRESSING = re.compile(
    r"(?:警告|提醒|告诫|批评|安慰|鼓励|呼应|反驳|质问|反问|询问|追问|叮嘱|嘱咐|告知|指责|痛批|怒斥|敦促|劝说|感谢|呵斥|训斥)(?=[^的]{1,12}$)"
)
_TOLD_TO = re.compile(r"[向对](?:[^,。:;“”的]{0,8}(?:记者|媒体))$")
_COUNTED = re.compile(r"[一二两三几多某这那\d][位名个些家张份条段则项种]?")


def find_subject(scene: Scene, start: int, end: int) -> Mention | None:
    """The subject of a verb that begins at `end` in a clause that begins at `start`.

    What may stand between the two is tried from the left, so that in "A 对 B 表示" it is A. A's mother is not A.
    """
    found = _find_subject(scene, start, end)
    kin = _KIN.match(scene.folded, found.end, end) if found is not None and found.kind == "person" else None
    if found is None or kin is None:
        return found
    return Mention("someone", found.start, kin.end(), found.start)


def _find_subject(scene: Scene, start: int, end: int) -> Mention | None:
    start = max(start, end - _REACH)
    start = _skip_link(scene, start, end)
    told = _TOLD_TO.search(scene.folded, start + 2, end)
    end = end if told is None else told.start()
    region = scene.folded[start:end]
    if _CREDIT.search(scene.folded, max(0, start - 6), start):
        credited = _CREDITED.match(region)
        return None if credited is None else find_subject(scene, start + credited.end(), end)
    if opens_with_preposition(region):
        return _after_prelude(scene, start, end)
    plain = _before_addressed(scene, start, region) or _plain_subject(scene, start, region)
    if plain is not None:
        return plain
    last = last_mention(scene, start, strip_adverbs(scene, start, end))
    opening = _whose_face(scene, start, end, last)
    if opening is not None:
        return opening
    if last is not None and last.kind == "person" and scene.folded[last.role_start - 1] not in OBJECT_OF:
        first = _first_person(scene, start, end)
        return last if first is None or first.start == last.start else first
    if last is not None and is_object(scene, start, last, NEVER[last.kind == "person"]):
        last = None  # whom somebody spoke to, or where
    somebody, unnamed = _before_adverbial(scene, start, end)
    if somebody is not None:
        return somebody
    if last is None or last.kind in ("thing", "institution"):
        lead = leading_subject(scene, start, end)
        if lead is not None and last is not None and "的" in scene.folded[lead.end : last.start + 1]:
            return last  # X创办的公司
        if lead is not None and lead.kind != "institution" and (last is None or lead.end <= last.role_start):
            return lead
    return unnamed if last is None else last


def _plain_subject(scene: Scene, start: int, region: str) -> Mention | None:
    """A name that the article gave elsewhere, or a name or pronoun at the head of a clause, before an adverbial."""
    named = _known_subject(scene, region)
    if named is not None:
        return Mention("person", start + named[0], start + named[1], noun_start(scene, start, start + named[0]))
    plain = _plain_start(region)
    if plain is None:
        return None
    kind: Kind = "pronoun" if plain[1] else "person"
    return Mention(kind, start, start + plain[0], start)


def _whose_face(scene: Scene, start: int, end: int, last: Mention | None) -> Mention | None:
    """The person of whom a clause says what their face showed, where it looks like one noun: 某老师脸上带着藏不住的喜悦."""
    if last is None or last.kind != "someone" or "的" not in scene.folded[last.start : last.end]:
        return None
    person = _person_at(scene, start, end)
    return person if person is not None and _FACE.match(scene.folded, person.end) else None


def _before_addressed(scene: Scene, start: int, region: str) -> Mention | None:
    """The subject of a verb whose object stands before the verb of speech: X in X提醒Y说."""
    addressing = _ADDRESSING.search(region)
    if addressing is None or addressing.start() < 2:
        return None
    speaker = last_mention(scene, start, strip_adverbs(scene, start, start + addressing.start()))
    return speaker if speaker is not None and speaker.kind != "thing" else None


def _before_adverbial(scene: Scene, start: int, end: int) -> tuple[Mention | None, Mention | None]:
    """Somebody before an adverbial of the clause, from the left; else what else stands before one."""
    region = scene.folded[start:end]
    unnamed: Mention | None = None
    for word in tag_words(region):
        if word.start == 0 or word.tag.startswith("n"):
            continue
        listed = ADVERBIAL.match(region, word.start) is not None
        if not listed and (word.tag not in ("d", "ad", "t", "p") or word.end - word.start < 2):
            continue
        mention = last_mention(scene, start, strip_adverbs(scene, start, start + word.start))
        if mention is not None and is_acted_on(scene, start, mention):
            continue
        if mention is not None and (mention.kind in ("person", "pronoun") or (listed and mention.kind != "thing")):
            return mention, None
        if unnamed is None and word.tag[0] in "pdt":
            unnamed = mention
    return None, unnamed


def _first_person(scene: Scene, start: int, end: int) -> Mention | None:
    """A person before an adverbial of the clause."""
    region = scene.folded[start:end]
    for word in tag_words(region):
        if word.start == 0 or word.tag.startswith("n"):
            continue
        single = word.end - word.start < 2
        if ADVERBIAL.match(region, word.start) or (word.tag in ("d", "ad", "t", "p") and not single):
            mention = last_mention(scene, start, strip_adverbs(scene, start, start + word.start))
            if mention is not None and mention.kind in ("person", "pronoun"):
                return mention
    return None


def loose_subject(scene: Scene, start: int, end: int) -> Mention | None:
    """The noun that a clause begins with, for a verb that a quotation follows: somebody speaks, whatever the noun."""
    start = _skip_link(scene, max(start, end - _REACH), end)
    region = scene.folded[start:end]
    if opens_with_preposition(region):
        return None
    for word in tag_words(region):
        if word.start and word.tag[0] in "vpdtcr":
            return _loose(scene, start, strip_adverbs(scene, start, start + word.start))
    return _loose(scene, start, strip_adverbs(scene, start, end))


def _loose(scene: Scene, start: int, end: int) -> Mention | None:
    words = tag_words(scene.folded[start:end])
    if _COUNTED.fullmatch(scene.folded, start, end) or PARTICLE.search(scene.folded, start, end):
        return None
    if (
        not 2 <= end - start <= 16
        or _PHRASE_END.search(scene.folded, end - 1, end)
        or not words[-1].tag.startswith(("n", "eng", "j", "x", "s", "vn"))
    ):
        return None
    return Mention("someone", start, end, start)


def _after_prelude(scene: Scene, start: int, end: int) -> Mention | None:
    """The subject of a clause that opens with a preposition: somebody right before the verb, not its object."""
    stop = strip_adverbs(scene, start, end)
    mention = last_mention(scene, start + 1, stop)
    if mention is None or mention.kind not in ("person", "pronoun", "someone"):
        return None
    before = scene.folded[start : mention.start]
    if before[0] == "被" and len(before) > 3 and mention.kind == "person":
        return mention  # 被困群众张某说
    return mention if len(before) >= 8 or _PHRASE_END.search(before) else None


def _plain_start(region: str) -> tuple[int, bool] | None:
    """How long a name or a pronoun is that opens the clause with an adverbial or a verb after it; whether a pronoun."""
    pronoun = _PRONOUN_START.match(region)
    if pronoun is not None:
        end = pronoun.end()
        follows = ADVERBIAL.match(region, end) or VERB.match(region, end)
        return (end, True) if follows and end < len(region) else None
    for size in (3, 2):
        name = region[:size]
        if region.startswith("边") and region[size : size + 1] == "边":
            return None  # 边敲门边喊
        if len(region) > size and is_full_name(name) and not is_word(name) and ADVERBIAL.match(region, size):
            return size, False
    return None


def _known_subject(scene: Scene, region: str) -> tuple[int, int] | None:
    """A name given elsewhere in the article that an adverbial follows: the first of them."""
    for at in range(len(region) - 2):
        name = scene.known.longest_at(region, at)
        end = at + len(name) if name else 0
        if name and end < len(region) and region[end] not in "跟给" and ADVERBIAL.match(region, end):
            return at, end
    return None


def leading_subject(scene: Scene, start: int, end: int, *, named: bool = False) -> Mention | None:
    """The subject of a clause whatever its verb: what ends before the first verb, adverb or preposition.

    `named`: a noun of unknown kind will do when a verb follows it.
    """
    start = _skip_link(scene, start, min(end, start + 40))
    region = scene.folded[start : min(end, start + 40)]
    if opens_with_preposition(region) or _DISPOSES.match(region):
        return None
    opening = _person_at(scene, start, end)
    if opening is not None:
        return opening
    tries = 0
    for word in tag_words(region):
        if word.start == 0 or word.tag[0] not in "vpdtcmr" or word.tag == "vn" or region[word.start] in "和与及":
            continue
        mention = last_mention(scene, start, strip_adverbs(scene, start, start + word.start))
        if mention is not None and is_object(scene, start, mention):
            continue
        named_so = _person_at(scene, mention.end, end) if mention is not None and mention.kind == "someone" else None
        if mention is not None and named_so is not None:
            return replace(named_so, role_start=mention.role_start)
        if mention is not None and (
            mention.kind != "thing" or (named and word.tag[0] == "v" and mention.end - start <= 8)
        ):
            return mention
        tries += 1
        if tries == _TRIES:
            return None
    whole = last_mention(scene, start, strip_adverbs(scene, start, end)) if len(region) <= 12 else None
    if whole is not None and is_object(scene, start, whole):
        return None
    if whole is not None and whole.kind == "institution" and whole.start > start and tag_words(region)[0].tag == "v":
        return None  # 主持召开座谈会
    return whole if whole is not None and whole.kind != "thing" else None


def _person_at(scene: Scene, start: int, end: int) -> Mention | None:
    """A person whose name begins at `start`, with more of the clause after it, but no noun of theirs."""
    index = bisect_left(scene.people, start, key=lambda person: person.start)
    if index == len(scene.people) or scene.people[index].start != start or scene.people[index].end >= end:
        return None
    person = scene.people[index]
    given = scene.folded[start + 1 : person.end]
    if len(person.name) < _NAME or (is_word(given) and tag_words(given)[0].tag[0] in "vd"):
        return None  # 应考虑
    if _OF_PERSON.match(scene.folded, person.end) or _KIN.match(scene.folded, person.end) or _PLACE.search(given):
        return None
    following = scene.folded[person.end : min(end, person.end + 6)]
    noun = following[0] not in ",。:;!?" and tag_words(following)[0].tag[0] == "n"
    if noun and _FACE.match(following) is None:
        return None  # 哥白尼气候服务局
    return Mention("person", start, person.end, start)


def only_adverbs(scene: Scene, start: int, end: int) -> bool:
    """Whether the clause holds nothing that could be a subject."""
    start = _skip_link(scene, start, end)
    return strip_adverbs(scene, start, end) <= start


def _skip_link(scene: Scene, start: int, end: int) -> int:
    byline = BYLINE.match(scene.folded[start:end])
    start += byline.end() if byline else 0
    found = LINK.match(scene.folded[start:end])
    if found is None or (found.end() == end - start and scene.folded[end - 1 : end] == "记者"):
        return start
    return start + found.end()


def strip_adverbs(scene: Scene, start: int, end: int) -> int:
    """`end` moved left over adverbs, dates, brackets and "的观点"."""
    while end > start:
        region = scene.folded[max(start, end - 40) : end]
        found = TRAILING.search(region)
        if region[-1] in "地着" and (manner := manner_in(region)):
            end -= manner
            continue
        if found is None or found.start() == len(region):
            tail = PAPER.search(region)
            if tail is None or tail.start() == len(region):
                return end
            found = tail
        end -= len(region) - found.start()
    return start
