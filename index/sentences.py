"""Clean text into sentences: a partition, in linear time.

A line break ends a sentence. Within a line 。！？ and their kin do, with these rules.

* Closing marks stay with the sentence that they close.
* Inside a matched pair of quotation marks or brackets nothing ends. A quotation that was introduced (他说：“……。”) ends
  its sentence with its closing mark; one that opens its sentence goes on to the speaker (“……。”他说。). Only a sentence
  over `LONG` characters is parted at the stops inside its quotations too.
* A dot ends a sentence only where it can't be a decimal point, a version, an abbreviation, an initial or a list number.
* An ellipsis ends one at the end of a line or quotation, or where the sentence is already a full one.
* What is still over `LONG` is parted at semicolons; what is over `LIMIT`, at commas, then at spaces, then anywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from index.types import Sentence, SentenceKind

LONG = 160
LIMIT = 400
HEADING = 40

_LINE = re.compile(r"[^\n\r\f\u2028\u2029]*(?:[\n\r\f\u2028\u2029]\s*|$)")
_CLOSERS = '”’」』〞〟＂"）)】〕》〉］]'
_QUOTES = {"“": "”", "「": "」", "『": "』", "‘": "’", "〝": "〞"}
_BRACKETS = {"（": "）", "(": ")", "《": "》", "【": "】", "〈": "〉", "〔": "〕"}
_OPENERS = _QUOTES | _BRACKETS
_MIXED = {"（": ")", "(": "）", "〝": "〟"}  # pairs that are typed wrongly often enough
_MARK = re.compile(r"[。！？!?｡．]+|…+|\.{3,}|\.|[“”‘’「」『』〝〞〟\"（）()《》【】〈〉〔〕]")
_SEMICOLON = re.compile(r"[；;]\s*")
_CLAUSE = re.compile(r"[，,、：:；;—–~～|]+[”’」』）)\"]*\s*")
_SPACE = re.compile(r"\s+")

_ABBREVIATION = re.compile(
    r"^\s*\d{1,3}$|(?:^|[^A-Za-z])(?:[A-Za-z]|[A-Za-z]\.[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|vs|etc|al|No|Nos|Fig|Vol|Inc|Ltd|Co|Corp"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|dept|est|Gen|Gov|Sen|Rep|Lt|Col|cf|ca|Ph|pp?)$"
)
_ITEM = re.compile(
    r"\s*(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])(?:[、．)）]|\.(?!\d))|[①-⑳⒈-⒛❶-❿㈠-㈩]"
    r"|第[一二三四五六七八九十\d]{1,3}[、：:]|[-*+•·●■◆▪–—]\s+\S)"
)
_MARKDOWN_HEADING = re.compile(r"\s*#{1,6}\s")
_NO_HEADING_END = tuple("。！!；;，,、：:…｡—")


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of `text`, in order and without gaps; white space belongs to the sentence before it."""
    lead = len(text) - len(text.lstrip())
    if lead == len(text):
        return (Sentence(0, len(text)),) if text else ()
    sentences: list[Sentence] = []
    for match in _LINE.finditer(text, lead):
        if match.end() == match.start():
            continue
        line = match.group()
        start = match.start()
        ends = [*_split_line(line), len(line)]
        kind = _line_kind(line, len(ends))
        for end in ends:
            sentences.append(Sentence(start if sentences else 0, match.start() + end, kind))
            start = match.start() + end
            kind = "sentence"
    return tuple(sentences)


def _line_kind(line: str, parts: int) -> SentenceKind:
    """What the first sentence of a line is, by its looks."""
    content = line.strip()
    if _MARKDOWN_HEADING.match(content):
        return "heading"
    if parts == 1 and len(content) <= HEADING and not content.endswith(_NO_HEADING_END):
        if content.endswith(("？", "?")) or not _ends_sentence(content):
            return "heading"
    return "item" if _ITEM.match(line) else "sentence"


def _ends_sentence(content: str) -> bool:
    return content.rstrip(_CLOSERS).endswith(("。", "！", "!", "？", "?", "｡", "."))


@dataclass(frozen=True, slots=True)
class _Stop:
    """A place where a sentence may end, after closing marks and spaces.

    `inside` when a pair of marks holds it, `closed` when a pair of marks closes at it.
    """

    end: int
    inside: bool
    closed: bool


def _split_line(line: str) -> list[int]:
    """Where the sentences of a line end, the last one left out."""
    marks = [match.span() for match in _MARK.finditer(line)]
    if not marks and len(line) <= LONG:
        return []
    pairs = _outer_pairs(line, marks)
    stops = list(_stops(line, marks, pairs))
    last = len(line.rstrip())
    ends = _choose(line, stops, pairs, last)
    result: list[int] = []
    start = 0
    for end in (*ends, len(line)):
        result.extend(_part(line, start, end, stops))
        result.append(end)
        start = end
    return result[:-1]


