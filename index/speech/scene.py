"""An article as attribution sees it: folded, with what is quoted blanked out, cut into the narrator's sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.names import Person, canonical, short_forms
from index.scripts import fold
from index.speech.lexicon import VERB
from index.speech.people import find_everyone, signs
from index.speech.quotemarks import MASK, Quoted, find_quoted, is_sentence, mask, said_among

_SAID = re.compile(
    r"[^,。:;“”\ue000\n]{2,24}?(?:说|说道|表示|介绍|告诉记者|坦言|感叹|感慨|补充道|回忆道?|解释道?)(?:[。!！\n]|$)"
)
_SAYS_ON = re.compile(r"[^,。:;“”\ue000\n]{2,24}?(?:说|表示|称),“")
_LONGEST = 1200  # characters of a sentence that is read as one
_COMMA = re.compile(r"[,;]")
_END = re.compile(r"[。！？!?\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of the narrator with the quotations in it; `[start, end)` without the closing mark."""

    start: int
    end: int
    quoted: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """`masked` is `folded` with quotations blanked out. `people` are mentioned by the narrator, `known` by anyone."""

    text: str
    folded: str
    masked: str
    pieces: tuple[Piece, ...]
    people: tuple[Person, ...]
    known: KnownNames

    def breaks_after(self, piece: Piece) -> bool:
        """Whether the paragraph ends with a piece."""
        return "\n" in self.folded[piece.end : piece.end + 3]


def set_scene(text: str) -> Scene:
    """Read the clean text of an article."""
    folded = fold(text)
    quoted = find_quoted(folded)
    said = said_among(folded, quoted)
    masked = mask(folded, said)
    everyone = find_everyone(text, folded)
    narrated = tuple(person for person in everyone if masked[person.start] != MASK and not signs(folded, person))
    known = KnownNames()
    for name in {person.name for person in everyone}:
        known.add(name)
    return Scene(text, folded, masked, tuple(_pieces(folded, masked, said)), narrated, known)


class KnownNames:
    """Folded names that an article has given, full and short, found by their first two characters."""

    def __init__(self) -> None:
        self._names: dict[str, set[str]] = {}

    def add(self, name: str) -> None:
        """Remember a name with its short forms."""
        for form in (canonical(name), *short_forms(name)):
            if len(form) > 1:
                self._names.setdefault(form[:2], set()).add(form)

    def __contains__(self, folded: object) -> bool:
        return isinstance(folded, str) and folded in self._names.get(folded[:2], ())

    def longest_at(self, folded: str, position: int) -> str | None:
        """The longest known name that `folded` has at `position`."""
        names = self._names.get(folded[position : position + 2], ())
        return max((name for name in names if folded.startswith(name, position)), key=len, default=None)


def _pieces(folded: str, masked: str, said: tuple[Quoted, ...]) -> list[Piece]:
    """Cut after closing marks, and after a quoted sentence that does not open its piece."""
    cuts: set[int] = {len(masked)}
    for found in _END.finditer(masked):
        cuts.add(found.end())
    for index, each in enumerate(said):
        after = each.close + 1
        if not is_sentence(folded, each):
            if masked[each.open - 1 : each.open] == ")" and _SAYS_ON.match(masked, each.close + 1):
                cuts.add(each.open)
            continue
        if not _is_introduced(masked, each) or _is_attributed(masked, each):
            cuts.add(each.open)
        opens = not masked[_piece_start(cuts, each.open, masked) : each.open].strip()
        followed = index + 1 < len(said) and not masked[after : said[index + 1].open].strip()
        if (not opens or followed) and masked[after : after + 1] not in (",", "的", "、"):
            cuts.add(min(after, len(masked)))
    pieces: list[Piece] = []
    start = upcoming = 0
    for cut in _shortened_pieces(masked, sorted(cuts)):
        inside: list[Quoted] = []
        while upcoming < len(said) and said[upcoming].open < cut:
            inside.append(said[upcoming])
            upcoming += 1
        begin, end = _strip(masked, start, cut)
        if begin < end:
            pieces.append(Piece(begin, end, tuple(inside)))
        start = cut
    return pieces


def _shortened_pieces(masked: str, cuts: list[int]) -> Iterator[int]:
    """The cuts, and more at commas of sentences so long that looking for a speaker in all of them would be quadratic."""
    start = 0
    for cut in cuts:
        while cut - start > _LONGEST:
            comma = _COMMA.search(masked, start + _LONGEST // 2, cut)
            if comma is None:
                break
            start = comma.end()
            yield start
        start = cut
        yield cut


def _is_attributed(masked: str, quoted: Quoted) -> bool:
    """Whether a quotation after a comma has its speaker behind it (他走了出来，“…。”X说)."""
    return masked[quoted.open - 1 : quoted.open] == "," and _SAID.match(masked, quoted.close + 1) is not None


def _is_introduced(masked: str, quoted: Quoted) -> bool:
    """Whether a mark, a word of a clause or a speech verb leads up to the quotation (a caption does not)."""
    before = masked[max(0, quoted.open - 8) : quoted.open].rstrip()
    if before.endswith(("正文:", "电", "讯")):
        return False
    return (
        before[-1:] in ("", ",", ":", "—", "、", "(", ";")
        or VERB.search(before) is not None
        or quoted.end - quoted.start < 10
    )


def _piece_start(cuts: set[int], position: int, masked: str) -> int:
    """The last cut at or before `position`, found by walking back to what made it."""
    at = position
    while at > 0 and at not in cuts:
        if masked[at - 1] not in " \u3000\t":
            return at - 1
        at -= 1
    return at


def _strip(masked: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (masked[start].isspace() or masked[start] in "。！？!?"):
        start += 1
    while end > start and (masked[end - 1].isspace() or masked[end - 1] in "。！？!?;…,"):
        end -= 1
    return start, end
