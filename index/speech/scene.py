"""An article as attribution sees it: folded, with what is quoted blanked out, cut into the narrator's sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.name_lists import FOREIGN_SOUNDS
from index.names import Person, canonical, is_full_name, people_in, short_forms, sounds_foreign
from index.scripts import fold
from index.speech.lexicon import VERB
from index.speech.quotemarks import MASK, Quoted, find_quoted, is_sentence, mask, said_among
from index.words import tag_words

_SAID = re.compile(
    r"[^,。:;“”\ue000\n]{2,24}?(?:说|说道|表示|介绍|告诉记者|坦言|感叹|感慨|补充道|回忆道?|解释道?)(?:[。!！\n]|$)"
)
_SAYS_ON = re.compile(r"[^,。:;“”\ue000\n]{2,24}?(?:说|表示|称),“")
_LONGEST = 1200  # characters of a sentence that is read as one
_COMMA = re.compile(r"[,;]")
_END = re.compile(r"[。！？!?\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of the narrator with the quotations in it; `[start, end)` without the closing mark."""

    start: int
    end: int
    quoted: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """`masked` is `folded` with quotations blanked out. `people` are mentioned by the narrator, `known` by anyone."""

    text: str
    folded: str
    masked: str
    pieces: tuple[Piece, ...]
    people: tuple[Person, ...]
    known: KnownNames

    def breaks_after(self, piece: Piece) -> bool:
        """Whether the paragraph ends with a piece."""
        return "\n" in self.folded[piece.end : piece.end + 3]


def set_scene(text: str) -> Scene:
    """Read the clean text of an article."""
    folded = fold(text)
    quoted = find_quoted(folded)
    said = said_among(folded, quoted)
    masked = mask(folded, said)
    everyone = people_in(text, folded, tag_words(folded))
    everyone = tuple(_without_next(text, folded, person) for person in everyone if _is_name(folded, person))
    everyone = _everywhere(text, folded, _lengthened(text, folded, _shortened(text, folded, everyone)))
    everyone = _spelt_out(text, folded, everyone)
    narrated = tuple(person for person in everyone if masked[person.start] != MASK and not _signs(folded, person))
    known = KnownNames()
    for name in {person.name for person in everyone}:
        known.add(name)
    return Scene(text, folded, masked, tuple(_pieces(folded, masked, said)), narrated, known)


class KnownNames:
    """Folded names that an article has given, full and short, found by their first two characters."""

    def __init__(self) -> None:
        self._names: dict[str, set[str]] = {}

    def add(self, name: str) -> None:
        """Remember a name with its short forms."""
        for form in (canonical(name), *short_forms(name)):
            if len(form) > 1:
                self._names.setdefault(form[:2], set()).add(form)

    def __contains__(self, folded: object) -> bool:
        return isinstance(folded, str) and folded in self._names.get(folded[:2], ())

    def longest_at(self, folded: str, position: int) -> str | None:
        """The longest known name that `folded` has at `position`."""
        names = self._names.get(folded[position : position + 2], ())
        return max((name for name in names if folded.startswith(name, position)), key=len, default=None)


_ALIAS = re.compile(
    r"(?:的|[^\u3400-\u9fff]|[民生女子工员长友人士户])([\u3400-\u9fff]{2,3})\((?:化名|音译?)\)"
)  # 某某(化名)
_LATIN = re.compile(r"\([A-Z][A-Za-zÀ-ÿ.'’\- ]{2,40}\)")
_FIRM = re.compile(
    r"(?:Inc|Corp|Ltd|LLC|Management|Group|Bank|Capital|Company|University|Partners|Research|News|Times|Post|Street)$"
)
_TIMES = frozenset(
    "当地 当天 当日 当时 当晚 日前 今天 今日 昨日 昨天 本周 上周 周一 周二 周三 周四 周五 周六 周日".split()
)
_ASKS = re.compile(r"[问答喊叫讲](?=[,。:“「!?])")
_COUNTRY = 4  # characters of a place that the tagger could take for a foreign name
_SOUNDS = 10  # characters of a foreign name without a dot
_SIGNING = re.compile(r"(?:记者|通讯员|实习生|摄影|编辑|责编|校对|撰文)[:\s]?(?:[\u3400-\u9fff]{2,4}[\s、])*$")
_SIGNED = re.compile(r"\s|$|[)\]/、]|通讯员|记者|实习|编辑|报道|图片|文/")
_SHOT = re.compile(r"\s?(?:/?摄(?![像影制])|/图|供图)")


def _is_name(folded: str, person: Person) -> bool:
    """Whether what the tagger took for a person is none by another reading: a country, a surname with an adverb."""
    name = folded[person.start : person.end]
    if _FIRM.search(person.name):
        return False
    words = tag_words(name)
    if len(words) == 1:
        return words[0].tag != "ns" or len(name) < _COUNTRY
    return not (len(name) == 3 and words[0].end == 1 and words[1].tag == "d")


def _signs(folded: str, person: Person) -> bool:
    """Whether a name stands in a byline or under a picture: 记者 林某 摄."""
    if _SHOT.match(folded, person.end):
        return True
    before = folded[max(0, person.start - 24) : person.start]
    return _SIGNED.match(folded, person.end) is not None and _SIGNING.search(before) is not None


