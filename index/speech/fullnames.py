"""The fullest form of a name: short names, brackets, spellings, countries."""

from __future__ import annotations

import re

from index.name_lists import HONORIFICS
from index.names import Person, canonical, is_full_name, same_person, sounds_foreign
from index.speaking import is_counted, speaks
from index.speech.mentions import Mention, noun_start
from index.speech.scene import Scene
from index.words import is_word

DISTINCT = 200  # names that are compared with a short form
TAIL = 3  # characters after a name that may be anything but its noun (李某某一脸)
_ALIAS = re.compile(
    r"(?<=[\u3400-\u9fff”])\((?:[^()]{0,60},)?(?:以?下?简?称:?)?[“「]?([A-Za-z][A-Za-z0-9.&]{1,11}|[\u3400-\u9fffA-Za-z]{2,10})[”」]?\)"
)
_SPELLING = re.compile(r"\s?[(（]([A-Z][A-Za-zÀ-ÿ.'’\-]+(?: [A-Z][A-Za-zÀ-ÿ.'’\-]+){0,3})[)）]")
_COUNTRIES = {
    "俄": "俄罗斯", "美": "美国", "英": "英国", "法": "法国", "德": "德国", "日": "日本", "韩": "韩国", "乌": "乌克兰",
    "印": "印度", "以": "以色列", "波": "波兰", "加": "加拿大", "澳": "澳大利亚", "朝": "朝鲜", "伊": "伊朗", "土": "土耳其",
}  # fmt: skip
_AFTER_NAMES = ("小朋友", "同学", "律师", "医生", "老师", "教授", "警官")
_TITLED_NAME = re.compile(rf"([\u3400-\u9fff]{{2,3}})(?:{'|'.join(_AFTER_NAMES)})[\u3400-\u9fff]{{0,2}}")
_INSTITUTION = re.compile(r"[\u3400-\u9fff]{2,3}[部局署委办厅院]")
_ARTICLE = 4000  # characters of an article in which a full name is looked for
_FOREIGN = 4  # characters from which two spellings of a foreign name are compared


def fullness(name: str) -> int:
    """The length of a name; one character when it is a surname with a form of address (孙爷爷)."""
    plain = canonical(name)
    return 1 if len(plain) > 1 and plain[1:] in HONORIFICS else len(plain)


def _misspelt(name: str, other: str) -> bool:
    """Whether two foreign names, or their last parts, differ by one character alone (霍特曼, 霍尔特曼 are too far apart)."""
    one, two = (re.split("[·•‧・]", canonical(each))[-1] for each in (name, other))
    if len(one) != len(two) or len(one) < _FOREIGN or not (sounds_foreign(one) and sounds_foreign(two)):
        return False
    different = sum(left != right for left, right in zip(one, two, strict=True))
    return bool(different == 1)


def full_names(people: tuple[Person, ...]) -> dict[str, str]:
    """For every canonical name the longest that can be the same person's, the first mentioned of equal length."""
    names: dict[str, str] = {}
    distinct = list(dict.fromkeys(person.name for person in people))[:DISTINCT]
    for name in distinct:
        best = name
        for other in distinct:
            if fullness(other) <= fullness(best) or not (same_person(name, other) or _misspelt(name, other)):
                continue
            if best == name or same_person(best, other):
                best = other  # of two people with that surname the first one
        if best == name:
            best = next((other for other in distinct if _misspelt(name, other)), name)
            best = best if distinct.index(best) < distinct.index(name) else name
        names.setdefault(canonical(name), best)
    return names


def aliases(scene: Scene) -> dict[str, str]:
    """Short names that the article explains in brackets, with what they stand for: 研究所(NIESR), 公司(下称“甲方”)."""
    found: dict[str, str] = {}
    for bracket in _ALIAS.finditer(scene.folded):
        start = noun_start(scene, max(0, bracket.start() - 40), bracket.start())
        explained = "称" in bracket.group() or bracket[1].isascii()
        explained = explained or _abbreviates(bracket[1], scene.folded[start : bracket.start()])
        if explained and bracket.start() - start >= 3:
            found.setdefault(canonical(bracket[1]), scene.text[start : bracket.start()])
    for person in scene.people:
        spelling = _SPELLING.match(scene.text, person.end)
        if spelling is not None and not person.name.isascii():
            found.setdefault(canonical(spelling[1]), person.name)
            found.setdefault(canonical(spelling[1].split()[-1]), person.name)
            found.setdefault(canonical(spelling[1].split()[0]), person.name)
    return found


def known_first(scene: Scene, mention: Mention) -> str | None:
    """A person's name that a mention begins with, when what follows it is no noun that speaks (王秋含泪, 王秋小朋友)."""
    titled = _TITLED_NAME.fullmatch(scene.folded, mention.start, mention.end)
    if titled is not None and is_full_name(titled[1]) and not is_word(titled[1]):
        return scene.text[mention.start : mention.start + len(titled[1])]
    known = scene.known.longest_at(scene.folded, mention.start)
    if known is None or not is_full_name(known):
        return None
    rest = scene.folded[mention.start + len(known) : mention.end]
    if not 0 < len(rest) <= TAIL or rest[0] == "的" or (rest not in _AFTER_NAMES and speaks(rest) > 0):
        return None
    if rest not in _AFTER_NAMES and is_counted(rest):
        return None
    return scene.text[mention.start : mention.start + len(known)]


def _abbreviates(short: str, long: str) -> bool:
    """Whether a short name of an institution is made of characters of the long one, to its last: 环保署, 环境保护署."""
    return len(short) > 2 and re.search("[\u3400-\u9fff]{0,3}".join(map(re.escape, short)) + "$", long) is not None


def _spelt(scene: Scene, plain: str) -> str | None:
    """An institution's full name where the article gives it: each character of the short one opens a word of it."""
    if not _INSTITUTION.fullmatch(plain):
        return None
    parts = [f"({letter}[\u3400-\u9fff]{{1,2}})" for letter in plain[:-1]]
    found = re.search("".join(parts) + plain[-1], scene.folded[:_ARTICLE])
    if found is None or not all(is_word(part) for part in found.groups()):
        return None
    return scene.text[found.start() : found.end()]


def in_full(scene: Scene, name: str) -> str:
    """An institution with its country's name written out, where the article does so (俄国防部, 俄罗斯国防部)."""
    plain = canonical(name)
    spelt = _spelt(scene, plain)
    if spelt is not None:
        return spelt
    country = _COUNTRIES.get(plain[:1])
    if country is None or len(plain) < 3 or plain.startswith(country):
        return name
    for rest in (plain[1:], plain[2:] if plain[1] == "国" else ""):
        at = scene.folded.find(country + rest) if len(rest) > 1 else -1
        if at >= 0:
            return scene.text[at : at + len(country) + len(rest)]
    return name
