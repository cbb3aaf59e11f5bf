"""Whether dirt costs retrieval anything: DRCD paragraphs as they are against the same paragraphs with dirt planted.

    python benchmarks/dirt_retrieval.py [--questions 500] [--lexical]

Each paragraph is a file of one index; in the second index each has dirt of a family drawn at random. The build cleans
both. Prints recall@1 and recall@5 of the paragraph for both indexes. `--lexical` leaves the embedder out (BM25 alone).
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dirt_generator import PLANTERS, plant
from retrieval import DATA, rank_of, read

from rag.chatbot import Chatbot
from rag.config import load_config


def write_dirty(paragraphs: Sequence[str], folder: Path) -> None:
    """One file a paragraph, each with its own kind of dirt; markup goes to .html."""
    folder.mkdir(parents=True)
    source = random.Random(17)
    for number, text in enumerate(paragraphs):
        planted = plant(text, source.choice(list(PLANTERS)), number)
        suffix = ".html" if planted.media == "html" else ".txt"
        (folder / f"{number:05d}{suffix}").write_text(planted.raw, encoding="utf-8", errors="replace", newline="")


def write_clean(paragraphs: Sequence[str], folder: Path) -> None:
    folder.mkdir(parents=True)
    for number, text in enumerate(paragraphs):
        (folder / f"{number:05d}.txt").write_text(text, encoding="utf-8")


def chatbot_over(articles: Path, folder: Path, *, lexical: bool) -> Chatbot:
    from index.build import build_index
    from index.testing import HashEmbedder

    config = load_config(flags={"generator.model": "none"})
    embedder = HashEmbedder() if lexical else None
    build_index([articles], index=folder, embedder=embedder)
    chatbot = Chatbot(index=folder, config=config, embedder=embedder)
    if lexical:
        chatbot.config = replace(config, retrieval=replace(config.retrieval, dense_share=0.0))
    return chatbot


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--lexical", action="store_true")
    arguments = parser.parse_args()
    paragraphs, asked = read(arguments.data, arguments.questions)
    with tempfile.TemporaryDirectory() as temporary:
        for name, write in (("clean", write_clean), ("dirty", write_dirty)):
            articles = Path(temporary) / name
            write(paragraphs, articles)
            chatbot = chatbot_over(articles, Path(temporary) / f"{name}-index", lexical=arguments.lexical)
            ranks = [rank_of(chatbot, question, number) for question, number in asked]
            one, five = (sum(rank < depth for rank in ranks) / len(ranks) for depth in (1, 5))
            print(f"{name}: {len(asked)} questions, recall@1 {one:.3f}, recall@5 {five:.3f}")


if __name__ == "__main__":
    main()
