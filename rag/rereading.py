"""The best sentences, read once more by the evidence reader, which sees the question and the text together.

Only the head of the ranking is read, each sentence with its neighbours and neighbouring sentences as one passage: reading
costs as much as embedding, and what is far behind on characters and cosine seldom holds the answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.cleantext import Span
from rag.candidates import Candidate
from rag.contradiction import contradicts, is_about_another

if TYPE_CHECKING:
    from rag.evidence_reader import Reader, Reading

_YEAR = re.compile(r"(?:19|20)\d\d")
HEAD = 12  # sentences that are read
LONGEST = 260  # characters of a passage that is put together from neighbours; the reader was taught on as many
# What the reader weighs in a sentence's score, beside the weights of `rag/candidates.py`: its probability that the passage
# answers, for the sentence that the answer begins in and for the others of the passage. By benchmarks/selection.py.
WEIGHT_HOLDS = 1.5
WEIGHT_BESIDE = 0.4
SURE = 0.5  # the probability from which the sentence that holds the answer goes before its neighbours
WEIGHT_ANOTHER = 1.0  # taken from a sentence that is about somebody else than whom the question names
WEIGHT_PASSAGE = 3.0  # of a whole passage's rank among those found (0..1), beside the reader's log odds
WEIGHT_ASTRAY = 3.0  # taken from a sentence that speaks of another year, side or name


_LEAST = 0.005  # probability that is told from none


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring sentences of one passage of the index: [start, end) in clean coordinates of the article."""

    chunk_id: int
    start: int
    end: int
    text: str
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reread:
    """The candidates with the reader's judgement in their scores, best first; `relevance` is that of the first."""

    ranked: tuple[Candidate, ...]
    relevance: float


def reread(
    ranked: Sequence[Candidate],
    question: str,
    reader: Reader,
    *,
    names: Sequence[str] = (),
    persons: Sequence[str] = (),
) -> Reread:
    """Read the head of `ranked` and order it anew; `names` are those in the question, `persons` the people among them.

    What a sentence that speaks of something else would answer counts for nothing (see `rag/contradiction.py`).
    """
    parts = passages(ranked[:HEAD])
    if not parts:
        return Reread(tuple(ranked), 0.0)
    readings = _read(ranked, question, reader, parts)
    strays = [_stray(ranked, part, reading, persons) for part, reading in zip(parts, readings, strict=True)]
    left = [
        piece
        for part, stray in zip(parts, strays, strict=True)
        if stray
        for piece in _without_stray(ranked, part, stray)
    ]
    if any(strays):
        # The reader gives one span for a passage, and where several people do alike that may be the wrong one's.
        parts = [*(part for part, stray in zip(parts, strays, strict=True) if not stray), *left]
        readings = _read(ranked, question, reader, parts)
    judged = [
        replace(candidate, score=candidate.score - WEIGHT_ANOTHER, relevance=0.0)
        if candidate in strays
        else _judged(candidate, parts, readings)
        for candidate in ranked
    ]
    judged = [
        _cleared(candidate, question, names, persons) if candidate.relevance else candidate for candidate in judged
    ]
    judged = _holders_first(judged, parts)
    order = sorted(judged, key=lambda candidate: (not candidate.kind, -candidate.score))
    return Reread(tuple(order), order[0].relevance or 0.0)


def reread_whole(ranked: Sequence[Candidate], question: str, reader: Reader) -> Reread:
    """As `reread`, but the passages are read whole: for a question in another language than the articles.

    It shares no words with them by which its sentences could be ordered before.
    """
    chunks = {candidate.chunk.chunk_id: candidate for candidate in ranked}
    best = sorted(chunks.values(), key=lambda candidate: (-candidate.passage, candidate.chunk.chunk_id))[:HEAD]
    parts = [Passage(item.chunk.chunk_id, item.chunk.start, item.chunk.end, item.chunk.text, ()) for item in best]
    readings = reader.read(question, [part.text for part in parts])
    judged = [
        _judged_whole(candidate, part, reading)
        for part, reading in zip(parts, readings, strict=True)
        for candidate in ranked
        if candidate.chunk.chunk_id == part.chunk_id
    ]
    if not judged:
        return Reread(tuple(ranked), 0.0)
    order = sorted(judged, key=lambda candidate: (not candidate.kind, -candidate.score))
    return Reread(tuple(order), order[0].relevance or 0.0)


def _judged_whole(candidate: Candidate, part: Passage, reading: Reading) -> Candidate:
    """The candidate with what was read of its passage; the sentence that holds the answer comes before the others."""
    start, end = part.start + reading.start, min(part.start + reading.end, candidate.span.end)
    inside = candidate.span.start <= start < end
    odds = math.log(max(reading.relevance, _LEAST) / max(1 - reading.relevance, _LEAST))
    score = odds + WEIGHT_PASSAGE * candidate.passage - (0.0 if inside else 1.0)
    return replace(candidate, score=score, relevance=reading.relevance, answer=Span(start, end) if inside else None)


def _read(ranked: Sequence[Candidate], question: str, reader: Reader, parts: Sequence[Passage]) -> list[Reading]:
    """A reading for each passage, in coordinates of its text."""
    dates = [_date(question, ranked[part.members[0]]) for part in parts]
    read = reader.read(question, [f"{date}{part.text}" for date, part in zip(dates, parts, strict=True)])
    return [_without(reading, len(date)) for reading, date in zip(read, dates, strict=True)]


