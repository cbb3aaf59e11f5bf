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
import time
from pathlib import Path

from benchmarks.taught_cases import Case, draw
from benchmarks.taught_figures import Outcome, refusing, shown, sums, table
from rag import composing, prompting
from rag.chatbot import Chatbot
from rag.citations import parse
from rag.config import RagConfig, load_config
from rag.evidence_reader import load_reader
from rag.generation import Generator, load_generator
from rag.types import Evidence
from rag.writing import SURE
from training.evidence_data import load


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


if __name__ == "__main__":
    main()
