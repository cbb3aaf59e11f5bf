"""The people whom an article names: what the tagger took for names, put right by the rest of the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from index.name_lists import COMPOUND_SURNAMES, FOREIGN_SOUNDS, TITLES
from index.names import Person, is_full_name, people_in, sounds_foreign
from index.speech.strangers import find_strangers
from index.words import Word, is_word, tag_words

_ALIAS = re.compile(
    r"(?:的|[^\u3400-\u9fff]|[民生女子工员长友人士户])([\u3400-\u9fff]{2,3})\((?:化名|音译?)\)"
)  # 某某(化名)
_LATIN = re.compile(r"[(（][A-Z][A-Za-zÀ-ÿ.'’\- ]{2,40}[)）]")
_FIRM = re.compile(
    r"(?:Inc|Corp|Ltd|LLC|Management|Group|Bank|Capital|Company|University|Partners|Research|News|Times|Post|Street)$"
)
_TIMES = frozenset(
    "当地 当天 当日 当时 当晚 日前 今天 今日 昨日 昨天 本周 上周 周一 周二 周三 周四 周五 周六 周日".split()
)
_ASKS = re.compile(r"[问答喊叫讲](?=[,。:“「!?])")
# English given names that stand alone in Chinese texts; other single Latin words are mostly brands.
GIVEN_NAMES = frozenset(
    "George John James Mike Michael David Daniel Peter Paul Mark Tom Thomas Jack Jason Kevin Brian Steve Steven Eric Alex Andrew Andy Ben "
    "Bob Robert Bill William Charles Chris Frank Gary Henry Jim Joe Joseph Ken Larry Leo Louis Martin Matt Matthew Nick Oliver Patrick "
    "Philip Richard Rick Roger Ryan Sam Scott Sean Simon Tim Tony Victor Anna Anne Alice Amy Angela Betty Carol Cathy Cindy Claire Daisy "
    "Diana Emily "
    "Emma Eva Grace Helen Jane Jennifer Jenny Jessica Joan Judy Julia Julie Karen Kate Kelly Laura Linda Lily Lisa Lucy Maria "
    "Mary Megan Nancy Nicole Olivia Rachel Rose Sally Sara Sarah Sophia Sophie Susan Tina Vicky Vivian Wendy Aaron Adam Albert Anthony "
    "Arthur Ashley "
    "Barbara Billy Bruce Carl Craig Dan Donald Edward Evan Fred Harry Ian Ivan Jackie Jacob Jake Jay Jeff Jerry Jimmy Jonathan "
    "Josh Justin Kyle Luke Max Nathan Neil Ray Samuel Terry Tyler Walter".split()
)
_HYPHEN = re.compile(rf"(?:[{''.join(sorted(FOREIGN_SOUNDS))}]{{2,6}}|让)-[{''.join(sorted(FOREIGN_SOUNDS))}]{{2,8}}")
_GIVEN = re.compile(r"(?<![A-Za-z.\-@ ])[A-Z][a-z]{1,9}(?![A-Za-z.\-]| [A-Z])")
_COMPOUND = re.compile(
    rf"(?:{'|'.join(sorted(COMPOUND_SURNAMES - {'东方', '百里', '南宫', '长孙', '公孙'}))})[\u3400-\u9fff]{{1,2}}?"
    r"(?=表示|认为|指出|介绍|告诉|坦言|[说称在对也则还就向:,。、(“])"
)
_OFFICE = re.compile(r"首席|高级|资管|证券|基金|集团|全球|资产")  # 景顺|首席…: a firm's
_OCCASION = re.compile(r"(?:会|访|议|谈|席|讲话|致辞|发言)[时上中后]$")  # 会时, 采访时
_TITLE = re.compile(rf"(?:{TITLES})(?![\u3400-\u9fff]{{0,1}}[,。:;])")
_COUNTRY = 4  # characters of a place that the tagger could take for a foreign name
_SOUNDS = 10  # characters of a foreign name without a dot
_SIGNING = re.compile(r"(?:记者|通讯员|实习生|摄影|编辑|责编|校对|撰文)[:\s]?(?:[\u3400-\u9fff]{2,4}[\s、])*$")
_SIGNED = re.compile(r"\s|$|[)\]/、]|通讯员|记者|实习|编辑|报道|图片|文/")
_BYLINE = re.compile(r"[电讯]\s?\((?:[\u3400-\u9fff]{2,4}[\s、])*$")
_SHOT = re.compile(r"\s?(?:/?摄(?![像影制])|/图|供图)")


def find_everyone(text: str, folded: str) -> tuple[Person, ...]:
    """Every mention of a person in the text, in order, whoever makes it."""
    words = tag_words(folded)
    everyone = people_in(text, folded, words)
    everyone = tuple(_without_next(text, folded, person) for person in everyone if _is_name(folded, person))
    everyone = _titled(text, folded, words, everyone)
    everyone = _everywhere(text, folded, _lengthened(text, folded, _shortened(text, folded, everyone)))
    everyone = _spelt_out(text, folded, everyone)
    taken = {position for person in everyone for position in range(person.start, person.end)}
    strangers = (
        each for each in find_strangers(text, folded, everyone) if not taken & set(range(each.start, each.end))
    )
    return tuple(sorted((*everyone, *strangers), key=lambda person: person.start))


def _titled(text: str, folded: str, words: tuple[Word, ...], people: tuple[Person, ...]) -> tuple[Person, ...]:
    """The people with full names of three characters after a title that the tagger parted or took for something else."""
    starts = {word.start for word in words} | {len(folded)}
    taken = {position for person in people for position in range(person.start, person.end)}
    found = list(people)
    for title in _TITLE.finditer(folded):
        start, end = title.end(), title.end() + 3
        whole = start in starts and end in starts and is_full_name(folded[start:end]) and not is_word(folded[start:end])
        if whole and not taken.intersection(range(start, end)) and folded[end - 1] not in _GOES_ON + "们后":
            found.append(Person(text[start:end], start, end))
    return tuple(sorted(found, key=lambda person: person.start))


def _is_name(folded: str, person: Person) -> bool:
    """Whether what the tagger took for a person is none by another reading: a country, a surname with an adverb."""
    name = folded[person.start : person.end]
    if _FIRM.search(person.name) or _OCCASION.search(name) or name.startswith(("闻言", "闻讯", "闻声")):
        return False
    if len(name) == 2 and _OFFICE.match(folded, person.end):
        return False
    words = tag_words(name)
    if len(words) == 1:
        return words[0].tag != "ns" or len(name) < _COUNTRY
    return not (len(name) == 3 and words[0].end == 1 and words[1].tag == "d")


def signs(folded: str, person: Person) -> bool:
    """Whether a name stands in a byline or under a picture: 记者 林某 摄."""
    if _SHOT.match(folded, person.end):
        return True
    before = folded[max(0, person.start - 24) : person.start]
    if _BYLINE.search(before):
        return True
    return _SIGNED.match(folded, person.end) is not None and _SIGNING.search(before) is not None


def _spelt_out(text: str, folded: str, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """The people with foreign names that only their Latin spelling in brackets shows: 策略师克里斯蒂娜霍珀(Kristina …)."""
    found: list[Person] = []
    for latin in _LATIN.finditer(text):
        end = start = latin.start()
        while end - start < _SOUNDS and start > 0 and folded[start - 1] in FOREIGN_SOUNDS:
            start -= 1
        if 3 <= end - start < _SOUNDS and not any(
            each.start < end <= each.end or each.start < start < each.end for each in people
        ):
            found.append(Person(text[start:end], start, end))
    found.extend(_hyphened(text, folded))
    kept = [each for each in people if not any(new.start < each.end and each.start < new.end for new in found)]
    kept.extend(found)
    for alias in _ALIAS.finditer(folded):
        start, end = alias.span(1)
        if not any(each.start < end and start < each.end for each in kept):
            kept.append(Person(text[start:end], start, end))
    return tuple(sorted(kept, key=lambda person: person.start))


def _hyphened(text: str, folded: str) -> Iterator[Person]:
    """Foreign names whose parts a hyphen joins, and names with a surname of two characters that the tagger parts."""
    for name in _HYPHEN.finditer(folded):
        start, end = name.span()
        while start > 0 and folded[start] not in FOREIGN_SOUNDS:
            start += 1
        if all(part and all(letter in FOREIGN_SOUNDS for letter in part) for part in folded[start:end].split("-")):
            yield Person(text[start:end], start, end)
    for name in _GIVEN.finditer(text):
        if name.group() in GIVEN_NAMES:
            yield Person(name.group(), name.start(), name.end())
    for name in _COMPOUND.finditer(folded):
        yield Person(text[name.start() : name.end()], name.start(), name.end())


def _without_next(text: str, folded: str, person: Person) -> Person:
    """A name without the character of the next word that the tagger joined to it (某·某当|地时间, 某某问|：)."""
    if "·" in person.name and folded[person.end - 1 : person.end + 1] in _TIMES:
        return Person(text[person.start : person.end - 1], person.start, person.end - 1)
    shorter = folded[person.start : person.end - 1]
    if len(person.name) == 3 and _ASKS.match(folded, person.end - 1) and is_full_name(shorter):
        return Person(text[person.start : person.end - 1], person.start, person.end - 1)
    return person


_GOES_ON = "说称表告认指介道问答在对的向则也还就与等是曾坦回透强又及、到从给被把将不有上下去来了"  # after a whole name
_OFTEN = 3  # mentions from which what always follows is part of a name
_SPREAD = 300  # distinct names that are looked for where the tagger did not see them


def _everywhere(text: str, folded: str, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """The people with those mentions that the tagger missed of names that it saw somewhere, in order."""
    full = list(dict.fromkeys(folded[person.start : person.end] for person in people if len(person.name) > 2))
    taken = {person.start: person for person in people}
    for name in sorted(full[:_SPREAD], key=len):
        for start in _occurrences(folded, name):
            if start not in taken or taken[start].end < start + len(name):
                taken[start] = Person(text[start : start + len(name)], start, start + len(name))
    ordered: list[Person] = []
    for start in sorted(taken):
        if not ordered or start >= ordered[-1].end:
            ordered.append(taken[start])
    return tuple(ordered)


def _shortened(text: str, folded: str, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Names of three characters of which two stand alone more often: the tagger took the next word's first one."""
    cut: dict[str, bool] = {}
    out: list[Person] = []
    for person in people:
        name = folded[person.start : person.end]
        if len(name) == 3 and is_full_name(name[:2]) and name not in cut and len(cut) < _SPREAD:
            whole, part = folded.count(name), folded.count(name[:2])
            cut[name] = part - whole >= 2 and part - whole > whole
        end = person.end - cut.get(name, False)
        start = person.start + _takes_from_word(folded, person.start, name)
        out.append(Person(text[start:end], start, end))
    return tuple(out)


