"""Choosing the sentence, and refusing: how well on questions with known answers, and the weights that do it.

    python benchmarks/selection.py [--questions 300] [--index D] [--news-index D] [FILE.jsonl.gz …]

Every paragraph of the files (drcd_dev and cmrc2018_dev when none is named) is an article of one index. Asked are questions
of the articles that the evidence reader was not taught on (`training.evidence_data.is_held_out`). To these come, for
refusal alone, 874 questions written in other words than the article's about 76 news articles of the first half of those
held out (`data/news_questions_calibration.jsonl`; 330 of them have no answer), which lie among 250 others. Printed:

1. how often the best sentence, the best two and the best three hold the answer, with each feature alone and together, and
   after the evidence reader has read the head, with several weights for what it says;
2. a logistic regression that tells questions whose answer is there from the same questions with every passage taken away
   that holds it, fitted on one half of the articles and measured on the other half: AUC, and the share of hopeless questions
   refused at 1, 2, 5 and 10 % false refusals; last, the weights fitted on the first half, as `rag/refusal.py` holds them.
   Of the news articles, every second is fitted on and the others measured; last, questions in English and Japanese.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from retrieval import build

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rag import candidates as scoring
from rag import refusal
from rag.candidates import Candidate
from rag.chatbot import Chatbot
from rag.config import load_config
from rag.questions import analyse
from rag.retrieval import retrieve
from rag.search import Search
from rag.selection import judged, sentences
from rag.terms import question_terms
from rag.verification import normalise
from training.evidence_data import half_of, is_held_out

SHARED = Path(__file__).resolve().parents[2] / "shared" / "eval"
NEWS = Path(__file__).resolve().parent / "data" / "news_questions_calibration.jsonl"
SEED = 13
OFF_TOPIC = 160  # questions of either kind that are asked of the other kind's articles
ALONE = {
    "coverage": ("WEIGHT_COVERAGE",),
    "context": ("WEIGHT_CONTEXT",),
    "cosine": ("WEIGHT_COSINE",),
    "passage": ("WEIGHT_PASSAGE",),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its possible answers, comparable (none: refuse it), the half of the articles that it belongs to, its source."""

    question: str
    answers: tuple[str, ...]
    half: int
    source: str
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for a question with (`there`) or without the passages that hold its answer; `read` after reading."""

    asked: Asked
    ranked: tuple[Candidate, ...]
    features: refusal.Features
    there: bool
    read: tuple[Candidate, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--questions", type=int, default=300, help="of each file")
    parser.add_argument("--index", type=Path, help="keep the index here, so that a second run does not embed again")
    parser.add_argument("--news-index", type=Path, help="the same for the news")
    parser.add_argument("--corpus", type=Path, default=SHARED.parent / "corpus" / "news.txt.gz")
    arguments = parser.parse_args()
    files = arguments.files or [SHARED / "drcd_dev.jsonl.gz", SHARED / "cmrc2018_dev.jsonl.gz"]
    paragraphs, asked = read(files, arguments.questions)
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.index or Path(temporary) / "index"
        build(paragraphs, folder, Path(temporary) / "articles")
        over_paragraphs = Chatbot(index=folder, config=load_config(flags={"generator.model": "none"}))
        folder = arguments.news_index or Path(temporary) / "news-index"
        news = read_news(arguments.corpus, folder, Path(temporary) / "news")
        over_news = Chatbot(index=folder, config=load_config(flags={"generator.model": "none"}))
        outcomes = look_up(over_paragraphs, asked) + look_up(over_news, off_topic(asked))
        heard = look_up(over_news, news) + look_up(over_paragraphs, off_topic(news))
    report_sentences([outcome for outcome in outcomes if outcome.there])
    own = [outcome for outcome in heard if not outcome.asked.foreign]
    print("\nreading sets and news together")
    report_refusal([*outcomes, *own])
    print("\nnews in English and Japanese")
    report_foreign([outcome for outcome in heard if outcome.asked.foreign])


def read(files: Sequence[Path], count: int) -> tuple[list[str], list[Asked]]:
    """The paragraphs of all files, and `count` questions of each."""
    paragraphs: list[str] = []
    asked: list[Asked] = []
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        paragraphs.extend(row["context"] for row in rows)
        every = [(qa, half_of(row["title"])) for row in rows if is_held_out(row["title"]) for qa in row["qas"]]
        for qa, half in random.Random(SEED).sample(every, min(count, len(every))):
            answers = tuple({normalise(answer["text"]) for answer in qa["answers"]})
            asked.append(Asked(qa["question"], answers, half, path.name))
    return paragraphs, asked


def read_news(corpus: Path, folder: Path, articles: Path) -> list[Asked]:
    """The questions of the calibration set; builds its index at `folder` unless it is there."""
    rows = [json.loads(line) for line in NEWS.read_text(encoding="utf-8").splitlines()]
    lines = {row["line"] for row in rows}
    with gzip.open(corpus, "rt", encoding="utf-8") as file:
        held_out = {
            number: line
            for number, line in enumerate(file)
            if number in lines or (is_held_out(line[:200]) and half_of(line[:200]) == 0)
        }
    more = random.Random(SEED).sample(sorted(held_out.keys() - lines), 250)
    build([held_out[number] for number in sorted(lines | set(more))], folder, articles)
    order = sorted(lines)
    asked = []
    for row in rows:
        answers = (normalise(held_out[row["line"]][row["start"] : row["end"]]),) if row["start"] >= 0 else ()
        half = order.index(row["line"]) % 2
        asked.append(Asked(row["q"], answers, half, "news", foreign=row["lang"] in ("en", "ja")))
    return asked


def off_topic(asked: Sequence[Asked]) -> list[Asked]:
    """Some of these questions as those that have no answer, to be asked of other articles."""
    some = random.Random(SEED).sample(list(asked), min(OFF_TOPIC, len(asked)))
    return [replace(item, answers=()) for item in some]


def look_up(chatbot: Chatbot, asked: Sequence[Asked]) -> list[Outcome]:
    """Each question twice: as it is, and without any passage that holds an answer."""
    outcomes: list[Outcome] = []
    config = chatbot.config.retrieval
    reader = chatbot.load_evidence_reader()
    for item in asked:
        plain, vector = chatbot.embed_question(item.question)
        with chatbot.snapshot() as snapshot:
            found = retrieve(snapshot, item.question, vector, config=config, limit=5 * config.passages)
            hopeless = tuple(hit for hit in found if not holds(item, hit.text))
            # Where no passage found holds the answer, there is none to be had: retrieval is not what is fitted here.
            ways = (
                (found[: config.passages], hopeless[: config.passages]) if item.answers else (found[: config.passages],)
            )
            for hits in ways:
                there = any(holds(item, hit.text) for hit in hits)
                search = Search(
                    snapshot=snapshot,
                    question=analyse(item.question),
                    hits=hits,
                    vector=vector,
                    plain=plain,
                    embed=chatbot.embed_passages,
                    config=chatbot.config,
                    reader=reader,
                )
                ranked = sentences(search)
                read = judged(search, ranked)
                relevance = None if reader is None else read.relevance
                terms = question_terms(item.question)
                features = refusal.features(terms, hits, read.ranked, relevance, needs=search.needs())
                outcomes.append(Outcome(item, ranked, features, there, read.ranked))
    return outcomes


def holds(item: Asked, text: str) -> bool:
    """Whether a text holds an answer."""
    comparable = normalise(text)
    return any(answer and answer in comparable for answer in item.answers)


def report_sentences(outcomes: Sequence[Outcome]) -> None:
    """The first table."""
    print(f"sentences of {len(outcomes)} questions: the best / two / three hold the answer")
    names = ("WEIGHT_COVERAGE", "WEIGHT_CONTEXT", "WEIGHT_COSINE", "WEIGHT_PASSAGE", "WEIGHT_KIND")
    together = {name: getattr(scoring, name) for name in names}
    for label, weights in (
        *((label, {name: float(name in kept) for name in names}) for label, kept in ALONE.items()),
        ("together", together),
    ):
        shares = [np.mean([held(outcome, weights, best) for outcome in outcomes]) for best in (1, 2, 3)]
        print(f"  {label:10s}" + " / ".join(f"{share:.3f}" for share in shares))
    for weight in (0.0, 0.5, 1.0, 1.5, 2.0, 3.0):
        shares = [np.mean([held_read(outcome, weight, best) for outcome in outcomes]) for best in (1, 2, 3)]
        print(f"  read x {weight:<4}" + " / ".join(f"{share:.3f}" for share in shares))


def held(outcome: Outcome, weights: dict[str, float], best: int) -> bool:
    """Whether one of the `best` sentences by these weights holds an answer."""

    def score(candidate: Candidate) -> float:
        return (
            weights["WEIGHT_COVERAGE"] * candidate.coverage
            + weights["WEIGHT_CONTEXT"] * candidate.context
            + weights["WEIGHT_COSINE"] * (candidate.cosine or 0.0)
            + weights["WEIGHT_PASSAGE"] * candidate.passage
            + weights["WEIGHT_KIND"] * candidate.kind
        )

    head = sorted(outcome.ranked, key=lambda candidate: -score(candidate))[:best]
    return any(holds(outcome.asked, candidate.text) for candidate in head)


def held_read(outcome: Outcome, weight: float, best: int) -> bool:
    """Whether one of the `best` sentences holds an answer when the reader's part of the score weighs `weight` times."""
    before = {(item.chunk.chunk_id, item.span): item.score for item in outcome.ranked}

    def score(candidate: Candidate) -> tuple[bool, float]:
        plain = before[candidate.chunk.chunk_id, candidate.span]
        return (not candidate.kind, -plain - weight * (candidate.score - plain))

    return any(holds(outcome.asked, candidate.text) for candidate in sorted(outcome.read, key=score)[:best])


