"""People whose names the tagger never sees: told by what stands around them, more than once.

A string of name characters that a verb of speech follows, after a title or at the head of a clause, and that the article
writes again elsewhere, is somebody's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.name_lists import PLACES, TITLES
from index.names import Person, is_full_name, sounds_foreign
from index.speaking import speaks
from index.words import is_word, tag_words

_VERB = r"(?:表示|认为|指出|坦言|强调|透露|介绍|告诉|解释|回应|说|称)"
_WHEN = r"(?:也|还|则|曾|又|随后|此前|近日|日前|[上本]?周[一二三四五六日]|\d{1,2}(?:月\d{1,2})?日|在[^,。:;“”]{2,30}?[上中时])"
_TITLE = rf"(?:艺人|国务卿|{TITLES})"
_SPEAKS = re.compile(rf"(?<=[,。!?\n”」;])([\u3400-\u9fff]{{2,6}})(?:{_WHEN})?{_VERB}")
_TITLED = re.compile(rf"{_TITLE}([\u3400-\u9fff]{{2,6}}?)(?=(?:{_WHEN})?{_VERB}|\()")
_BODY = re.compile(r"[\u3400-\u9fff]{0,2}(?:学会|协会|公司|集团|基金|大学|学院|银行|证券|[州省市县区镇村岛港河湖])")
_PLACE = "村镇县市区乡省州院所局部店厂馆园站社队"  # with which no given name ends
_LONGEST = 4  # characters of a foreign name without a dot
_MOST = 40  # names that are looked for


def find_strangers(text: str, folded: str, people: tuple[Person, ...]) -> Iterator[Person]:
    """The mentions of people that `people` leaves out."""
    known = {folded[person.start : person.end] for person in people}
    names: dict[str, None] = {}
    for found in (*_SPEAKS.finditer(folded), *_TITLED.finditer(folded)):
        name = found[1]
        if len(names) < _MOST and _is_name(folded, name) and not any(name in each or each in name for each in known):
            names[name] = None
    for name in names:
        places = [found.start() for found in re.finditer(re.escape(name), folded)]
        if len(places) > 1 and not any(_BODY.match(folded, start + len(name)) for start in places):
            yield from (Person(text[start : start + len(name)], start, start + len(name)) for start in places)


def _is_name(folded: str, name: str) -> bool:
    """Whether a string can be nothing but a name: foreign sounds, or the shape of a full name, and no word."""
    if name in PLACES or is_word(name) or speaks(name) > 0:
        return False
    if sounds_foreign(name):
        tags = {word.tag for word in tag_words(name)}
        if tags & {"ns", "nt"} and re.search(rf"{_TITLE}{name}|{name}(?:夫人|女士|先生)", folded) is None:
            return False
        return len(name) <= _LONGEST and not tags & {"v", "d", "r"}
    return (
        len(name) == 3
        and name[-1] not in _PLACE
        and is_full_name(name)
        and not is_word(name[1:])
        and not is_word(name[:2])
    )
