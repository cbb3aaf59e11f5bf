"""Refusals on questions from articles that nothing was tuned on, and what they cost in answers.

    python benchmarks/refusal.py ../shared/eval [--questions 200] [--seed N] [--index D] [--json FILE] [--plot FILE.svg]

One index of all paragraphs of drcd_dev and cmrc2018_dev but for one of each DRCD article that is asked about. The questions
come from the titles whose hash holds them out of all fitting, and there from the half that calibration never sees:

* answerable: their paragraph is in the index, and so is the answer;
* off topic: questions of cmrc2018_trial, whose articles are not in the index;
* absent thing: answerable ones with the person or thing exchanged for one that no paragraph names;
* absent answer: their paragraph was left out while others of the same article stay, and no paragraph of it holds the answer;
* absent attribute: something asked of a name in the index (its height, its telephone number …) that nothing near it tells.

Rules were mended with a look at the first 120 of each kind of the draw with seed 17; another seed leaves those out.

Each is put to the whole system, extracts alone, once with the threshold at 0; the curve shows what every threshold would
refuse beside what the rules refuse in any case.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from index.names import find_people
from index.scripts import fold
from rag import selection
from rag.chatbot import Chatbot
from rag.config import RefusalConfig, load_config
from rag.refusal import Features
from rag.verification import normalise
from training.evidence_data import half_of, is_held_out
from training.evidence_scores import area

SEED, SEEN = 17, 120  # the draw that has been looked at
KINDS = ("answerable", "off topic", "absent thing", "absent answer", "absent attribute")
# What may be asked of a name, and the characters near it that might tell.
ATTRIBUTES = (
    ("{}的身高是多少?", "身高公分厘米"),
    ("{}的电话号码是多少?", "电话号码"),
    ("{}有几个孩子?", "孩子儿子女儿子女"),
    ("{}的年薪是多少?", "年薪薪水工资月薪"),
    ("{}最喜欢的颜色是什么?", "颜色喜欢"),
    ("{}住在哪条街?", "街路住"),
    ("{}为什么辞职?", "辞职离职卸任"),
    ("{}的导师是谁?", "导师老师师从指导"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its kind, and the accepted answers (none where it should be refused)."""

    question: str
    kind: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question: refused by a rule, or the probability that the threshold is compared with.

    `holds` says whether the answer's first sentence has the gold answer; `length` is that of the whole answer in characters.
    """

    asked: Asked
    by_rule: bool
    probability: float
    holds: bool
    length: int = 0

    def refused(self, threshold: float) -> bool:
        """Whether a threshold refuses it."""
        return self.by_rule or self.probability < threshold


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("eval", type=Path, help="folder with drcd_dev, cmrc2018_dev and cmrc2018_trial")
    parser.add_argument("--questions", type=int, default=200, help="of each kind at most")
    parser.add_argument("--kind", choices=KINDS, action="append", help="only these kinds; again for more")
    parser.add_argument("--half", type=int, default=1, help="of the titles held out; 0 is what fitting may see")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--reader", choices=("bundled", "none"), default="bundled")
    parser.add_argument("--index", type=Path, help="keep the index here, so that a second run does not embed again")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    known = {item.question for item in draw(arguments.eval, SEEN, 1, SEED)[1]} if arguments.seed != SEED else set()
    paragraphs, asked = draw(arguments.eval, arguments.questions, arguments.half, arguments.seed, known)
    asked = [item for item in asked if item.kind in (arguments.kind or KINDS)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.index or Path(temporary) / "index"
        build(paragraphs, folder, Path(temporary) / "articles")
        flags = {"generator.model": "none", "refusal.probability": 0.0, "retrieval.reader": arguments.reader}
        outcomes = [outcome for outcome in ask_all(Chatbot(index=folder, config=load_config(flags=flags)), asked)]
    found = report(outcomes, RefusalConfig().probability)
    if arguments.json:
        rows = [{"q": o.asked.question, "kind": o.asked.kind, "by_rule": o.by_rule, "probability": o.probability,
                 "holds": o.holds} for o in outcomes]  # fmt: skip
        arguments.json.write_text(json.dumps({"summary": found, "rows": rows}, ensure_ascii=False, indent=1) + "\n")
    if arguments.plot:
        arguments.plot.write_text(plot(outcomes), encoding="utf-8")


def rows_of(folder: Path, name: str) -> list[dict[str, Any]]:
    """The paragraphs of a file."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def draw(folder: Path, limit: int, half: int, seed: int, known: Collection[str] = ()) -> tuple[list[str], list[Asked]]:
    """The paragraphs of the index and the questions, at most `limit` of each kind and none of those `known`."""
    chance = random.Random(seed)
    drcd, cmrc = rows_of(folder, "drcd_dev"), rows_of(folder, "cmrc2018_dev")
    by_title: dict[str, list[int]] = {}
    for number, row in enumerate(drcd):
        by_title.setdefault(row["title"], []).append(number)
    wanted = [title for title in by_title if is_held_out(title) and half_of(title) == half]
    left_out = {chance.choice(by_title[title]) for title in wanted if len(by_title[title]) > 1}
    kept = [row for number, row in enumerate(drcd) if number not in left_out] + cmrc
    whole = normalise("\n".join(row["context"] for row in kept))
    answerable = [
        Asked(qa["question"], "answerable", golds(qa))
        for row in kept
        if is_held_out(row["title"]) and half_of(row["title"]) == half
        for qa in row["qas"]
    ]
    absent = []
    for number in left_out:
        siblings = normalise(
            "\n".join(drcd[other]["context"] for other in by_title[drcd[number]["title"]] if other != number)
        )
        absent += [
            Asked(qa["question"], "absent answer")
            for qa in drcd[number]["qas"]
            if not any(gold in siblings for gold in golds(qa))
        ]
    trial = [row for row in rows_of(folder, "cmrc2018_trial") if is_held_out(row["title"]) or chance.random() < 0.3]
    off = [Asked(qa["question"], "off topic") for row in trial for qa in row["qas"][:2]]
    held = [row["context"] for row in kept if is_held_out(row["title"]) and half_of(row["title"]) == half]
    groups = (answerable, off, things(answerable, trial, whole, chance), absent, attributes(held, whole, chance))
    fresh = [[item for item in group if item.question not in known] for group in groups]
    drawn = [item for group in fresh for item in chance.sample(group, min(limit, len(group)))]
    return [row["context"] for row in kept], drawn


