"""Words that stand in each other's place in copied text: a name that no list knows, or one character of another sense.

Rewording is allowed; what is not is a noun that the evidence uses of something else, and a single character exchanged
inside text that is otherwise copied (海蓝 and 海红, 涨 and 跌).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.scripts import fold
from index.words import tag_words
from rag.alignment import Alignment
from rag.units import Unit

_PAIRS = (
    "升降 涨跌 增减 买卖 高低 多少 大小 男女 早晚 前后 上下 左右 内外 东西 南北 胜负 输赢 进出 快慢 长短 强弱"
    " 新旧 贵贱 软硬 冷热 开关 生死 得失"
).split()
_SPELLINGS = frozenset(
    (frozenset("藉借"), frozenset("徵征"), frozenset("餘余"), frozenset("乾干"))
)  # what folding keeps apart
_OPPOSED = frozenset(frozenset(pair) for pair in _PAIRS)
_NOUNS = ("n", "j", "x", "eng")
_LONGEST = 8


def replaced_words(
    alignment: Alignment, sentence: str, source: str, evidence: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Pairs of what the source says and what the sentence says in its place, where that makes another statement."""
    everything = fold("\n".join(evidence))
    for said, read in _gaps(alignment):
        ours, theirs = _text(sentence, said), _text(source, read)
        if len(ours) == len(theirs) == 1:
            pair = frozenset((ours, theirs))
            if pair in _OPPOSED or (pair not in _SPELLINGS and _noun(sentence, said) and _noun(source, read)):
                yield theirs, ours
        elif (
            len(ours) > 1
            and not set(ours) & set(theirs)
            and ours in everything
            and _noun(sentence, said)
            and _noun(source, read)
        ):
            yield theirs, ours


def in_its_place(alignment: Alignment, place: int, source: str) -> str:
    """The words of the source where the sentence has an unmatched unit, when they are not a mere 他 or 该公司; else ""."""
    before = alignment.partners[place - 1] if place else -1
    after = alignment.partners[place + 1] if place + 1 < len(alignment.partners) else len(alignment.source)
    if (place and before < 0) or after < 0:
        return ""
    gap = alignment.source[before + 1 : after]
    matched = any(j in alignment.partners for j in range(before + 1, after))
    if (
        matched
        or not 1 <= len(gap) <= 6
        or any(unit.kind == "pronoun" for unit in gap)
        or sum(unit.weight for unit in gap) < 2
    ):
        return ""
    return source[gap[0].start : gap[-1].end]


def _gaps(alignment: Alignment) -> Iterator[tuple[list[Unit], list[Unit]]]:
    """Runs of plain characters without a counterpart, in one place of both texts, with copied text on either side."""
    anchors = [(i, j) for i, j in enumerate(alignment.partners) if j >= 0 and not alignment.moved[i]]
    for (i, j), (after, behind) in zip(
        [(-1, -1), *anchors], [*anchors, (len(alignment.partners), len(alignment.source))], strict=True
    ):
        said, read = list(alignment.sentence[i + 1 : after]), list(alignment.source[j + 1 : behind])
        if said and read and len(said) <= _LONGEST and len(read) <= _LONGEST and _one_run(said) and _one_run(read):
            yield said, read


def _one_run(units: list[Unit]) -> bool:
    return all(unit.kind == "character" and unit.weight >= 1 for unit in units) and all(
        one.end == other.start for one, other in zip(units, units[1:], strict=False)
    )


def _text(text: str, units: list[Unit]) -> str:
    return fold(text[units[0].start : units[-1].end])


def _noun(text: str, units: list[Unit]) -> bool:
    """Whether all words that the units are part of are nouns, names or unknown."""
    start, end = units[0].start, units[-1].end
    words = [word for word in tag_words(fold(text)) if word.start < end and start < word.end]
    return all(word.tag.startswith(_NOUNS) and (word.end - word.start > 1 or len(units) > 1) for word in words)
