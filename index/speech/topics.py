"""Speakers, who was spoken of so far, and whom a sentence is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from index.name_lists import HONORIFICS, TITLES
from index.names import Person, canonical, is_full_name, same_person, sounds_foreign
from index.speaking import speaks
from index.speech.fullnames import DISTINCT, fullness
from index.speech.people import GIVEN_NAMES
from index.speech.roles import Role
from index.speech.scene import Piece, Scene
from index.speech.subjects import leading_subject

OBJECT = "对向与和同跟被把给让据及、为由比"
DEICTIC = re.compile(r"^(?:该|这(?!些|里|样|么)[位名个]?|那(?!些|里|样|么)[位名个]?|上述|前述|此)")
OWNED = re.compile("的|公司|集团|内部|基金|旗下|方面|团队|资本|银行")
_GOES_ON = re.compile(r"(?:[^,。;:]{0,14},\s*)?[他她](?!们)")
_CALLED = re.compile(r"[他她](?:的?名字)?(?:名?叫|是(?=[\u3400-\u9fff]{2,3}[,。]))")
_QUANTIFIED = re.compile(r"[一两几多某][位名个]|有")
_THING = re.compile(
    r"[\u3400-\u9fff]{0,3}?(?:[村镇乡路馆场园街区县市山岛河湖琴院站厂桥]|交响|乐团|社区|街道|小区|公园|大厦|广场)(?![长民委])"
)
_TITLED = re.compile(rf".{{0,4}}?(?:{TITLES})|本人|夫妇|父子|母子|一家|{'|'.join(HONORIFICS)}")
MANY = re.compile(
    r"们|网友|纷纷|双方|夫妇|父母|家长|群众|不少|多[位名]|两[位名]|大家|众人|人们|许多|很多|有人|一些|参与者"
)
# Nouns without a number that mean many.
CROWD = re.compile(r"[^一某这那该名位]{0,8}(?:居民|村民|市民|民众|群众|网民|球迷|粉丝|家属)")
_OPENING = 4  # characters before whoever a sentence opens with
RECENT = 60  # speakers that are compared with a short form


@dataclass(frozen=True, slots=True)
class Speaker:
    """A name as the article gives it in full, and what stands before it."""

    name: str
    role: str | None
    plural: bool = False
    person: bool = True


@dataclass(slots=True)
class Memory:
    """Who was spoken of: changes while an article is read from its beginning."""

    roles: tuple[Role, ...] = ()
    last: Speaker | None = None
    topic: Speaker | None = None
    seen: list[Speaker] = field(default_factory=list)

    def hear(self, speaker: Speaker) -> None:
        """Somebody spoke."""
        self.last = self.topic = speaker
        self.seen.append(speaker)


def full_name(written: str, names: dict[str, str], memory: Memory) -> str:
    """The full form of a name; for a surname with an honorific, the nearest one before."""
    full = names.get(canonical(written))
    if full is not None and canonical(full) != canonical(written):
        return full
    for speaker in reversed(memory.seen[-RECENT:]):
        if fullness(speaker.name) > fullness(written) and same_person(speaker.name, written):
            return speaker.name
    if full is not None:
        return full
    candidates = list(names.values())[:DISTINCT]
    return next(
        (other for other in candidates if fullness(other) > fullness(written) and same_person(other, written)),
        written,
    )


def subject_of(scene: Scene, piece: Piece, names: dict[str, str], memory: Memory) -> Speaker | None:
    """The person that a sentence is about: its first mention that is no object."""
    for person in people_between(scene, piece.start, piece.end):
        if OWNED.match(scene.folded, person.end) or _modifies(scene, person) or _signs(scene, person):
            continue
        if scene.folded[person.start - 1 : person.start] not in tuple(OBJECT) or person.start == piece.start:
            known = scene.known.longest_at(scene.folded, person.start)
            longer = known is not None and len(known) > len(person.name)
            name = scene.text[person.start : person.start + len(known)] if known and longer else person.name
            return Speaker(full_name(name, names, memory), None)
    return None


def called(scene: Scene, piece: Piece, names: dict[str, str], memory: Memory) -> Speaker | None:
    """Whom a sentence introduces by name: 有一名战士,他叫林小舟."""
    for found in _CALLED.finditer(scene.masked, piece.start, piece.end):
        for person in people_between(scene, found.end(), found.end() + 1):
            return Speaker(full_name(person.name, names, memory), None)
    return None


def _signs(scene: Scene, person: Person) -> bool:
    """Whether a name stands in a byline or under a picture: 记者 林某 摄."""
    before = scene.folded[max(0, person.start - 6) : person.start].rstrip()
    after = scene.folded[person.end : person.end + 3].strip()
    return before.endswith(("通讯员", "摄影", "实习生")) or after.startswith(("摄", "/摄", "图"))


def _modifies(scene: Scene, person: Person) -> bool:
    """Whether a noun that is no title follows directly: a place or a thing that the tagger took for a name (某某尖村)."""
    following = scene.folded[person.end : person.end + 8]
    return _THING.match(following) is not None and _TITLED.match(following) is None


def goes_on_about(scene: Scene, piece: Piece) -> bool:
    """Whether a sentence opens with 他 or 她, so that it is about whoever the one before was about."""
    found = _GOES_ON.match(scene.masked, piece.start, piece.end)
    return found is not None and not people_between(scene, piece.start, found.end())


def owner_in(scene: Scene, piece: Piece, names: dict[str, str], memory: Memory) -> Speaker | None:
    """The person whose something a sentence is about: 林小舟的心态很好."""
    for person in people_between(scene, piece.start, piece.end)[:1]:
        before = scene.folded[max(piece.start, person.start - 1) : person.start]
        opens = person.start - piece.start <= _OPENING or before in (",", ";", " ", "")
        if opens and scene.folded[person.end : person.end + 1] == "的":
            return Speaker(full_name(person.name, names, memory), None)
    return None


def is_named(name: str) -> bool:
    """Whether a speaker's name is a personal one by its shape."""
    plain = canonical(name)
    named = is_full_name(plain) and speaks(plain) < 1  # 司 is a surname, 司机 is none
    return named or "·" in plain or sounds_foreign(plain) or plain.isascii()


def somebody_in(scene: Scene, piece: Piece, memory: Memory) -> Speaker | None:
    """The nameless person that a sentence begins with; where somebody with a name has spoken, only one introduced (一名…)."""
    mention = leading_subject(scene, piece.start, piece.end)
    if mention is None or mention.kind != "someone" or scene.folded[: mention.end].endswith(("记者", "笔者")):
        return None
    named = memory.last is not None and is_named(memory.last.name)
    if named and not _QUANTIFIED.match(scene.folded, mention.start):
        return None
    written = DEICTIC.sub("", scene.text[mention.start : mention.end])
    return Speaker(written, None, MANY.search(written) is not None) if len(written) > 1 else None


def people_between(scene: Scene, start: int, end: int) -> list[Person]:
    """The people whom the narrator names in a stretch, single Latin words left out."""
    low = bisect_left(scene.people, start, key=lambda person: person.start)
    high = bisect_left(scene.people, end, key=lambda person: person.start)
    return [
        person
        for person in scene.people[low:high]
        if not person.name.isascii() or " " in person.name or person.name in GIVEN_NAMES
    ]
