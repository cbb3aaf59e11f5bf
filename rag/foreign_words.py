"""What of a question in English or Japanese the articles may hold in the same characters, for lexical search.

A sentence of another language shares no words with Chinese articles; but figures, names in Latin letters (OpenAI, GPT-4) and
Japanese ideographs stand in them as they are, and a name in pinyin (Baichuan, Huaqiangbei) is looked for as it sounds.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from rag.name_spellings import characters_of, is_syllable

Rarest = Callable[[Sequence[str]], npt.NDArray[np.int64]]

_PIECE = re.compile(r"\d+月(?:\d+日)?|[\u3400-\u9fff]+|\d[\d.,]*|[A-Za-z][A-Za-z0-9'’.-]*")
# Words that may open a question with a capital letter, and names that only look like pinyin.
_NO_NAMES = frozenset(
    "a about after an and any are at before between by can canada china could did do does during for from give had has have "
    "how i if in is it may me of on please should since tell the their there to under until was we were what when where "
    "which while who whom whose why will with would".split()
)
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = re.compile(rf"\b({'|'.join(name.capitalize() for name in _MONTHS)})\b(?: (\d{{1,2}})(?:st|nd|rd|th)?\b)?")
_LATIN = re.compile("[A-Za-zÀ-ÿ]")
_ASKING = re.compile("[何誰幾]+[人個日月年時]?")  # Japanese words that ask
SOUNDED = 12  # words of a question that are looked for by their sound, which takes some milliseconds each
SYLLABLES = 4  # the most that are looked for in one word
LONGEST = 22  # letters of such a word
TRIED = 200  # beginnings of a name that are gone on with
FORMS = 2  # ways to write a sound that are searched for


def searchable(question: str, rarest: Rarest) -> str:
    """The pieces of `question` that may stand in Chinese articles, and the likeliest characters of its names in pinyin.

    `rarest` is that of the index: for each of many texts the passages that hold its rarest term. "" when nothing can be searched for.
    """
    pieces: list[str] = []
    sounded = 0
    for match in _PIECE.finditer(_MONTH.sub(_chinese_date, _ASKING.sub(" ", question))):
        word = match.group().rstrip(".'’-,")
        plain = re.sub(r"['’]s$", "", word)
        if plain.lower() in _NO_NAMES or (plain.isalpha() and plain.isascii() and plain.islower()):
            continue
        pieces.append(plain)
        if plain.isalpha() and plain.isascii() and (sounded := sounded + 1) <= SOUNDED:
            pieces.extend(written(plain.lower(), rarest))
    return " ".join(pieces)


def _chinese_date(match: re.Match[str]) -> str:
    """8月10日 for August 10, 8月 for August."""
    month = _MONTHS.index(match[1].lower()) + 1
    return f" {month}月{match[2]}日 " if match[2] else f" {month}月 "


def is_latin(texts: Iterable[str]) -> bool:
    """Whether most of what is written in `texts` is in Latin letters: articles that a foreign question shares words with."""
    joined = "".join(texts)
    return len(_LATIN.findall(joined)) > len(joined) / 2


def written(letters: str, rarest: Rarest) -> tuple[str, ...]:
    """How the articles write what `letters` spell in pinyin, the commonest first, at most `FORMS`; folded."""
    if not 4 <= len(letters) <= LONGEST:
        return ()
    forms = [form for syllables in _cut(letters, SYLLABLES) for form in _forms(syllables, rarest)]
    return tuple(_commonest(dict.fromkeys(forms), rarest)[:FORMS])


def _cut(letters: str, most: int) -> Iterator[tuple[str, ...]]:
    """All ways to cut letters into two to `most` syllables."""
    for end in range(1, min(6, len(letters) - 1) + 1):
        if most < 2 or not is_syllable(letters[:end]):
            continue
        if is_syllable(letters[end:]):
            yield letters[:end], letters[end:]
        for rest in _cut(letters[end:], most - 1):
            yield (letters[:end], *rest)


def _forms(syllables: tuple[str, ...], rarest: Rarest) -> list[str]:
    """What the syllables may be written as: each pair of characters must stand in some passage."""
    forms = sorted(characters_of(syllables[0]))
    for syllable in syllables[1:]:
        grown = [form + last for form, last in itertools.product(forms, sorted(characters_of(syllable)))]
        forms = _commonest(grown, rarest)[:TRIED]
    return forms


def _commonest(forms: Iterable[str], rarest: Rarest) -> list[str]:
    """Those that may stand in some passage, those in most passages first."""
    texts = list(forms)
    counts = rarest(texts).tolist() if texts else []
    held = [(-count, text) for count, text in zip(counts, texts, strict=True) if count]
    return [text for _, text in sorted(held)]