def report_refusal(outcomes: Sequence[Outcome]) -> None:
    """The second table and the weights."""
    values = np.array([outcome.features.values() for outcome in outcomes])
    there = np.array([outcome.there for outcome in outcomes])
    half = np.array([outcome.asked.half == 0 for outcome in outcomes])
    for label, columns in (
        ("with the reader", [0, 1, 2, 3, 4, 5]),
        ("with the reader, but for the sentence", [0, 1, 2, 4, 5]),
        ("with cosine (bundled embedder)", [0, 1, 2, 5]),
        ("without cosine (any embedder)", [1, 2, 3, 5]),
    ):
        intercept, weights = fit(values[half][:, columns], there[half])
        logits = values[~half][:, columns] @ weights + intercept
        news = np.array([outcome.asked.source == "news" for outcome in outcomes])[~half]
        by_source = [f"{auc(logits[part], there[~half][part]):.3f}" for part in (~news, news)]
        print(f"refusal, {label}: AUC {auc(logits, there[~half]):.3f}; reading sets, news: {', '.join(by_source)}")
        for false in (0.01, 0.02, 0.05, 0.10):
            threshold = np.quantile(logits[there[~half]], false)
            refused = float((logits[~there[~half]] < threshold).mean())
            print(
                f"  {false:4.0%} false refusals: {refused:.1%} refused, probability {1 / (1 + np.exp(-threshold)):.2f}"
            )
        print(f"  fitted: intercept {intercept:.2f}, weights {np.round(weights, 2).tolist()}")


