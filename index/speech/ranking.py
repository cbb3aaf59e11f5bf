"""Which of the candidates said what stands between a pair of marks: a softmax over linear scores.

The rules of `index.speech.reading` name one speaker by one way; here everybody around a quotation is weighed, the rules'
choice with the certainty of its way among them, and nobody too. So a weak way is overruled, a quotation that no rule
claimed finds its speaker, and one whose speaker stays doubtful is left out. The weights are fitted by
`training/speech_ranker.py`.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files

from index.cleantext import Span
from index.speech.candidates import candidates
from index.speech.cast import Cast, Chosen
from index.speech.certainty import is_sure
from index.speech.collecting import Reader
from index.speech.portrait import Candidate
from index.speech.quotemarks import Quoted
from index.types import Quotation

HEARD = 0.5  # probability from which somebody counts as the speaker when the next quotation is read
_NEAR = 60  # characters around a quotation within which a mention is part of the whole


def spoken_by(reader: Reader) -> list[Quotation]:
    """The direct quotations of an article with their likeliest speakers, without those that are too doubtful."""
    cast = Cast(reader)
    spoken: list[tuple[Quoted, str]] = []
    found: list[Quotation] = []
    for quoted in cast.said:
        chosen = cast.chosen(quoted)
        who = candidates(cast, quoted, spoken)
        probabilities = likelihoods(who)
        best = max(range(1, len(who)), key=lambda index: probabilities[index], default=0)
        if best and probabilities[best] >= HEARD:
            spoken.append((quoted, who[best].name))
        if best and probabilities[best] >= least(settled=is_settled(who[best], chosen)):
            found.append(_quotation(reader, quoted, who[best], chosen))
    return found


def is_settled(best: Candidate, chosen: Chosen | None) -> bool:
    """Whether the likeliest is also the rules' choice by a way that is hardly ever wrong: a person with a verb of speech."""
    if chosen is None or not best.chosen:
        return False
    way = chosen[1]
    return is_sure(way) or (way.kind == "person" and way.how in ("before", "after"))


def likelihoods(who: list[Candidate]) -> list[float]:
    """The probability of each candidate; together they are 1."""
    weights = _weights()
    scores = [sum(value * weights.get(name, 0.0) for name, value in each.features.items()) for each in who]
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def least(*, settled: bool) -> float:
    """The probability below which a direct quotation is left out; `settled` as by `is_settled`."""
    return _weights()["least settled" if settled else "least"]


def _quotation(reader: Reader, quoted: Quoted, who: Candidate, chosen: Chosen | None) -> Quotation:
    """A quotation by `who`: the one that the rules found where they agree."""
    if chosen is not None and who.chosen:
        return chosen[0]
    text = reader.scene.text
    start, end = quoted.open, min(quoted.close + 1, len(text))
    mention = None
    if who.span is not None:
        mention = Span(*who.span)
        if start - _NEAR <= mention.start < end + _NEAR and "\n" not in text[min(start, mention.end) : mention.start]:
            start, end = min(start, mention.start), max(end, mention.end)
    return Quotation(
        who.name,
        Span(quoted.start, quoted.end),
        Span(start, end),
        "",
        direct=True,
        role=who.role,
        speaker_span=mention,
    )


@cache
def _weights() -> dict[str, float]:
    loaded: dict[str, float] = json.loads(files("index.speech").joinpath("ranker.json").read_text(encoding="utf-8"))
    return loaded
