"""What a question is about, as weighted terms, and how much of that weight a text holds.

A term is a pair of neighbouring Chinese characters, a single character that stands alone between function words, a Latin
word, or a number. Its weight is its inverse document frequency in a large background of news, so that 妙鸭 weighs much,
问题 little, and a collection of five articles is judged as one of five thousand is. The table is counted by
`training/term_weights.py`.
"""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from index.scripts import fold
from index.words import tag_words

# Words that ask, point or join; they split a question and weigh nothing. All are folded.
_FUNCTION_WORDS = re.compile(
    "|".join(
        sorted(
            (
                "什么样的|什么样|什么|多少|几个|几家|几种|几条|几位|哪一年|哪一个|哪一|哪些|哪个|哪年|哪位|哪家|哪里|哪儿|哪种|哪|"
                "谁|没有|怎么样|怎么看待|怎么看|怎样|怎么|如何看待|如何|为什么|为何|是否|有没有|能否|可否|吗|呢|吧|啊|么|多大|多长|多久|多高|"
                "请问|告诉我|关于|对于|看法|观点|认为|表示|觉得|的|地|得|了|着|过|是|在|和|与|及|或|而|但|也|都|就|才|又|还|把|被|让|使|"
                "对|从|向|到|于|以|为|由|给|跟|有|这|那|该|其|此|之|所|等|里|中|上|下|个|算|要|会|能|将|已|曾|最|更|很|一个|一种|一次|"
                "目前|现在|今天|我们|他们|你们|我|你|他|她|它|叫做|叫|称为|称作|第几"
            ).split("|"),
            key=len,
            reverse=True,
        )
    )
)
_ENGLISH_FUNCTION_WORDS = frozenset(
    "a an and are about as at be by can could did do does for from had has have he her his how i in into is it its may me "
    "might of on or our say said she should so tell than that the their them then there these they think this those to us "
    "view views was we were what when where which who whom whose why will with would you your many much opinion regarding".split()
)
_CONTENT = frozenset("nvajt")  # tags of nouns, verbs, adjectives, short forms and times
_PIECE = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]+|[a-z][a-z0-9]*|\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Term:
    """A folded term and its weight (idf in the background, natural logarithm)."""

    text: str
    weight: float


def question_terms(question: str) -> tuple[Term, ...]:
    """The terms of a question that carry its matter, once each, in order."""
    found: dict[str, float] = {}
    folded = fold(question)
    for piece in _PIECE.finditer(folded):
        text = piece[0]
        if not _is_han(text[0]):
            if text not in _ENGLISH_FUNCTION_WORDS:
                found.setdefault(text, weight(text))
            continue
        for segment in _without_function_words(text).split():
            for term in [segment] if len(segment) == 1 else [segment[i : i + 2] for i in range(len(segment) - 1)]:
                found.setdefault(term, weight(term))
    return tuple(Term(text, value) for text, value in found.items())


def _without_function_words(text: str) -> str:
    """The text with blanks for words that weigh nothing; characters of one that stand in a longer word stay (能源, 上海)."""
    kept = {
        place
        for word in tag_words(text)
        if word.end - word.start > 1
        and word.tag[:1] in _CONTENT
        and not _FUNCTION_WORDS.fullmatch(text, word.start, word.end)
        for place in range(word.start, word.end)
    }
    return _FUNCTION_WORDS.sub(lambda found: found[0] if len(found[0]) == 1 and found.start() in kept else " ", text)


def covered(terms: tuple[Term, ...], text: str) -> float:
    """The share (0..1) of the terms' weight that `text` holds; 0 when there are no terms."""
    total = sum(term.weight for term in terms)
    if not total:
        return 0.0
    folded = fold(text)
    return sum(term.weight for term in terms if holds(folded, term.text)) / total


def holds(folded: str, term: str) -> bool:
    """Whether folded text holds a term; a number only as a whole number, a Latin word only as a whole word."""
    if _is_han(term[0]):
        return term in folded
    return re.search(rf"(?<![a-z0-9.]){re.escape(term)}(?![a-z0-9]|\.\d)", folded) is not None


def weight(term: str) -> float:
    """The background idf of a folded term.

    A pair weighs at most what its two characters weigh together: a rare pair of common characters is mostly the seam
    between two words. Other unknown terms weigh the most.
    """
    table = _background()
    known = table.get(term, table[""])
    if len(term) == 2 and _is_han(term[0]):
        return min(known, table.get(term[0], table[""]) + table.get(term[1], table[""]))
    return known


def _is_han(character: str) -> bool:
    return character >= "㐀"


@cache
def _background() -> dict[str, float]:
    """The bundled table: the key "" holds the weight of terms that it does not list.

    Read as bytes from safetensors layout (an 8-byte length, a JSON header, raw arrays), so that no model library is loaded.
    """
    data = (files("rag") / "models" / "term_weights.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    body = data[8 + length :]
    begin, end = header["terms"]["data_offsets"]
    terms = body[begin:end].decode("utf-8").split("\n")
    begin, end = header["weights"]["data_offsets"]
    scale = float(header["__metadata__"]["scale"])
    weights = np.frombuffer(body[begin:end], dtype=np.uint8).astype(np.float32) * scale
    return dict(zip(terms, weights.tolist(), strict=True))
