"""Subjects that a clause names in a way the tagger misreads: looked for only before a verb that clearly reports.

`index.speech.subjects` strips a clause from both ends by its tags and gives up where a tag is wrong. Here the clause is
searched for somebody instead: a person known from the article, a title, an institution's ending, or the noun right before
the verb.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from index.name_lists import TITLES
from index.name_shapes import made_of_name_characters
from index.speech.lexicon import ADVERBIAL
from index.speech.mentions import PARTICLE, Mention, noun_start
from index.speech.nouns import INSTITUTION
from index.speech.scene import Scene
from index.speech.subjects import strip_adverbs
from index.words import is_word, tag_words

_REACH = 90  # characters before a verb within which somebody is looked for
_NOT_SUBJECT = "对向与和同跟被把给让据及、由比为"
_OWNED = re.compile("的|公司|集团|内部|基金|旗下|方面|团队|资本|银行|[她他]|、")
_PEOPLE = re.compile(rf"(?:{TITLES}|家属|家人|人士|人员|家长|群众|警方|校方|院方|店方|学者|记录|者)")
_NO_NAME = "时中后前上里下内外间地"  # with which a phrase of time or place ends
_ROLE_AND_NAME = re.compile(
    r"[^,。;:“”在于对]{2,24}?[长员官人家师者手任席记授相](?!会|们)([\u3400-\u9fff]{3})(?=在|于|对|就|日前|近日|此前|\d|今|昨|当|$)"
)
_REPORTS = re.compile(r"报道$|报警|图源|资料图|来源|供图|摄影")  # papers, captions, and who called the police
_NOUN = 16  # characters of a noun
_SHORT = 8  # characters of a clause that is a name and nothing else
_DATE = re.compile(r"(?:当地时间)?(?:\d{1,4}[年月日号])+[早晚上中下午凌晨间]*")
_CUTS = re.compile(r"[\ue000”」]|\s")


def overlooked_subject(scene: Scene, start: int, end: int) -> Mention | None:
    """Somebody in the clause `[start, end)` whom the rules of tags did not find, or None."""
    start = max(start, end - _REACH)
    for cut in _CUTS.finditer(scene.masked, start, end):
        start = cut.end()
    return (
        _person(scene, start, end)
        or _titled(scene, start, end)
        or _named_after_role(scene, start, end)
        or _alone(scene, start, end)
    )


def noun_before(scene: Scene, start: int, end: int) -> Mention | None:
    """The run of nouns right before a verb, whatever stands before it: 网上流传的一篇帖文 before 称,."""
    if _REPORTS.search(scene.folded, start, end):
        return None
    end = strip_adverbs(scene, start, end)
    at = noun_start(scene, max(start, end - _REACH), end)
    words = tag_words(scene.folded[at:end])
    if not 2 <= end - at <= _NOUN or words[-1].tag[0] not in "njl" or scene.folded[end - 1] in _NO_NAME:
        return None
    if PARTICLE.search(scene.folded, at, end) or scene.folded[max(start, at - 1) : at] in tuple(_NOT_SUBJECT):
        return None
    return Mention("someone", at, end, at)


def _named_after_role(scene: Scene, start: int, end: int) -> Mention | None:
    """A name that the tagger does not know after a role that ends like one (次长朴购然在…上)."""
    found = _ROLE_AND_NAME.match(scene.folded, start, end)
    if found is None or is_word(found[1]) or not made_of_name_characters(found[1]):
        return None
    return Mention("person", found.start(1), found.end(1), start)


def _person(scene: Scene, start: int, end: int) -> Mention | None:
    """The first person of the clause that is no object and owns nothing."""
    people = scene.people
    for person in people[bisect_left(people, start, key=lambda each: each.start) :]:
        if person.end > end:
            return None
        if scene.folded[max(start, person.start - 1) : person.start] in tuple(_NOT_SUBJECT):
            continue
        if not _OWNED.match(scene.folded, person.end):
            return Mention("person", person.start, person.end, noun_start(scene, start, person.start))
    return None


def _titled(scene: Scene, start: int, end: int) -> Mention | None:
    """The last noun for a person or an institution after which nothing but an adverbial stands before the verb."""
    for pattern, kind in ((_PEOPLE, "someone"), (INSTITUTION_INSIDE, "institution")):
        found = None
        for each in pattern.finditer(scene.folded, start, end):
            follows = (
                each.end() == end
                or ADVERBIAL.match(scene.folded, each.end(), end)
                or _DATE.match(scene.folded, each.end())
            )
            if follows:
                found = each
        if found is None:
            continue
        at = noun_start(scene, start, found.end())
        while at - 1 > start and scene.folded[at - 1] in "和与及":
            longer = noun_start(scene, start, at - 1)
            if at - 1 - longer < 2:
                break
            at = longer
        if PARTICLE.search(scene.folded, at, found.end()) or scene.folded[max(start, at - 1) : at] in tuple(
            _NOT_SUBJECT
        ):
            continue
        if 2 <= found.end() - at <= 30:
            return Mention("someone" if kind == "someone" else "institution", at, found.end(), at)
    return None


def _alone(scene: Scene, start: int, end: int) -> Mention | None:
    """A short clause that is nothing but a noun, or ends in a word that the tagger takes for a name."""
    region = scene.folded[start:end]
    words = tag_words(region)
    if not words:
        return None
    kept = [word for word in words if word.tag in ("nr", "nrt", "nrfg")]
    if (
        kept
        and kept[-1].end - kept[-1].start > 1
        and all(word.tag[0] in "vdutpa" for word in words if word.start >= kept[-1].end)
    ):
        at = kept[-1].start
        if region[kept[-1].end - 1] in _NO_NAME:
            return None
        return Mention("person", start + at, start + kept[-1].end, noun_start(scene, start, start + at))
    if 2 <= len(region) <= _SHORT and all(word.tag[0] in "nxvjbiazl" and word.tag != "x" for word in words):
        if (
            "是" not in region
            and PARTICLE.search(region) is None
            and words[-1].tag[0] in "njil"
            and region[-1] not in _NO_NAME
        ):
            return Mention("institution", start, end, start)
    return None


INSTITUTION_INSIDE = re.compile(
    INSTITUTION.pattern.removesuffix("$") + r"(?=于|在|对|就|\d|近日|日前|此前|则|也|还|$|今|昨|当)"
)
