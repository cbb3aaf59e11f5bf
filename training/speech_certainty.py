"""Fit how certain a quotation and its speaker are (`index/speech/certainty.py`).

    python training/speech_certainty.py tests/labels/quotations.jsonl index/speech/certainty.json

A logistic regression with an L2 penalty, by Newton's method, over the ways by which the rules found each speaker. A
direct quotation is right when its words are labelled as said and its speaker is the labelled one, an indirect one when its
words are labelled as said, whoever said them: dropping is for precision. Fitted on every half; of `reviewed` only what the
extractor had found was looked at. Ten-fold cross-validation by article (seed 7) prints what dropping the least certain does.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.cleaning import clean as clean_article
from index.speech.certainty import features
from index.speech.reading import trace
from index.types import Article, Quotation

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
from quotations import labelled_articles, matched, same_speaker, span_f1

HALVES = ("work", "held-out", "second", "third", "fresh", "taught", "final", "last", "unseen", "reviewed")
FOLDS, SEED, PENALTY = 10, 7, 2.0
SEEN = 8  # quotations that a feature must be of
SMALL = 0.005  # weights below which a feature is left out
LEAST = {True: 0.72, False: 0.35}  # the certainty below which direct and indirect ones are dropped


@dataclass(frozen=True, slots=True)
class Example:
    """A quotation that the rules find: `said` whether the words are somebody's, `right` whether the speaker's, too."""

    article: str
    direct: bool
    features: dict[str, float]
    said: bool
    right: bool


def examples() -> Iterator[Example]:
    """Every quotation that the rules find in a labelled article, unless its label is optional."""
    for half in HALVES:
        for record, text in labelled_articles(half):
            name = str(record["article"])
            clean = clean_article(Article(name, text))
            if not clean.text.strip():
                continue
            found, ways, _ = trace(clean.text)
            raw = [clean.to_raw(each.span.start, each.span.end) for each in found]
            spans = [[each.start, each.end] for each in raw]
            labels = record["quotations"]
            taken = {position: labels[number] for number, position in matched(spans, labels).items()}
            for position, (quotation, way) in enumerate(zip(found, ways, strict=True)):
                right = _right(quotation, spans[position], taken.get(position), labels, whole=half != "reviewed")
                if right is not None:
                    label = taken.get(position)
                    said = label is not None and bool(label["speaker"])
                    yield Example(name, quotation.direct, features(quotation.speaker, way), said, right)


def _right(
    quotation: Quotation,
    span: list[int],
    label: dict[str, object] | None,
    labels: list[dict[str, object]],
    *,
    whole: bool,
) -> bool | None:
    """Whether words and speaker are right; None when the labels do not say."""
    if label is not None:
        if label.get("optional"):
            return None
        return bool(label["speaker"]) and same_speaker(quotation.speaker, str(label["speaker"]))
    optional = any(each.get("optional") and span_f1(span, each["span"]) > 0.2 for each in labels)
    return None if optional or not whole else False


def fit(inputs: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The weights of a logistic regression; the first input is the constant one, which is not penalised."""
    weights = np.zeros(inputs.shape[1])
    penalty = PENALTY * (np.arange(inputs.shape[1]) > 0) + 1e-6
    for _ in range(60):
        probability = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (probability - right) + penalty * weights
        curvature = (inputs * (probability * (1 - probability))[:, None]).T @ inputs + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-7:
            break
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    rows = list(examples())
    fitted = {
        kind: fit_kind([row for row in rows if row.direct == (kind == "direct")], kind)
        for kind in ("direct", "indirect")
    }
    arguments.output.write_text(json.dumps(fitted, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def fit_kind(rows: list[Example], kind: str) -> dict[str, float]:
    """The weights for direct or for indirect quotations, with the figures of cross-validation printed."""
    seen = Counter(name for row in rows for name, value in row.features.items() if value)
    names = ["one", *sorted(name for name, count in seen.items() if count >= SEEN and name != "one")]
    inputs = np.array([[row.features.get(name, 0.0) for name in names] for row in rows])
    right = np.array([row.right for row in rows], dtype=float)
    said = np.array([row.said for row in rows], dtype=float)
    wanted = right if kind == "direct" else said
    unseen = cross_validated(inputs, wanted, [row.article for row in rows])
    least = LEAST[kind == "direct"]
    print(
        f"{kind}: {len(rows)} examples, said {said.mean():.3f}, speaker right {right.mean():.3f}; AUC {area(unseen, wanted):.3f}"
    )
    for threshold in sorted({0.2, 0.3, 0.4, 0.5, 0.6, least}):
        kept = unseen >= threshold
        print(
            f"  from {threshold:.2f}: {kept.mean():.3f} of them, of the said {kept[said == 1].mean():.3f}; "
            f"said {said[kept].mean():.3f}, speaker right of the said {right[kept].sum() / said[kept].sum():.3f}"
        )
    weights = fit(inputs, wanted)
    fitted = {name: round(float(value), 3) for name, value in zip(names, weights, strict=True) if abs(value) >= SMALL}
    return fitted | {"least": least}


def cross_validated(inputs: np.ndarray, right: np.ndarray, articles: list[str]) -> np.ndarray:
    """The certainty of each example from weights that never saw its article."""
    draw = np.random.default_rng(SEED)
    fold_of = {article: int(draw.integers(FOLDS)) for article in sorted(set(articles))}
    folds = np.array([fold_of[article] for article in articles])
    out = np.zeros(len(right))
    for fold in range(FOLDS):
        out[folds == fold] = 1 / (1 + np.exp(-inputs[folds == fold] @ fit(inputs[folds != fold], right[folds != fold])))
    return out


def area(certainty: np.ndarray, right: np.ndarray) -> float:
    """The area under the curve: how often a right one is more certain than a wrong one."""
    return float((certainty[right == 1][:, None] > certainty[right == 0]).mean())


if __name__ == "__main__":
    main()
