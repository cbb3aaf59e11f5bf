"""How certain a quotation and its speaker are: a logistic regression over the way by which the speaker was found.

The rules of `index.speech` always name somebody. Some of their ways are surer than others (X说：“…” against a quotation
that merely stands near a name), and a wrong name is worse than none. The weights are fitted by
`training/speech_certainty.py`; quotations below `LEAST` are left out.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from index.names import is_full_name, sounds_foreign
from index.scripts import fold
from index.speaking import is_counted, speaks
from index.words import tag_words

How = Literal["before", "after", "goes on", "named after", "colon", "clause"]
_CLAUSE = 10  # characters from which more of them tell something
_SHORT = 4  # characters of words that are hardly a clause


@dataclass(frozen=True, slots=True)
class Trace:
    """By which way a speaker was found.

    `how`: the verb stands before or after a quotation, the quotation goes on, a name follows it, or a colon precedes it; a
    reported clause. `kind` is the kind of the mention, or "implied" and "inherited" where there is none. `after` is what
    stands between verb and words. `others` counts the other people of the sentence, `gap` the characters between the
    mention and the words, `said` the characters of the words, `weak` whether the verb seldom reports by itself, `before`
    how many quotations of this speaker were found before. `verb` is folded, `opening` the tag of the first of the words,
    `clauses` how many they are, `acts` whether there is a verb among them, `led` what stands before the mention.
    """

    how: How
    kind: str
    after: str
    others: int
    gap: int
    said: int
    weak: bool
    before: int
    verb: str = ""
    opening: str = ""
    clauses: int = 0
    acts: bool = True
    led: str = ""


def features(name: str, trace: Trace) -> dict[str, float]:
    """What the regression sees, by name."""
    found = {
        "one": 1.0,
        f"how {trace.how}": 1.0,
        f"kind {trace.kind}": 1.0,
        f"{trace.how}, {trace.kind}": 1.0,
        f"after {trace.after}": 1.0,
        "weak verb": float(trace.weak),
        "weak clause": float(trace.weak and trace.after == "clause"),
        "others": float(min(trace.others, 2)),
        "far": math.log1p(min(trace.gap, 80)) / 2,
        "short": float(trace.said < _SHORT),
        "length": math.log(max(trace.said, _CLAUSE)) / 2,
        "heard": float(min(trace.before, 3)),
        "long name": float(len(name) > 12),
    }
    found.update(_name_features(fold(name)))
    if trace.how == "clause":
        found.update(_clause_features(trace))
    return found


def _clause_features(trace: Trace) -> dict[str, float]:
    """What the verb and the words of a reported clause tell."""
    verb = trace.verb[-2:] if trace.verb[-2:] in ("说道", "问道") else trace.verb
    after = "clause" if trace.after == "clause" else "mark"
    subject = "subject" if trace.kind in ("person", "pronoun", "someone", "institution", "thing") else "none"
    return {
        f"verb {verb}": 1.0,
        f"verb {verb}, {after}": 1.0,
        f"verb {verb}, {subject}": 1.0,
        f"verb {verb}, {after}, {subject}": 1.0,
        f"opens {trace.opening}": 1.0,
        f"opens {trace.opening[:1]}, {after}": 1.0,
        f"opens {trace.opening[:1]}, {trace.kind}": 1.0,
        "clauses": min(trace.clauses, 4) / 2,
        "no verb": float(not trace.acts),
        f"no verb, {after}": float(not trace.acts),
        f"led {trace.led}": 1.0,
        f"{trace.kind}, {trace.after}": 1.0,
        "weak, mark": float(trace.weak and after == "mark"),
        f"weak, {trace.kind}, {after}": float(trace.weak),
        f"weak, opens {trace.opening[:1]}, {after}": float(trace.weak),
    }


def _name_features(name: str) -> dict[str, float]:
    if is_full_name(name) or sounds_foreign(name) or "·" in name or name.isascii():
        return {"name": 1.0}
    words = tag_words(name)
    last = name[words[-1].start :] if words else ""
    if not is_counted(last):
        return {"unknown noun": 1.0, "verb inside": float(any(word.tag == "v" for word in words))}
    score = speaks(last)
    return {
        "speaks": max(-2.0, min(score, 3.0)),
        "mute": float(score < 0),
        "verb inside": float(any(word.tag == "v" for word in words)),
    }


def is_sure(trace: Trace) -> bool:
    """Whether the rules need no second opinion: a person is the subject of a strong verb before the words."""
    named = trace.kind in ("person", "pronoun") and not trace.weak and trace.how in ("before", "clause")
    return named and (trace.how == "clause" or trace.after in ("comma", "colon", "quote"))


def certainty(name: str, trace: Trace) -> float:
    """The probability that words and speaker are right; for a reported clause that the words are said at all."""
    weights = _weights()["indirect" if trace.how == "clause" else "direct"]
    total = sum(value * weights.get(feature, 0.0) for feature, value in features(name, trace).items())
    return 1.0 / (1.0 + math.exp(-total))


def least(*, direct: bool) -> float:
    """The certainty below which a quotation is left out."""
    return _weights()["direct" if direct else "indirect"]["least"]


@cache
def _weights() -> dict[str, dict[str, float]]:
    loaded: dict[str, dict[str, float]] = json.loads(
        files("index.speech").joinpath("certainty.json").read_text(encoding="utf-8")
    )
    return loaded
