"""When a speech verb reports: what it is made of, what may stand before it, which subjects and continuations it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.names import name_before
from index.speech.lexicon import ANNOUNCED, CLAUSE_AFTER_PERSON, FEELING, NEED_MARK, NOT_A_REPORT
from index.speech.mentions import Mention
from index.speech.scene import Piece, Scene
from index.words import tag_words

After = Literal["comma", "colon", "quote", "clause", "end"]
_TOLD = re.compile(r"[^,。:;“”「」\"\n]{0,16}(?:[“「][^“”「」\n]{1,12}[”」])?[^,。:;“”「」\"\n]{0,16}?(?=[,:“「\"]|$)")
_TOLD_BRIEFLY = re.compile(
    r"(?:[他她它我你]们?|记者|大家|对方|民警|警方|自己)(?=[^,。:;“”「」\"\n的]{4})(?![和与跟的、在对及等])"
)
_ASKING = frozenset(
    "反问 质问 追问 询问 提醒 警告 告诫 叮嘱 嘱咐 安慰 劝说 回复 回应 反驳 训斥 呵斥 问起 "
    "寄语 喊话 感谢 指责 痛斥 怒斥".split()
)
# Verbs whose object may stand before a verb of speech.
ADDRESSING = _ASKING | frozenset("批评 鼓励 指责 痛批 怒斥 敦促 感谢".split())
_ASKED = re.compile(r"[^,。:;“”「」\"\n]{1,10}(?=:“|“|:「|,“)")
_OPENS = re.compile(r"[^,。;:“”\n]{0,12}(?=[:“])")
_REQUIREMENT = re.compile(r"(?:等|文件|有关|相关|政策|标准|规范|规定|任务|工作|质量|技术|法律|条件|设计|安全|管理)$")
_ADVICE = re.compile(r"(?:意见|对策|合理化)$")
_UNNAMED = re.compile(
    r"(?:该|有|网传|网络|坊间|此前|上述|相关|多家|据|另据|另有|的)?(?:报道|消息|新闻|媒体报道|视频|"
    r"数据|资料|公开资料|信息|截图|文中|文章|情况|老话|俗话|俗话|常言|古话|谚语|结果|事实|实际|可以|历史|传言|传闻|流言|个人|每人|他人|别人|人们常)"
)
_NOUN_TOO = frozenset(
    "鼓励 寄语 交代 祝愿 预测 预期 预计 判断 估计 分析 建议 批评 评价 解释 总结 描述 介绍 质疑 呼吁 警告 主张 期待 期望 "
    "希望 要求 评论 声明 回应 指控 控诉 称赞 夸赞 点赞 赞叹 提问 询问 安慰 劝说 反映 爆料 讲述 叮嘱 嘱咐 质问".split()
)
_ADVERB = 2  # characters of an adverb between a person and 要求,
# Verbs after which a comma opens no reported clause.
_MARKED = frozenset(
    "辩解 争辩 回怼 反怼 怼 回呛 呛声 哀求 恳求 央求 吩咐 交代 寄语 宽慰 鼓励 埋怨 求饶 祝愿 "
    "质问 责问 辱骂 怒骂 谩骂 大骂 嚷嚷 指责 控诉 怒斥 痛斥 训斥 呵斥 叫嚣 叫嚷 高喊 大喊 齐喊 呼喊 喊叫 大叫 嘟囔 "
    "嘀咕 念叨 道谢 致谢 "
    "赞叹 称赞 夸赞 点赞 问起 询问 提问 劝说 安慰".split()
)
# Verbs that go on with a clause of the same speaker: 并强调….
_LINKED_CLAUSE = frozenset("强调 透露 承认 证实 承诺 保证 吐槽 质疑 提到 披露 希望 提议 担心 直呼".split())
# Verbs by which a sentence goes on to say what its subject said: X发出长文,透露….
GOING_ON = frozenset(
    "透露 强调 呼吁 提醒 质疑 指责 警告 承认 解释 "
    "批评 建议 宣布 要求 披露 声明 指控 承诺 保证 推测 预测 吐槽 抱怨".split()
)
DOCUMENTS = ("研究", "调查", "报告", "民调", "调研")


@dataclass(frozen=True, slots=True)
class SpeechVerb:
    """A verb at `[start, end)`. `base` is it without a second verb of speech; `plain` says that there was none."""

    start: int
    end: int
    base: str
    plain: bool


def read_verb(found: re.Match[str]) -> SpeechVerb:
    """The verb that a match of `index.speech.lexicon.VERB` stands for."""
    written = found.group()
    for suffix in ("称", "说", "写道", "道", "指出", "表示", "认为"):
        if written.endswith(suffix) and len(written) > len(suffix) + 1:
            return SpeechVerb(found.start(), found.end(), written[: -len(suffix)], plain=False)
    return SpeechVerb(found.start(), found.end(), written, plain=True)


def speaks_for_itself(verb: SpeechVerb) -> bool:
    """Whether the noun in the verb is a document that speaks: 报告指出, 声明说."""
    return verb.base.startswith(DOCUMENTS) or (not verb.plain and verb.base in ("声明", "公告", "通报"))


def may_report(scene: Scene, piece: Piece, verb: SpeechVerb, before: str) -> bool:
    """Whether the clause `before` the verb leaves it a verb: no passive, no refusal, no noun, no title of a work."""
    if _in_title(scene, piece, verb.start):
        return False
    if not verb.plain or verb.base.startswith(DOCUMENTS):
        return True
    if NOT_A_REPORT.search(before.rstrip()) or (verb.base == "要求" and _REQUIREMENT.search(before)):
        return False
    if before.endswith("、") and verb.base in NEED_MARK:
        return False  # 引导、提示
    if verb.base == "建议" and _ADVICE.search(before):
        return False
    return verb.base not in _NOUN_TOO or not _qualified(before) or _ends_in_name(scene, before, verb.start)


def _in_title(scene: Scene, piece: Piece, position: int) -> bool:
    opened = scene.folded.rfind("《", piece.start, position)
    return opened >= 0 and scene.folded.find("》", opened, position) < 0


def _qualified(before: str) -> bool:
    """Whether an adjective or 的 right before makes a noun of the verb (乐观预测)."""
    words = tag_words(before[-8:])
    return bool(words) and words[-1].tag in ("a", "uj", "b", "an", "q") or before.endswith(("和", "与", "及", "或"))


def _ends_in_name(scene: Scene, before: str, end: int) -> bool:
    return name_before(scene.text, scene.folded, end - len(before), end, scene.known) is not None


def end_with_object(scene: Scene, piece: Piece, verb: SpeechVerb) -> int | None:
    """Where verb and object end (告诉 takes one; 表示不满 may open with a colon); None when no words follow."""
    if verb.base == "告诉":
        if scene.folded[verb.end : verb.end + 1] == "了":
            return None
        briefly = _TOLD_BRIEFLY.match(scene.masked, verb.end, piece.end)
        if briefly is not None:
            return briefly.end()
        told = _TOLD.match(scene.masked, verb.end, piece.end)
        return told.end() if told else None
    if verb.base in _ASKING:
        asked = _ASKED.match(scene.masked, verb.end, piece.end)
        if asked is not None:
            return asked.end()
    if verb.base == "表示" and FEELING.match(scene.masked, verb.end, piece.end):
        opens = _OPENS.match(scene.masked, verb.end, piece.end)
        return opens.end() if opens else None
    return verb.end


def fits(verb: SpeechVerb, subject: Mention | None, after: After, *, linked: bool = False) -> bool:
    """Whether the verb reports words with this subject and this continuation; `linked`: 并, 同时 stands before it."""
    if verb.base == "要求" and verb.plain and after == "comma" and not _stands_before(subject, verb):
        return False  # 有关要求，…
    named = subject is not None and subject.kind != "thing"
    weak = verb.base in NEED_MARK and verb.plain
    if after == "comma" and verb.base in _MARKED and verb.plain:
        return False  # 多次劝说，…
    if after == "colon" and weak:
        people = ("person", "pronoun", "someone")
        return subject is not None and (subject.kind in people or (named and verb.base in ANNOUNCED))
    if after == "quote" or (after == "comma" and verb.base in ANNOUNCED):
        return True
    if verb.base in _NOUN_TOO and weak and subject is not None and not named:
        return False
    if not verb.plain and after != "clause":
        return True
    if after != "clause" or not weak:
        return named or subject is None or verb.base not in NEED_MARK
    if subject is None:
        return linked and (verb.base in _LINKED_CLAUSE or verb.base in GOING_ON)
    return verb.base in CLAUSE_AFTER_PERSON and subject.kind != "thing"


def _stands_before(subject: Mention | None, verb: SpeechVerb) -> bool:
    """Whether a person stands right before the verb, but for an adverb."""
    return subject is not None and subject.kind == "person" and verb.start - subject.end <= _ADVERB


def is_narrator(scene: Scene, subject: Mention) -> bool:
    """Whether the subject is the newsroom itself, or a report without a name."""
    name = scene.folded[subject.start : subject.end]
    if name.startswith(("你", "我", "咱")):
        return True
    return name.endswith(("记者", "笔者", "本报", "编者")) or _UNNAMED.fullmatch(name) is not None


def manner_in(region: str) -> int:
    """The length of "无奈地" or "笑着" at the end of `region`; 0 when the character is part of a noun."""
    words = tag_words(region)
    last = words[-1]
    if last.end - last.start > 1:
        return last.end - last.start if region[-1] == "着" else 0
    return last.end - words[-2].start if len(words) > 1 else 0
