"""Answer or not, and why. Decided in code, on absolute features, before any model is asked.

Nothing here looks at a score that was normalised within the question: among hopeless passages one is always the best.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.scripts import fold
from index.words import tag_words
from rag.candidates import Candidate
from rag.necessity import Needs, share_held
from rag.quantities import quantities
from rag.terms import Term, covered, question_terms
from rag.types import Hit

# Logistic regressions over `Features.values()` (cosine, window, passage, sentence, reader, needed, unknown), fitted by
# benchmarks/selection.py on questions of drcd_dev and cmrc2018_dev, each with and without the paragraphs that answer it;
# the first also on news questions in other words than the article's, without which it would trust characters too much,
# on questions of each kind asked of the other kind's articles, and on both kinds once more with every passage of the own
# article taken away, which that script does not do yet.
# The last two, which were fitted before, are shifted so that they refuse at the threshold in use what they did at their own.
# Cosines mean something only for the model that they were measured with, so any other embedder is judged without them.
READER_WEIGHTS, READER_INTERCEPT = (6.56, 0.53, 0.0, 0.0, 0.52, 2.62, -0.68), -4.39
BUNDLED_WEIGHTS, BUNDLED_INTERCEPT = (8.66, 1.79, 1.12, 0.0, 0.0, 0.0, 0.0), -4.68
OTHER_WEIGHTS, OTHER_INTERCEPT = (0.0, 2.64, 5.31, 1.59, 0.0, 0.0, 0.0), -6.32

# Questions in everyday words have some that stand in no article: this much of `Features.unknown` says nothing (of 404 news
# questions with an answer 4 % have more, of those whose article is taken away 53 %), and beyond the second no more.
USUAL_UNKNOWN, MOST_UNKNOWN = 3.0, 6.0


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for an answer being there, on scales that mean the same for every question.

    `cosine` is that of the best sentence, or of its passage where sentences got none; `window`, `passage` and `sentence`
    are the shares (0..1) of the question's weight in it with its neighbours and title, in the best passage, and in it
    alone. `relevance` is the evidence reader's probability (0..1) that one of the best passages answers, None where it
    did not read. `needed` is the share (0..1) of what an answering passage should hold that the best sentence's passage does,
    and `unknown` grows with what it should hold and no article does (`rag/necessity.py`).
    """

    cosine: float
    window: float
    passage: float
    sentence: float
    relevance: float | None = None
    needed: float = 0.0
    unknown: float = 0.0

    def values(self) -> tuple[float, ...]:
        """The features in the order of the weights; the reader's probability as a logit, 0 where nothing was read."""
        read = _logit(self.relevance)
        unknown = min(max(self.unknown - USUAL_UNKNOWN, 0.0), MOST_UNKNOWN)
        return (self.cosine, self.window, self.passage, self.sentence, read, self.needed, unknown)


def features(
    terms: tuple[Term, ...],
    hits: Sequence[Hit],
    ranked: Sequence[Candidate],
    relevance: float | None = None,
    *,
    needs: Needs | None = None,
) -> Features:
    """The features of a question over its hits and its sentences, best first."""
    needs = needs or Needs()
    best = ranked[0] if ranked else None
    cosine = None if best is None else best.cosine
    if best is not None and cosine is None:  # where passages were read whole
        cosine = next((hit.dense for hit in hits if hit.chunk_id == best.chunk.chunk_id), None)
    return Features(
        cosine=cosine or 0.0,
        window=best.context if best else 0.0,
        passage=max((covered(terms, f"{hit.title}\n{hit.text}") for hit in hits[:5]), default=0.0),
        sentence=best.coverage if best else 0.0,
        relevance=relevance,
        needed=share_held(needs.terms, fold(f"{best.chunk.title}\n{best.chunk.text}")) if best else 0.0,
        unknown=needs.unknown,
    )


def probability(found: Features, *, bundled: bool) -> float:
    """The probability (0..1) that the evidence holds an answer; `bundled` says that the bundled embedder gave it."""
    if not bundled:
        weights, intercept = OTHER_WEIGHTS, OTHER_INTERCEPT
    elif found.relevance is None:
        weights, intercept = BUNDLED_WEIGHTS, BUNDLED_INTERCEPT
    else:
        weights, intercept = READER_WEIGHTS, READER_INTERCEPT
    logit = intercept + sum(weight * value for weight, value in zip(weights, found.values(), strict=True))
    return 1 / (1 + math.exp(-logit))


# A question in another language shares few characters with the articles, so coverage says nothing. This cosine of the
# bundled embedder is where sentences begin to speak of what is asked (seen on English questions over the demo articles).
FOREIGN_COSINE = 0.80
FOREIGN_PASSAGE = 0.16  # the same of whole passages, with the question mapped
# With the evidence reader: a regression over cosine and the reader's log odds, as above, on the questions in English and
# Japanese of the calibration set.
FOREIGN_WEIGHTS, FOREIGN_INTERCEPT = (10.01, 0.42), -2.71
FOREIGN_PROBABILITY = 0.3


