"""Names of people, organisations, places and Latin names in a sentence and its evidence, marked alike in both.

The tagger may see a name in one text and miss it in another, so names found in any of the texts are marked wherever they
stand. Short and full forms, both scripts, and Latin names with or without spaces agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.names import canonical, find_people, same_person
from index.scripts import fold
from index.words import Word, tag_words

_ORGANISATION = (
    "公司 集团 大学 学院 银行 医院 研究院 研究所 法院 检察院 协会 委员会 基金会 基金 证券 科技 资本 控股 股份 出版社 报社 通讯社 电视台 "
    "中心 俱乐部 联盟 组织 局 厅 部 署 厂 社 队 党 网"
).split()
_PARTS = frozenset(("ns", "nt", "nz", "nr", "nrt", "nrfg", "n", "j", "b", "eng", "vn", "x", "ng", "nrf"))
_PROPER = frozenset(("ns", "nt", "nz", "nr", "nrt", "nrfg"))
_LATIN_WORD = re.compile(r"[a-zà-ÿ][a-zà-ÿ0-9]*(?:[-.'’&/][a-z0-9]+)*")
_LATIN_NUMBER = re.compile(
    r"[- ]?\d+(?:\.\d+)?(?![\d.]*\s?(?:年|月|日|%|万|亿|人|名|家|个|美元|元|米|公里|million|billion))"
)
# English words that name nothing; an English answer is made of them.
_PLAIN_ENGLISH = frozenset(
    "the a an of in on at to for and or but with by from as is are was were be been has have had it its this that these those he she they "
    "his her their not no says said will would can could may which who what when where more than about over under between into also".split()
)
_PRONOUNS = re.compile(
    r"他们|她们|它们|他|她|它|其|该(?:公司|国|人|集团|机构|平台|部门|地|院|校|市|省|县)|这(?:家|位|名|个)|两人|双方|对方|本人|我们?|记者"
)
_LETTERED = re.compile(
    r"(?:[甲乙丙丁戊某]|(?<![a-z])[a-h])(?:公司|集团|银行|大学|医院|国|省|市|县|队|厂|村|方(?![式法面]))"
)
_PARTICLES = re.compile('[的了着之地得\\s“”"「」『』《》‘’]')
_ADMINISTRATIVE = "市省县区镇乡村州国"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text: its comparable form, its kind, and where it stands (code points)."""

    key: str
    kind: str
    start: int
    end: int

    def agrees(self, other: Name) -> bool:
        """Whether both can name the same."""
        return same_name(self.key, other.key, latin=self.kind == "latin" == other.kind)


@lru_cache(maxsize=4096)
def same_name(first: str, second: str, *, latin: bool = False) -> bool:
    """Whether two folded names can be of one person, organisation or place: equal, short and full, 北京 and 北京市."""
    if first == second:
        return True
    if latin:
        return False
    short, long = sorted((first, second), key=len)
    if len(short) >= 2 and (long.startswith(short) or (long.endswith(short) and len(short) >= 3)):
        rest = long.removeprefix(short) if long.startswith(short) else long.removesuffix(short)
        return len(short) >= 3 or rest in _ADMINISTRATIVE or any(rest.endswith(word) for word in _ORGANISATION)
    return same_person(first, second)


