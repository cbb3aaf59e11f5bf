"""What was said to the cases of `benchmarks.taught_cases`, in figures: leads, citations, refusals by threshold of doubt."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from statistics import fmean

from benchmarks.taught_cases import Case, bare


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said: the lead and the passage that it cites, by number; "" and 0 where there is none."""

    case: Case
    lead: str
    cited: int
    refused_before: bool
    declined: bool
    seconds: float
    doubt: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the lead holds an answer."""
        return bool(self.lead) and any(bare(answer) in bare(self.lead) for answer in self.case.answers)


def sums(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Shares in per cent, lengths in characters."""
    there = [outcome for outcome in outcomes if outcome.case.right]
    absent = [outcome for outcome in outcomes if not outcome.case.right]
    holding = [outcome for outcome in there if outcome.holds]
    leads = [len(outcome.lead) for outcome in there if outcome.lead]
    return {
        "answer there: questions": len(there),
        "lead holds the answer %": _share(there, holding),
        "characters of a lead": fmean(leads) if leads else 0.0,
        "its [n] is the right passage %": _share(
            holding, [outcome for outcome in holding if outcome.cited == outcome.case.right]
        ),
        "refused wrongly by the model %": _share(there, [outcome for outcome in there if outcome.declined]),
        "refused wrongly before it %": _share(there, [outcome for outcome in there if outcome.refused_before]),
        "no answer there: questions": len(absent),
        "refused by the model %": _share(absent, [outcome for outcome in absent if outcome.declined]),
        "refused before it %": _share(absent, [outcome for outcome in absent if outcome.refused_before]),
        "refused by either %": _share(
            absent, [outcome for outcome in absent if outcome.declined or outcome.refused_before]
        ),
        **doubts(there, absent),
        "seconds a question": fmean([outcome.seconds for outcome in outcomes]) if outcomes else 0.0,
    }


def refusing(outcome: Outcome, threshold: float) -> Outcome:
    """What it would have been, had the model refused from a doubt of `threshold` on."""
    if outcome.doubt is None or outcome.doubt < threshold:
        return outcome
    return replace(outcome, lead="", cited=0, declined=True)


def table(outcomes: Sequence[Outcome]) -> None:
    """A line for each threshold of doubt."""
    if all(outcome.doubt is None for outcome in outcomes):
        return
    print("refuse from  holds %  characters  [n] right %  refused wrongly %  refused rightly %")
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01):
        row = sums([refusing(outcome, threshold) for outcome in outcomes])
        names = (
            "lead holds the answer %",
            "characters of a lead",
            "its [n] is the right passage %",
            "refused wrongly by the model %",
            "refused by either %",
        )
        print(f"{threshold:11.2f}" + "".join(f"{row[name]:12.1f}" for name in names))


def doubts(there: Sequence[Outcome], absent: Sequence[Outcome]) -> dict[str, float]:
    """How well the model's doubt alone tells the two apart, and what it would refuse at 5 % wrong refusals."""
    yes = sorted(outcome.doubt for outcome in there if outcome.doubt is not None)
    no = sorted(outcome.doubt for outcome in absent if outcome.doubt is not None)
    if not yes or not no:
        return {}
    below = sum((one < other) + 0.5 * (one == other) for one in yes for other in no)
    threshold = yes[min(len(yes) - 1, math.ceil(0.95 * len(yes)) - 1)]
    return {
        "doubt: area under the curve": 100 * below / len(yes) / len(no),
        "doubt: threshold of 5 % wrong refusals": threshold,
        "doubt: refused above it %": 100 * sum(value > threshold for value in no) / len(no),
    }


def _share(every: Sequence[Outcome], some: Sequence[Outcome]) -> float:
    return 100 * len(some) / len(every) if every else 0.0


def shown(outcome: Outcome) -> str:
    row = asdict(replace(outcome, case=replace(outcome.case, passages=())))
    return json.dumps(row, ensure_ascii=False)
