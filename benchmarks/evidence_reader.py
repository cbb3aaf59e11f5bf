"""How well the evidence reader reads articles that it was not taught on.

    python -m benchmarks.evidence_reader ../shared [--questions 600] [--reader FILE] [--plot reliability.svg] [--json FILE]

Span: whole paragraphs of DRCD dev and CMRC 2018 dev held out by title, exact match and F1 over characters, the best over
the accepted answers. Relevance: area under the curve of passages that answer against the best BM25 passages of other
articles, against the same article without the answer, and against near misses. Reliability: on the half of the articles
held out that calibration did not see.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from rag.evidence_reader import EvidenceReader, load_reader
from training.evidence_data import Collection, load
from training.evidence_examples import Sampler
from training.evidence_scores import area, overlap

Point = tuple[float, bool]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--questions", type=int, default=600)
    parser.add_argument("--examples", type=int, default=1200, help="drawn for relevance and for reliability")
    parser.add_argument("--reader", type=Path, default=None)
    parser.add_argument("--plot", type=Path, default=None)
    parser.add_argument("--json", type=Path, default=None)
    arguments = parser.parse_args()
    reader = load_reader(path=arguments.reader)
    if reader is None:
        parser.error("there is no reader: python -m training.evidence_reader makes one")
    held_out = load(arguments.shared, held_out=True)
    found = {**spans(reader, held_out, arguments.questions), **relevance(reader, held_out, arguments.questions)}
    points = drawn(reader, load(arguments.shared, held_out=True, half=1), arguments.examples, found)
    rows = reliability(points)
    found["calibration error"] = sum(len_ * abs(mean - share) for _, len_, mean, share in rows) / len(points)
    found |= speed(reader, held_out)
    for name, value in found.items():
        print(f"{name:36} {value:8.3f}")
    print("\nprobability  passages  mean   answered")
    for low, number, mean, share in rows:
        print(f"{low:.1f}-{low + 0.1:.1f}     {number:8d}  {mean:.3f}  {share:.3f}  {'#' * round(40 * share)}")
    if arguments.plot:
        arguments.plot.write_text(plot(rows), encoding="utf-8")
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def spans(reader: EvidenceReader, collection: Collection, limit: int) -> dict[str, float]:
    """EM and F1 in per cent on whole paragraphs, by source and together."""
    chosen = [item for item in collection.items if item.source in ("drcd_dev", "cmrc2018_dev")]
    random.Random(0).shuffle(chosen)
    scores: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for item in chosen[:limit]:
        text = collection.texts[item.text]
        (reading,) = reader.read(item.question, [text])
        given = text[reading.start : reading.end]
        every = [overlap(given, text[start:end]) for start, end in item.spans]
        score = (max(em for em, _ in every), max(f1 for _, f1 in every))
        scores[item.source].append(score)
        scores["both"].append(score)
    found: dict[str, float] = {}
    for source in sorted(scores):
        table = scores[source]
        found[f"span EM {source}"] = 100 * sum(em for em, _ in table) / len(table)
        found[f"span F1 {source}"] = 100 * sum(f1 for _, f1 in table) / len(table)
    return found


def relevance(reader: EvidenceReader, collection: Collection, limit: int) -> dict[str, float]:
    """The passage that answers against the three that BM25 likes best in other articles: area, and how often it is first."""
    chosen = [number for number, item in enumerate(collection.items) if item.source != "news"]
    random.Random(1).shuffle(chosen)
    high: list[float] = []
    low: list[float] = []
    first = 0
    for number in chosen[: limit // 2]:
        item = collection.items[number]
        start, end = item.spans[0]
        own = next(
            (p for p in collection.passages if p[0] == item.text and p[1] <= start and end <= p[2]),
            (item.text, start, end),
        )
        passages = [own, *(collection.passages[near] for near in collection.near[number][:3])]
        readings = reader.read(item.question, [collection.texts[text][a:b] for text, a, b in passages])
        high.append(readings[0].relevance)
        low.extend(reading.relevance for reading in readings[1:])
        first += readings[0].relevance >= max(reading.relevance for reading in readings)
    return {"relevance AUC, BM25 top 3": area(high, low), "answer first of 4": first / len(high)}


def drawn(reader: EvidenceReader, collection: Collection, number: int, found: dict[str, float]) -> list[Point]:
    """(probability, whether it answers) of examples drawn as in training; adds to `found` the areas by kind of negative."""
    sampler = Sampler(collection, seed=11)
    points: dict[str, list[float]] = defaultdict(list)
    for _ in range(number):
        example = sampler.next()
        points[example.kind].append(reader.read(example.question, [example.passage])[0].relevance)
    for kind in sorted(points.keys() - {"answer"}):
        found[f"relevance AUC, {kind}"] = area(points["answer"], points[kind])
    return [(value, kind == "answer") for kind, values in points.items() for value in values]


def reliability(points: Sequence[Point]) -> list[tuple[float, int, float, float]]:
    """By tenth of the probability: its lower end, passages, mean probability, share that answers."""
    rows = []
    for tenth in range(10):
        inside = [(value, answers) for value, answers in points if min(9, int(value * 10)) == tenth]
        if inside:
            mean = sum(value for value, _ in inside) / len(inside)
            rows.append((tenth / 10, len(inside), mean, sum(answers for _, answers in inside) / len(inside)))
    return rows


def speed(reader: EvidenceReader, collection: Collection) -> dict[str, float]:
    """Milliseconds to read twelve passages for one question, the median of seven."""
    passages = [collection.texts[text][start:end] for text, start, end in collection.passages if end - start > 180][:12]
    times = []
    for _ in range(7):
        began = time.perf_counter()
        reader.read("这里说的是哪一年的事?", passages)
        times.append(1000 * (time.perf_counter() - began))
    characters = sum(map(len, passages)) / len(passages)
    return {"ms, 12 passages": sorted(times)[3], "characters of such a passage": characters}


def plot(rows: Sequence[tuple[float, int, float, float]]) -> str:
    """The reliability plot as SVG: what was promised across, what came true up, the area of a dot by its passages."""
    most = max(number for _, number, _, _ in rows)
    dots = "".join(
        f'<circle cx="{40 + 300 * mean:.0f}" cy="{320 - 300 * share:.0f}" r="{3 + 9 * (number / most) ** 0.5:.1f}"/>'
        for _, number, mean, share in rows
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 360" font-family="sans-serif" font-size="12">'
        '<rect width="360" height="360" fill="#fff"/><path d="M40 20V320H340" fill="none" stroke="#444"/>'
        '<path d="M40 320L340 20" stroke="#bbb" stroke-dasharray="4"/>'
        f'<g fill="#2a6f97">{dots}</g><text x="130" y="346">predicted probability</text>'
        '<text transform="translate(18 230)rotate(-90)">share that answers</text></svg>\n'
    )


if __name__ == "__main__":
    main()
