"""Names by their sound: pinyin in Latin letters, homophones, and slips of one character."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache

from index.cleaning.pinyin import readings
from index.name_lists import COMPOUND_SURNAMES, SURNAMES
from index.names import is_full_name
from index.scripts import fold

Sound = tuple[str, ...]

_HAN = re.compile("[\u3400-\u9fff]+")
_WORD = re.compile(r"[A-Za-zÀ-ÿǕ-ǜ]+")
LONGEST = 6  # characters of a name that is compared by sound
READINGS = 12  # ways to read a name that are tried
# Initials and finals that speakers of many regions, and so their input methods, do not tell apart.
_ALIKE = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"([aei])ng$"), r"\1n"),
    (re.compile(r"^l"), "n"),
    (re.compile(r"^hu"), "fu"),
)


@lru_cache(maxsize=65536)
def sounds(name: str) -> frozenset[Sound]:
    """The ways to read a folded name, syllable by syllable, without tones."""
    choices = [sorted(readings(character)) or [character] for character in name]
    return frozenset(itertools.islice(itertools.product(*choices), READINGS))


@lru_cache(maxsize=65536)
def _blurred(name: str) -> frozenset[Sound]:
    return frozenset(tuple(map(_blur, sound)) for sound in sounds(name))


def _blur(syllable: str) -> str:
    for pattern, plain in _ALIKE:
        syllable = pattern.sub(plain, syllable)
    return syllable


@lru_cache(maxsize=65536)
def _spelled(name: str) -> frozenset[str]:
    """A full Chinese name in letters, surname first and last."""
    surname = 2 if name[:2] in COMPOUND_SURNAMES else 1
    return frozenset(
        spelling
        for sound in sounds(name)
        for spelling in ("".join(sound), "".join((*sound[surname:], *sound[:surname])))
    )


@lru_cache(maxsize=4)
def _by_spelling(known: tuple[str, ...]) -> dict[str, list[str]]:
    """Full names by how they are spelled in letters."""
    table: dict[str, list[str]] = {}
    for name in known:
        if is_full_name(fold(name)):
            for spelling in _spelled(fold(name)):
                table.setdefault(spelling, []).append(name)
    return table


def romanised(text: str, known: Iterable[str]) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """Spans of `text` that spell known full names in pinyin (Wang Xiaochuan, wangxiaochuan), with the names."""
    words = list(_WORD.finditer(text))
    if not any(len(word.group()) > 1 for word in words):
        return ()
    spellings = _by_spelling(tuple(known))
    found: list[tuple[int, int, tuple[str, ...]]] = []
    index = 0
    while index < len(words):
        index += _romanised_at(text, words, index, spellings, found)
    return tuple(found)


def _romanised_at(
    text: str,
    words: Sequence[re.Match[str]],
    index: int,
    spellings: dict[str, list[str]],
    found: list[tuple[int, int, tuple[str, ...]]],
) -> int:
    """Add the longest name that begins with word `index`, if one does; how many words to go on by."""
    for count in (3, 2, 1):
        group = words[index : index + count]
        between = [text[one.end() : two.start()] for one, two in itertools.pairwise(group)]
        letters = "".join(word.group().lower() for word in group)
        if len(group) < count or any(gap.strip("-'’ ") for gap in between) or len(letters) < 5:
            continue
        if letters in spellings:
            found.append((group[0].start(), group[-1].end(), tuple(dict.fromkeys(spellings[letters]))))
            return count
    return 1


def names_spelled(letters: str, holds: Callable[[str], bool]) -> tuple[str, ...]:
    """Full names of three characters, folded, that `letters` spell and `holds` finds, surname first or last.

    `holds` is asked of single characters and pairs first, so that few of the thousands of possible names are looked for.
    """
    found: dict[str, None] = {}
    for first, second, third in _split(letters):
        for surname, given in ((first, (second, third)), (third, (first, second))):
            starts = characters_of(surname) & SURNAMES
            middles, lasts = (list(filter(holds, characters_of(syllable))) for syllable in given)
            heads = [pair for pair in map("".join, itertools.product(starts, middles)) if holds(pair)]
            for head, last in itertools.product(heads, lasts):
                if holds(head[1] + last) and holds(head + last):
                    found[head + last] = None
    return tuple(found)


def _split(letters: str) -> Iterator[tuple[str, str, str]]:
    """All ways to cut letters into three syllables."""
    for one, two in itertools.combinations(range(1, len(letters)), 2):
        parts = (letters[:one], letters[one:two], letters[two:])
        if all(part in _table() for part in parts):
            yield parts


def is_syllable(letters: str) -> bool:
    """Whether `letters` are one syllable of pinyin."""
    return letters in _table()


def characters_of(syllable: str) -> frozenset[str]:
    """The simplified ideographs that are read so."""
    return _table().get(syllable, frozenset())


@cache
def _table() -> dict[str, frozenset[str]]:
    """The simplified ideographs of each syllable."""
    table: dict[str, set[str]] = {}
    ideographs = "".join(map(chr, range(0x4E00, 0xA000)))
    for character in sorted(set(fold(ideographs)) & set(ideographs)):
        for reading in readings(character):
            table.setdefault(reading, set()).add(character)
    return {syllable: frozenset(characters) for syllable, characters in table.items()}


def alike(asked: str, known: Iterable[str]) -> tuple[str, ...]:
    """Known names that `asked` may be a slip of: those that sound the same, else those that sound much alike.

    With neither, names of three characters or more that differ in one character. `asked` itself is none of them.
    """
    name = fold(asked)
    others = [each for each in dict.fromkeys(known) if len(each) == len(name) and _folded(each) != name]
    same_length = [each for each in others if _HAN.fullmatch(_folded(each))]
    for close in (sounds, _blurred):
        found = tuple(each for each in same_length if close(name) & close(_folded(each)))
        if found:
            return found
    return tuple(each for each in same_length if len(name) > 2 and _differing(name, _folded(each)) == 1)


_folded = lru_cache(maxsize=65536)(fold)  # tens of thousands of speakers are compared with a name


def _differing(one: str, other: str) -> int:
    return sum(first != second for first, second in zip(one, other, strict=True))


@lru_cache(maxsize=4)
def _by_sound(known: tuple[str, ...]) -> dict[Sound, tuple[str, ...]]:
    """Names of three characters or more by their readings. Kept: a large index has tens of thousands of speakers."""
    table: dict[Sound, list[str]] = {}
    for name in known:
        folded = fold(name)
        if 3 <= len(folded) <= LONGEST and _HAN.fullmatch(folded):
            for sound in sounds(folded):
                table.setdefault(sound, []).append(name)
    return {sound: tuple(names) for sound, names in table.items()}


def misheard(text: str, known: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Parts of `text` that sound like a known name of three characters or more but are written otherwise, with the names."""
    by_sound = _by_sound(tuple(known))
    found: dict[str, tuple[str, ...]] = {}
    folded_text = fold(text)
    for run in _HAN.finditer(folded_text):
        for start in range(run.start(), run.end()):
            for end in range(start + 3, min(start + LONGEST, run.end()) + 1):
                part = folded_text[start:end]
                names = [name for sound in sounds(part) for name in by_sound.get(sound, ()) if fold(name) != part]
                if names:
                    found[text[start:end]] = tuple(dict.fromkeys(names))
    return tuple(found.items())
