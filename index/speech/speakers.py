"""Whose mention it is: full names for short ones, antecedents for pronouns, the one who spoke last."""

from __future__ import annotations

import re
from dataclasses import replace

from index.name_lists import TITLES
from index.names import canonical, without_honorific
from index.speaking import speaks
from index.speech.earlier import issuer as issued_by
from index.speech.earlier import longer_noun, main_body
from index.speech.fullnames import TAIL, in_full, known_first
from index.speech.mentions import Mention, last_mention
from index.speech.roles import who_has
from index.speech.scene import Piece, Scene
from index.speech.topics import (
    CROWD,
    DEICTIC,
    MANY,
    OWNED,
    RECENT,
    Memory,
    Speaker,
    full_name,
    is_named,
    people_between,
    subject_of,
)
from index.words import tag_words

_INTRODUCED = re.compile(
    rf"(?:[一两三多数几]|有)[位名个][^,。;:“”\n]{{0,22}}?(?:{TITLES}|人士|人员|官员|士兵|军人|民众)"
)
_CLAUSE_END = re.compile(r"[,;]")
_SEX = {
    "他": re.compile(r"(?:女士|小姐|太太|夫人|阿姨|奶奶|大妈|大姐|女[子孩生友]|母亲|妈妈|妻子|女儿)$"),
    "她": re.compile(r"(?:先生|大爷|爷爷|大叔|叔叔|大哥|男[子孩生友]|父亲|爸爸|丈夫|儿子)$"),
}
_ANSWERS = re.compile(r"的(?:[^,。]{0,4})?(?:回应|回答|态度|看法|观点|表态|解释|反应|答复|说法)")
_PLURAL = re.compile(
    r"有人|一些人|部分人|不少人|许多人|很多人|人士|示威者|抗议者|人群|选手|队员|工人|员工|同学|游客|群众|粉丝|球迷|专家|学者|父母|夫妇|夫妻|家长|孩子们|学生们|观众|居民|村民|网友|家属|家人|两人|双方"
)
_FROM = re.compile(r"(来自[^的]{1,14})的(.{2,8})$")
_CONTACTED = re.compile(r"(?:记者|笔者)[^,。;:]{0,6}[与和同]([^,。;:!?\ue000]{2,24}?)取得了?联系")
_CALLED_BY = re.compile(r"接(?:到|听|通)了?(?:一个|一通|自称)?([^,。;:!?\ue000]{2,16}?)(?:打来)?的?(?:电话|来电)")
_REACHED = re.compile(
    r"(?:记者|笔者|本报|采访|互动)[^,。;:]{0,12}?(?:联系(?:上|到|了)了?|致电了?|采访(?:到|了)|找到了?|见到了?|走访了?|询问了?)"
    r"([^,。;:!?\ue000]{2,40}?)(?=[,。;!?\n]|$)"
)
_ADDRESS = re.compile(
    r"[\u3400-\u9fff]{1,2}(?:先生|女士|小姐|奶奶|爷爷|阿姨|叔叔|大爷|大妈|大姐|大叔|大娘|婆婆|师傅|同学)"
)
_ROLE_BEFORE = re.compile(
    r"(?:的|岁|市民|居民|网友|游客|家长|顾客|乘客|车主|业主|村民|群众|学生|旅客|消费者|观众|读者|志愿者|用户|商户|老板|店主|住户|当事人|"
    r"父亲|母亲|妻子|丈夫|女儿|儿子|爸爸|妈妈|老人|女子|男子|[一二两几多]位|[一二两几多]名)$"
)
_DOCUMENTS = frozenset("报告 声明 公告 通报 研究 调查 研报".split())
_NOBODY = re.compile(r"[一二两三几多某有这那]?[位名个些家张份条段则]?")
_AGED = re.compile(r"(?:今年|现年|年近|年过)?[\d一二三四五六七八九十]{1,3}多?岁的(?=.{2})")
_BARE = frozenset("公司 集团 企业".split())  # that stand for the firm named before
_TELLING = 7  # characters of a noun after 这名 that says enough by itself
_REACH_BACK = 120  # characters before 对方 within which somebody was reached
_PAPER = re.compile(r"(?:文件|报告|声明|纪要|公报|文章|研报|通报|公告|评论|社论)$")
_BODY = re.compile(r"机构|公司|企业|组织|集团|平台|银行|行|部门|机关|法院|医院|学校|单位|店|局")


