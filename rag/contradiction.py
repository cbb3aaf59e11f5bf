"""Sentences that are about something else than the question, by one telling word: last year, the old works, the men's race.

Such near misses share almost every character with an answer, and neither search nor the evidence reader tells them apart
surely. The signs looked for are few and definite: another year, the other of two words that exclude each other, and a name
that differs in one character from the one asked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.names import find_people, same_person
from index.scripts import fold

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# Words of which a thing is one or the other; folded.
_EXCLUDE = tuple(
    tuple(group.split("/"))
    for group in (
        "今年/去年/前年/明年|上半年/下半年|一季度/二季度/三季度/四季度|男子/女子|高考/中考|新任/前任|现任/前任|国内/海外|国内/国外|"
        "最高/最低|最大/最小|最多/最少|一期/二期/三期|新厂/旧厂/老厂|新馆/老馆/旧馆|新校区/老校区/旧校区|新工厂/旧工厂/老工厂|"
        "冠军/亚军/季军|进口/出口|净利润/亏损|百米/二百米|上周/本周/下周|本月/上月|出生/去世|父亲/母亲|儿子/女儿|丈夫/妻子|哥哥/弟弟"
    ).split("|")
)


def contradicts(question: str, text: str, names: Sequence[str] = ()) -> bool:
    """Whether `text` speaks of another year, another side or a name like one of `names`, and not of the one asked about."""
    asked, said = fold(question), fold(text)
    return _other_year(asked, said) or _other_side(asked, said) or any(_other_name(fold(name), said) for name in names)


def _other_year(asked: str, said: str) -> bool:
    wanted, given = set(_YEAR.findall(asked)), set(_YEAR.findall(said))
    return bool(wanted and given) and not wanted & given


def _other_side(asked: str, said: str) -> bool:
    for group in _EXCLUDE:
        wanted = {word for word in group if _stands(word, group, asked)}
        given = {word for word in group if _stands(word, group, said)}
        if wanted and given and not wanted & given:
            return True
    return False


def _stands(word: str, group: tuple[str, ...], text: str) -> bool:
    """Whether a word stands in the text other than as a part of a longer one of its group (百米 in 二百米)."""
    longer = [other for other in group if word in other and other != word]
    for other in longer:
        text = text.replace(other, "\n")
    return word in text


def _other_name(name: str, said: str) -> bool:
    """Whether a name of as many characters stands there that differs in just one, and the name itself does not."""
    if len(name) < 4 or name in said or not name.isalpha():
        return False
    tail, head = name[-2:], name[:2]
    spots = [match.end() - len(name) for match in re.finditer(re.escape(tail), said)]
    spots += [match.start() for match in re.finditer(re.escape(head), said)]
    windows = (said[spot : spot + len(name)] for spot in spots if spot >= 0)
    return any(len(window) == len(name) and _apart(window, name) == 1 for window in windows)


def _apart(one: str, other: str) -> int:
    return sum(left != right for left, right in zip(one, other, strict=True))


def is_about_another(persons: Sequence[str], text: str, around: str, before: str) -> bool:
    """Whether a sentence is about somebody else than `persons`, the people whom the question names.

    So it is when it names people, neither it nor its neighbours (`around`) name one of those asked about, and either nothing
    that stands `before` it in its passage does or it begins with somebody else's name: the pronoun of an earlier sentence
    does not reach over that.
    """
    asked = [fold(name) for name in persons]
    if not asked or any(_named(name, around) for name in asked):
        return False
    others = find_people(text)
    if not others or any(same_person(other.name, name) for other in others for name in persons):
        return False
    if any(re.search(re.escape(name[0]) + _OFFICE, fold(text)) for name in asked):
        return False
    return not any(_named(name, before) for name in asked) or others[0].start <= 2


# What follows a surname when somebody is named by it alone; folded.
_OFFICE = (
    r"(?:先生|女士|小姐|某|总|董|院长|校长|教授|老师|主任|医生|博士|市长|省长|部长|局长|行长|总理|总统|主席|书记|教练)"
)


def _named(name: str, text: str) -> bool:
    """Whether a folded name stands in a text other than as a part of somebody else's longer one (李明 in 李明明)."""
    folded = fold(text)
    if name not in folded:
        return False
    longer = [other.name for other in find_people(text) if name in fold(other.name) and fold(other.name) != name]
    for other in longer:
        if not same_person(other, name):
            folded = folded.replace(fold(other), "\n")
    return name in folded