def golds(qa: dict[str, Any]) -> tuple[str, ...]:
    """The accepted answers of a question, comparable."""
    return tuple({normalise(answer["text"]) for answer in qa["answers"]} - {""})


def things(
    answerable: Sequence[Asked], trial: Sequence[dict[str, Any]], whole: str, chance: random.Random
) -> list[Asked]:
    """The questions with the name in them exchanged for one of the trial file that the index does not hold."""
    strangers = sorted({name for row in trial for name in names_in(row["context"]) if normalise(name) not in whole})
    found = []
    for item in answerable:
        for name in names_in(item.question):
            other = chance.choice(strangers)
            found.append(Asked(item.question.replace(name, other), "absent thing"))
            break
    return found


def names_in(text: str) -> list[str]:
    """The people named in a text, and what it sets in title marks."""
    marked = [part.split("》")[0] for part in text.split("《")[1:] if "》" in part[:20]]
    return [person.name for person in find_people(text) if len(person.name) > 1] + [
        name for name in marked if len(name) > 2
    ]


def attributes(paragraphs: Sequence[str], whole: str, chance: random.Random) -> list[Asked]:
    """Something of a named person that no paragraph with the name comes near to telling."""
    found = []
    for text in paragraphs:
        folded = fold(text)
        for name in list(dict.fromkeys(person.name for person in find_people(text) if len(person.name) > 2))[:3]:
            template, near = chance.choice(ATTRIBUTES)
            words = [near[at : at + 2] for at in range(0, len(near), 2)] if len(near) > 3 else list(near)
            if not any(word in folded for word in words):
                found.append(Asked(template.format(name), "absent attribute"))
    return found


