"""Names in a question: whose words are wanted, and what else is called by name."""

from __future__ import annotations

import re
from collections.abc import Collection

from index.name_lists import SURNAMES
from index.names import canonical, find_people, is_full_name, same_person, sounds_foreign
from index.scripts import fold
from index.words import Word, is_word, tag_words

_ORGANISATION = re.compile(
    r"(?:公司|集团|企业|银行|证券|基金|保险|资本|控股|科技|智能|大学|学院|学校|医院|法院|研究院|研究所|"
    r"中心|协会|联盟|委员会|局|部|厅|署|政府|当局|平台|智库|"
    r"俱乐部|团队|社|报|台|网|部门|机构|组织|媒体|警方|官方|客服|央行|欧盟|联合国|工作室|实验室|相机|云|系|派|厂)$"
)
_ROLE = re.compile(
    r"(?:人|者|员|师|长|家|总|手|生|民|商|客|士|方|迷|友|们|代表|教授|总裁|经理|主席|主任|首相|总统|"
    r"总理|专家|媒体|警方|官方|部门|负责人|分析师|代理商|发言人|网友|居民)$"
)
_CAPITAL = re.compile(r"[A-ZÀ-Þ][A-Za-zÀ-ÿ'’.\-]*(?:\s+[A-ZÀ-Þ][A-Za-zÀ-ÿ'’.\-]*){0,3}$")
_BRACKETED = re.compile(r"^(?P<outer>[^（(]+?)\s*[（(](?P<inner>[^）)]+)[)）]\s*$")
_QUOTED = re.compile(r"[“「『《‘]([^“”「」『』《》‘’，。？?！!]{2,12})[”」』》’]")
_JUNK = re.compile(
    r"^(?:请问|那么?|那|所以|但是?|你觉得|你知道|文章(?:里|中)|文中|报道(?:里|中)?|资料(?:里|中))[,，]?\s*"
)
_CALLED = re.compile(r"[\u3400-\u9fff](?:总|老|董|导|工|局|处|行长|会长|部长|市长|校长|院长|主任|教授|老师|先生|女士)")
_NOT_SPEAKERS = re.compile(
    r"^(?:什么|谁|哪|怎|为|如何|多少|几|大家|各方|业内|业界|人们|有人|我|你|您|他|她|它|这|那|其|该|"
    r"是|有|可以|应该|能|会|要|被|不|没|一般|通常|普遍|目前|现在|据|来)"
)


def asked_speaker(name: str, known: Collection[str]) -> str | None:
    """Whose words are wanted, from what a question has before 怎么看, 认为 and the like; None when it is nobody.

    Known speakers first, then a personal name by its shape at the end (after titles), then an institution or a role.
    """
    quoted = re.fullmatch(r"\s*[“「\"]([^“”「」\"]{2,20})[”」\"]\s*", name)
    if quoted:
        return quoted[1]  # a screen name
    name = _JUNK.sub("", name.strip(" ,，:：“”\"'")).strip()
    if not name or _NOT_SPEAKERS.match(fold(name)):
        return None
    bracketed = _BRACKETED.match(name)
    if bracketed:
        inner, outer = bracketed["inner"].strip(), bracketed["outer"].strip()
        return inner if re.search(r"[\u3400-\u9fff]", inner) or not outer else asked_speaker(outer, known) or outer
    stored = _known(name, known)
    if stored:
        return stored
    if _CALLED.fullmatch(fold(name)) and fold(name)[0] in SURNAMES:
        return name
    if "的" in name[1:-1] and looks_personal(name[name.rfind("的") + 1 :]):
        return name[name.rfind("的") + 1 :]
    people = find_people(name)
    if people and people[-1].end == len(name):
        return people[-1].name
    latin = _CAPITAL.search(name)
    if latin and len(name) - len(latin.group()) != 1:
        return latin.group()
    folded = fold(name)
    if _shaped(folded):
        return name
    if len(name) <= 16 and (_ORGANISATION.search(folded) or _ROLE.search(folded)) and not _verbal(folded):
        return name
    words = tag_words(folded)
    if len(words) == 1 and words[0].tag in ("nr", "nrt", "ns", "nz", "nt"):
        return name
    return name if 2 <= len(name) <= 6 and not _verbal(folded) and not is_word(folded) else None


