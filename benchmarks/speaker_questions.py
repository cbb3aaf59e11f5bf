"""Questions for somebody's words, asked of the real chatbot: 60 on what X said on Y, 30 on what X did not speak of.

    python benchmarks/speaker_questions.py                  figures
    python benchmarks/speaker_questions.py --show           every answer that is wrong (text of the articles is printed)
    python benchmarks/speaker_questions.py --fresh           20 and 10 on the fresh articles, written before a run
    python benchmarks/speaker_questions.py --tables         the ten tables of the all-sides questions

The articles stand among others drawn from the corpus. An answer is right when the first thing that it cites is one of the
labelled statements of X on Y; it holds another's words when anything that it cites overlaps a labelled statement of
somebody else.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

from quotations import LABELS, SHARED, corpus

from index.config import IndexConfig
from index.embedding import load_embedder
from index.formats import article_from_text
from index.names import same_person
from index.reader import memory_index
from rag.chatbot import Chatbot
from rag.config import GeneratorConfig, RagConfig
from rag.questions import analyse
from rag.types import Answer
from rag.viewpoints import table, viewpoints

QUESTIONS = LABELS.with_name("speaker_questions.jsonl")
FRESH = LABELS.with_name("speaker_questions_fresh.jsonl")
TOUCH = 6  # characters that two spans must share to be the same words


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def library(questions: list[dict[str, Any]], others: int) -> tuple[Chatbot, dict[str, dict[str, Any]]]:
    """A chatbot over the articles asked about and `others` more; labels by uri."""
    lines = corpus()
    labels = {str(record["article"]): record for record in read_lines(LABELS)}
    names = list(dict.fromkeys(str(question["article"]) for question in questions if "article" in question))
    names += sorted(path.name for path in (SHARED / "articles").iterdir() if path.name not in names)
    drawn = random.Random(5).sample(
        [number for number in range(1, len(lines) + 1) if str(number) not in labels], others
    )
    texts = {
        name: lines[int(name) - 1] if name.isdigit() else (SHARED / "articles" / name).read_bytes().decode()
        for name in names
    }
    texts |= {str(number): lines[number - 1] for number in drawn}
    config = RagConfig(generator=GeneratorConfig(model="none"))
    embedder = load_embedder(IndexConfig())
    articles = [article_from_text(text, uri=name) for name, text in texts.items()]
    reader = memory_index(articles, config=config.index, embedder=embedder)
    return Chatbot(config=config, embedder=embedder, reader=reader), labels


def shared(first: list[int], start: int, end: int) -> int:
    return max(0, min(first[1], end) - max(first[0], start))


def cited_right(answer: Answer, question: dict[str, Any]) -> bool:
    """Whether the first citation of the answer is X's words on Y."""
    if answer.refused or not answer.citations:
        return False
    first = answer.citations[0]
    hit = any(shared(span, first.start, first.end) >= TOUCH for span in question["spans"])
    return first.uri == str(question["article"]) and hit


def other_words(answer: Answer, speaker: str, labels: dict[str, dict[str, Any]]) -> list[str]:
    """Who else's labelled words the answer cites."""
    found: list[str] = []
    for citation in answer.citations:
        for label in labels.get(citation.uri, {"quotations": []})["quotations"]:
            if shared(label["span"], citation.start, citation.end) < TOUCH or label.get("optional"):
                continue
            if not (same_person(label["speaker"], speaker) or speaker in label["speaker"]):
                found.append(label["speaker"])
    return found


def run(bot: Chatbot, labels: dict[str, dict[str, Any]], questions: list[dict[str, Any]], *, show: bool) -> None:
    """Ask everything and print the figures."""
    counts: Counter[str] = Counter()
    seconds: list[float] = []
    for question in questions:
        if question["type"] == "sides":
            continue
        started = time.perf_counter()
        answer = bot.ask(question["q"])
        seconds.append(time.perf_counter() - started)
        counts[question["type"]] += 1
        if question["type"] == "silent":
            counts["silent refused"] += answer.refused
            if show and not answer.refused:
                print(f"  answered  {question['q']}  {answer.text[:120]!r}")
            continue
        right = cited_right(answer, question)
        others = other_words(answer, question["speaker"], labels)
        counts["said right"] += right
        counts["said by another"] += bool(others)
        if show and (not right or others):
            print(
                f"  {'refused' if answer.refused else 'wrong'} {others}  {question['q']}  {(answer.reason or answer.text)[:140]!r}"
            )
    said, silent = counts["said"], counts["silent"]
    print(f"{said} questions on what X said on Y")
    print(f"  answered by the right speaker on the matter  {counts['said right'] / said:.3f}  ({counts['said right']})")
    print(f"  with another speaker's words                 {counts['said by another']}")
    print(f"{silent} questions on what X did not speak of")
    print(
        f"  refused                                      {counts['silent refused'] / silent:.3f}  ({counts['silent refused']})"
    )
    print(f"median {1000 * sorted(seconds)[len(seconds) // 2]:.0f} ms a question, extracts only")


def tables(bot: Chatbot, questions: list[dict[str, Any]]) -> None:
    """Print the table of every all-sides question, over the articles that the answer draws on."""
    for question in questions:
        if question["type"] != "sides":
            continue
        answer = bot.ask(question["q"])
        asked = analyse(question["q"])
        wanted = bot.embed_question(asked.matter or asked.text)[0]
        uris = {item.uri for item in answer.evidence}
        pool = [item for item in bot.quotations() if item.uri in uris or asked.form == "compare"]
        rows = viewpoints(pool, asked, similarity=lambda texts, wanted=wanted: bot.embed_passages(texts) @ wanted)
        print(f"\n{question['q']}")
        print(table(rows) if rows else answer.reason or answer.text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--others", type=int, default=150, help="articles in the library that nobody asks about")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--tables", action="store_true")
    parser.add_argument("--fresh", action="store_true", help="20 + 10 questions on the fresh articles")
    options = parser.parse_args()
    questions = read_lines(FRESH if options.fresh else QUESTIONS)
    bot, labels = library(questions, options.others)
    if options.tables:
        tables(bot, questions)
    else:
        run(bot, labels, questions, show=options.show)


if __name__ == "__main__":
    main()
