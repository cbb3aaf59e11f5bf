"""Speech verbs with their subjects: the places where the narrator hands over to somebody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.speech.lexicon import (
    ANNOUNCED,
    CLAUSE_AFTER_PERSON,
    CONTENT,
    DOCUMENT,
    FEELING,
    NEED_MARK,
    NOT_A_REPORT,
    QUOTED_VIEW,
    SEEN_BY,
    VERB,
    VIEW,
)
from index.speech.mentions import Mention, find_subject, is_media, leading_subject, loose_subject, only_adverbs
from index.speech.quotemarks import MASK, Quoted, is_sentence
from index.speech.scene import Piece, Scene
from index.words import tag_words

After = Literal["comma", "colon", "quote", "clause", "end"]
_CLAUSE = re.compile(r"(?<!\d),|,(?!\d)|[;:\n]|——")
_TOLD = re.compile(r"[^,。:;“”「」\"\n]{0,16}(?:[“「][^“”「」\n]{1,12}[”」])?[^,。:;“”「」\"\n]{0,16}?(?=[,:“「\"]|$)")
_OPENS = re.compile(r"[^,。;:“”\n]{0,12}(?=[:“])")
_BRACKETED = re.compile(r"\([^()\n]{0,60}\)|《[^《》\n]{0,40}》")
_LINKED = re.compile(r"^(?:并且?|还|又|也|同时|但是?|而且?|不过|然而|随后|此外|另外|[,\s])+")
_REACH = 120


@dataclass(frozen=True, slots=True)
class Attribution:
    """A subject, its verb, and where the words begin. `subject` is None when the clause leaves it out.

    `implied` is then who an earlier clause of the sentence is about.
    """

    subject: Mention | None
    clause: int
    verb_start: int
    verb_end: int
    words: int
    after: After
    media: bool = False
    implied: Mention | None = None

    @property
    def start(self) -> int:
        """Where the introduction begins, the subject's role included."""
        return self.verb_start if self.subject is None else min(self.subject.role_start, self.verb_start)


def find_attributions(scene: Scene, piece: Piece) -> list[Attribution]:
    """The reports of a piece in order. Which of them stand inside another's words is not decided here."""
    found = _phrases(scene, piece)
    for verb in VERB.finditer(scene.masked, piece.start, piece.end):
        if any(each.clause <= verb.start() < max(each.words, each.verb_end) for each in found):
            continue
        report = _from_verb(scene, piece, verb)
        if report is not None:
            found.append(report)
    return sorted(found, key=lambda each: each.verb_start)


def _phrases(scene: Scene, piece: Piece) -> list[Attribution]:
    """Reports without a speech verb: 在X看来, 用X的话说, 正如X所说, X的观点是, 据X发布的报告."""
    found: list[Attribution] = []
    for pattern in (SEEN_BY, QUOTED_VIEW, DOCUMENT):
        for phrase in pattern.finditer(scene.masked, piece.start, piece.end):
            subject = find_subject(scene, phrase.start(1), phrase.end(1))
            if subject is not None:
                found.append(_report(scene, piece, subject, phrase.start(), phrase.end(1), phrase.end()))
    for view in VIEW.finditer(scene.masked, piece.start, piece.end):
        clause = _clause_start(scene, piece, view.start())
        subject = find_subject(scene, clause, view.start()) or leading_subject(scene, clause, view.start())
        if subject is not None and subject.kind != "thing":
            found.append(_report(scene, piece, subject, clause, view.start(), view.end()))
    return found


def _report(scene: Scene, piece: Piece, subject: Mention, clause: int, verb: int, end: int) -> Attribution:
    words, after = _words_start(scene, piece, end)
    return Attribution(subject, clause, verb, end, words, after, is_media(scene, subject))


def _words_start(scene: Scene, piece: Piece, position: int) -> tuple[int, After]:
    """Where the words begin after a verb that ends at `position`, and what stands between."""
    after: After = "clause"
    start = position
    if scene.folded[position : position + 1] in ("了", "过") and scene.folded[position + 1 : position + 2] in (
        ",",
        ":",
    ):
        position += 1
    while position < piece.end and (scene.folded[position].isspace() or scene.folded[position] in ",:—"):
        letter = scene.folded[position]
        after = "comma" if letter == "," else "colon" if letter in ":—" else after
        position += 1
    if position >= piece.end:
        return piece.end, "end"
    if any(each.open == position for each in piece.quoted):
        return position, "quote"
    if after == "clause" and position > start and scene.folded[start : start + 1] in (",", ":"):
        after = "comma"
    return position, after


def _clause_start(scene: Scene, piece: Piece, end: int) -> int:
    """After the last mark before `end`, or after a quotation that ends there; what brackets hold does not count."""
    base = max(piece.start, end - _REACH)
    at = base
    flat = _BRACKETED.sub(lambda found: MASK * len(found.group()), scene.masked[base:end])
    for found in _CLAUSE.finditer(flat):
        at = base + found.end()
    for quoted in piece.quoted:
        if at <= quoted.close < end and (is_sentence(scene.folded, quoted) or not _is_noun(scene, quoted, end)):
            at = quoted.close + 1
    return at


