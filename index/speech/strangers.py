"""People whose names the tagger never sees: told by what stands around them, more than once.

A string of name characters that a verb of speech follows, after a title or at the head of a clause, and that the article
writes again elsewhere, is somebody's name; after a title, what can be a full name needs no second mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.name_lists import JAPANESE_SURNAMES, PLACES, TITLES
from index.names import Person, is_full_name, sounds_foreign
from index.speaking import speaks
from index.words import is_word, tag_words

_VERB = r"(?:表示|认为|指出|坦言|强调|透露|介绍|告诉|解释|回应|回忆|说|称)"
_WHEN = r"(?:也|还|则|曾|又|随后|此前|近日|日前|[上本]?周[一二三四五六日]|\d{1,2}(?:月\d{1,2})?日|在[^,。:;“”]{2,30}?[上中时])"
_KIN = "侄女|侄子|外甥女?|孙[女子]|女儿|儿子|丈夫|妻子|母亲|父亲|[哥弟][哥弟]|[姐妹][姐妹]"
_TITLE = rf"(?:艺人|国务卿|{TITLES}|[\u3400-\u9fff][师员家者官手]|\d岁的|{_KIN})"
_SPEAKS = re.compile(rf"(?<=[,。!?\n”」;])([\u3400-\u9fff]{{2,6}})(?:{_WHEN})?{_VERB}")
_TITLED = re.compile(rf"{_TITLE}([\u3400-\u9fff]{{2,6}}?)(?=(?:{_WHEN})?{_VERB}|(?<=.{{4}})是|\()")
_BODY = re.compile(r"[\u3400-\u9fff]{0,2}(?:学会|协会|公司|集团|基金|大学|学院|银行|证券|[州省市县区镇村岛港河湖])")
_PLACE = "村镇县市区乡省州院所局部店厂馆园站社队"  # with which no given name ends
_LONGEST = 4  # characters of a foreign name without a dot
_MOST = 40  # names that are looked for


def find_strangers(text: str, folded: str, people: tuple[Person, ...]) -> Iterator[Person]:
    """The mentions of people that `people` leaves out."""
    known = {folded[person.start : person.end] for person in people}
    names: dict[str, bool] = {}  # whether a title stands before it
    for titled, pattern in ((False, _SPEAKS), (True, _TITLED)):
        for found in pattern.finditer(folded):
            name = found[1]
            if len(names) >= _MOST or any(name in each or each in name for each in known):
                continue
            if _is_name(folded, name, titled=titled):
                names[name] = titled or names.get(name, False)
    for name, titled in names.items():
        places = [found.start() for found in re.finditer(re.escape(name), folded)]
        if (len(places) > 1 or (titled and (is_full_name(name) or name[:2] in JAPANESE_SURNAMES))) and not any(
            _BODY.match(folded, start + len(name)) for start in places
        ):
            yield from (Person(text[start : start + len(name)], start, start + len(name)) for start in places)


def _is_word(text: str, *, noun: bool) -> bool:
    """Whether `text` is a word; with `noun`, one that is no noun, as a name after a title may well hold one (洪水)."""
    return is_word(text) and not (noun and tag_words(text)[0].tag[0] in "nz")


def _is_unknown(name: str) -> bool:
    """Whether a string after a title holds a part that is no word, and nothing that acts: a name of no known kind."""
    words = tag_words(name)
    strange = any(word.end - word.start > 1 and not is_word(name[word.start : word.end]) for word in words)
    return strange and not any(word.tag[0] in "vdrpcu" for word in words) and name[-1] not in _PLACE + "某"


def _is_name(folded: str, name: str, *, titled: bool) -> bool:
    """Whether a string can be nothing but a name: foreign sounds, or the shape of a full name, and no word."""
    if name in PLACES or is_word(name) or speaks(name) > 0:
        return False
    if sounds_foreign(name) and not (titled and len(name) == 3 and is_full_name(name)):
        tags = {word.tag for word in tag_words(name)}
        if tags & {"ns", "nt"} and re.search(rf"{_TITLE}{name}|{name}(?:夫人|女士|先生)", folded) is None:
            return False
        return len(name) <= _LONGEST + 2 * titled and not tags & {"v", "d", "r"}
    if name[:2] in JAPANESE_SURNAMES and len(name) == _LONGEST:
        return titled or (is_full_name(name) and not is_word(name[2:]))
    if titled and len(name) == _LONGEST:
        return _is_unknown(name)
    return (
        len(name) == 3
        and name[-1] not in _PLACE
        and is_full_name(name)
        and not _is_word(name[1:], noun=titled)
        and not _is_word(name[:2], noun=titled)
    )
