"""Megabytes of UTF-8 a second, on one core, through each step from bytes to passages.

    python benchmarks/text_speed.py [FILE] [--plot FILE.svg]

FILE is a UTF-8 text (or .gz) with one article a line; without it, the news corpus beside the project is taken where it
exists, else generated text.
"""

from __future__ import annotations

import argparse
import gzip
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from machine import describe
from plots import bars

from index.chunking import chunk
from index.cleantext import CleanText
from index.dates import parse_dates
from index.formats import article_from_text
from index.formats.encodings import decode
from index.scripts import fold
from index.sentences import split_sentences

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "news.txt.gz"
MEGABYTE = 1_000_000


def read_articles(path: Path | None, size: int) -> list[str]:
    if path is None:
        path = CORPUS if CORPUS.exists() else None
    if path is None:
        rng = random.Random(1)
        clauses = [
            "今年港口要扩建",
            "有人说市里出钱",
            "也有人说省里出钱",
            "“谁来出钱？”他问",
            "一共要花3.5亿元",
            "至今没有结论",
        ]
        return ["，".join(rng.choices(clauses, k=60)) + "。" for _ in range(size // 1500)]
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as lines:
        articles: list[str] = []
        total = 0
        for line in lines:
            articles.append(line.strip())
            total += len(line.encode())
            if total >= size:
                break
    return [article for article in articles if article]


def count_roughly(texts: Sequence[str]) -> list[int]:
    return [len(text) * 7 // 10 for text in texts]


def passages(text: str) -> None:
    chunk(CleanText(text), split_sentences(text), count_tokens=count_roughly, budget=180, overlap=1)


STEPS: tuple[tuple[str, Callable[[str], object], int], ...] = (
    ("fold", fold, 12),
    ("decode UTF-8", lambda text: decode(text.encode()), 12),
    ("decode GB18030", lambda text: decode(text.encode("gb18030")), 4),
    ("sentences", split_sentences, 6),
    ("sentences and passages", passages, 4),
    ("dates", parse_dates, 4),
    ("article with metadata and posts", lambda text: article_from_text(text, uri="text:1"), 2),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    print(describe())
    print("| step | MB/s |\n|---|---|")
    speeds = []
    for name, step, size in STEPS:
        articles = read_articles(arguments.file, size * MEGABYTE)
        step(articles[0])  # tables load on first use
        total = sum(len(article.encode()) for article in articles)
        start = time.process_time()
        for article in articles:
            step(article)
        speeds.append((name, total / MEGABYTE / (time.process_time() - start)))
        print(f"| {name} | {speeds[-1][1]:.1f} |", flush=True)
    if arguments.plot:
        bars(arguments.plot, "Text, MB/s", [(name, speed, f"{speed:.1f}") for name, speed in speeds])


if __name__ == "__main__":
    main()
