"""Does the cited evidence support a sentence?

The check is made in code, on characters, quantities, names and negation; no model is trusted with it. What is copied is
supported; what is reworded in small words only is weak; a number, name or negation that the evidence does not have makes
a sentence unsupported whatever else it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.scripts import fold
from rag.quantities import quantities
from rag.types import Verdict

SUPPORTED_SHARE = 0.95
WEAK_SHARE = 0.70
_DROPPED = re.compile(r"[\s,，、。．.！!？?；;：:“”‘’「」『』\"'（）()《》〈〉【】\[\]—–\-…·*_#|]+")
_LATIN_NAME = re.compile(r"[a-z][a-z0-9]+|[a-z]\b")
_NEGATIONS = tuple("不没未无非勿别")
# Words that join and refer without saying anything of their own.
_CONNECTIVES = re.compile(
    r"此外|另外|同时|因此|所以|而且|并且|以及|但是|不过|然而|其中|例如|比如|他|她|它|其|则|还|也|又|并|且|而|但|和|与|及|的|了|是|在|即|"
    r"表示|认为|指出|说|称"
)


@dataclass(frozen=True, slots=True)
class Check:
    """A verdict, the share of the sentence's characters found in the evidence (0..1), and why, in words."""

    verdict: Verdict
    support: float
    note: str = ""


def verify(sentence: str, evidence: Sequence[str]) -> Check:
    """Check `sentence` against the texts that it cites. No evidence at all is unsupported."""
    if not evidence:
        return Check("unsupported", 0.0, "no evidence is cited")
    source = fold("\n".join(evidence))
    problem = _wrong_quantity(sentence, source) or _wrong_name(sentence, source)
    said, read = normalise(_with_values(sentence)), normalise(_with_values(source))
    share, runs = _copied(said, read)
    problem = problem or _lost_negation(runs, said, read)
    if problem:
        return Check("unsupported", share, problem)
    if share >= SUPPORTED_SHARE:
        return Check("supported", share)
    if share >= WEAK_SHARE:
        return Check("weak", share, "the wording is not the source's")
    return Check("unsupported", share, "most of it is not in the cited text")


def normalise(text: str) -> str:
    """Folded text without white space and punctuation."""
    return _DROPPED.sub("", fold(text))


def _with_values(text: str) -> str:
    """Folded text in which each quantity is one character for its value, so that 两成 and 20% are the same."""
    folded = fold(text)
    parts: list[str] = []
    position = 0
    for quantity in quantities(text):
        if quantity.start >= position:
            parts.extend((folded[position : quantity.start], chr(0xF0000 + hash(quantity.value) % 0xFFFD)))
            position = quantity.end
    return "".join((*parts, folded[position:]))


def _copied(sentence: str, source: str) -> tuple[float, tuple[tuple[int, int], ...]]:
    """The share of characters inside runs that the source has too, and those runs (greedy, longest first from the left).

    A run counts from two characters on; a connective between runs counts as copied.
    """
    if not sentence:
        return 0.0, ()
    runs: list[tuple[int, int]] = []
    covered = 0
    position = 0
    while position < len(sentence):
        end = position
        while end < len(sentence) and sentence[position : end + 1] in source:
            end += 1
        connective = _CONNECTIVES.match(sentence, position)
        if end - position >= 2 or sentence[position : position + 1] >= "\U000f0000":
            end = max(end, position + 1)
            runs.append((position, end))
            covered += end - position
            position = end
        elif connective:
            covered += connective.end() - position
            position = connective.end()
        else:
            position += 1
    return covered / len(sentence), tuple(runs)


def _wrong_quantity(sentence: str, source: str) -> str:
    have = quantities(source)
    for quantity in quantities(sentence):
        if not any(quantity.agrees(other) for other in have):
            return f"the number {fold(sentence)[quantity.start : quantity.end].strip()} is not in the cited text"
    return ""


def _wrong_name(sentence: str, source: str) -> str:
    have = set(_LATIN_NAME.findall(source))
    for name in _LATIN_NAME.findall(fold(sentence)):
        if name not in have:
            return f"the name {name} is not in the cited text"
    return ""


def _lost_negation(runs: tuple[tuple[int, int], ...], sentence: str, source: str) -> str:
    """A run that stands only behind a negation in the source, and without it in the sentence, says the opposite."""
    for start, end in runs:
        run = sentence[start:end]
        if sentence[max(0, start - 1) : start] in _NEGATIONS:
            if not _stands(source, run, negated=True):
                return f"the cited text does not negate “{run[:12]}”"
        elif not _stands(source, run, negated=False):
            return f"the cited text negates “{run[:12]}”"
    return ""


def _stands(source: str, run: str, *, negated: bool) -> bool:
    """Whether `run` occurs in the source (not) directly behind a negation."""
    position = source.find(run)
    while position >= 0:
        if (source[position - 1 : position] in _NEGATIONS) == negated or (position == 0 and not negated):
            return True
        position = source.find(run, position + 1)
    return False