def _spelt_out(text: str, folded: str, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """The people with foreign names that only their Latin spelling in brackets shows: 策略师克里斯蒂娜霍珀(Kristina …)."""
    found: list[Person] = []
    for latin in _LATIN.finditer(folded):
        end = start = latin.start()
        while end - start < _SOUNDS and start > 0 and folded[start - 1] in FOREIGN_SOUNDS:
            start -= 1
        if 3 <= end - start < _SOUNDS and not any(
            each.start < end <= each.end or each.start < start < each.end for each in people
        ):
            found.append(Person(text[start:end], start, end))
    kept = [each for each in people if not any(new.start <= each.start < new.end for new in found)]
    kept.extend(found)
    for alias in _ALIAS.finditer(folded):
        start, end = alias.span(1)
        if not any(each.start < end and start < each.end for each in kept):
            kept.append(Person(text[start:end], start, end))
    return tuple(sorted(kept, key=lambda person: person.start))


def _without_next(text: str, folded: str, person: Person) -> Person:
    """A name without the character of the next word that the tagger joined to it (某·某当|地时间, 某某问|：)."""
    if "·" in person.name and folded[person.end - 1 : person.end + 1] in _TIMES:
        return Person(text[person.start : person.end - 1], person.start, person.end - 1)
    shorter = folded[person.start : person.end - 1]
    if len(person.name) == 3 and _ASKS.match(folded, person.end - 1) and is_full_name(shorter):
        return Person(text[person.start : person.end - 1], person.start, person.end - 1)
    return person


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
        out.append(Person(text[person.start : end], person.start, end))
    return tuple(out)


def _lengthened(text: str, folded: str, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Names of two characters that a third one always follows are names of three."""
    longer: dict[str, bool] = {}
    earlier: dict[str, bool] = {}
    out: list[Person] = []
    for person in people:
        name = folded[person.start : person.end]
        if len(name) == 2 and name not in longer and len(longer) < _SPREAD:
            longer[name] = _always_followed(folded, name)
        if sounds_foreign(name) and not is_full_name(name) and name not in earlier and len(earlier) < _SPREAD:
            earlier[name] = _always_preceded(folded, name)
        start = person.start - earlier.get(name, False)
        end = person.end + longer.get(name, False)
        out.append(Person(text[start:end], start, end))
    return tuple(out)


def _always_followed(folded: str, name: str) -> bool:
    """Whether every mention of `name`, two or more, has one and the same character after it that a name may have."""
    after = [folded[at + 2 : at + 3] for at in _occurrences(folded, name)]
    return len(after) >= 2 and len(set(after)) == 1 and is_full_name(name + after[0])


def _always_preceded(folded: str, name: str) -> bool:
    """Whether every mention of a foreign name, two or more, has one and the same sound before it (泽 before 连斯基)."""
    before = [folded[max(0, at - 1) : at] for at in _occurrences(folded, name)]
    return len(before) >= 2 and len(set(before)) == 1 and sounds_foreign(before[0] + name)


def _occurrences(folded: str, name: str) -> Iterator[int]:
    at = folded.find(name)
    while at >= 0:
        yield at
        at = folded.find(name, at + 1)


def _pieces(folded: str, masked: str, said: tuple[Quoted, ...]) -> list[Piece]:
    """Cut after closing marks, and after a quoted sentence that does not open its piece."""
    cuts: set[int] = {len(masked)}
    for found in _END.finditer(masked):
        cuts.add(found.end())
    for index, each in enumerate(said):
        after = each.close + 1
        if not is_sentence(folded, each):
            if masked[each.open - 1 : each.open] == ")" and _SAYS_ON.match(masked, each.close + 1):
                cuts.add(each.open)
            continue
        if not _is_introduced(masked, each) or _is_attributed(masked, each):
            cuts.add(each.open)
        opens = not masked[_piece_start(cuts, each.open, masked) : each.open].strip()
        followed = index + 1 < len(said) and not masked[after : said[index + 1].open].strip()
        if (not opens or followed) and masked[after : after + 1] not in (",", "的", "、"):
            cuts.add(min(after, len(masked)))
    pieces: list[Piece] = []
    start = upcoming = 0
    for cut in _shortened_pieces(masked, sorted(cuts)):
        inside: list[Quoted] = []
        while upcoming < len(said) and said[upcoming].open < cut:
            inside.append(said[upcoming])
            upcoming += 1
        begin, end = _strip(masked, start, cut)
        if begin < end:
            pieces.append(Piece(begin, end, tuple(inside)))
        start = cut
    return pieces


def _shortened_pieces(masked: str, cuts: list[int]) -> Iterator[int]:
    """The cuts, and more at commas of sentences so long that looking for a speaker in all of them would be quadratic."""
    start = 0
    for cut in cuts:
        while cut - start > _LONGEST:
            comma = _COMMA.search(masked, start + _LONGEST // 2, cut)
            if comma is None:
                break
            start = comma.end()
            yield start
        start = cut
        yield cut


def _is_attributed(masked: str, quoted: Quoted) -> bool:
    """Whether a quotation after a comma has its speaker behind it (他走了出来，“…。”X说)."""
    return masked[quoted.open - 1 : quoted.open] == "," and _SAID.match(masked, quoted.close + 1) is not None


def _is_introduced(masked: str, quoted: Quoted) -> bool:
    """Whether a mark, a word of a clause or a speech verb leads up to the quotation (a caption does not)."""
    before = masked[max(0, quoted.open - 8) : quoted.open].rstrip()
    if before.endswith(("正文:", "电", "讯")):
        return False
    return (
        before[-1:] in ("", ",", ":", "—", "、", "(", ";")
        or VERB.search(before) is not None
        or quoted.end - quoted.start < 10
    )


def _piece_start(cuts: set[int], position: int, masked: str) -> int:
    """The last cut at or before `position`, found by walking back to what made it."""
    at = position
    while at > 0 and at not in cuts:
        if masked[at - 1] not in " \u3000\t":
            return at - 1
        at -= 1
    return at


def _strip(masked: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (masked[start].isspace() or masked[start] in "。！？!?"):
        start += 1
    while end > start and (masked[end - 1].isspace() or masked[end - 1] in "。！？!?;…,"):
        end -= 1
    return start, end