def _known(name: str, known: Collection[str]) -> str | None:
    """The name as asked when it ends in a known speaker's name, or is a short form of one."""
    folded = canonical(name)
    for speaker in known:
        full = canonical(speaker)
        if len(full) > 1 and folded.endswith(full):
            return name[-len(full) :] if fold(name[-len(full) :]) == full else speaker
        if len(folded) > 1 and (folded == full or same_person(folded, full)):
            return speaker if folded.isascii() and not full.isascii() else name
    return None


def _shaped(folded: str) -> bool:
    """Whether a whole string looks like a personal name that the tagger does not know."""
    if is_full_name(folded):
        return not is_word(folded) or all(word.tag.startswith("nr") for word in tag_words(folded))
    return sounds_foreign(folded) and not is_word(folded)


def looks_personal(name: str) -> bool:
    """Whether a name is a person's by its shape, not an institution's or a role's."""
    folded = fold(name)
    if _ORGANISATION.search(folded):
        return False
    people = find_people(name)
    if people and people[-1].end == len(name):
        return True
    return _shaped(folded) or (" " in name.strip() and _CAPITAL.fullmatch(name.strip()) is not None)


def _verbal(folded: str) -> bool:
    """Whether there is a verb or a function word in it, so that it is no noun."""
    return any(word.tag in ("v", "p", "c", "uj", "ul", "uz", "d", "r", "y") for word in tag_words(folded))


def split_names(names: str, known: Collection[str]) -> tuple[str, ...]:
    """The names in "A、B和C", or () when a part is no name."""
    parts = [part for part in re.split(r"和|与|與|跟|同(?=.)|、|以及|,|，|\band\b|\bvs\.?\b", names) if part.strip()]
    if len(parts) < 2:
        return ()
    found = [asked_speaker(part.strip().removesuffix("的"), known) for part in parts]
    return tuple(name for name in found if name) if all(found) else ()


def asked_entities(text: str, persons: Collection[str]) -> tuple[str, ...]:
    """Names in a question that are no persons: institutions, products, Latin words with a capital."""
    taken = [canonical(person) for person in persons]
    found: list[str] = []
    folded = fold(text)
    for latin in re.finditer(r"[A-Za-z][A-Za-z0-9.\-]*[A-Z0-9][A-Za-z0-9.\-]*|[A-Z][A-Za-z0-9\-]+", text):
        if latin.start() > 0 or not re.match(r"[A-Z][a-z]+$", latin.group()) or latin.group() not in _QUESTION_WORDS:
            found.append(latin.group())
    found += [match[1] for match in _QUOTED.finditer(text)]
    words = tag_words(folded)
    index = 0
    while index < len(words):
        word = words[index]
        # No name begins with a particle (了百川智能), a figure or a mark, with a word such as 说, or in the middle of a
        # Japanese word.
        verb = word.tag == "v" and word.end - word.start == 1
        first = folded[word.start]
        if word.tag[0] in "upcrym" or verb or not first.isalpha() or "\u3040" <= first <= "\u30ff":
            index += 1
            continue
        end = index
        while (
            end + 1 < len(words)
            and words[end + 1].tag in ("n", "nz", "nt", "ns", "vn", "nr")
            and words[end + 1].end - word.start <= 10
        ):
            end += 1
            if _ORGANISATION.search(folded[word.start : words[end].end]):
                break
        name = text[word.start : words[end].end]
        proper = any(_is_proper(folded, each) for each in words[index : end + 1])
        if word.tag == "nt" or (proper and _ORGANISATION.search(fold(name)) and len(name) > 2):
            found.append(name)
            index = end + 1
            continue
        if word.tag in ("ns", "nt", "nz"):
            found.append(text[word.start : word.end])
        index += 1
    unique = dict.fromkeys(
        name
        for name in found
        if len(name) > 1 and not any(canonical(name) in each or each in canonical(name) for each in taken)
    )
    return tuple(unique)


def _is_proper(folded: str, word: Word) -> bool:
    """Whether a word is a name or no word of the dictionary."""
    letters = folded[word.start : word.end]
    return word.tag in ("ns", "nt", "nz", "nr", "nrt", "x", "eng") or not (
        is_word(letters) or len(letters) == 1 or letters[0] in "看说想问"
    )


_QUESTION_WORDS = frozenset(
    "What Who When Where Why How Which Does Did Do Is Are Was Were According Can Could Tell Please The In On Has Have".split()
)