def _stray(ranked: Sequence[Candidate], part: Passage, reading: Reading, persons: Sequence[str]) -> Candidate | None:
    """The sentence about somebody else than `persons` in which the reader found the answer of a passage, if it did."""
    if reading.relevance < SURE or not persons:
        return None
    at = part.start + reading.start
    members = [ranked[place] for place in part.members]
    holder = next((item for item in members if item.span.start <= at < item.span.end), None)
    return holder if holder is not None and _is_astray(holder, persons) else None


def _without_stray(ranked: Sequence[Candidate], part: Passage, stray: Candidate) -> Iterator[Passage]:
    """What stands before and after a sentence in a passage, where it holds candidates."""
    for start, end in ((part.start, stray.span.start), (stray.span.end, part.end)):
        inside = tuple(place for place in part.members if start <= ranked[place].span.start < end)
        if inside:
            yield Passage(part.chunk_id, start, end, part.text[start - part.start : end - part.start], inside)


def written_date(candidate: Candidate) -> str:
    """The date of the passage as a text would write it: what an article of 2023 says is said of 2023."""
    date = (candidate.chunk.date or "").split("-")
    return "".join(f"{int(part)}{unit}" for part, unit in zip(date, "年月日", strict=False) if part.isdigit())


def _date(question: str, candidate: Candidate) -> str:
    """The date to put before the passage when the question names a year: articles seldom repeat their own."""
    date = written_date(candidate)
    return f"{date}，" if date and _YEAR.search(question) else ""


def _without(reading: Reading, length: int) -> Reading:
    """The reading of the passage alone, without the `length` characters that were put before it."""
    return replace(reading, start=max(0, reading.start - length), end=max(0, reading.end - length))


def passages(head: Sequence[Candidate]) -> list[Passage]:
    """The sentences of `head` with a neighbour on each side, those that touch as one; `members` are places in `head`."""
    found: list[Passage] = []
    for place, candidate in enumerate(head):
        start, end = _with_neighbours(candidate)
        for number, other in enumerate(found):
            chunk = head[other.members[0]].chunk
            low, high = min(start, other.start), max(end, other.end)
            touching = chunk.chunk_id == candidate.chunk.chunk_id and start <= other.end and other.start <= end
            if touching and high - low <= LONGEST:
                text = chunk.text[low - chunk.start : high - chunk.start]
                found[number] = Passage(other.chunk_id, low, high, text, (*other.members, place))
                break
        else:
            chunk = candidate.chunk
            text = chunk.text[start - chunk.start : end - chunk.start]
            found.append(Passage(chunk.chunk_id, start, end, text, (place,)))
    return found


def _with_neighbours(candidate: Candidate) -> tuple[int, int]:
    """From the sentence before to the sentence after, as far as they fit."""
    spans = candidate.chunk.sentences
    own = next(index for index, span in enumerate(spans) if span.start <= candidate.span.start < span.end)
    start, end = spans[own].start, spans[own].end
    if own + 1 < len(spans) and spans[own + 1].end - start <= LONGEST:
        end = spans[own + 1].end
    if own and end - spans[own - 1].start <= LONGEST:
        start = spans[own - 1].start
    return start, end


def _judged(candidate: Candidate, parts: Sequence[Passage], readings: Sequence[Reading]) -> Candidate:
    """The candidate with the best that was read of it, be it in the head or a neighbour of what is."""
    best = candidate
    for part, reading in zip(parts, readings, strict=True):
        if part.chunk_id != candidate.chunk.chunk_id or not part.start <= candidate.span.start < part.end:
            continue
        start, end = part.start + reading.start, min(part.start + reading.end, candidate.span.end)
        inside = candidate.span.start <= start < end
        score = candidate.score + (WEIGHT_HOLDS if inside else WEIGHT_BESIDE) * reading.relevance
        if score > best.score or best.relevance is None:
            answer = Span(start, end) if inside else None
            best = replace(candidate, score=score, relevance=reading.relevance, answer=answer)
    return best


def _holders_first(judged: Sequence[Candidate], parts: Sequence[Passage]) -> list[Candidate]:
    """The candidates, where the reader is sure of a passage with the sentence that holds the answer before its neighbours.

    Which passage answers is for all features to say; which of its sentences, the reader has seen.
    """
    scores = [candidate.score for candidate in judged]
    for part in parts:
        inside = [
            place
            for place, candidate in enumerate(judged)
            if candidate.chunk.chunk_id == part.chunk_id
            and part.start <= candidate.span.start < part.end
            and (candidate.relevance or 0.0) >= SURE
        ]
        holders = [place for place in inside if judged[place].answer is not None]
        for place in holders:
            scores[place] = max(scores[place], *(judged[other].score + 0.01 for other in inside))
    return [replace(candidate, score=score) for candidate, score in zip(judged, scores, strict=True)]


def _cleared(candidate: Candidate, question: str, names: Sequence[str], persons: Sequence[str]) -> Candidate:
    """The candidate, set back when it speaks of something or somebody else than what is asked about."""
    if contradicts(question, candidate.text, names):
        return replace(candidate, score=candidate.score - WEIGHT_ASTRAY, relevance=0.0, answer=None)
    if _is_astray(candidate, persons):
        return replace(candidate, score=candidate.score - WEIGHT_ANOTHER, answer=None)
    return candidate


def _is_astray(candidate: Candidate, persons: Sequence[str]) -> bool:
    before = candidate.chunk.text[: max(0, candidate.span.start - candidate.chunk.start)]
    return is_about_another(persons, candidate.text, candidate.around, before)