def resolve(
    scene: Scene, piece: Piece, mention: Mention | None, memory: Memory, names: dict[str, str]
) -> Speaker | None:
    """The speaker behind a mention, or behind a verb without a subject (`mention` is None)."""
    if mention is None:
        return memory.last if memory.last is not None else memory.topic
    if mention.kind == "pronoun":
        return _antecedent(scene, piece, mention, memory, names)
    written = scene.text[mention.start : mention.end].strip().removeprefix("其")
    aged = _AGED.match(written)
    written = written[aged.end() :] if aged is not None else written
    mention = replace(mention, start=mention.end - len(written)) if aged is not None else mention
    role = scene.text[mention.role_start : mention.start].strip(" ,，、的“「\u3000") or None
    if mention.kind == "person" and _ADDRESS.fullmatch(canonical(written)) and _is_new(scene, written, names):
        return Speaker(written, role)
    if mention.kind == "person":
        known = scene.known.longest_at(scene.folded, mention.start)
        if known is not None and len(known) > len(written):
            written = scene.text[mention.start : mention.start + len(known)]
        return Speaker(full_name(without_honorific(written), names, memory), role)
    return _resolve_noun(scene, mention, written, role, memory, names)


def _resolve_noun(
    scene: Scene, mention: Mention, written: str, role: str | None, memory: Memory, names: dict[str, str]
) -> Speaker | None:
    """The speaker behind a noun: somebody named elsewhere, whom it points back to, or the noun itself."""
    if _NOBODY.fullmatch(written):
        return None
    if written in _DOCUMENTS and mention.role_start == mention.start:
        issuer = issued_by(scene, mention, written)
        if issuer is not None:
            return Speaker(names.get(canonical(issuer), issuer), None, False, False)
        seen = reversed(memory.seen[-RECENT:])
        author = next((each for each in seen if not each.person and len(each.name) > len(written)), None)
        return author or Speaker(written, None, False, False)
    within = _name_within(scene, mention)
    if within is not None:
        return Speaker(full_name(without_honorific(within), names, memory), None)
    came = _FROM.match(written)
    if came is not None:
        return Speaker(came[2], came[1])
    plural = MANY.search(written) is not None
    if written in _BARE or DEICTIC.match(scene.folded[mention.start : mention.end]):
        person = who_has(memory.roles, written) if mention.kind == "someone" else None
        if person is not None:
            return Speaker(person, None)
        return _pointed_at(scene, mention, written, memory) or Speaker(written, None, plural, mention.kind == "someone")
    if written == "对方":
        return _other_side(scene, mention, memory, names) or Speaker(written, role, False)
    if mention.kind == "someone" and not plural:
        person = who_has(memory.roles, written)
        if person is not None:
            return Speaker(person, written)
    name = names.get(canonical(written), _with_particle(scene, written))
    return Speaker(in_full(scene, name), role, plural, mention.kind == "someone")


def _with_particle(scene: Scene, written: str) -> str:
    """死者的表姐 for 死者表姐 where the article writes that first."""
    folded = canonical(written)
    for size in (2, 3):
        if len(folded) - size >= 2:
            longer = f"{folded[:-size]}的{folded[-size:]}"
            at = scene.folded.find(longer)
            if 0 <= at < scene.folded.find(folded):
                return scene.text[at : at + len(longer)]
    return written


