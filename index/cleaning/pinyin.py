"""Interleaved pinyin: a bracket that only spells the characters before it, as in 戰(zhàn) or 應(yīng)用.

Whether it spells them is asked of the readings in pypinyin's dictionary (every reading counts, tones do not: sandhi and
neutral tones are written either way). 云(cloud) and 腾讯(Tencent) spell nothing and stay; so do romanised names, which
are written with capitals and without tones.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from index.cleaning.characters import is_han, offsets_of
from index.cleantext import Edit

REASON = "pinyin"

_LETTERS = "a-zA-ZāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹḿĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙǕǗǙǛÜÊɑɡ\u0300-\u0308\u030c"
_BRACKET = re.compile(
    f"(?:[(（]|(?P<square>[\\[［〔【]))[ \u00a0\u3000]{{0,2}}"
    f"(?P<spelling>[{_LETTERS}][{_LETTERS}1-5 '’·\\-]{{0,59}}?)[ \u00a0\u3000]{{0,2}}[)）\\]］〕】]"
)
_TONE = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙǕǗǙǛ\u0300\u0301\u0304\u030c]|[a-z][1-5]")
_NO_LETTER = re.compile("[^a-zv]")
_SEPARATOR = re.compile("[ '’·\\-]")
_LONGEST_WORD = 12  # characters that one bracket may spell


def find_pinyin(text: str) -> tuple[Edit, ...]:
    """Edits that drop brackets of pinyin, with the space before them."""
    sure: list[Edit] = []
    doubtful: list[Edit] = []
    for opening in offsets_of("(（[［〔【", text):
        match = _BRACKET.match(text, opening)
        if match is None:
            continue
        start = match.start() - (text[match.start() - 1 : match.start()] in (" ", "\u00a0"))
        if not is_han(text[start - 1 : start]):
            continue
        spelling = match["spelling"]
        toned = _TONE.search(spelling) is not None
        if (match["square"] or spelling.lower() != spelling) and not toned:
            continue
        count = _spells(text[start - 1], spelling) or _characters_spelled(
            text[max(0, start - _LONGEST_WORD) : start], spelling
        )
        if not count:
            continue
        edit = Edit(start, match.end(), "", REASON)
        # Without tones, a lone vowel may be a letter, and two syllables in one word a brand or an address: 百度(baidu).
        plain_word = count > 1 and _SEPARATOR.search(spelling.strip()) is None
        (doubtful if not toned and (plain_word or len(spelling) == 1) else sure).append(edit)
    if doubtful and len(sure) >= 2:
        sure += doubtful
    return tuple(sorted(sure))


@lru_cache(maxsize=4096)  # the same characters come back
def _spells(character: str, spelling: str) -> int:
    """1 when the spelling reads this one character, else 0."""
    return int(_plain(spelling) in readings(character))


def _characters_spelled(before: str, spelling: str) -> int:
    """How many characters at the end of `before` the spelling reads, exactly; 0 when it reads none."""
    letters = _plain(spelling)
    if not letters:
        return 0
    remainders = {letters}
    for count, character in enumerate(reversed(before), start=1):
        shorter = set()
        for remainder in remainders:
            for reading in readings(character):
                if remainder == reading:
                    return count
                if remainder.endswith(reading):
                    shorter.add(remainder[: -len(reading)])
        if not shorter:
            return 0
        remainders = shorter
    return 0


def _plain(spelling: str) -> str:
    """Lower-case letters without tones, with v for ü."""
    marked = unicodedata.normalize("NFD", spelling.lower().replace("ɑ", "a").replace("ɡ", "g"))
    return _NO_LETTER.sub("", marked.replace("u\u0308", "v").replace("u:", "v"))


@cache
def _dictionary() -> dict[int, str]:
    """Readings by code point. The library's data file is read alone: importing the library also loads its phrases."""
    spec = find_spec("pypinyin")
    for folder in (spec.submodule_search_locations if spec else None) or ():
        path = Path(folder) / "pinyin_dict.json"
        if path.exists():
            return {int(code): readings for code, readings in json.loads(path.read_text(encoding="utf-8")).items()}
    from pypinyin.constants import PINYIN_DICT

    return dict(PINYIN_DICT)


@cache
def readings(character: str) -> frozenset[str]:
    """Every reading of an ideograph as plain letters; ü also as u after l and n, 儿 also as r."""
    plain = {_plain(reading) for reading in _dictionary().get(ord(character), "").split(",")} - {""}
    plain |= {reading.replace("v", "u") for reading in plain}
    if character in "儿兒":
        plain.add("r")
    return frozenset(plain)
