"""What the taught generator says to questions of articles that it was not taught on.

    python -m benchmarks.taught_generator ../shared [--questions 200] [--untaught] [--model FOLDER] [--free]
        [--through chatbot|reader] [--json FILE] [--show 20]

Each question comes twice: with four passages of about 200 characters of which one holds the answer, and with four of which
none does: another part of the same article where there is one, and the passages of other articles that BM25 likes best.
Through "prompt" the passages are the numbered evidence themselves. Through "chatbot" they are four articles of an index in
memory: the evidence is selected from them, a question may be refused before the model is asked, and the lead may be the
evidence reader's. Through "reader" the evidence reader alone answers from the passages. Of a long answer (an
opinion, most often) the first clause is what is looked for, as it is taught.

Held to copying, the model is made to answer each time; its doubt, the probability that it gives to
资料不足, is noted, and the figures are those of refusing from --refuse-from on; other thresholds follow in a table.

Printed: how often the direct lead holds the answer, its characters, how often its [n] is then the right passage; wrong
refusals; and how often the questions without an answer are refused, by the model, before it, or by either.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean

from index.scripts import fold, is_traditional, to_traditional
from rag import composing, prompting
from rag.chatbot import Chatbot
from rag.citations import parse
from rag.config import RagConfig, load_config
from rag.evidence_reader import load_reader
from rag.generation import Generator, load_generator
from rag.types import Evidence
from rag.writing import SURE
from training.evidence_data import Collection, Item, load
from training.generator_data import brief

PASSAGES = 4
SEED = 17


@dataclass(frozen=True, slots=True)
class Case:
    """A question, four passages, the answers, and which passage holds one: its number from 1, 0 for none."""

    question: str
    passages: tuple[str, ...]
    answers: tuple[str, ...]
    right: int
    source: str


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
        return bool(self.lead) and any(_bare(answer) in _bare(self.lead) for answer in self.case.answers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--untaught", action="store_true", help="the bundled model as it came, by worked examples")
    parser.add_argument("--model", default="bundled", help="or a folder that training.generator_lora --merge made")
    parser.add_argument("--free", action="store_true", help="without the copying constraint")
    parser.add_argument("--through", choices=("prompt", "chatbot", "reader"), default="prompt")
    parser.add_argument("--refuse-from", type=float, default=0.5)
    parser.add_argument("--config", type=Path, default=None)
    parser.add_argument("--json", type=Path, default=None)
    parser.add_argument("--show", type=int, default=0, help="print as many answers, to be read")
    arguments = parser.parse_args()
    config = configured(arguments)
    cases = list(draw(load(arguments.shared, held_out=True), arguments.questions))
    ways = {"chatbot": ThroughChatbot, "prompt": ThroughPrompt, "reader": ThroughReader}
    ask = ways[arguments.through](config)
    outcomes = []
    for number, case in enumerate(cases):
        outcomes.append(ask.outcome(case))
        if number < arguments.show:
            print(shown(outcomes[-1]), flush=True)
    table(outcomes)
    outcomes = [refusing(outcome, arguments.refuse_from) for outcome in outcomes]
    found = {"all": sums(outcomes)}
    for source in sorted({case.source for case in cases}):
        found[source] = sums([outcome for outcome in outcomes if outcome.case.source == source])
    for name, row in found.items():
        print(name)
        for key, value in row.items():
            print(f"  {key:44} {value:8.2f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def configured(arguments: argparse.Namespace) -> RagConfig:
    return load_config(
        arguments.config,
        flags={
            "generator.model": arguments.model,
            "generator.taught": not arguments.untaught,
            "generator.prompt": "auto" if arguments.model == "bundled" else "taught",
            "generator.writing": "free" if arguments.free else "auto",
            "generator.refuse_from": 1.0,  # it always answers, and every threshold of its doubt is tried afterwards
        },
    )


def draw(collection: Collection, count: int) -> Iterator[Case]:
    """Each question with and without its answer; half of them from the news."""
    chance = random.Random(SEED)
    news = [number for number, item in enumerate(collection.items) if item.source == "news"]
    others = [number for number, item in enumerate(collection.items) if item.source != "news" and item.spans]
    chance.shuffle(news)
    chance.shuffle(others)
    pairs = (
        pair
        for both in zip(others, news, strict=False)
        for number in both
        if (pair := _pair(collection, number, chance))
    )
    for made, pair in enumerate(pairs):
        if made == count:
            return
        yield from pair


def _pair(collection: Collection, number: int, chance: random.Random) -> tuple[Case, Case] | None:
    """The question with four passages one of which holds the answer, and with four of which none does."""
    item = collection.items[number]
    spans = {collection.raw[item.text][start:end].strip() for start, end in item.spans}
    answers = tuple(sorted(filter(None, map(brief, spans))))

    def free(text: str) -> bool:
        return not any(_bare(answer) in _bare(text) for answer in answers)

    holding = [window for window in _windows(collection, item) if not free(window)]
    own = [window for window in _windows(collection, item) if free(window) and len(window) >= 40]
    others = [
        collection.raw[text][start:end]
        for text, start, end in map(collection.passages.__getitem__, collection.near[number])
    ]
    others = [text for text in others if free(text) and len(text) >= 40]
    if not answers or not holding or len(others) < PASSAGES:
        return None
    question = item.question.replace(",", "，").replace("?", "？")
    question = to_traditional(question) if is_traditional(holding[0]) else question
    noise = [*chance.sample(own, min(1, len(own))), *others]
    right = chance.randrange(PASSAGES)
    among = noise[: PASSAGES - 1]
    among.insert(right, holding[0])
    without = noise[:PASSAGES]
    chance.shuffle(without)
    return (
        Case(question, tuple(among), answers, right + 1, item.source),
        Case(question, tuple(without), answers, 0, item.source),
    )


def _windows(collection: Collection, item: Item) -> list[str]:
    return [collection.raw[text][start:end].strip() for text, start, end in collection.passages if text == item.text]


class ThroughPrompt:
    """The passages as numbered evidence, and the model alone."""

    def __init__(self, config: RagConfig) -> None:
        self._config = config
        self._generator: Generator = load_generator(config.generator)  # type: ignore[assignment]

    def outcome(self, case: Case) -> Outcome:
        """What the model says."""
        evidence = [_evidence(number, text) for number, text in enumerate(case.passages, start=1)]
        chosen = self._config.generator
        task = prompting.task(
            self._generator,
            case.question,
            evidence,
            style=chosen.prompt,
            writing=chosen.writing,
            refuse_from=chosen.refuse_from,
        )
        began = time.perf_counter()
        text = "".join(
            self._generator.generate(
                task.prompt, max_new_tokens=chosen.max_new_tokens, stop=task.stop, constraint=task.constraint
            )
        )
        seconds = time.perf_counter() - began
        doubt = task.constraint.doubt if task.constraint is not None else None
        parsed = next(iter(parse(text)), None)
        if parsed is None or composing.declines(parsed.text):
            return Outcome(case, "", 0, False, parsed is not None, seconds, doubt)
        return Outcome(case, parsed.text, next(iter(parsed.citations), 0), False, False, seconds, doubt)


class ThroughChatbot:
    """The passages as articles, and everything from search to the answer."""

    def __init__(self, config: RagConfig) -> None:
        self._chatbot = Chatbot(config=config, reader=_empty(config))

    def outcome(self, case: Case) -> Outcome:
        """What the chatbot refuses, or its model says."""
        bot = self._chatbot.over_texts(case.passages)
        began = time.perf_counter()
        answer = bot.ask(case.question)
        seconds = time.perf_counter() - began
        if answer.refused:
            return Outcome(case, "", 0, True, answer.declined, seconds, answer.doubt)
        cited = {item.number: int(item.uri.removeprefix("text:")) for item in answer.evidence}
        first = answer.sentences[0]
        lead = first.text.rstrip("。") if len(first.text) <= composing.LONGEST_LEAD + 1 else ""
        return Outcome(case, lead, cited[first.citations[0]] if lead else 0, False, False, seconds, answer.doubt)


class ThroughReader:
    """The evidence reader alone: the span that it marks in the passage that it takes for the best, if it is sure of it."""

    def __init__(self, config: RagConfig) -> None:
        reader = load_reader(runtime=config.index.runtime)
        assert reader is not None
        self._reader = reader

    def outcome(self, case: Case) -> Outcome:
        """What the reader marks; its doubt is what is left of its relevance."""
        began = time.perf_counter()
        readings = self._reader.read(case.question, case.passages)
        seconds = time.perf_counter() - began
        best = max(range(len(readings)), key=lambda place: readings[place].relevance)
        reading = readings[best]
        lead = case.passages[best][reading.start : reading.end]
        doubt = 1 - reading.relevance
        if reading.relevance < SURE:
            return Outcome(case, "", 0, False, True, seconds, doubt)
        return Outcome(case, lead, best + 1, False, False, seconds, doubt)


def _empty(config: RagConfig):  # noqa: ANN202
    """An index without articles, so that no other is opened."""
    from index.reader import memory_index

    return memory_index([], config=config.index)


def _evidence(number: int, text: str) -> Evidence:
    return Evidence(number, number, "", "", text, 0, len(text), 1.0)


def _bare(text: str) -> str:
    return "".join(fold(text).split())


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


if __name__ == "__main__":
    main()