def _name_within(scene: Scene, mention: Mention) -> str | None:
    """The person that a mention is, with some more characters that are no noun of their own."""
    named = known_first(scene, mention)
    if named is not None:
        return named
    inside = [person for person in people_between(scene, mention.start, mention.end) if len(person.name) > 2]
    if not inside or not 0 < mention.end - inside[-1].end <= TAIL or scene.folded[inside[-1].end] == "的":
        return None
    return inside[-1].name if speaks(_last_word(scene, inside[-1].end, mention.end)) <= 0 else None


def _other_side(scene: Scene, mention: Mention, memory: Memory, names: dict[str, str]) -> Speaker | None:
    """Whom 对方 means: who was reached in the sentences before."""
    base = max(0, mention.start - _REACH_BACK)
    reached = [
        *_REACHED.finditer(scene.masked, base, mention.start),
        *_CALLED_BY.finditer(scene.masked, base, mention.start),
    ]
    if not reached:
        return None
    found = last_mention(scene, reached[-1].start(1), reached[-1].end(1))
    if found is None or found.kind in ("pronoun", "thing") or found.end >= mention.start:
        return None
    return resolve(scene, Piece(base, mention.start, ()), found, memory, names)


def _is_new(scene: Scene, written: str, names: dict[str, str]) -> bool:
    """Whether 王女士 is introduced as somebody of her own rather than a full name again.

    So it is after a role (市民王女士), and when no full name that it could stand for comes before it.
    """
    first = scene.text.find(written)
    full = names.get(canonical(written), written)
    if full != written and scene.text.find(full) > first:
        return True
    before = scene.folded[max(0, first - 8) : first]
    return re.search(r"[\u3400-\u9fff]$", before) is not None and _ROLE_BEFORE.search(before) is not None


def _last_word(scene: Scene, start: int, end: int) -> str:
    word = tag_words(scene.folded[start:end])[-1]
    return scene.folded[start + word.start : start + word.end]


def _pointed_at(scene: Scene, mention: Mention, written: str, memory: Memory) -> Speaker | None:
    """Who 该网友 or 这名消息人士 points back to.

    The last speaker whose name or role ends alike, else the last longer noun of the narrator that does, else, for 这位, the
    person who spoke last.
    """
    noun = canonical(DEICTIC.sub("", written))
    seen = memory.seen[: -RECENT - 1 : -1]
    for speaker in seen:
        name, role = canonical(speaker.name), canonical(speaker.role or "")
        if name.endswith(noun[-2:]) or role.endswith(noun[-2:]):
            if len(noun) >= _TELLING and not is_named(name):
                return Speaker(DEICTIC.sub("", written), None, speaker.plural, speaker.person)
            return speaker
    if _PAPER.search(noun):
        paper = next((each for each in seen if _PAPER.search(canonical(each.name))), None)
        if paper is not None:
            return paper
    if _BODY.fullmatch(noun):
        told = (each for each in seen if not each.person and not DEICTIC.match(canonical(each.name)))
        body = next((each for each in told if len(each.name) > 1), None)
        body = body or main_body(scene)
        if body is not None:
            return body
    earlier = longer_noun(scene, mention.start, noun)
    if earlier is not None:
        return Speaker(earlier, None, False, mention.kind == "someone")
    if scene.folded.startswith(("这位", "这名"), mention.start):
        if memory.topic is not None and memory.topic.person:
            return memory.topic
        return next((each for each in reversed(memory.seen[-RECENT:]) if each.person), None)
    return None


def whom_reached(scene: Scene, piece: Piece, names: dict[str, str], memory: Memory) -> Speaker | None:
    """Whom a sentence says that the newsroom reached (记者联系上一家书店店主): who is meant by 他 after it."""
    reached = _REACHED.search(scene.masked, piece.start, piece.end)
    reached = reached or _CONTACTED.search(scene.masked, piece.start, piece.end)
    if reached is None:
        return None
    mention = last_mention(scene, reached.start(1), reached.end(1))
    if mention is None or mention.kind not in ("person", "someone"):
        return None
    return resolve(scene, piece, mention, memory, names)


