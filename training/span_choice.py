"""Fit the weights that choose a span among the likeliest of the evidence reader (`rag/span_choice.py`).

    python -m training.span_choice ../shared [--reader FILE]

Reads questions of DRCD dev and CMRC 2018 dev on the articles that the reader was not taught on. Weights are fitted on one
half of these articles and measured on the other, both ways; then on both, as they stand in `rag/span_choice.py`. A softmax
over the spans of each question, with a light ridge; a question none of whose spans is exact is left out of the fit.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.scripts import fold
from rag.evidence_reader import EvidenceReader, load_reader
from rag.span_choice import Asked, Span, considered, properties
from training.evidence_data import half_of, is_held_out
from training.evidence_scores import overlap

FILES = ("drcd_dev", "cmrc2018_dev")
RIDGE = 10.0
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question's spans: properties (spans, n), exact match (0 or 1) and F1 of each; `half` of the articles."""

    half: int
    values: Matrix
    exact: Matrix
    f1: Matrix


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--reader", type=Path, default=None)
    arguments = parser.parse_args()
    reader = load_reader(path=arguments.reader)
    if reader is None:
        parser.error("there is no reader: python -m training.evidence_reader makes one")
    cases, names = collect(arguments.shared, reader)
    first = np.zeros(len(names))
    first[names.index("score")] = 1.0
    print(f"{len(cases)} questions; likeliest span: {measure(cases, first)}")
    for half in (0, 1):
        others = [case for case in cases if case.half != half]
        own = [case for case in cases if case.half == half]
        print(f"half {half}: likeliest {measure(own, first)}; chosen {measure(own, fit(others))}")
    weights = fit(cases)
    print(json.dumps({name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}, indent=4))


def collect(shared: Path, reader: EvidenceReader) -> tuple[list[Case], list[str]]:
    """All questions with their likeliest spans, and the names of the properties."""
    cases: list[Case] = []
    names: list[str] = []
    for name in FILES:
        with gzip.open(shared / "eval" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        for row in rows:
            if not is_held_out(row["title"]):
                continue
            text = fold(row["context"])
            for qa in row["qas"]:
                question, answers = fold(qa["question"]), [fold(answer["text"]) for answer in qa["answers"]]
                places = considered(text, reader.likeliest(question, text))
                asked = Asked.of(question)
                table = [properties(asked, text, Span(*place, score)) for place, score in places.items()]
                names = list(table[0])
                judged = [[overlap(text[start:end], answer) for answer in answers] for start, end in places]
                cases.append(
                    Case(
                        half_of(row["title"]),
                        np.array([list(each.values()) for each in table]),
                        np.array([max(exact for exact, _ in each) for each in judged]),
                        np.array([max(f1 for _, f1 in each) for each in judged]),
                    )
                )
    return cases, names


def measure(cases: Sequence[Case], weights: Matrix) -> str:
    """EM / F1 of the spans that these weights choose."""
    chosen = [
        (case.exact[best], case.f1[best]) for case in cases if (best := int((case.values @ weights).argmax())) >= 0
    ]
    exact, f1 = 100 * np.mean(chosen, axis=0)
    return f"{exact:.1f} / {f1:.1f}"


def fit(cases: Sequence[Case]) -> Matrix:
    """Maximum likelihood with a ridge on standardised properties, by Newton's method."""
    kept = [case for case in cases if case.exact.any()]
    spread = np.concatenate([case.values for case in kept]).std(axis=0) + 1e-6
    tables = [case.values / spread for case in kept]
    weights = np.zeros(len(spread))
    for _ in range(30):
        gradient, curve = -RIDGE * weights, RIDGE * np.eye(len(weights))
        for table, case in zip(tables, kept, strict=True):
            scores = table @ weights
            share = np.exp(scores - scores.max())
            share /= share.sum()
            mean = share @ table
            gradient += case.exact @ table / case.exact.sum() - mean
            curve += (table - mean).T @ ((table - mean) * share[:, None])
        weights = weights + np.linalg.solve(curve, gradient)
    result: Matrix = weights / spread
    return result


if __name__ == "__main__":
    main()