def _is_noun(scene: Scene, quoted: Quoted, end: int) -> bool:
    """Whether a quotation is a noun of its clause: words stand right before it, and some after."""
    before = scene.folded[max(0, quoted.open - 1) : quoted.open]
    return before not in ("", " ", ",", ":", "。", "\n") and quoted.close + 2 < end


def _from_verb(scene: Scene, piece: Piece, verb: re.Match[str]) -> Attribution | None:
    """The report that a speech verb makes, or None when it is no report here."""
    start, end = verb.span()
    base = _base(verb.group())
    clause = _clause_start(scene, piece, start)
    before = scene.folded[clause:start]
    plain = base == verb.group() and not base.startswith(("研究", "调查", "报告", "民调", "调研"))
    if (plain and NOT_A_REPORT.search(before.rstrip())) or _in_title(scene, piece, start):
        return None
    if base == "要求" and plain and _REQUIREMENT.search(before):
        return None
    reach = _verb_reach(scene, piece, base, end)
    if reach is None:
        return None
    words, after = _words_start(scene, piece, reach)
    if after == "end" and not piece.quoted:
        return None
    subject = find_subject(scene, clause, start)
    if subject is None and not only_adverbs(scene, clause, start):
        subject = loose_subject(scene, clause, start) if after == "quote" else None
        if subject is None:
            return None
    if base in _NOUN_TOO and plain and _is_noun_here(before):
        return None
    done = scene.folded[reach : reach + 1] in ("了", "过")
    if (done and after == "clause") or not _fits(base, base != verb.group(), subject, after):
        return None
    if subject is None:
        if before.endswith("地") and clause == piece.start:
            return None
        bare = base in CONTENT and base == verb.group()
        if bare and after != "quote" and not _LINKED.match(before):
            return None
        implied = _implied(scene, piece, clause)
        return Attribution(None, clause, start, reach, words, after, implied=implied)
    if _is_narrator(scene, subject):
        return None
    return Attribution(subject, clause, start, reach, words, after, is_media(scene, subject))


_REQUIREMENT = re.compile(r"(?:等|文件|有关|相关|政策|标准|规范|规定|任务|工作|质量|技术|法律|条件|设计|安全|管理)$")
_UNNAMED = re.compile(
    r"(?:该|有|网传|网络|坊间|此前|上述|相关|多家|据|另据|另有|的)?(?:报道|消息|新闻|媒体报道|视频|数据|资料|公开资料|信息|截图|文中|文章|情况|结果|事实|实际|可以|历史|传言|传闻|流言)"
)
_NOUN_TOO = frozenset(
    "预测 预期 预计 判断 估计 分析 建议 批评 评价 解释 总结 描述 介绍 质疑 呼吁 警告 主张 期待 期望 希望 要求 评论 声明 回应".split()
)


def _is_noun_here(before: str) -> bool:
    """Whether an adjective or 的 right before makes a noun of the verb (乐观预测)."""
    words = tag_words(before[-8:])
    return bool(words) and words[-1].tag in ("a", "uj", "b", "an", "q")


def _is_narrator(scene: Scene, subject: Mention) -> bool:
    """Whether the subject is the newsroom itself, or a report without a name."""
    name = scene.folded[subject.start : subject.end]
    return name.endswith(("记者", "笔者", "本报", "编者")) or _UNNAMED.fullmatch(name) is not None


def _verb_reach(scene: Scene, piece: Piece, base: str, end: int) -> int | None:
    """Where verb and object end (告诉 takes one; 表示不满 may open with a colon); None when no words follow."""
    if base == "告诉":
        told = _TOLD.match(scene.masked, end, piece.end)
        return told.end() if told else None
    if base == "表示" and FEELING.match(scene.masked, end, piece.end):
        opens = _OPENS.match(scene.masked, end, piece.end)
        return opens.end() if opens else None
    return end


def _base(verb: str) -> str:
    for suffix in ("称", "说", "道", "指出", "表示", "认为"):
        if verb.endswith(suffix) and len(verb) > len(suffix) + 1:
            return verb[: -len(suffix)]
    return verb


def _fits(base: str, composite: bool, subject: Mention | None, after: After) -> bool:
    """Whether this verb reports words with this subject and this continuation."""
    named = subject is not None and subject.kind != "thing"
    if after == "colon" and base in NEED_MARK and not composite:
        people = ("person", "pronoun", "someone")
        return subject is not None and (subject.kind in people or (subject.kind != "thing" and base in ANNOUNCED))
    if after == "comma" and base in ANNOUNCED:
        return True
    if after != "clause" or base not in NEED_MARK or composite:
        return named or subject is None or (base not in NEED_MARK and after != "clause")
    return subject is not None and base in CLAUSE_AFTER_PERSON and subject.kind in ("person", "pronoun")


def _implied(scene: Scene, piece: Piece, clause: int) -> Mention | None:
    """Who the nearest earlier clause of the sentence is about."""
    position = clause
    for _ in range(4):
        if position <= piece.start:
            return None
        before = _clause_start(scene, piece, position - 1)
        subject = leading_subject(scene, before, position - 1)
        if subject is not None:
            return subject
        position = before
    return None


def _in_title(scene: Scene, piece: Piece, position: int) -> bool:
    """Whether the verb stands inside 《》."""
    opened = scene.folded.rfind("《", piece.start, position)
    return opened >= 0 and scene.folded.find("》", opened, position) < 0
