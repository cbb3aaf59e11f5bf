"""Who a clause names as its subject: a person, a pronoun, an institution, a report, somebody without a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.name_lists import PLACES
from index.names import is_full_name, name_before
from index.speech.lexicon import ADVERBIAL, LINK, MEDIA, PRONOUN, TRAILING, VERB
from index.speech.nouns import (
    BREAK,
    BYLINE,
    DEICTIC,
    INSTITUTION,
    LEAVE,
    NOT_A_NOUN,
    NOUNY,
    PAPER,
    QUANTIFIED,
    SOMEONE,
    TITLE_VERBS,
)
from index.speech.scene import Scene
from index.words import is_word, tag_words

Kind = Literal["person", "pronoun", "someone", "institution", "thing"]
_TRIES = 6  # cuts of a clause at which its leading noun is looked for
_REACH = 60  # characters before a verb within which its subject is looked for
_PRELUDE = re.compile(r"(?:在|对|向|从|由|以|为|面对|针对|关于|围绕|作为|通过|就|朝|冲|跟|与|和|给|把|被|让|据)")
_PHRASE_END = re.compile(r"的|[上中里时后前间会]$")
_PRONOUN_START = re.compile(r"(?:[他她它]们|[他她它])(?![们的])")
_OBJECT_OF = frozenset("对向跟和与给据被把")


@dataclass(frozen=True, slots=True)
class Mention:
    """The subject of a speech verb: where it stands, with its role before it from `role_start`."""

    kind: Kind
    start: int
    end: int
    role_start: int


def find_subject(scene: Scene, start: int, end: int) -> Mention | None:
    """The subject of a verb that begins at `end` in a clause that begins at `start`.

    What may stand between the two is tried from the left, so that in "A 对 B 表示" it is A.
    """
    start = max(start, end - _REACH)
    start = _skip_link(scene, start, end)
    region = scene.folded[start:end]
    if _opens_with_preposition(region):
        return _after_prelude(scene, start, end)
    named = _known_subject(scene, region)
    if named is not None:
        return Mention("person", start + named[0], start + named[1], noun_start(scene, start, start + named[0]))
    plain = _plain_start(region)
    if plain is not None:
        kind: Kind = "pronoun" if plain[1] else "person"
        return Mention(kind, start, start + plain[0], start)
    last = _mention(scene, start, _strip(scene, start, end))
    if last is not None and last.kind == "person" and scene.folded[last.role_start - 1] not in _OBJECT_OF:
        first = _first_person(scene, start, end)
        return last if first is None or first.start == last.start else first
    unnamed: Mention | None = None
    for word in tag_words(region):
        if word.start == 0 or word.tag.startswith("n"):
            continue
        listed = ADVERBIAL.match(region, word.start) is not None
        if not listed and (word.tag not in ("d", "ad", "t", "p") or word.end - word.start < 2):
            continue
        mention = _mention(scene, start, _strip(scene, start, start + word.start))
        if mention is not None and (mention.kind in ("person", "pronoun") or (listed and mention.kind != "thing")):
            return mention
        if unnamed is None and word.tag[0] in "pdt":
            unnamed = mention
    mention = last
    if mention is None or mention.kind in ("thing", "institution"):
        lead = leading_subject(scene, start, end)
        if lead is not None and lead.kind != "institution" and (mention is None or lead.end <= mention.role_start):
            return lead
    return unnamed if mention is None else mention


def _first_person(scene: Scene, start: int, end: int) -> Mention | None:
    """A person before an adverbial of the clause."""
    region = scene.folded[start:end]
    for word in tag_words(region):
        if word.start == 0 or word.tag.startswith("n"):
            continue
        single = word.end - word.start < 2
        if ADVERBIAL.match(region, word.start) or (word.tag in ("d", "ad", "t", "p") and not single):
            mention = _mention(scene, start, _strip(scene, start, start + word.start))
            if mention is not None and mention.kind in ("person", "pronoun"):
                return mention
    return None


def loose_subject(scene: Scene, start: int, end: int) -> Mention | None:
    """The noun that a clause begins with, for a verb that a quotation follows: somebody speaks, whatever the noun."""
    start = _skip_link(scene, max(start, end - _REACH), end)
    region = scene.folded[start:end]
    if _opens_with_preposition(region):
        return None
    for word in tag_words(region):
        if word.start and word.tag[0] in "vpdtcr":
            stop = _strip(scene, start, start + word.start)
            return Mention("someone", start, stop, start) if 2 <= stop - start <= 16 else None
    stop = _strip(scene, start, end)
    return Mention("someone", start, stop, start) if 2 <= stop - start <= 16 else None


def _opens_with_preposition(region: str) -> bool:
    """Whether the first word is a preposition (与 is, but not in 与会者)."""
    found = _PRELUDE.match(region)
    return found is not None and tag_words(region)[0].end == found.end()


def _after_prelude(scene: Scene, start: int, end: int) -> Mention | None:
    """The subject of a clause that opens with a preposition: somebody right before the verb, not its object."""
    stop = _strip(scene, start, end)
    mention = _mention(scene, start + 1, stop)
    if mention is None or mention.kind not in ("person", "pronoun", "someone"):
        return None
    before = scene.folded[start : mention.start]
    return mention if len(before) >= 8 or _PHRASE_END.search(before) else None


def _plain_start(region: str) -> tuple[int, bool] | None:
    """How long a name or a pronoun is that opens the clause with an adverbial or a verb after it; whether a pronoun."""
    pronoun = _PRONOUN_START.match(region)
    if pronoun is not None:
        end = pronoun.end()
        follows = ADVERBIAL.match(region, end) or VERB.match(region, end)
        return (end, True) if follows and end < len(region) else None
    for size in (3, 2):
        name = region[:size]
        if len(region) > size and is_full_name(name) and not is_word(name) and ADVERBIAL.match(region, size):
            return size, False
    return None


def _known_subject(scene: Scene, region: str) -> tuple[int, int] | None:
    """A name given elsewhere in the article that an adverbial follows: the first of them."""
    for at in range(len(region) - 2):
        name = scene.known.longest_at(region, at)
        end = at + len(name) if name else 0
        if name and end < len(region) and region[end] not in "跟给" and ADVERBIAL.match(region, end):
            return at, end
    return None


def leading_subject(scene: Scene, start: int, end: int, *, named: bool = False) -> Mention | None:
    """The subject of a clause whatever its verb: what ends before the first verb, adverb or preposition.

    `named`: a noun of unknown kind will do when a verb follows it.
    """
    start = _skip_link(scene, start, min(end, start + 40))
    region = scene.folded[start : min(end, start + 40)]
    if _opens_with_preposition(region):
        return None
    tries = 0
    for word in tag_words(region):
        if word.start == 0 or word.tag[0] not in "vpdtcmr" or region[word.start] in "和与及":
            continue
        mention = _mention(scene, start, _strip(scene, start, start + word.start))
        if mention is not None and (
            mention.kind != "thing" or (named and word.tag[0] == "v" and mention.end - start <= 8)
        ):
            return mention
        tries += 1
        if tries == _TRIES:
            return None
    whole = _mention(scene, start, _strip(scene, start, end)) if len(region) <= 12 else None
    return whole if whole is not None and whole.kind != "thing" else None


def only_adverbs(scene: Scene, start: int, end: int) -> bool:
    """Whether the clause holds nothing that could be a subject."""
    start = _skip_link(scene, start, end)
    return _strip(scene, start, end) <= start


def _skip_link(scene: Scene, start: int, end: int) -> int:
    byline = BYLINE.match(scene.folded[start:end])
    start += byline.end() if byline else 0
    found = LINK.match(scene.folded[start:end])
    if found is None or (found.end() == end - start and scene.folded[end - 1 : end] == "记者"):
        return start
    return start + found.end()


def _strip(scene: Scene, start: int, end: int) -> int:
    """`end` moved left over adverbs, dates, brackets and "的观点"."""
    while end > start:
        region = scene.folded[max(start, end - 40) : end]
        found = TRAILING.search(region)
        if region[-1] in "地着" and (manner := _manner(region)):
            end -= manner
            continue
        if found is None or found.start() == len(region):
            tail = PAPER.search(region)
            if tail is None or tail.start() == len(region):
                return end
            found = tail
        end -= len(region) - found.start()
    return start


def _manner(region: str) -> int:
    """The length of "无奈地" or "笑着" at the end of `region`; 0 when the character is part of a noun."""
    words = tag_words(region)
    last = words[-1]
    if last.end - last.start > 1:
        return last.end - last.start if region[-1] == "着" else 0
    return last.end - words[-2].start if len(words) > 1 else 0


def _mention(scene: Scene, start: int, end: int) -> Mention | None:
    """What ends at `end` and begins no earlier than `start`."""
    if end <= start:
        return None
    pronoun = PRONOUN.search(scene.folded[max(start, end - 2) : end])
    if pronoun:
        at = end - len(pronoun.group())
        return Mention("pronoun", at, end, at)
    nickname = _nickname(scene, start, end)
    if nickname:
        return nickname
    name = name_before(scene.text, scene.folded, start, end, scene.known)
    if name is not None:
        return Mention("person", name, end, noun_start(scene, start, name))
    return _nameless(scene, start, end)


def _nickname(scene: Scene, start: int, end: int) -> Mention | None:
    """A subject in marks: “某某” as a screen name, 《某某》 as a paper."""
    if scene.folded[end - 1] in "”」":
        at = max(scene.folded.rfind(mark, start, end - 1) for mark in "“「")
        if at >= start and 3 <= end - at <= 30 and scene.folded[at + 1 : end - 1].strip():
            return Mention("institution", at + 1, end - 1, noun_start(scene, start, at))
    if scene.folded[end - 1] == "》":
        at = scene.folded.rfind("《", start, end - 1)
        if at >= start:
            return Mention("institution", at, end, noun_start(scene, start, at))
    return None


def _nameless(scene: Scene, start: int, end: int) -> Mention | None:
    region = scene.folded[start:end]
    someone = SOMEONE.search(region)
    place = any(region.endswith(name) for name in (region[-size:] for size in (2, 3, 4, 5, 6)) if name in PLACES)
    kind: Kind = "someone" if someone else "institution" if place or INSTITUTION.search(region) else "thing"
    quantified = QUANTIFIED.search(region)
    if kind == "someone" and quantified and start + quantified.start() < end - 1:
        at = start + quantified.start()
    else:
        at = noun_start(scene, start, end)
    fixed = someone or DEICTIC.search(region)
    if fixed:
        at = min(at, start + fixed.start())
    if end - at < 2 and kind == "institution" and end - start <= 16:
        at = start  # the tagger takes the whole for something else (世卫组织)
    leave = LEAVE.match(scene.folded[at:end])
    if leave and scene.folded[at : at + 2] != "有人":
        at += leave.end()
    before_noun = NOT_A_NOUN.match(scene.folded[at:end])
    at += before_noun.end() if before_noun else 0
    if end - at < 2 or (kind == "thing" and not _stands_alone(scene, at, start, end)):
        return None
    return Mention(kind, at, end, at)


def _stands_alone(scene: Scene, at: int, start: int, end: int) -> bool:
    """Whether an unknown noun fills the clause, and could be a name."""
    return at == start and 2 <= end - at <= 14 and all(letter not in "的了是不" for letter in scene.folded[at:end])


def noun_start(scene: Scene, start: int, end: int) -> int:
    """Where the run of nouns that ends at `end` begins."""
    base = max(start, end - 40)
    at = end
    for word in reversed(tag_words(scene.folded[base:end])):
        letters = scene.folded[base + word.start : base + word.end]
        noun = word.tag.startswith(NOUNY) and not (word.tag == "x" and letters in BREAK)
        if not noun and letters not in ("的", "、", "该", "其", "某") and word.tag not in ("ul", "vn", "v", "p"):
            break
        if word.tag in ("v", "p") and not _inside_noun(scene, base + word.start, base + word.end, end):
            break
        if letters.isspace() and not (
            scene.folded[at : at + 1].isascii() or scene.folded[base + word.start - 1 : base + word.start].isascii()
        ):
            break
        at = base + word.start
    while at < end and scene.folded[at] in " 的、,\u3000":
        at += 1
    return at


def _inside_noun(scene: Scene, start: int, verb_end: int, end: int) -> bool:
    """Whether a verb is part of a title or a relative clause: 的 follows it, or it is one that titles are made of."""
    return "的" in scene.folded[verb_end:end] or scene.folded[start:verb_end] in TITLE_VERBS


def is_media(scene: Scene, mention: Mention) -> bool:
    """Whether the subject is a newspaper, a broadcaster or the like."""
    return (
        mention.kind in ("institution", "thing") and MEDIA.search(scene.folded[mention.start : mention.end]) is not None
    )
