"""Whether the fast paths change answers: the same questions with 8-bit integers and with torch, differences listed.

    python benchmarks/runtimes.py [QUESTIONS.jsonl] [--articles FOLDER] [--generator bundled]

Each runtime builds an index of its own and answers every question (`q` or `question` in each line). Without a generator, as
by default, answers are extracts: what embedder, search and evidence reader decide.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from machine import describe

from rag import Chatbot, build_index, load_config
from rag.demo import demo_folder
from rag.types import Answer

QUESTIONS = Path(__file__).resolve().parents[1] / "rag" / "demo" / "questions.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path, nargs="?", default=QUESTIONS)
    parser.add_argument("--articles", type=Path, default=demo_folder())
    parser.add_argument("--generator", default="none")
    arguments = parser.parse_args()
    print(describe(), flush=True)
    rows = [json.loads(line) for line in arguments.questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    questions = [row.get("q") or row["question"] for row in rows]
    whole, floats = (
        answers(questions, arguments.articles, kind, arguments.generator) for kind in ("openvino", "torch")
    )
    compare(whole, floats)


def answers(questions: list[str], articles: Path, runtime: str, generator: str) -> list[Answer]:
    """The answers of one runtime."""
    config = load_config(flags={"index.runtime": runtime, "generator.model": generator})
    with tempfile.TemporaryDirectory() as folder:
        build_index([articles], index=Path(folder) / "index", config=config)
        chatbot = Chatbot(index=Path(folder) / "index", config=config)
        return [chatbot.ask(question) for question in questions]


def compare(whole: list[Answer], floats: list[Answer]) -> None:
    """Print each difference, and how many there are."""
    refusals = texts = 0
    for one, other in zip(whole, floats, strict=True):
        refusals += one.refused != other.refused
        if one.text != other.text:
            texts += 1
            print(f"{one.question}\n  8-bit: {one.text}\n  torch: {other.text}")
    print(f"{len(whole)} questions: {texts} answers differ, {refusals} of them in whether there is one")


if __name__ == "__main__":
    main()