class Vocabulary:
    """The names that stand in any of some texts, to be marked in each of them; the first is checked against the others."""

    def __init__(self, texts: Sequence[str]) -> None:
        kinds: dict[str, str] = {}
        latin: set[str] = set()
        originals = [fold(text) for text in texts[1:]]
        sources = [_PARTICLES.sub("", fold(text)) for text in texts[1:]]
        for place, text in enumerate(texts):
            found = _names_in(text)
            if place == 0 and sources:  # what the tagger makes of a sentence that lost a 的 is no name
                found = {name: kind for name, kind in found.items() if _credible(name, originals, sources)}
            kinds.update(found)
            latin.update(match.group() for match in _LATIN_WORD.finditer(fold(text)))
        words = sorted((name for name in kinds if len(name) > 1), key=len, reverse=True)
        self._kinds = kinds
        self._pattern = re.compile("|".join(map(re.escape, words))) if words else None
        self._latin = frozenset(_plain(word) for word in latin)

    def names(self, text: str) -> tuple[Name, ...]:
        """The names of `text`, in order and without overlaps."""
        folded = fold(text)
        found = [
            Name(canonical(match.group()), self._kinds[match.group()], match.start(), match.end())
            for match in (self._pattern.finditer(folded) if self._pattern else ())
        ]
        found.extend(self._latin_names(folded))
        found.sort(key=lambda name: (name.start, -name.end))
        out: list[Name] = []
        for name in found:
            if not out or name.start >= out[-1].end:
                out.append(name)
        return tuple(out)

    def _latin_names(self, folded: str) -> list[Name]:
        """Latin words, with the number that belongs to them; words that another text writes as one are one (open ai)."""
        words = list(_LATIN_WORD.finditer(folded))
        found: list[Name] = []
        place = 0
        while place < len(words):
            last = place
            for end in (place + 2, place + 1):
                if end < len(words) and not folded[words[place].end() : words[end].start()].strip(" -"):
                    if "".join(_plain(word.group()) for word in words[place : end + 1]) in self._latin:
                        last = end
                        break
            start, stop = words[place].start(), words[last].end()
            number = _LATIN_NUMBER.match(folded, stop)
            key = "".join(_plain(word.group()) for word in words[place : last + 1])
            if number and (folded[stop] != " " or key + number.group().strip(" -") in self._latin):
                stop = number.end()
                key += number.group().strip(" -")
            place = last + 1
            if key not in _PLAIN_ENGLISH:
                found.append(Name(key, "latin", start, stop))
        return found


def _credible(name: str, originals: Sequence[str], bare: Sequence[str]) -> bool:
    """Whether a name of the checked sentence is one: not a stretch of the others that only lost its particles."""
    return any(name in text for text in originals) or not any(name in text for text in bare)


def pronouns(folded: str) -> tuple[tuple[int, int], ...]:
    """Where folded text refers to somebody or something without the name."""
    return tuple(match.span() for match in _PRONOUNS.finditer(folded))


def _plain(word: str) -> str:
    return re.sub(r"[-.'’&/]", "", word)


@lru_cache(maxsize=2048)
def _names_in(text: str) -> dict[str, str]:
    """Folded names and their kinds: person, place, organisation."""
    folded = fold(text)
    words = tag_words(folded)
    kinds: dict[str, str] = {}
    for word in words:
        name = folded[word.start : word.end]
        if word.tag in ("ns", "nt", "nz") and len(name) > 1 and "\u3400" <= name[0] <= "\u9fff":
            kinds[name] = "place" if word.tag == "ns" else "organisation"
    for name in _organisations(folded, words):
        kinds[name] = "organisation"
    for person in find_people(text):
        name = folded[person.start : person.end]
        if not name.isascii():
            kinds[name] = "person"
    return {name.rstrip("说称") if len(name) > 2 else name: kind for name, kind in kinds.items()}


def _organisations(folded: str, words: tuple[Word, ...]) -> list[str]:
    """Proper nouns with what follows up to a word such as 公司 or 大学."""
    found: list[str] = [match.group() for match in _LETTERED.finditer(folded)]
    start: int | None = None
    for word in words:
        if word.tag not in _PARTS or not folded[word.start : word.end].isalnum():
            start = None
            continue
        if start is None and word.tag in _PROPER:
            start = word.start
        if start is not None and start < word.start and word.end - start <= 20:
            text = folded[word.start : word.end]
            if text in _ORGANISATION or (len(text) > 2 and text.endswith(tuple(_ORGANISATION[:22]))):
                found.append(folded[start : word.end])
    return found