def answers_foreign(cosine: float, relevance: float | None) -> bool:
    """Whether the best sentence answers a question in another language; `relevance` is None where nothing was read."""
    if relevance is None:
        return cosine >= FOREIGN_PASSAGE
    logit = FOREIGN_WEIGHTS[0] * cosine + FOREIGN_WEIGHTS[1] * _logit(relevance) + FOREIGN_INTERCEPT
    return 1 / (1 + math.exp(-logit)) >= FOREIGN_PROBABILITY


def _logit(probability: float | None) -> float:
    """The log odds, within what the reader's calibration has seen."""
    if probability is None:
        return 0.0
    bounded = min(0.995, max(0.005, probability))
    return math.log(bounded / (1 - bounded))


# The probability that is asked for when a name of the question stands in no article: names are read by rules, which
# err, so a question whose every other word is covered is still answered.
UNKNOWN_NAME = 0.91
UNKNOWN_NAME_READ = 0.85  # where the evidence reader has read the sentences, which also sees the name
UNKNOWN_WORD_READ = 0.4  # the same for what may be a word that the articles say in another way (白纸黑字, 高尔夫)
# The least that the reader must make of an answer, however alike the words: of the calibration questions none that was answered
# rightly had less, and one in forty of those without an answer is refused for it alone (妙鸭相机是哪家公司做的).
LEAST_READ = 0.15
UNKNOWN_NUMBER_READ = 0.5  # the same where a number of the question stands in none of them


def mostly_there(name: str, text: str) -> bool:
    """Whether `text` holds at least half of the pairs of characters of a name: it then most likely writes it otherwise."""
    folded, pairs = fold(text), [fold(name)[at : at + 2] for at in range(len(name) - 1)]
    return len(pairs) > 1 and sum(pair in folded for pair in pairs) >= len(pairs) / 2


# The probability that is asked for when the sentences hold nothing of the question but the names in it: they are then
# about the right person or thing, and most likely not about what is asked of it.
NAMES_ALONE = 0.945
NAMES_ALONE_READ = 0.35  # where the evidence reader has read them, which knows other words for what is asked


def beyond_names(terms: tuple[Term, ...], names: Sequence[str], text: str) -> bool:
    """Whether `text` holds something of the question besides its names; true when it names nothing, or only names."""
    folded = [fold(name) for name in names]
    others = tuple(term for term in terms if not any(term.text in name for name in folded))
    return not folded or not others or covered(others, text) >= 0.1


_SHARE = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])")


def missing_number(question: str, texts: Sequence[str]) -> str | None:
    """The first number in Arabic digits that the question names and no text has (a year, a share), or None.

    A question about 2025 is not answered by what was said of 2023, however alike the words.
    """
    have = quantities("\n".join(texts))
    folded = fold(question)
    for asked in quantities(question):
        written = folded[asked.start : asked.end]
        if not any(character.isdigit() for character in written) or folded.startswith("世纪", asked.end):
            continue  # a century is told by its years
        if any(share.start() <= asked.start < share.end() for share in _SHARE.finditer(folded)):
            continue  # a share that a text writes out: 1/3 as 三分之一
        if not any(asked.agrees(other) for other in have):
            return written.strip()
    return None


def missing_words(
    question: str,
    texts: Sequence[str],
    *,
    elsewhere: Callable[[str], bool],
    names: Sequence[str] = (),
    at_least: float = 2.0,
    named: int = 2,
) -> str:
    """The weightiest words of the question that no text holds, to be named in a refusal; "" when there are none.

    `elsewhere` says whether a word stands in any article: it must not be called missing then. A part of one of the `names`
    is told as the whole name.
    """
    folded, asked = fold("\n".join(texts)), fold(question)
    named_places = [(at, at + len(name)) for name in map(fold, names) if name and (at := asked.find(name)) >= 0]
    absent: dict[str, float] = {}
    for word in tag_words(asked):
        letters = asked[word.start : word.end]
        terms = question_terms(letters)
        telling = word.tag[:1] in "nvaje" and len(letters) > 1 and terms
        if telling and letters not in folded and (value := max(term.weight for term in terms)) >= at_least:
            start, end = next(
                (place for place in named_places if place[0] <= word.start < word.end <= place[1]),
                (word.start, word.end),
            )
            absent[question[start:end]] = value
    best = sorted(absent, key=lambda letters: -absent[letters])[:named]
    return "、".join(letters for letters in absent if letters in best and not elsewhere(letters))
