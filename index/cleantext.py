"""Raw text, the edits that clean it, and the map between the two.

Cleaning never rewrites: it lists edits over raw, in order and not overlapping. Everything else follows from that list,
so what was removed can be shown, undone and proved.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter

_start_of = attrgetter("start")
_end_of = itemgetter(1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point."""
        return max(self.start, other.start) < min(self.end, other.end)


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace `[start, end)` by `replacement` (empty: a removal), for `reason`, the name of a family of dirt."""

    start: int
    end: int
    replacement: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CleanText:
    """Raw text with its edits applied.

    Raises ValueError when the edits are out of order, overlap, or leave the text. An edit that inserts (start == end)
    is not allowed: every clean character comes from a raw one.
    """

    raw: str
    edits: tuple[Edit, ...] = ()
    text: str = field(init=False, compare=False, repr=False)
    # Kept and replaced pieces, in order: where each starts in clean and raw, where it ends in raw, and whether it is
    # a replacement (which maps as a whole) or kept text (which maps character by character).
    _clean: tuple[int, ...] = field(init=False, compare=False, repr=False)
    _raw: tuple[tuple[int, int, bool], ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        parts: list[str] = []
        clean_starts: list[int] = []
        pieces: list[tuple[int, int, bool]] = []
        position = length = 0
        for edit in self.edits:
            if not position <= edit.start < edit.end <= len(self.raw):
                raise ValueError(f"edit {edit} is out of order, empty, or outside the text")
            for start, end, text, replaced in (
                (position, edit.start, self.raw[position : edit.start], False),
                (edit.start, edit.end, edit.replacement, True),
            ):
                if text:
                    parts.append(text)
                    clean_starts.append(length)
                    pieces.append((start, end, replaced))
                    length += len(text)
            position = edit.end
        if position < len(self.raw):
            parts.append(self.raw[position:])
            clean_starts.append(length)
            pieces.append((position, len(self.raw), False))
        object.__setattr__(self, "text", "".join(parts))
        object.__setattr__(self, "_clean", tuple(clean_starts))
        object.__setattr__(self, "_raw", tuple(pieces))

    def to_raw(self, start: int, end: int) -> Span:
        """The tightest raw span whose cleaned form holds `text[start:end]`.

        Removed text at either end is left out. Where an end falls inside a replacement the whole replacement is taken,
        so `apply(span)` may then be longer than `text[start:end]`; otherwise the two are equal. An empty clean span
        gives an empty raw one.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"span {start}:{end} is outside the clean text of {len(self.text)} characters")
        if start == end:
            at = self._raw_start(start) if start < len(self.text) else len(self.raw)
            return Span(at, at)
        piece = bisect_right(self._clean, end - 1) - 1
        raw_start, raw_end, replaced = self._raw[piece]
        last = raw_end if replaced else raw_start + (end - self._clean[piece])
        return Span(self._raw_start(start), last)

    def _raw_start(self, clean: int) -> int:
        piece = bisect_right(self._clean, clean) - 1
        raw_start, _, replaced = self._raw[piece]
        return raw_start if replaced else raw_start + (clean - self._clean[piece])

    def to_clean(self, start: int, end: int) -> Span:
        """The clean span of what `raw[start:end]` became (empty when all of it was removed)."""
        first = self._clean_at(start, round_up=False)
        return Span(first, max(first, self._clean_at(end, round_up=True)))

    def _clean_at(self, raw: int, *, round_up: bool) -> int:
        """Where the raw boundary falls in clean; inside a replacement it goes to the replacement's start or end."""
        piece = bisect_right(self._raw, raw, key=_end_of)  # the first piece that ends after `raw`
        if piece == len(self._raw):
            return len(self.text)
        start, _, replaced = self._raw[piece]
        if raw <= start:
            return self._clean[piece]
        if not replaced:
            return self._clean[piece] + raw - start
        if not round_up:
            return self._clean[piece]
        return self._clean[piece + 1] if piece + 1 < len(self._clean) else len(self.text)

    def apply(self, start: int, end: int) -> str:
        """Clean `raw[start:end]` by the edits that lie wholly inside it. This is how a citation becomes its quote."""
        parts: list[str] = []
        position = start
        for edit in self.edits_within(start, end):
            parts.extend((self.raw[position : edit.start], edit.replacement))
            position = edit.end
        parts.append(self.raw[position:end])
        return "".join(parts)

    def edits_within(self, start: int, end: int) -> Iterator[Edit]:
        """The edits that lie wholly inside `raw[start:end]`, in order."""
        number = bisect_left(self.edits, start, key=_start_of)
        while number < len(self.edits) and self.edits[number].end <= end:
            yield self.edits[number]
            number += 1

    def then(self, edits: Iterable[Edit]) -> CleanText:
        """Clean once more: `edits` are over `text`; the result's edits are over `raw` again.

        An edit that touches a replacement swallows it: the two become one edit with the reason of the later one.
        """
        later = tuple(edits)
        return CleanText(self.raw, compose(self, later) if self.edits else later)