def _takes_from_word(folded: str, start: int, name: str) -> bool:
    """Whether the first character of a name ends a word and the rest is a name given more often (官宣|某某)."""
    if len(name) != 3 or not is_full_name(name[1:]) or not is_word(folded[max(0, start - 1) : start + 1]):
        return False
    return folded.count(name[1:]) >= 2 * folded.count(name)


def _lengthened(text: str, folded: str, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Names of two characters that a third one always follows are names of three."""
    longer: dict[str, bool] = {}
    earlier: dict[str, bool] = {}
    out: list[Person] = []
    for person in people:
        name = folded[person.start : person.end]
        if len(name) in (2, 3) and name not in longer and len(longer) < _SPREAD:
            longer[name] = _always_followed(folded, name)
        if sounds_foreign(name) and not is_full_name(name) and name not in earlier and len(earlier) < _SPREAD:
            earlier[name] = _always_preceded(folded, name)
        start = person.start - earlier.get(name, False)
        end = person.end + longer.get(name, False)
        out.append(Person(text[start:end], start, end))
    return tuple(out)


def _always_followed(folded: str, name: str) -> bool:
    """Whether every mention of `name`, two or more, has one and the same character after it that a name may have."""
    after = [folded[at + len(name) : at + len(name) + 1] for at in _occurrences(folded, name)]
    if len(after) < 2 or not "\u3400" <= after[0] <= "\u9fff":
        return False
    if len(set(after)) > 1:
        return len(name) == 2 and _are_brothers(name, after)
    if after[0] in _GOES_ON:
        return after[0] in "则为和" and len(name) == 2 and len(set(after)) == 1 and len(after) >= _OFTEN
    if len(name) == 3 and not sounds_foreign(name + after[0]):
        return after[0] == name[-1]  # 阮氏清清
    foreign = sounds_foreign(name + after[0]) and not is_full_name(name[:2])
    return is_full_name(name + after[0]) or foreign or (len(name) == 2 and len(after) >= _OFTEN)


def _are_brothers(name: str, after: list[str]) -> bool:
    """Whether `name` is what several full names begin with, each of them given more than once (王叔早, 王叔乐)."""
    counts = Counter(after)
    return len(counts) <= 3 and all(
        count >= 2 and letter not in _GOES_ON and is_full_name(name + letter) for letter, count in counts.items()
    )


def _always_preceded(folded: str, name: str) -> bool:
    """Whether every mention of a foreign name, two or more, has one and the same sound before it (泽 before 连斯基)."""
    before = [folded[max(0, at - 1) : at] for at in _occurrences(folded, name)]
    return len(before) >= 2 and len(set(before)) == 1 and sounds_foreign(before[0] + name)


def _occurrences(folded: str, name: str) -> Iterator[int]:
    at = folded.find(name)
    while at >= 0:
        yield at
        at = folded.find(name, at + 1)
