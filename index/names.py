"""People's names in folded and original text: where they stand, what stands before them, which are one person.

Chinese names by surname and tagger, foreign ones by their dots, by the characters that transliterate, or by Latin
capitals. Everything takes text in either script; offsets are of the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from index.dotted_names import dotted_names
from index.name_forms import DOTS, canonical, same_person, short_forms, without_honorific
from index.name_lists import HONORIFICS, PLACES, SURNAMES
from index.name_shapes import (
    HAN,
    TITLE_END,
    follows_title,
    is_full_name,
    made_of_name_characters,
    sounds_foreign,
)
from index.scripts import fold
from index.tagged_names import tagged_names
from index.words import Word, is_word, tag_words

__all__ = [
    "Person",
    "canonical",
    "find_people",
    "is_full_name",
    "name_before",
    "people_in",
    "same_person",
    "short_forms",
    "sounds_foreign",
    "without_honorific",
]

_CAPITAL = r"[A-ZÀ-Þ][A-Za-zÀ-ÿ'’\-]*"
_LATIN = re.compile(
    rf"[A-ZÀ-Þ]['’\-]?[a-zß-ÿ][A-Za-zÀ-ÿ'’\-]*(?: (?:[A-ZÀ-Þ]\. ?|(?:de|van|von|bin|al|der|la) )*{_CAPITAL}){{1,3}}"
)
_CALLED = re.compile(rf"[{HAN}](?:{'|'.join(HONORIFICS[:-7])}|某)(?![{HAN}]?[们界])")
_HONORIFIC_END = re.compile(rf"(?:{'|'.join(word for word in HONORIFICS if len(word) > 1 and word != '某某')})$")


@dataclass(frozen=True, slots=True)
class Person:
    """A mention of a person: the name as written and where it stands."""

    name: str
    start: int
    end: int


def find_people(text: str) -> tuple[Person, ...]:
    """The people named in `text`, in order of mention, without overlaps.

    Full names, foreign names, and surnames with a form of address (谢女士) count; pronouns and bare titles do not.
    """
    folded = fold(text)
    return people_in(text, folded, tag_words(folded))


def people_in(text: str, folded: str, words: tuple[Word, ...]) -> tuple[Person, ...]:
    """`find_people` for a text that is folded and tagged already."""
    spans: list[tuple[int, int]] = []
    dotted = dotted_names(folded, words)
    spans.extend((found.start(), found.end()) for found in _LATIN.finditer(text))
    starts = {word.start for word in words}
    spans.extend(
        (found.start(), found.end())
        for found in _CALLED.finditer(folded)
        if folded[found.start()] in SURNAMES and found.start() in starts
    )
    spans.extend(_from_title(folded, span) for span in tagged_names(folded, words) if not _in_work(folded, *span))
    spans = dotted + [span for span in spans if not any(span[0] < end and start < span[1] for start, end in dotted)]
    spans.sort(key=lambda span: (span[0], -span[1]))
    people: list[Person] = []
    reach = 0
    for start, end in spans:
        if start >= reach:
            people.append(Person(text[start:end], start, end))
            reach = end
    return tuple(people)


def _in_work(folded: str, start: int, end: int) -> bool:
    """Whether a name is the title of a work (《》), or one side of a dot that belongs to no name (a brand or a place)."""
    before, after = folded[start - 1 : start], folded[end : end + 1]
    return (before == "《" and after == "》") or (bool(after) and after in DOTS) or (bool(before) and before in DOTS)


def _from_title(folded: str, span: tuple[int, int]) -> tuple[int, int]:
    """A foreign name back to the title before it, when only sounds stand between (总统泽|连斯基)."""
    start, end = span
    name = folded[start:end]
    if not sounds_foreign(name) or follows_title(folded, start) or (len(name) == 2 and is_full_name(name)):
        return span
    for back in (1, 2):
        if sounds_foreign(folded[start - back : end]) and follows_title(folded, start - back):
            return start - back, end
    return span


def name_before(text: str, folded: str, start: int, end: int, known: Container[str]) -> int | None:
    """Where a person's name that ends at `end` begins, looking no further back than `start`; None if there is none.

    `known` holds folded names that the article gave elsewhere.
    """
    region = folded[max(start, end - 24) : end]
    base = end - len(region)
    for size in range(min(len(region), 16), 1, -1):
        if region[-size:] in known:
            return end - size
    people = people_in(text[base:end], region, tag_words(region))
    if people and people[-1].end == len(region):
        return base + people[-1].start
    honorific = _HONORIFIC_END.search(region)
    if honorific is not None and len(region) > len(honorific.group()) + 1:
        return name_before(text, folded, start, end - len(honorific.group()), known)
    if base == start and sounds_foreign(region) and tag_words(region)[0].tag in ("nr", "nrt") and region not in PLACES:
        return base
    if region[0] == folded[end : end + 1] == "边":
        return None  # 边招手边喊
    if base == start and is_full_name(region) and region not in PLACES:
        if tag_words(region)[0].tag == "nr" or (
            len(region) == 3 and not is_word(region) and region[-1] not in "后时前"
        ):
            return base
    return _after_title(region, base)


def _after_title(region: str, base: int) -> int | None:
    """A name that follows a title directly at the end of `region`, though the tagger took it for something else."""
    for size in (6, 5, 3, 2, 4):
        if len(region) <= size or not TITLE_END.search(region[:-size]):
            continue
        candidate = region[-size:]
        if size > 4:
            if sounds_foreign(candidate) and not is_word(candidate):
                return base + len(region) - size
            continue
        if size == 2 and is_word(candidate) and tag_words(candidate)[0].tag[0] in "dvpc":
            continue  # 读者|陆续
        shaped = is_full_name(candidate) or (size == 3 and is_full_name(candidate[:2]) and candidate[2] in "和于与为")
        if shaped and TITLE_END.search(candidate) is None:
            return base + len(region) - size
        unknown = (
            size < 4 and made_of_name_characters(candidate) and not is_word(candidate) and not is_word(candidate[-2:])
        )
        if sounds_foreign(candidate) or (unknown and candidate.isalpha() and not candidate.isascii()):
            return base + len(region) - size
    return None
