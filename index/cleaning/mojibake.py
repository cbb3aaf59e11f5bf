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
_WESTERN_LEAD = re.compile("[\u00c2\u00c3\u00e0-\u00f4][^\u0000-\u007f]")
_WESTERN = re.compile(f"(?:[\u00e0-\u00ef]{_TAIL}{{2}}|[\u00f0-\u00f4]{_TAIL}{{3}}|[\u00c2\u00c3]{_TAIL})+")
# Lost for good: the replacement character, and what it or uninitialised memory becomes in GBK. In quotation marks it
# is being talked about.
_LOST = re.compile("\ufffd+|(?:锟斤拷|錕斤拷)+[锟錕]?斤?|烫{4,}|燙{4,}|屯{4,}")
_OPENING, _CLOSING = tuple("“「『‘\"'"), tuple("”」』’\"'")
_LOST_WORDS = ("\ufffd", "锟斤拷", "錕斤拷", "烫烫烫烫", "燙燙燙燙", "屯屯屯屯")
# Two-byte characters that do stand in Chinese text are few.
_STRANGE = re.compile("[\u0080-\u00a6\u00a8-\u00af\u00b2-\u00b6\u00b8-\u00d6\u00d8-\u00f6\u00f8-\u07ff]")
_RUN = re.compile("[^\n]{3,400}")


def find_mojibake(text: str) -> tuple[Edit, ...]:
    """Edits that restore misread UTF-8 and drop what cannot be restored."""
    if text.isascii():
        return ()
    edits = []
    for match in _WESTERN.finditer(text) if _WESTERN_LEAD.search(text) else ():
        meaning = bytes(_WINDOWS[character] for character in match[0]).decode("utf-8", "replace")
        if "\ufffd" not in meaning:
            edits.append(Edit(match.start(), match.end(), meaning, REASON))
    edits += _read_as_gbk(text)
    if any(rubbish in text for rubbish in _LOST_WORDS):
        edits += [
            Edit(match.start(), match.end(), "", REASON)
            for match in _LOST.finditer(text)
            if not (
                text[match.start() - 1 : match.start()] in _OPENING and text[match.end() : match.end() + 1] in _CLOSING
            )
        ]
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
        for first in (*range(0xE2, 0xEA), 0xEF)
        for second in (range(0x80, 0xC0) if first != 0xEF else (0xBC, 0xBD))
        for character in bytes([first, second]).decode("gb18030", "ignore")
    )
    # The pair after it: the last byte of that sequence, and the first of the next or a Latin letter.
    nexts = "".join(
        character
        for first in range(0x81, 0xC0)
        for second in (*range(0x40, 0x7F), *range(0xE2, 0xEA), 0xEF)
        for character in bytes([first, second]).decode("gb18030", "ignore")
    )
    return re.compile(f"[{leads}](?=[{re.escape(nexts)}])")


def _read_as_gbk(text: str) -> list[Edit]:
    edits: list[Edit] = []
    position = 0
    pattern = _gbk_lead()
    while found := pattern.search(text, position):
        start = position = found.start()
        position += 1
        run = _RUN.match(text, start)
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
    letters = [character for character in meaning if not character.isascii()]
    return len(letters) >= 3 and sum(map(is_cjk, letters)) >= 0.8 * len(letters)


def _decodable_prefix(run: str) -> tuple[int, str]:
    """The longest prefix whose GBK bytes are whole UTF-8 characters: its length and what it reads as.

    A GBK pair also looks like a two-byte UTF-8 character now and then, so the prefix ends before the first character
    that Chinese text would not hold. Latin letters are the same in both and are left to the text after the prefix.
    """
    start, _ = _valid_utf8(run[:3].encode("gb18030", "replace"))
    if start < 3:
        return 0, ""  # by far the usual case, told from three characters
    data = run.encode("gb18030", "replace")
    _, meaning = _valid_utf8(data)
    if strange := _STRANGE.search(meaning):
        meaning = meaning[: strange.start()]
    valid = len(meaning.encode())
    size = used = 0
    best = (0, 0)
    for character in run:
        used += len(character.encode("gb18030", "replace"))
        size += 1
        if used > valid:
            break
        if used == valid or data[used] & 0xC0 != 0x80:  # a UTF-8 character starts at this boundary
            best = (size, used)
    size, used = best
    while size and run[size - 1].isascii():
        size, used = size - 1, used - 1
    return size, data[:used].decode("utf-8")


def _valid_utf8(data: bytes) -> tuple[int, str]:
    """How many bytes at the start are whole UTF-8 characters, and which."""
    try:
        return len(data), data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start, data[: error.start].decode("utf-8")
