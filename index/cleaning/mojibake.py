"""Mojibake: UTF-8 read as Latin-1, Windows-1252 or GBK is read again; what nothing can restore is dropped."""

from __future__ import annotations

import re
from functools import cache

from index.cleaning.characters import is_cjk
from index.cleaning.cohesion import WITHIN_WORD, evidence
from index.cleantext import Edit
from index.scripts import fold

REASON = "mojibake"

# Bytes 0x80-0x9f as Windows-1252 shows them; as Latin-1 they are the controls of the same number.
_WINDOWS = {chr(byte): byte for byte in range(0x100)}
_WINDOWS |= {
    bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_TAIL = "[" + "".join(sorted(re.escape(c) for c, byte in _WINDOWS.items() if 0x80 <= byte <= 0xBF)) + "]"
_WESTERN = re.compile(f"(?:[\u00e0-\u00ef]{_TAIL}{{2}}|[\u00f0-\u00f4]{_TAIL}{{3}}|[\u00c2\u00c3]{_TAIL})+")
# Lost for good: the replacement character, and what it or uninitialised memory becomes in GBK. In quotation marks it
# is being talked about.
_LOST = re.compile("\ufffd+|(?<![“「『‘\"'])(?:(?:锟斤拷|錕斤拷)+[锟錕]?斤?|烫{4,}|燙{4,}|屯{4,})(?![”」』’\"'])")
_LOST_WORDS = ("\ufffd", "锟斤拷", "錕斤拷", "烫烫烫烫", "燙燙燙燙", "屯屯屯屯")
_NOT_ASCII = re.compile("[^\u0000-\u007f]{3,400}")


def find_mojibake(text: str) -> tuple[Edit, ...]:
    """Edits that restore misread UTF-8 and drop what cannot be restored."""
    if text.isascii():
        return ()
    edits = []
    for match in _WESTERN.finditer(text):
        meaning = bytes(_WINDOWS[character] for character in match[0]).decode("utf-8", "replace")
        if "\ufffd" not in meaning:
            edits.append(Edit(match.start(), match.end(), meaning, REASON))
    edits += _read_as_gbk(text)
    if any(rubbish in text for rubbish in _LOST_WORDS):
        edits += [Edit(match.start(), match.end(), "", REASON) for match in _LOST.finditer(text)]
    return _without_overlaps(sorted(edits))


def _without_overlaps(edits: list[Edit]) -> tuple[Edit, ...]:
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return tuple(kept)


@cache
def _gbk_lead() -> re.Pattern[str]:
    """Two ideographs whose GBK bytes begin a three-byte UTF-8 sequence, three apart, as every misread pair has them."""
    leads = "".join(
        character
        for first in range(0xE2, 0xEA)
        for second in range(0x80, 0xC0)
        if second != 0x7F
        for character in bytes([first, second]).decode("gb18030", "ignore")
    )
    return re.compile(f"[{leads}](?=[^\u0000-\u007f]{{2}})")


def _read_as_gbk(text: str) -> list[Edit]:
    edits: list[Edit] = []
    position = 0
    pattern = _gbk_lead()
    while found := pattern.search(text, position):
        start = position = found.start()
        position += 1
        run = _NOT_ASCII.match(text, start)
        if run is None:
            continue
        size, meaning = _decodable_prefix(run[0])
        if _is_text(meaning):
            edits.append(Edit(start, start + size, meaning, REASON))
            position = start + size
    return edits


def _is_text(meaning: str) -> bool:
    """Whether decoded characters are words: many, or two that belong together; two alone come about by chance."""
    if len(meaning) < 3:
        return len(meaning) == 2 and evidence(fold(meaning[0]), fold(meaning[1])) == WITHIN_WORD
    return sum(map(is_cjk, meaning)) >= 0.8 * len(meaning)


def _decodable_prefix(run: str) -> tuple[int, str]:
    """The longest prefix whose GBK bytes are whole UTF-8 characters: its length and what it reads as."""
    data = run[:3].encode("gb18030", "replace")
    try:
        data[:6].decode("utf-8")
    except UnicodeDecodeError:
        return 0, ""  # by far the usual case, told from three characters
    data = run.encode("gb18030", "replace")
    try:
        data.decode("utf-8")
        valid = len(data)
    except UnicodeDecodeError as error:
        valid = error.start
    size = used = 0
    best = (0, 0)
    for character in run:
        used += len(character.encode("gb18030", "replace"))
        size += 1
        if used > valid:
            break
        if used == valid or data[used] & 0xC0 != 0x80:  # a UTF-8 character starts at this boundary
            best = (size, used)
    return best[0], data[: best[1]].decode("utf-8")
