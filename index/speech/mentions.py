"""Who a clause names as its subject: a person, a pronoun, an institution, a report, somebody without a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.name_lists import FOREIGN_SOUNDS, PLACES
from index.names import name_before
from index.speaking import speaks
from index.speech.lexicon import MEDIA, PRONOUN
from index.speech.nouns import (
    BREAK,
    DEICTIC,
    INSTITUTION,
    LEAVE,
    NOT_A_NOUN,
    NOUNY,
    QUANTIFIED,
    SOMEONE,
    TITLE_VERBS,
)
from index.speech.scene import Scene
from index.words import tag_words

Kind = Literal["person", "pronoun", "someone", "institution", "thing"]
_SPEAKS = 1.0  # from which a noun is taken for somebody (see `index.speaking`)
_TOLD_BY = frozenset(
    "点赞 发文 发帖 留言 回应 配文 评论 脸书 微博 推特 论坛 抖音 官网 网站 报警 报案 "
    "视频 会议 消息 画面 片段 文章 话题 时候 角度 新闻 内容 观点".split()
)  # not somebody
# Marks of a verb inside what looks like a noun (指着一辆车, 引起了人们).
PARTICLE = re.compile(
    r"[是在]在|在给|^[这那]是|^没想到|(?:闻言|随|之|然|最|此|事|听)后$|之前$|[^同小]时$|[^着]着(?![装陆名])|[^了]了(?!解)|【|^(?:放|发)狠"
)
_DOTTED = re.compile(r"(?:·[\u3400-\u9fff]{1,6}(?:-[\u3400-\u9fff]{1,6})?){1,3}$")
_PRESIDES = re.compile(r"[^,。:;“说称道表]")  # 主持召开…
_TOWARDS = re.compile(r"[对向朝冲]")
_NAME = 24  # characters of a foreign name
_ONE_OF = re.compile(r"[一二两三四五数几多某每][位名][\u3400-\u9fff]{2,8}$")


@dataclass(frozen=True, slots=True)
class Mention:
    """The subject of a speech verb: where it stands, with its role before it from `role_start`."""

    kind: Kind
    start: int
    end: int
    role_start: int


def last_mention(scene: Scene, start: int, end: int) -> Mention | None:
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
    if name is None:
        name = _dotted(scene, start, end)
    if name is not None:
        return Mention("person", name, end, noun_start(scene, start, name))
    return _nameless(scene, start, end)


def _dotted(scene: Scene, start: int, end: int) -> int | None:
    """Where a foreign name that ends at `end` begins whose parts a dot joins, also with sounds that few names have."""
    dotted = _DOTTED.search(scene.folded[max(start, end - _NAME) : end])
    if dotted is None:
        return None
    at = end - len(dotted.group())
    while at > start and at > end - _NAME and scene.folded[at - 1] in FOREIGN_SOUNDS:
        at -= 1
    return at if scene.folded[at] != "·" else None


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
    if region.endswith("主持") and _PRESIDES.match(scene.folded, end):
        return None
    someone = SOMEONE.search(region) or (_ONE_OF.search(region) if tag_words(region)[-1].tag[0] == "n" else None)
    place = any(region.endswith(name) for name in (region[-size:] for size in (2, 3, 4, 5, 6)) if name in PLACES)
    kind: Kind = "someone" if someone else "institution" if place or INSTITUTION.search(region) else "thing"
    if kind == "thing" and _speaks(region):
        kind = "someone"
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
    end = _before_verb(scene, at, end) if kind == "someone" else end
    leave = LEAVE.match(scene.folded[at:end])
    if leave and scene.folded[at : at + 2] != "有人":
        at += leave.end()
    before_noun = NOT_A_NOUN.match(scene.folded[at:end])
    at += before_noun.end() if before_noun else 0
    if kind in ("someone", "thing") and PARTICLE.search(scene.folded, at, end):
        return None
    if kind == "thing" and tag_words(region)[-1].tag in ("i", "z", "d"):
        return None
    if end - at < 2 or (kind == "thing" and not _stands_alone(scene, at, start, end)):
        return None
    return Mention(kind, at, end, at)


def _before_verb(scene: Scene, at: int, end: int) -> int:
    """`end`, or where 该男子 ends in 该男子起身对女生: the noun after a preposition is spoken to."""
    if scene.folded[at] not in "该这那" or _TOWARDS.search(scene.folded, at + 2, end - 1) is None:
        return end
    verb = next((word.start for word in tag_words(scene.folded[at:end]) if word.tag in ("v", "p")), 0)
    return at + verb if verb > 2 else end


def _speaks(region: str) -> bool:
    """Whether the last word is a noun that news often lets speak (队员, 店主)."""
    last = tag_words(region)[-1]
    if region[last.start : last.end] in _TOLD_BY:
        return False
    return last.tag == "n" and last.end - last.start > 1 and speaks(region[last.start : last.end]) >= _SPEAKS


def _stands_alone(scene: Scene, at: int, start: int, end: int) -> bool:
    """Whether an unknown noun fills the clause, and could be a name."""
    if scene.folded[end - 1] in "时中后前里间":
        return False
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
