"""What somebody's words are about, for a refusal that says what they did speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.scripts import fold
from index.words import tag_words
from rag.terms import question_terms, weight

if TYPE_CHECKING:
    from index.stored import StoredQuotation


def topics_of(quotations: Sequence[StoredQuotation], *, limit: int = 3) -> tuple[str, ...]:
    """What the quotations are about: their weightiest nouns, in the characters of the articles, the weightiest first."""
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for item in quotations:
        for noun in dict.fromkeys(_nouns(item.text)):
            counts[fold(noun)] += 1
            written.setdefault(fold(noun), noun)
    ranked = sorted(counts, key=lambda noun: -_noun_weight(noun) * counts[noun] ** 0.5)
    chosen: list[str] = []
    for noun in ranked:
        if not any(noun in other or other in noun for other in chosen):
            chosen.append(noun)
        if len(chosen) == limit:
            break
    return tuple(written[noun] for noun in chosen)


def _nouns(text: str) -> list[str]:
    """Runs of nouns of two to ten characters."""
    nouns: list[str] = []
    folded = fold(text)
    start: int | None = None
    end = 0
    for word in tag_words(folded):
        letters = folded[word.start : word.end]
        wanted = (
            word.tag in ("n", "nz", "ns", "nt", "vn", "eng", "l", "nr", "an")
            and letters.strip()
            and letters not in _VAGUE
            and not _is_plain_latin(text[word.start : word.end])
        )
        if wanted and start is not None and word.start == end and word.end - start <= 10:
            end = word.end
            continue
        if start is not None and end - start >= 2:
            nouns.append(text[start:end])
        start, end = (word.start, word.end) if wanted else (None, word.end)
    if start is not None and end - start >= 2:
        nouns.append(text[start:end])
    return nouns


def _is_plain_latin(word: str) -> bool:
    """Whether a Latin word is no name or term: All, in, the; but GPU, ChatGPT, Llama are."""
    return word.isascii() and word.isalpha() and (word.islower() or (len(word) <= 3 and not word.isupper()))


_VAGUE = frozenset(
    "问题 情况 时候 方面 东西 地方 过程 方式 时间 一定 人 人们 公司 企业 "
    "工作 能力 部分 结果 内容 目前 今年 去年 大家 事情 原因 意义 作用 情形 程度".split()
)


def _noun_weight(noun: str) -> float:
    terms = question_terms(noun)
    return sum(term.weight for term in terms) / len(terms) ** 0.5 if terms else weight(noun)