def report_foreign(outcomes: Sequence[Outcome]) -> None:
    """The same for questions in another language than the articles, from the cosine and the reader alone; all fitted on."""
    values = np.array([outcome.features.values() for outcome in outcomes])[:, [0, 4]]
    there = np.array([outcome.there for outcome in outcomes])
    intercept, weights = fit(values, there)
    for label, scores in (("cosine", values[:, 0]), ("reader", values[:, 1]), ("both", values @ weights + intercept)):
        print(f"  {label}: AUC {auc(scores, there):.3f} over {len(outcomes)}")
    print(f"  fitted: intercept {intercept:.2f}, weights {np.round(weights, 2).tolist()}")


def fit(values: npt.NDArray[np.float64], there: npt.NDArray[np.bool_]) -> tuple[float, npt.NDArray[np.float64]]:
    """Logistic regression by Newton's method on standardised features, with a light ridge."""
    mean, spread = values.mean(0), values.std(0) + 1e-9
    design = np.hstack([np.ones((len(values), 1)), (values - mean) / spread])
    ridge = np.diag([0.0] + [2.0] * values.shape[1])
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (there - chance) - ridge @ weights
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design + ridge
        weights += np.linalg.solve(curvature, gradient)
    scaled = weights[1:] / spread
    return float(weights[0] - scaled @ mean), scaled


def auc(scores: npt.NDArray[np.float64], there: npt.NDArray[np.bool_]) -> float:
    """The chance that a question with an answer scores above one without."""
    ranks = np.argsort(np.argsort(scores))
    positives, negatives = int(there.sum()), int((~there).sum())
    return float((ranks[there].sum() - positives * (positives - 1) / 2) / (positives * negatives))


if __name__ == "__main__":
    main()
