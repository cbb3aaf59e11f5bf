"""How many follow-up questions are resolved, on two-turn dialogues over the demo articles.

    python benchmarks/dialogues.py                     resolution alone: no model, no index
    python benchmarks/dialogues.py --answers           the demo index is asked both questions as well
    python benchmarks/dialogues.py --carry FILE...     first questions asked as second ones: how many are changed

A line of the file holds `first`, its `answer`, and `then`. A follow-up is resolved when the standalone question holds one
string of each group in `must` (folded) and none of `must_not`, and is unchanged where the line says so. With --answers the
answer to the first question is the system's own, and the second answer must hold `expect`, or be `refused`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.scripts import fold
from rag.conversation import standalone
from rag.questions import analyse

if TYPE_CHECKING:
    from rag.chatbot import Chatbot

DIALOGUES = Path(__file__).parents[1] / "tests" / "labels" / "dialogues.jsonl"


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A question with its answer, the follow-up, and what the standalone question and the second answer must hold."""

    id: str
    kind: str
    language: str
    first: str
    answer: str
    then: str
    must: tuple[tuple[str, ...], ...]
    must_not: tuple[str, ...] = ()
    expect: tuple[tuple[str, ...], ...] = ()
    refused: bool = False
    unchanged: bool = False

    def resolved(self, question: str) -> bool:
        """Whether `question` says what the follow-up means."""
        if self.unchanged:
            return question == self.then
        text = fold(question)
        return holds_all(text, self.must) and not any(fold(word) in text for word in self.must_not)


def holds_all(folded: str, groups: Iterable[Sequence[str]]) -> bool:
    """Whether folded text without spaces holds one string of each group."""
    packed = "".join(folded.split())
    return all(any("".join(fold(word).split()) in packed for word in group) for group in groups)


def read_dialogues(path: Path = DIALOGUES) -> tuple[Dialogue, ...]:
    """The dialogues of a file."""
    return tuple(_dialogue(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line)


def _dialogue(row: dict[str, Any]) -> Dialogue:
    groups = {name: tuple(map(tuple, row.get(name, ()))) for name in ("must", "expect")}
    return Dialogue(**{**row, **groups, "must_not": tuple(row.get("must_not", ()))})


def main() -> None:
    """Print the share resolved, by kind, and every one that is not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=DIALOGUES)
    parser.add_argument("--answers", action="store_true", help="ask the demo index too")
    parser.add_argument("--verbose", action="store_true", help="print every standalone question")
    parser.add_argument("--carry", nargs="+", type=Path, help="reading sets, one paragraph a line; also .gz")
    arguments = parser.parse_args()
    if arguments.carry:
        _carry(arguments.carry)
        return
    dialogues = read_dialogues(arguments.file)
    _resolution(dialogues, verbose=arguments.verbose)
    if arguments.answers:
        _answers(dialogues, verbose=arguments.verbose)


def _resolution(dialogues: Sequence[Dialogue], *, verbose: bool) -> None:
    right: Counter[str] = Counter()
    every = Counter(dialogue.kind for dialogue in dialogues)
    for dialogue in dialogues:
        question = standalone(dialogue.then, [(dialogue.first, dialogue.answer)], analyse)
        fine = dialogue.resolved(question)
        right[dialogue.kind] += fine
        if verbose or not fine:
            print(f"{'ok ' if fine else 'NOT'} {dialogue.id} {dialogue.first} / {dialogue.then} -> {question}")
    for kind, count in every.items():
        print(f"{kind:<12} {right[kind]:>3} of {count}")
    print(f"resolved     {right.total():>3} of {every.total()}  ({100 * right.total() / every.total():.1f} %)")


BEFORE = ("王小川怎么看小厂?", "王小川认为,跟大公司比起来,百川智能这样的小厂更有能力颠覆传统模式。[1]")


def _carry(files: Sequence[Path]) -> None:
    """Print the questions, of 1,500 drawn from `files`, that are changed by a turn that they have nothing to do with."""
    questions: list[str] = []
    for file in files:
        with gzip.open(file, "rt") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
            questions += [asked["question"].strip() for line in lines for asked in json.loads(line)["qas"]]
    random.Random(1).shuffle(questions)
    changed = 0
    for question in questions[:1500]:
        found = standalone(question, [BEFORE], analyse)
        if found != question:
            changed += 1
            print(f"{question} -> {found}")
    print(f"changed      {changed:>3} of {len(questions[:1500])}")


def _answers(dialogues: Sequence[Dialogue], *, verbose: bool) -> None:
    from rag.chatbot import Chatbot
    from rag.config import load_config

    config = load_config()
    chatbot = Chatbot(config=replace(config, generator=replace(config.generator, model="none")))
    asked = [dialogue for dialogue in dialogues if dialogue.expect or dialogue.refused]
    right = sum(_answered(chatbot, dialogue, verbose=verbose) for dialogue in asked)
    print(f"answered     {right:>3} of {len(asked)}  ({100 * right / len(asked):.1f} %)")


def _answered(chatbot: Chatbot, dialogue: Dialogue, *, verbose: bool) -> bool:
    first = chatbot.ask(dialogue.first)
    second = chatbot.ask(dialogue.then, history=[(dialogue.first, first.text)])
    fine = second.refused == dialogue.refused and (dialogue.refused or holds_all(fold(second.text), dialogue.expect))
    if verbose or not fine:
        print(
            f"{'ok ' if fine else 'NOT'} {dialogue.id} {first.text[:80]} / {second.standalone} -> {second.text[:160]}"
        )
    return fine


if __name__ == "__main__":
    main()