def _antecedent(scene: Scene, piece: Piece, mention: Mention, memory: Memory, names: dict[str, str]) -> Speaker | None:
    word = scene.folded[mention.start : mention.end]
    introduced = list(_INTRODUCED.finditer(scene.masked, piece.start, mention.start))
    if word in ("两人", "二人", "双方"):
        return Speaker(scene.text[mention.start : mention.end], None, True)
    if word in ("他们", "她们"):
        return _group(scene, piece, mention, memory, introduced)
    if word == "它":
        return next((each for each in reversed(memory.seen) if not each.person), memory.last)
    left = Piece(piece.start, mention.start, ())
    before = whom_reached(scene, left, names, memory)
    before = before or _clause_opener(scene, left, word, names, memory) or subject_of(scene, left, names, memory)
    if before is not None and (word not in ("他", "她") or not before.plural):
        return before
    owner = next(
        (
            person
            for person in people_between(scene, piece.start, mention.start)
            if _ANSWERS.match(scene.folded, person.end)
        ),
        None,
    )
    if owner is not None:
        return Speaker(full_name(owner.name, names, memory), None)
    if introduced:
        return Speaker(scene.text[introduced[0].start() : introduced[0].end()].removeprefix("有"), None)
    if memory.topic is not None and memory.topic.person and _could_be(memory.topic, word):
        return memory.topic
    people = (each for each in memory.seen[: -RECENT - 1 : -1] if each.person and _could_be(each, word))
    return next(people, memory.topic) or _introduced_before(scene, mention)


def _introduced_before(scene: Scene, mention: Mention) -> Speaker | None:
    """Whom the sentences before introduced without a name (采访了几位商户,据其描述), where nobody has a name or has spoken."""
    found = list(_INTRODUCED.finditer(scene.masked, max(0, mention.start - _REACH_BACK), mention.start))
    if not found:
        return None
    written = scene.text[found[-1].start() : found[-1].end()].removeprefix("有")
    return Speaker(written, None, MANY.search(written) is not None)


def _could_be(speaker: Speaker, word: str) -> bool:
    """Whether a speaker can be what a pronoun stands for: one person for 他 and 她, of a form of address that fits."""
    if word in _SEX and _SEX[word].search(speaker.name) is not None:
        return False
    return not ((speaker.plural or CROWD.fullmatch(canonical(speaker.name))) and word in ("他", "她"))


def _clause_opener(scene: Scene, left: Piece, word: str, names: dict[str, str], memory: Memory) -> Speaker | None:
    """The person with whom the nearest clause before a pronoun opens, unless their form of address is of the other sex."""
    end = left.end
    for opened in reversed(
        [left.start, *(comma.end() for comma in _CLAUSE_END.finditer(scene.masked, left.start, left.end))]
    ):
        person = next(iter(people_between(scene, opened, end)), None)
        end = opened
        if person is None or person.start > opened + 1 or OWNED.match(scene.folded, person.end):
            continue
        if not _SEX[word].search(person.name) if word in _SEX else True:
            return Speaker(full_name(person.name, names, memory), None)
    return None


def _group(
    scene: Scene, piece: Piece, mention: Mention, memory: Memory, introduced: list[re.Match[str]]
) -> Speaker | None:
    if introduced:
        return Speaker(scene.text[introduced[-1].start() : introduced[-1].end()].removeprefix("有"), None, True)
    for start in (piece.start, max(0, piece.start - 120)):
        groups = list(_PLURAL.finditer(scene.masked, start, mention.start))
        if groups:
            return Speaker(scene.text[groups[-1].start() : groups[-1].end()], None, True)
    return next((each for each in reversed(memory.seen) if each.plural), memory.last)
