"""What each part of the writing contributes: one table from one command.

    python -m benchmarks.ablation FILE… [--index D] [--questions 50] [--only extract,taught-copying] [--config C]
        [--json FILE] [--read FILE]

The ways: the extract alone; the untaught and the taught model, each writing freely (checked) and held to copying; last
the taught one where the evidence reader agrees. A file is
a question file as `rag eval` reads it, asked over the index `--index` (the demo index without it), or paragraphs with
questions in the layout of SQuAD, a JSON object a line (`title`, `context`, `qas`), all of them in an index in memory.

By way: answers right by the file's rules (SQuAD: an answer of the set in the text), their first sentence alone, how often
the model leads and how often that lead holds the answer (apart: where it cites what the extract quotes, and where the
evidence reader, asked the same, marks the same place), refusals, length and time. `--read` writes the answers of all
ways side by side, to be read. Everything before the model is the same for all ways.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, median
from typing import Any

from index.formats import article_from_text
from index.reader import memory_index
from rag.chatbot import Chatbot
from rag.config import RagConfig, load_config
from rag.evaluation.questions import EvalQuestion, read_questions
from rag.evaluation.scoring import comparable, score
from rag.evidence_reader import Reader, load_reader
from rag.generation import load_generator
from rag.types import Answer, Event, Extract, Finished, SentenceChecked

WAYS: dict[str, dict[str, Any]] = {
    "extract": {"model": "none"},
    "untaught-free": {"taught": False, "writing": "free"},
    "untaught-copying": {"taught": False, "writing": "copying"},
    "taught-free": {"taught": True, "writing": "free", "agreed": False},
    "taught-copying": {"taught": True, "writing": "copying", "agreed": False},
    "taught-agreed": {"taught": True, "writing": "copying", "agreed": True},
}
SEED = 19


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the way to tell whether a text answers it."""

    question: str
    answerable: bool
    right: Callable[[Answer], bool]
    holds: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer, the model's own lead ("" for none), and the seconds that it took.

    `own`: the lead cites what the extract quotes anyway; `agreed`: the evidence reader's span in what it cites overlaps it.
    """

    asked: Asked
    answer: Answer
    lead: str
    seconds: float
    own: bool = False
    agreed: bool = False

    @property
    def right(self) -> bool:
        """By the rules of the file."""
        return self.asked.right(self.answer)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--index", type=Path, default=None)
    parser.add_argument("--questions", type=int, default=50, help="drawn from each file; 0 takes all")
    parser.add_argument("--only", default=",".join(WAYS))
    parser.add_argument("--config", type=Path, default=None)
    parser.add_argument("--json", type=Path, default=None)
    parser.add_argument("--read", type=Path, default=None)
    arguments = parser.parse_args()
    ways = arguments.only.split(",")
    if unknown := set(ways) - set(WAYS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}. Known: {', '.join(WAYS)}")
    config = load_config(arguments.config)
    found: dict[str, dict[str, dict[str, float]]] = {}
    for path in arguments.files:
        base, asked = prepared(path, config, arguments.index, arguments.questions)
        outcomes = {way: list(run(base, config, way, asked)) for way in ways}
        found[path.name] = {way: sums(rows) for way, rows in outcomes.items()}
        print_table(path.name, found[path.name])
        if arguments.read:
            with arguments.read.open("a", encoding="utf-8") as file:
                file.write(side_by_side(outcomes))
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def prepared(path: Path, config: RagConfig, index: Path | None, count: int) -> tuple[Chatbot, list[Asked]]:
    """A chatbot that extracts alone, over what the file's questions are about, and the questions."""
    quiet = replace(config, generator=replace(config.generator, model="none"))
    if path.name.endswith((".jsonl.gz", ".json.gz")) or _is_squad(path):
        rows = [json.loads(line) for line in _lines(path)]
        articles = [article_from_text(row["context"], uri=f"paragraph:{at}") for at, row in enumerate(rows)]
        bot = Chatbot(config=quiet, reader=memory_index([], config=config.index))
        reader = memory_index(articles, config=config.index, embedder=bot._embedder)
        every = [_of_paragraph(asked) for row in rows for asked in row["qas"]]
        return with_generator(bot, quiet, None, reader=reader), _drawn(every, count)
    questions = [_of_file(question) for question in read_questions(path)]
    return Chatbot(index, config=quiet), _drawn(questions, count)


def with_generator(bot: Chatbot, config: RagConfig, generator: Any, *, reader: Any = None) -> Chatbot:
    """The same chatbot with another model."""
    return Chatbot(
        config=config,
        embedder=bot._embedder,
        evidence_reader=bot.load_evidence_reader(),
        generator=generator,
        reader=reader or bot._reader,
    )


def run(base: Chatbot, config: RagConfig, way: str, asked: Sequence[Asked]) -> Iterator[Outcome]:
    """The questions one after the other; the model is loaded before the clock starts, and let go at the end."""
    chosen = replace(config, generator=replace(config.generator, **WAYS[way]))
    generator = load_generator(chosen.generator)
    for _ in generator.generate("文", max_new_tokens=1) if generator is not None else ():
        pass
    bot = with_generator(base, chosen, generator)
    reader = load_reader()
    for item in asked:
        began = time.perf_counter()
        events = list(bot.stream(item.question))
        yield outcome(item, events, time.perf_counter() - began, reader)