def compose(clean: CleanText, later: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Edits over `clean.raw` that do what `clean.edits` and then `later` (over `clean.text`, in order) do.

    Raises ValueError when `later` is out of order, overlaps, or leaves the text.
    """
    lifted: list[Edit] = []
    group: list[Edit] = []
    reach = position = piece = 0
    starts, pieces = clean._clean, clean._raw
    for edit in later:
        if not position <= edit.start < edit.end <= len(clean.text):
            raise ValueError(f"edit {edit} is out of order, empty, or outside the clean text")
        position = edit.end
        piece = _piece_at(starts, edit.start, piece)
        last = _piece_at(starts, edit.end - 1, piece)
        start, _, cuts_first = pieces[piece]
        start, end = start + (0 if cuts_first else edit.start - starts[piece]), pieces[last][1]
        cuts_last = pieces[last][2]
        if not cuts_last:
            end = pieces[last][0] + edit.end - starts[last]
        if group and start >= reach:
            lifted.append(_lift(clean, group))
            group = []
        if group or cuts_first or cuts_last:
            group.append(edit)
        else:
            lifted.append(Edit(start, end, edit.replacement, edit.reason))
        reach = end
        piece = last
    if group:
        lifted.append(_lift(clean, group))
    return _merge(clean.edits, lifted)


def _piece_at(starts: tuple[int, ...], position: int, piece: int) -> int:
    """The number of the piece that holds clean `position`, from `piece` on: mostly this one or the next."""
    for number in range(piece, min(piece + 3, len(starts))):
        if number + 1 == len(starts) or starts[number + 1] > position:
            return number
    return bisect_right(starts, position, lo=piece) - 1


def _lift(clean: CleanText, group: list[Edit]) -> Edit:
    """One edit over raw for later edits that share a replacement; what they leave of the replacement is kept."""
    span = clean.to_raw(group[0].start, group[-1].end)
    covered = clean.to_clean(span.start, span.end)
    parts: list[str] = []
    position = covered.start
    for edit in group:
        parts.extend((clean.text[position : edit.start], edit.replacement))
        position = edit.end
    parts.append(clean.text[position : covered.end])
    return Edit(span.start, span.end, "".join(parts), group[-1].reason)


def _merge(earlier: tuple[Edit, ...], lifted: list[Edit]) -> tuple[Edit, ...]:
    """Both lists in one order; an earlier edit inside a lifted one is swallowed by it."""
    out: list[Edit] = []
    upcoming = 0
    for edit in lifted:
        while upcoming < len(earlier) and earlier[upcoming].end <= edit.start:
            out.append(earlier[upcoming])
            upcoming += 1
        while upcoming < len(earlier) and earlier[upcoming].start < edit.end:
            upcoming += 1
        out.append(edit)
    out.extend(earlier[upcoming:])
    return tuple(out)