def build(paragraphs: Sequence[str], folder: Path, articles: Path) -> None:
    """One file a paragraph, named by its text, so that an index of nearly the same ones is only mended."""
    import hashlib

    from index.progress import progress_bar
    from rag import build_index

    articles.mkdir(parents=True)
    for text in paragraphs:
        (articles / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.txt").write_text(text, encoding="utf-8")
    with progress_bar() as progress:
        build_index([articles], index=folder, progress=progress)


def ask_all(chatbot: Chatbot, asked: Sequence[Asked]) -> Iterator[Outcome]:
    """Put each question to the system and note the probability that it came to."""
    with noted() as last:
        for item in asked:
            last.clear()
            answer = chatbot.ask(item.question)
            first = normalise(answer.sentences[0].text) if answer.sentences else ""
            holds = any(gold in first for gold in item.answers)
            length = sum(len(sentence.text) for sentence in answer.sentences)
            yield Outcome(item, answer.refused, last[-1] if last else 1.0, holds, length)


@contextmanager
def noted() -> Iterator[list[float]]:
    """The probabilities that refusal computes, as it does."""
    values: list[float] = []
    original: Callable[..., float] = selection.refusal.probability

    def note(found: Features, *, bundled: bool) -> float:
        values.append(original(found, bundled=bundled))
        return values[-1]

    selection.refusal.probability = note  # type: ignore[assignment]
    try:
        yield values
    finally:
        selection.refusal.probability = original


def report(outcomes: Sequence[Outcome], now: float) -> dict[str, Any]:
    """The table at several thresholds, the one in use among them."""
    groups = {kind: [outcome for outcome in outcomes if outcome.asked.kind == kind] for kind in KINDS}
    print("threshold  " + "  ".join(f"{kind} ({len(groups[kind])})" for kind in KINDS) + "   (refused, %)")
    found: dict[str, Any] = {}
    for threshold in sorted({0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, now}):
        shares = {kind: share([outcome.refused(threshold) for outcome in groups[kind]]) for kind in KINDS}
        mark = " <- in use" if threshold == now else ""
        print(f"{threshold:9.2f}  " + "  ".join(f"{100 * shares[kind]:>{len(kind) + 6}.1f}" for kind in KINDS) + mark)
        if threshold == now:
            found = dict(shares)
    there = [outcome.probability for outcome in groups["answerable"] if not outcome.by_rule]
    for kind in KINDS[1:]:
        values = [0.0 if outcome.by_rule else outcome.probability for outcome in groups[kind]]
        found[f"auc {kind}"] = area(there, values)
        print(f"area under the curve against {kind}: {found[f'auc {kind}']:.3f}")
    answerable = groups["answerable"]
    found["first sentence holds"] = share([outcome.holds and not outcome.refused(now) for outcome in answerable])
    print(
        f"the answer's first sentence holds the gold answer: {100 * found['first sentence holds']:.1f} % of answerable ones"
    )
    lengths = [outcome.length for outcome in groups["answerable"] if not outcome.refused(now)]
    if lengths:
        print(f"characters of an answer: {sum(lengths) / len(lengths):.0f} on average, {max(lengths)} at most")
    return found


def share(values: Sequence[bool]) -> float:
    """The share of true ones."""
    return sum(values) / len(values) if values else 0.0


def plot(outcomes: Sequence[Outcome]) -> str:
    """Refused rightly, by kind, over refused wrongly, as SVG."""
    size, colours = 320, ("#1f6feb", "#2da44e", "#bf8700", "#cf222e")
    thresholds = [step / 100 for step in range(101)]
    there = [outcome for outcome in outcomes if outcome.asked.kind == "answerable"]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size + 190}" height="{size + 50}" font-family="sans-serif" font-size="11">',
        f'<rect x="40" y="10" width="{size}" height="{size}" fill="none" stroke="#999"/>',
        f'<text x="{40 + size / 2}" y="{size + 42}" text-anchor="middle">answerable questions refused (0 to 20 %)</text>',
        f'<text x="12" y="{10 + size / 2}" transform="rotate(-90 12 {10 + size / 2})" text-anchor="middle">'
        "refused rightly (0 to 100 %)</text>",
    ]
    for kind, colour in zip(KINDS[1:], colours, strict=True):
        group = [outcome for outcome in outcomes if outcome.asked.kind == kind]
        points = []
        for threshold in thresholds:
            false = min(0.2, share([outcome.refused(threshold) for outcome in there]))
            right = share([outcome.refused(threshold) for outcome in group])
            points.append(f"{40 + size * false / 0.2:.1f},{10 + size * (1 - right):.1f}")
        lines.append(f'<polyline fill="none" stroke="{colour}" stroke-width="1.5" points="{" ".join(points)}"/>')
        lines.append(f'<text x="{size + 50}" y="{30 + 18 * KINDS.index(kind)}" fill="{colour}">{kind}</text>')
    return "\n".join([*lines, "</svg>\n"])


if __name__ == "__main__":
    main()