def outcome(asked: Asked, events: Sequence[Event], seconds: float, reader: Reader | None) -> Outcome:
    """What came of one question. A lead is a sentence of the model that stands first in the answer."""
    answer = next(event.answer for event in events if isinstance(event, Finished))
    said = [event.sentence.text for event in events if isinstance(event, SentenceChecked)]
    first = answer.sentences[0].text if answer.sentences else ""
    lead = next((text for text in said if text and text.rstrip("。.") in first), "")
    if not lead:
        return Outcome(asked, answer, "", seconds)
    quoted = {
        number
        for event in events
        if isinstance(event, Extract)
        for item in event.sentences
        for number in item.citations
    }
    cited = set(answer.sentences[0].citations)
    source = next(item.text for item in answer.evidence if item.number in cited)
    agreed = False
    if reader is not None:
        (reading,) = reader.read(asked.question, [source])
        at = source.find(lead.rstrip("。."))
        agreed = at < reading.end and reading.start < at + len(lead)
    return Outcome(asked, answer, lead, seconds, own=cited <= quoted, agreed=agreed)


def sums(rows: Sequence[Outcome]) -> dict[str, float]:
    """Shares in per cent, lengths in characters, times in seconds."""
    there = [row for row in rows if row.asked.answerable]
    absent = [row for row in rows if not row.asked.answerable]
    answered = [row for row in rows if not row.answer.refused and row.answer.sentences]
    leads = [row for row in there if row.lead]
    return {
        "questions": len(rows),
        "right %": _share(there, lambda row: row.right),
        "first sentence holds %": _share(there, lambda row: row.asked.holds(_first(row.answer))),
        "model leads %": _share(there, lambda row: bool(row.lead)),
        "lead holds %": _share(leads, lambda row: row.asked.holds(row.lead)),
        "lead from the extract %": _share(leads, lambda row: row.own),
        "- holds %": _share([row for row in leads if row.own], lambda row: row.asked.holds(row.lead)),
        "lead from elsewhere holds %": _share(
            [row for row in leads if not row.own], lambda row: row.asked.holds(row.lead)
        ),
        "reader agrees with the lead %": _share(leads, lambda row: row.agreed),
        "- lead holds %": _share([row for row in leads if row.agreed], lambda row: row.asked.holds(row.lead)),
        "lead without the reader holds %": _share(
            [row for row in leads if not row.agreed], lambda row: row.asked.holds(row.lead)
        ),
        "refused wrongly %": _share(there, lambda row: row.answer.refused),
        "model declines %": _share(there, lambda row: row.answer.declined),
        "absent refused %": _share(absent, lambda row: row.answer.refused),
        "absent declined %": _share(absent, lambda row: row.answer.declined),
        "characters": fmean([len(row.answer.text) for row in answered]) if answered else 0.0,
        "lead characters": fmean([len(row.lead) for row in leads]) if leads else 0.0,
        "seconds": median([row.seconds for row in rows]) if rows else 0.0,
    }


def _first(answer: Answer) -> str:
    return answer.sentences[0].text if answer.sentences else ""


def _share(rows: Sequence[Outcome], test: Callable[[Outcome], bool]) -> float:
    return 100 * sum(map(test, rows)) / len(rows) if rows else 0.0


def _of_paragraph(row: dict[str, Any]) -> Asked:
    """A question of a paragraph, as it is written."""
    answers = [comparable(answer["text"]) for answer in row["answers"]]

    def holds(text: str) -> bool:
        return any(answer in comparable(text) for answer in answers if answer)

    return Asked(row["question"], bool(answers), lambda answer: not answer.refused and holds(answer.text), holds)


def _of_file(question: EvalQuestion) -> Asked:
    def holds(text: str) -> bool:
        said = comparable(text)
        return bool(question.must) and all(
            any(comparable(option) in said for option in group) for group in question.must
        )

    return Asked(question.question, question.answerable, lambda answer: score(question, answer).right, holds)


def _is_squad(path: Path) -> bool:
    return '"context"' in next(iter(_lines(path)), "")


def _lines(path: Path) -> Iterator[str]:
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as lines:
        yield from (line for line in lines if line.strip())


def _drawn(asked: list[Asked], count: int) -> list[Asked]:
    return random.Random(SEED).sample(asked, min(count, len(asked))) if count else asked


def print_table(name: str, found: dict[str, dict[str, float]]) -> None:
    print(f"\n{name}\n{'':34}" + "".join(f"{way:>18}" for way in found))
    for row in next(iter(found.values())):
        print(f"{row:34}" + "".join(f"{found[way][row]:18.2f}" for way in found), flush=True)


def side_by_side(outcomes: dict[str, list[Outcome]]) -> str:
    """One block a question: what each way answered, with a mark where it is right."""
    blocks = []
    for rows in zip(*outcomes.values(), strict=True):
        lines = [f"? {rows[0].asked.question}"]
        for way, row in zip(outcomes, rows, strict=True):
            said = f"({row.answer.reason})" if row.answer.refused else row.answer.text
            lines.append(f"{'+' if row.right else '-'} {way}: {said}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n\n"


if __name__ == "__main__":
    main()
