"""People's names in folded and original text: where they stand, what stands before them, which are one person.

Chinese names by surname and tagger, foreign ones by their dots, by the characters that transliterate, or by Latin
capitals. Everything takes text in either script; offsets are of the text as given.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container
from dataclasses import dataclass

from index.name_forms import DOTS, canonical, same_person, short_forms, without_honorific
from index.name_lists import (
    FOREIGN_SOUNDS,
    HONORIFICS,
    PLACES,
    SHORT_FOREIGN,
    SURNAMES,
    TITLES,
)
from index.name_shapes import is_full_name, made_of_name_characters, sounds_foreign
from index.scripts import fold
from index.speaking import speaks
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

_TITLE_END = re.compile(rf"(?:{TITLES})$")
_HAN = "\u3400-\u9fff"
_DOTTED = re.compile(rf"[{_HAN}]{{1,12}}(?:[{DOTS}][{_HAN}]{{1,8}})+")
_CAPITAL = r"[A-ZÀ-Þ][A-Za-zÀ-ÿ'’\-]*"
_LATIN = re.compile(
    rf"[A-ZÀ-Þ]['’\-]?[a-zß-ÿ][A-Za-zÀ-ÿ'’\-]*(?: (?:[A-ZÀ-Þ]\. ?|(?:de|van|von|bin|al|der|la) )*{_CAPITAL}){{1,3}}"
)
_CALLED = re.compile(rf"[{_HAN}](?:{'|'.join(HONORIFICS[:-7])}|某)(?![{_HAN}]?[们界])")
# Words that the tagger takes for the end of a name before them.
_AFTER = frozenset("笑向对说称则在就也还却曾并与和是于将已又为从被把跟给等说表认")
_SPEAKS = frozenset(
    "说 表示 认为 介绍 告诉 称 指出 强调 坦言 透露 回忆 提到 谈到 感慨 坦言 直言 解释 补充 写道 笑 看来".split()
)
_DATES = frozenset("日前 去年 本月 本周 本年 本日 周一 周二 周三 周四 周五 周六 周日 当日 当天 今日 今年 昨日".split())
_SPEAKER = 2.0  # a word of the dictionary that speaks as often as this is somebody's name (see `index.speaking`)
_CONJUNCTIONS = frozenset("因与和由而被把")
_ADJECTIVES = frozenset("大小多少高低新老好坏快慢早晚真假正全同满空近太很最")
_NOUN_ENDS = frozenset(
    "性感率部区市县镇乡村营证者员人水展层法图册单品馆院厅店局团队机车路桥岛湾港省州族语化式型类级度量力权费额价病"
    "药症赛季节会社网站群令观邦"
)
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
    dotted = _dotted(folded, words)
    spans.extend((found.start(), found.end()) for found in _LATIN.finditer(text))
    starts = {word.start for word in words}
    spans.extend(
        (found.start(), found.end())
        for found in _CALLED.finditer(folded)
        if folded[found.start()] in SURNAMES and found.start() in starts
    )
    spans.extend(_from_title(folded, span) for span in _tagged(folded, words) if not _in_work(folded, *span))
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
    if not sounds_foreign(name) or _follows_title(folded, start) or (len(name) == 2 and is_full_name(name)):
        return span
    for back in (1, 2):
        if sounds_foreign(folded[start - back : end]) and _follows_title(folded, start - back):
            return start - back, end
    return span


def _dotted(folded: str, words: tuple[Word, ...]) -> list[tuple[int, int]]:
    """Names with dots, cut where the characters stop to sound foreign."""
    spans: list[tuple[int, int]] = []
    starts = {word.start for word in words}
    for found in _DOTTED.finditer(folded):
        parts = re.split(f"[{DOTS}]", found.group())
        start = _word_start(words, found.start() + _sound_start(parts[0]), found.start() + len(parts[0]), folded)
        end = found.end() - len(parts[-1]) + _sound_length(parts[-1])
        if folded[end - 1 : end + 1] in _DATES:
            end -= 1
        if folded[start + 1] in DOTS and start not in starts:
            continue  # one character of a word before the dot is no name
        if end > start and folded[end - 1] not in DOTS and folded[start] not in DOTS:
            spans.append((start, end))
    return spans


def _word_start(words: tuple[Word, ...], start: int, end: int, folded: str) -> int:
    """The first beginning of a word from `start` on that leaves a name before `end`; a conjunction is none of it."""
    for word in words[bisect_left(words, start, key=lambda each: each.start) :]:
        if word.start >= end:
            break
        at = word.start + (word.end - word.start > 2 and folded[word.start] in _CONJUNCTIONS)
        if at > start or word.start == start:
            return at
    return start


def _sound_start(part: str) -> int:
    """Where the first part of a dotted name begins in what stands before the dot."""
    start = len(part)
    while start > 0 and part[start - 1] in FOREIGN_SOUNDS:
        start -= 1
    title = _last_title(part)
    if title:
        return title
    return start if start < len(part) else max(0, len(part) - 2)


def _last_title(part: str) -> int:
    """The end of the last title inside `part` that leaves something for a name, or 0."""
    for cut in range(len(part) - 1, 1, -1):
        if _TITLE_END.search(part[:cut]):
            return cut
    return 0


def _sound_length(part: str) -> int:
    length = 0
    while length < len(part) and part[length] in FOREIGN_SOUNDS:
        length += 1
    return length


def _tagged(folded: str, words: tuple[Word, ...]) -> list[tuple[int, int]]:
    """Names that the tagger sees, joined where it split surname and given name."""
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(words):
        span, used = _name_at(folded, words, index)
        if span:
            spans.append(span)
        index += used
    return spans


def _name_at(folded: str, words: tuple[Word, ...], index: int) -> tuple[tuple[int, int] | None, int]:
    """The name that begins with word `index`, if one does, and how many words to go on by."""
    word = words[index]
    length = word.end - word.start
    follower = words[index + 1] if index + 1 < len(words) else None
    if folded[word.start] in SURNAMES and length == 1 and follower is not None:
        joined = follower.end - word.start
        given = folded[follower.start : follower.end]
        after = words[index + 2] if index + 2 < len(words) else None
        speaks = after is not None and (after.tag in ("p", "d", "c") or folded[after.start : after.end] in _SPEAKS)
        named = follower.tag in ("nr", "nrt", "nrfg") or (word.tag == "nr" and (speaks or not is_word(given)))
        if (
            joined <= 3
            and made_of_name_characters(given)
            and _TITLE_END.fullmatch(given) is None
            and (named or _follows_title(folded, word.start))
            and given[-1] not in _AFTER
        ):
            return (word.start, follower.end), 2
    if word.tag not in ("nr", "nrt", "nrfg"):
        return None, 1
    used = _foreign_run(folded, words, index)
    if used > 1:
        return (word.start, words[index + used - 1].end), used
    name = folded[word.start : word.end]
    if length in (3, 4) and name[-1] in _AFTER and is_full_name(name[:-1]):
        return (word.start, word.end - 1), 1
    titled = _follows_title(folded, word.start)
    # A name with a character in the middle that names seldom have.
    listed = length == 3 and name[0] in SURNAMES and (is_word(name) or (titled and word.tag == "nr"))
    if _TITLE_END.fullmatch(name):
        return None, 1
    if not is_full_name(name) and not listed and not (length >= 2 and sounds_foreign(name)):
        return None, 1
    if (_is_common(name) and not titled) or name in PLACES:
        return None, 1
    if follower is not None and _goes_on(folded, word, follower, titled=titled):
        return (word.start, follower.end), 2
    if follower is not None and titled and _swallowed(folded, word, follower):
        return (word.start, word.end + 1), 1
    return (word.start, word.end), 1


def _foreign_run(folded: str, words: tuple[Word, ...], index: int) -> int:
    """How many words from `index` on are parts of one foreign name, of which the last is a name to the tagger."""
    used = 1
    for ahead in range(index + 1, min(index + 5, len(words))):
        word = words[ahead]
        if not sounds_foreign(folded[words[index].start : word.end]):
            break
        if word.tag in ("nr", "nrt"):
            used = ahead - index + 1
        elif word.end - word.start > 1:
            break
    return used


def _swallowed(folded: str, word: Word, follower: Word) -> bool:
    """Whether the tagger made a word that does not exist of the last character of a name and what follows."""
    longer = folded[word.start : word.end + 1]
    invented = follower.end - follower.start > 1 and not is_word(folded[follower.start : follower.end])
    return invented and word.end - word.start == 2 and is_full_name(longer) and longer[-1] not in _AFTER


def _goes_on(folded: str, word: Word, follower: Word, *, titled: bool) -> bool:
    """Whether the tagger cut the last character off a name."""
    last = folded[follower.start : follower.end]
    name = folded[word.start : follower.end]
    if len(last) != 1 or word.end - word.start not in (2, 3) or not is_full_name(name) or last in _AFTER:
        return False
    return follower.tag[0] not in "dpvcuyrfmtqx" and (titled or last not in _ADJECTIVES)


def _follows_title(folded: str, start: int) -> bool:
    return _TITLE_END.search(folded[max(0, start - 7) : start].rstrip()) is not None


def _is_common(name: str) -> bool:
    """Whether a word that the tagger's dictionary takes for a name is rather a common noun (文明, 幸福感)."""
    if len(name) == 2:
        known = name in SHORT_FOREIGN or (speaks(name) >= _SPEAKER and _TITLE_END.fullmatch(name) is None)
        return is_word(name) and not known
    if not is_word(name):
        return False
    return name[-1] in _NOUN_ENDS or (is_word(name[1:]) and not tag_words(name[1:])[0].tag.startswith("nr"))


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
    if base == start and is_full_name(region) and region not in PLACES:
        if tag_words(region)[0].tag == "nr" or (len(region) == 3 and not is_word(region)):
            return base
    return _after_title(region, base)


def _after_title(region: str, base: int) -> int | None:
    """A name that follows a title directly at the end of `region`, though the tagger took it for something else."""
    for size in (3, 2, 4):
        if len(region) <= size or not _TITLE_END.search(region[:-size]):
            continue
        candidate = region[-size:]
        shaped = is_full_name(candidate) or (size == 3 and is_full_name(candidate[:2]) and candidate[2] in "和于与为")
        if shaped and _TITLE_END.search(candidate) is None:
            return base + len(region) - size
        unknown = (
            size < 4 and made_of_name_characters(candidate) and not is_word(candidate) and not is_word(candidate[-2:])
        )
        if sounds_foreign(candidate) or (unknown and candidate.isalpha() and not candidate.isascii()):
            return base + len(region) - size
    return None
