"""Speech verbs with their subjects: the places where the narrator hands over to somebody."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.speech.lexicon import CONTENT, DOCUMENT, NEED_MARK, QUOTED_VIEW, SAID_BY, SEEN_BY, TOLD_BY, VERB, VIEW
from index.speech.mentions import Mention, is_media, last_mention, noun_start
from index.speech.overlooked import noun_before, overlooked_subject
from index.speech.quotemarks import MASK, Quoted, is_sentence
from index.speech.scene import Piece, Scene
from index.speech.subjects import find_subject, leading_subject, loose_subject, only_adverbs
from index.speech.verbs import (
    ADDRESSING,
    DOCUMENTS,
    GOING_ON,
    After,
    SpeechVerb,
    end_with_object,
    fits,
    is_narrator,
    may_report,
    read_verb,
    speaks_for_itself,
)
from index.words import tag_words

_CLAUSE = re.compile(r"(?<!\d),|,(?!\d)|[;:】\n]|——")
_BRACKETED = re.compile(r"\([^()\n]{0,60}\)|《[^《》\n]{0,40}》")
_LINKED = re.compile(r"^(?:并且?|还|又|也|同时|但是?|而且?|不过|然而|随后|此外|另外|[,\s])+")
_SAYS_TO = re.compile(r"[^,。:;“”「」的]{1,12}?(?:说|称|道)(?=[,:“「])")
_SUFFERS = re.compile(r"(?:被|遭到?|受到?|让|令|使|对|跟|向)$")
# An adverbial of place or time that stands before a verb without a subject: 但在会上坚称.
_PLACED = re.compile(r"(?:但|并|而|还|又|也|却)?在[^,。;:“”]{1,14}[上中时里](?:也|还|又|却|仍)?")
# Whoever reports something to somebody: 派出所接群众林某报警,称….
_REPORTED_TO = re.compile(
    r"(?:接到?|接获|收到)了?([^,。;:“”]{2,24}?)的?(?:报警|报案|求助|举报|投诉|反映|来电|电话|留言|来信)(?:求助)?,$"
)
_WRITES = re.compile(r"(?:研报|报告|文章|预警|预报)(?:《[^《》]*》)?,$")
# A paper whose comment a digest gives after a colon.
_COMMENT = re.compile(
    r"(?:[^。:“”]{0,60}——)?((?:《[^》]{2,14}》|[\u3400-\u9fff]{1,8}(?:报|新闻|周刊|网|社|电视台|客户端))(?:网|客户端)?)(?:评论|评|社评|时评)?:(?=[^“]{10})"
)
_CITES = re.compile(r"媒体[^。]{0,12}评|评论|点评|社评|时评|如何看|怎么看")
_CITED = 400  # characters before a paper's comment within which comments are announced
_ANOTHER_ACT = re.compile(r"并(?![非不无未没])")
# 在…披露文件后,…: what is disclosed is a noun, and the sentence goes on with what came of it.
_WHILE = re.compile(r"在|当(?!地|事|局)|自|随着")
_UNTIL = re.compile(r"[^,。:;“”]{2,20}(?:[之以]?后|的?时候?|之际|期间),")
# 对于甲批评乙的言论,…: what somebody else says something about.
_ON_WHAT = re.compile(r"对于|针对|关于|面对|至于|谈到|谈及|提到|就(?!是|此)")
_DONE = re.compile(
    r"[^,。;:“”]{0,30}的(?:做法|言论|说法|行为|表态|举动|问题|决定|报道|消息|指责|批评|传闻|质疑|警告|情况|观点|提议|计划|声明),"
)
_REACH = 120
_PLAINLY = frozenset(
    "表示 认为 指出 称 说 强调 透露 坦言 告诉".split()
)  # verbs that report whatever stands before them


@dataclass(frozen=True, slots=True)
class Attribution:
    """A subject, its verb, and where the words begin. `subject` is None when the clause leaves it out.

    `implied` is then who an earlier clause of the sentence is about. A `phrase` has no speech verb and always comes before
    the words.
    """

    subject: Mention | None
    clause: int
    verb_start: int
    verb_end: int
    words: int
    after: After
    media: bool = False
    implied: Mention | None = None
    phrase: bool = False

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
    for pattern in (SEEN_BY, QUOTED_VIEW, DOCUMENT, TOLD_BY, SAID_BY):
        for phrase in pattern.finditer(scene.masked, piece.start, piece.end):
            subject = find_subject(scene, *phrase.span(1)) or loose_subject(scene, *phrase.span(1))
            if subject is not None:
                found.append(_report(scene, piece, subject, phrase.start(), phrase.end(1), phrase.end(), phrase=True))
    comment = _COMMENT.match(scene.masked, piece.start, piece.end)
    if comment is not None and _CITES.search(scene.folded, max(0, piece.start - _CITED), comment.start(1)):
        at = comment.start(1)
        subject = Mention("institution", at, comment.end(1), at)
        found.append(_report(scene, piece, subject, at, comment.end(1), comment.end()))
    for view in VIEW.finditer(scene.masked, piece.start, piece.end):
        clause = _clause_start(scene, piece, view.start())
        subject = find_subject(scene, clause, view.start()) or leading_subject(scene, clause, view.start())
        if subject is not None and subject.kind != "thing":
            found.append(_report(scene, piece, subject, clause, view.start(), view.end()))
    return found


def _report(
    scene: Scene, piece: Piece, subject: Mention, clause: int, verb: int, end: int, *, phrase: bool = False
) -> Attribution:
    words, after = _words_start(scene, piece, end)
    return Attribution(subject, clause, verb, end, words, after, is_media(scene, subject), phrase=phrase)


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
    if scene.folded[quoted.end - 1] in ",;":
        return False
    single = scene.folded[quoted.close + 1 : end] in tuple("上中里时后")  # 在“…”上表示
    return before not in ("", " ", ",", ":", "。", "\n", "”", "」") and (quoted.close + 2 < end or single)


def _from_verb(scene: Scene, piece: Piece, found: re.Match[str]) -> Attribution | None:
    """The report that a speech verb makes, or None when it is no report here."""
    verb = read_verb(found)
    if verb.plain and verb.base in ADDRESSING and _SAYS_TO.match(scene.masked, verb.end, piece.end):
        return None  # X提醒Y说 reports by its second verb
    clause = _clause_start(scene, piece, verb.start)
    before = scene.folded[clause : verb.start]
    if not may_report(scene, piece, verb, before):
        return None
    reach = end_with_object(scene, piece, verb)
    if reach is None:
        return None
    words, after = _words_start(scene, piece, reach)
    if _is_no_report(scene, piece, verb, words, after):
        return None
    done = scene.folded[reach : reach + 1] in ("了", "过")
    if (after == "end" and not piece.quoted) or (done and after == "clause"):
        return None
    subject = _subject_of(scene, clause, verb, after)
    placed = _PLACED.fullmatch(before) is not None and clause > piece.start
    if subject is None and not placed and not only_adverbs(scene, clause, verb.start):
        return _while_doing(scene, piece, clause, verb, (reach, words, after))
    linked = _LINKED.match(before) is not None
    doer = _implied(scene, piece, clause) if subject is None and after == "colon" else subject
    if not fits(verb, doer, after, linked=linked or (subject is None and verb.base in GOING_ON)):
        return None
    if subject is not None:
        passive = _SUFFERS.search(scene.folded[clause : subject.role_start]) is not None
        passive = passive and tag_words(scene.folded[subject.start : subject.end])[0].tag[0] != "v"
        if is_narrator(scene, subject) or (passive and subject.kind != "person"):
            return None
        return Attribution(subject, clause, verb.start, reach, words, after, is_media(scene, subject))
    idiom = before.endswith("地") and clause == piece.start  # 客观地说
    content = verb.plain and verb.base in CONTENT and after != "quote" and not linked
    implied = _implied(scene, piece, clause)
    if idiom or (content and not _goes_on(scene, piece, clause, verb, implied)):
        return None
    return Attribution(None, clause, verb.start, reach, words, after, implied=implied)


def _is_no_report(scene: Scene, piece: Piece, verb: SpeechVerb, words: int, after: After) -> bool:
    """Whether another act follows instead of words (承认,并同意…; 爆料、维权), or the verb stands in an adverbial."""
    if scene.folded[words : words + 1] == "、" or (after == "comma" and _ANOTHER_ACT.match(scene.folded, words)):
        return True
    clause = _clause_start(scene, piece, verb.start)
    if after == "clause" and _ON_WHAT.match(scene.folded, clause) and _DONE.match(scene.masked, words, piece.end):
        return True
    if after != "clause" or verb.base not in NEED_MARK or not verb.plain:
        return False
    return _WHILE.match(scene.folded, clause) is not None and _UNTIL.match(scene.masked, words, piece.end) is not None


def _goes_on(scene: Scene, piece: Piece, clause: int, verb: SpeechVerb, implied: Mention | None) -> bool:
    """Whether the verb says what whoever opens the sentence did next: X发出长文,透露…."""
    begins = clause > piece.start and scene.folded[clause - 1] == ","
    writes = _WRITES.search(scene.folded, max(piece.start, clause - _REACH), clause) is not None
    return begins and implied is not None and (verb.base in GOING_ON or (writes and verb.base in ("预计", "预期")))


def _while_doing(
    scene: Scene, piece: Piece, clause: int, verb: SpeechVerb, found: tuple[int, int, After]
) -> Attribution | None:
    """A report whose clause opens with another verb, of whom the clause before names: X，拉着邻居的手感慨道."""
    reach, words, after = found
    if after == "clause" or clause <= piece.start or scene.folded[clause - 1] != ",":
        return None
    first = tag_words(scene.folded[clause : verb.start])[:1]
    implied = _implied(scene, piece, clause)
    if not first or first[0].tag[0] not in "vd" or implied is None or implied.kind not in ("person", "someone"):
        return None
    return Attribution(None, clause, verb.start, reach, words, after, implied=implied)


def _subject_of(scene: Scene, clause: int, verb: SpeechVerb, after: After) -> Mention | None:
    """Who the clause before a verb names; a document in the verb itself; with a mark after it, any noun."""
    subject = find_subject(scene, clause, verb.start)
    if subject is not None and subject.kind == "thing" and scene.folded.startswith(("据", "根据", "按照"), clause):
        return replace(subject, kind="institution")
    if subject is not None:
        return subject
    alone = only_adverbs(scene, clause, verb.start)
    if verb.base.startswith(DOCUMENTS) or (alone and speaks_for_itself(verb)):
        start = noun_start(scene, max(clause, verb.start - 24), verb.start + 2) if not alone else verb.start
        return Mention("institution", min(start, verb.start), verb.start + 2, min(start, verb.start))
    if alone:
        return None
    loose = after == "quote" or (after in ("comma", "colon") and not verb.plain)
    found = loose_subject(scene, clause, verb.start) if loose else None
    clear = after in ("comma", "colon", "quote") or verb.base not in NEED_MARK
    if found is None and clear:
        found = overlooked_subject(scene, clause, verb.start)
    if found is None and after in ("comma", "colon") and verb.base in _PLAINLY:
        return noun_before(scene, clause, verb.start)
    return found


def _implied(scene: Scene, piece: Piece, clause: int) -> Mention | None:
    """Who the nearest earlier clause of the sentence is about."""
    reported = _REPORTED_TO.search(scene.masked, piece.start, clause)
    if reported is not None:
        return last_mention(scene, reported.start(1), reported.end(1))
    position = clause
    for _ in range(4):
        if position <= piece.start:
            return None
        before = _clause_start(scene, piece, position - 1)
        subject = leading_subject(scene, before, position - 1, named=True)
        if subject is not None:
            return subject
        position = before
    return None