def _outer_pairs(line: str, marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The outermost matched pairs of quotation marks and brackets, as (opener, closer) offsets in order."""
    straight = [start for start, _ in marks if line[start] == '"']
    closing = set(straight[1::2]) if len(straight) % 2 == 0 else set()
    opening = set(straight[0::2]) if closing else set()
    stack: list[int] = []
    found: list[tuple[int, int]] = []
    for at, _ in marks:
        mark = line[at]
        if mark in _OPENERS or at in opening:
            stack.append(at)
            continue
        for depth in range(1, min(len(stack), 4) + 1):
            opener = line[stack[-depth]]
            if mark in (_OPENERS.get(opener), _MIXED.get(opener)) or (mark == opener == '"' and at in closing):
                found.append((stack[-depth], at))
                del stack[-depth:]
                break
    outer: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if not outer or start > outer[-1][1]:
            outer.append((start, end))
    return outer


def _stops(line: str, marks: list[tuple[int, int]], pairs: list[tuple[int, int]]) -> Iterator[_Stop]:
    """Every place after a stop, whatever holds it."""
    openers = [start for start, _ in pairs]
    previous = 0
    for start, end in marks:
        if line[start] not in "。！？!?｡．…." or not _is_stop(line, start, end, start - previous):
            continue
        pair = bisect_right(openers, start) - 1
        close = pairs[pair][1] if pair >= 0 and start < pairs[pair][1] else -1
        after = end
        while after < len(line) and line[after] in _CLOSERS and (line[after] != '"' or close >= after):
            after += 1
        while after < len(line) and line[after].isspace():
            after += 1
        yield _Stop(after, inside=close >= after, closed=start < close < after)
        previous = after


def _is_stop(line: str, start: int, end: int, length: int) -> bool:
    """Whether the mark at `[start, end)` can end a sentence that is `length` characters long by then."""
    mark = line[start]
    before = line[start - 1] if start else " "
    after = line[end] if end < len(line) else " "
    if mark == "…" or line.startswith("...", start):
        return after.isspace() or after in _CLOSERS or (length >= 20 and after.isalnum() and after not in "的等地得")
    if mark == ".":
        if after.isspace() or after in _CLOSERS:
            following = line[end : end + 8].lstrip(_CLOSERS + " ")
            if before.isspace() or following[:1].islower():
                return False
            return not _ABBREVIATION.search(line[max(0, start - 12) : start])
        return not before.isascii() and not after.isascii() and before.isalnum()
    if mark == "．":
        return not before.isascii() and not after.isdigit()
    if mark in "!?" and end - start == 1:
        if before.isascii() and after.isascii() and not before.isspace() and after.isalnum():
            return False  # part of an address
        return not (mark == "!" and line.endswith("ahoo", 0, start))
    return True


def _choose(line: str, stops: list[_Stop], pairs: list[tuple[int, int]], last: int) -> list[int]:
    """The ends of the line's sentences at the outer level, by the rules in the module's head."""
    closers = [end for _, end in pairs]
    ends: list[int] = []
    start = 0
    for stop in stops:
        if stop.inside or stop.end >= last:
            continue
        pair = bisect_left(closers, stop.end) - 1
        if stop.closed and pair >= 0:
            if not _quotation_ends_sentence(line, start, pairs[pair], stop.end):
                continue
        elif line[stop.end] in "，,、；;：:":
            continue
        ends.append(stop.end)
        start = stop.end
    return ends


def _quotation_ends_sentence(line: str, start: int, pair: tuple[int, int], end: int) -> bool:
    """Whether a stop that a closing mark follows ends the sentence that began at `start`."""
    opener, closer = pair
    before = line[max(start, opener - 8) : opener].rstrip()
    if line[end] in "，,、；;：:":
        return False
    if line[opener] in _BRACKETS:
        return not before and line[opener] not in "《〈"
    stop = line[max(opener, closer - 8) : closer].rstrip(_CLOSERS + " ")[-1:]
    return bool(before) and (before[-1] in "：:，,—" or stop in "。｡.")


def _part(line: str, start: int, end: int, stops: list[_Stop]) -> Iterator[int]:
    """Ends inside a sentence that is too long, the last one left out."""
    if end - start <= LONG:
        return
    first = bisect_right(stops, start, key=lambda stop: stop.end)
    final = bisect_left(stops, end, key=lambda stop: stop.end)
    inner = [stop.end for stop in stops[first:final]]
    inner += [match.end() for match in _SEMICOLON.finditer(line, start, end) if match.end() < end]
    position = start
    for cut in (*_spaced(sorted(inner), start, end), end):
        yield from _force(line, position, cut)
        if cut != end:
            yield cut
        position = cut


def _spaced(cuts: list[int], start: int, end: int) -> Iterator[int]:
    """The cuts that leave at least a dozen characters on both sides: 他说。 stays with what was said."""
    for cut in cuts:
        if cut - start >= 12 and end - cut >= 12:
            yield cut
            start = cut


def _force(line: str, start: int, end: int) -> Iterator[int]:
    """Ends in a stretch without stops: at a comma, else a space, else anywhere, every `LIMIT` characters or less."""
    while end - start > LIMIT:
        window = start + LIMIT
        cut = 0
        for pattern in (_CLAUSE, _SPACE):
            for match in pattern.finditer(line, start + LIMIT // 4, window):
                cut = match.end()
            if cut:
                break
        start = cut or window
        yield start
