"""Paragraph retrieval on DRCD: recall, and what the script of the question costs.

    python benchmarks/retrieval.py [--questions 500] [--data ../shared/eval/drcd_dev.jsonl.gz]

Every paragraph of the file is an article of one index. A question, in the traditional characters that it came in and
converted to simplified ones, should find its own paragraph. Prints recall@1 and recall@5 for dense, BM25 and fused.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from index.scripts import to_simplified
from rag.chatbot import Chatbot
from rag.config import RagConfig, RetrievalConfig, load_config

DATA = Path(__file__).resolve().parents[2] / "shared" / "eval" / "drcd_dev.jsonl.gz"
SHARES = (("dense", 1.0), ("bm25", 0.0), ("fused", RetrievalConfig().dense_share))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--index", type=Path, help="keep the index here, so that a second run does not embed again")
    arguments = parser.parse_args()
    paragraphs, asked = read(arguments.data, arguments.questions)
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.index or Path(temporary) / "index"
        build(paragraphs, folder, Path(temporary) / "articles")
        chatbot = Chatbot(index=folder, config=load_config(flags={"generator.model": "none"}))
        report(chatbot, asked)


def read(path: Path, count: int) -> tuple[list[str], list[tuple[str, int]]]:
    """The paragraphs, and (question, number of its paragraph) drawn with a fixed seed."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    asked = [(qa["question"], number) for number, row in enumerate(rows) for qa in row["qas"]]
    return [row["context"] for row in rows], random.Random(13).sample(asked, min(count, len(asked)))


def build(paragraphs: Sequence[str], folder: Path, articles: Path) -> None:
    """One file a paragraph."""
    from index.progress import progress_bar
    from rag import build_index

    articles.mkdir(parents=True)
    for number, text in enumerate(paragraphs):
        (articles / f"{number:05d}.txt").write_text(text, encoding="utf-8")
    with progress_bar() as progress:
        build_index([articles], index=folder, progress=progress)


def report(chatbot: Chatbot, asked: Sequence[tuple[str, int]]) -> None:
    """Print the table."""
    print(f"{len(asked)} questions; recall@1 / recall@5 of the paragraph, seconds")
    for script, convert in (("as asked (traditional)", str), ("simplified", to_simplified)):
        for name, share in SHARES:
            one, five, seconds = recall(chatbot, asked, convert, share)
            print(f"  {script:24s} {name:6s} {one:.3f} / {five:.3f}   {seconds:.1f} s")


def recall(
    chatbot: Chatbot, asked: Sequence[tuple[str, int]], convert: Callable[[str], str], share: float
) -> tuple[float, float, float]:
    """Recall@1, recall@5 and the seconds taken."""
    config: RagConfig = replace(chatbot.config, retrieval=replace(chatbot.config.retrieval, dense_share=share))
    chatbot.config = config
    started = time.perf_counter()
    ranks = [rank_of(chatbot, convert(question), number) for question, number in asked]
    seconds = time.perf_counter() - started
    return sum(r == 0 for r in ranks) / len(ranks), sum(r < 5 for r in ranks) / len(ranks), seconds


def rank_of(chatbot: Chatbot, question: str, number: int) -> int:
    """How many other paragraphs stand before the right one (a large number when it was not found)."""
    order = list(dict.fromkeys(Path(hit.uri).stem for hit in chatbot.search(question, limit=20)))
    right = f"{number:05d}"
    return order.index(right) if right in order else 1_000_000


if __name__ == "__main__":
    main()
