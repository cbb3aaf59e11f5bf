"""What small changes to an index cost, and how search time stands to its size.

    python benchmarks/incremental.py [--articles FOLDER] [--sizes 1000 4000 16000] [--runs 5] [--model] [--kept FOLDER]
        [--plot FILE.svg]

For each size an index is built from so many articles; then one article is added, one changed, one renamed, one removed,
and a build is run over all of them with nothing changed. Times are medians in milliseconds, in one process, index open
in none; `first question` is a fresh reader's first search, `search` a warm dense and lexical search for 100 passages
each. Without --articles they are made up; without --model vectors come from a hash of 384 dimensions, so that what is
measured is the index and not the model. --kept takes what `throughput.py --keep` left, copies it, and measures on the copy
with the configured model instead of building anything.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from machine import describe, peak_memory
from plots import lines

from index.build import build_index, remove_articles
from index.embedding import Embedder, load_embedder
from index.progress import progress_bar
from index.reader import open_index
from index.testing import HashEmbedder

COLUMNS = (
    "articles",
    "passages",
    "build s",
    "nothing",
    "add",
    "change",
    "rename",
    "remove",
    "first question",
    "search",
)
_FIRST_TIME = COLUMNS.index("nothing")  # from here on milliseconds
CHARACTERS = [chr(point) for point in range(0x4E00, 0x4E00 + 2500)]


def made_up(number: int) -> str:
    """Some 700 characters; their frequencies fall as those of a language do."""
    chance = random.Random(number)
    weights = [1 / (rank + 10) for rank in range(len(CHARACTERS))]
    lines = ["".join(chance.choices(CHARACTERS, weights, k=chance.randint(15, 60))) + "。" for _ in range(18)]
    return f"第{number}篇\n来源：测试\n\n" + "".join(lines)


def lay_out(folder: Path, source: Path | None, size: int) -> list[Path]:
    """So many articles under `folder`; returns their paths."""
    files = sorted(path for path in source.rglob("*") if path.is_file())[:size] if source else []
    paths = []
    for number in range(len(files) if source else size):
        path = folder / f"{number // 1000:03d}" / f"{number:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[number].read_bytes() if source else made_up(number).encode())
        paths.append(path)
    return paths


def milliseconds(act: Callable[[], object], runs: int = 1) -> float:
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def measure(source: Path | None, size: int, runs: int, embedder: Embedder) -> list[float]:
    """One row of the table."""
    work = Path(tempfile.mkdtemp(prefix="incremental-"))
    try:
        articles, index = work / "articles", work / "index"
        lay_out(articles, source, size)
        with progress_bar() as progress:
            report = build_index(articles, index=index, embedder=embedder, progress=progress)
        return [report.articles, report.chunks, report.seconds, *changes(articles, index, runs, embedder)]
    finally:
        shutil.rmtree(work)


def measure_kept(kept: Path, runs: int, embedder: Embedder) -> list[float]:
    """The row of a copy of an index that is there."""
    work = Path(tempfile.mkdtemp(prefix="incremental-"))
    try:
        # The articles stay where they are, for the index knows them by their paths; what is added is removed again.
        shutil.copytree(kept / "index", work / "index")
        with open_index(work / "index", embedder=embedder).snapshot() as snapshot:
            size = [snapshot.article_count, snapshot.chunk_count, 0.0]
        return [*size, *changes(kept / "articles", work / "index", runs, embedder)]
    finally:
        shutil.rmtree(work)


def changes(articles: Path, index: Path, runs: int, embedder: Embedder) -> list[float]:
    """What small changes and searches take, from the column "nothing" on."""
    paths = sorted(path for path in articles.rglob("*") if path.is_file())
    time.sleep(2.1)  # until the files are old enough for their time stamps to be trusted

    def build() -> None:
        build_index(articles, index=index, embedder=embedder)

    build()
    rows: dict[str, list[float]] = {name: [] for name in ("nothing", "add", "change", "rename", "remove")}
    for run in range(runs):
        fresh, renamed = articles / f"fresh{run}.txt", articles / f"renamed{run}.txt"
        rows["nothing"].append(milliseconds(build))
        fresh.write_text(made_up(10**6 + run), encoding="utf-8")
        rows["add"].append(milliseconds(build))
        fresh.write_text(made_up(10**7 + run), encoding="utf-8")
        rows["change"].append(milliseconds(build))
        fresh.rename(renamed)
        rows["rename"].append(milliseconds(build))
        rows["remove"].append(milliseconds(lambda: remove_articles(renamed, index=index, embedder=embedder)))  # noqa: B023
        renamed.unlink()
    medians = [statistics.median(times) for times in rows.values()]
    return [*medians, *search_times(index, embedder, paths)]


def search_times(index: Path, embedder: Embedder, paths: list[Path]) -> tuple[float, float]:
    """A fresh reader's first search, and a warm one."""
    chance = random.Random(0)
    questions = [chance.choice(paths).read_text(encoding="utf-8")[60:80] for _ in range(40)]
    vectors = embedder.embed_queries(questions)
    reader = open_index(index, embedder=embedder)

    def search(number: int) -> None:
        with reader.snapshot() as snapshot:
            dense, _ = snapshot.dense(vectors[number], 100)
            lexical, _ = snapshot.lexical(questions[number], 100)
            snapshot.chunks([*dense[:10], *lexical[:10]])

    first = milliseconds(lambda: search(0))
    return first, statistics.median(milliseconds(lambda n=n: search(n)) for n in range(len(questions)))  # type: ignore[misc]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 4000, 16000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--kept", type=Path, help="folder with articles and index, as throughput.py keeps them")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--model", action="store_true", help="embed with the configured model")
    options = parser.parse_args()
    embedder: Embedder = load_embedder() if options.model or options.kept else HashEmbedder(dimension=384)
    print(describe())
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    rows: list[list[float]] = []
    for size in options.sizes if options.kept is None else (0,):
        row = (
            measure(options.articles, size, options.runs, embedder)
            if options.kept is None
            else measure_kept(options.kept, options.runs, embedder)
        )
        rows.append(row)
        print(f"| {' | '.join(f'{value:,.0f}' if value >= 20 else f'{value:.1f}' for value in row)} |", flush=True)
    print(f"peak memory {peak_memory():,.0f} MB")
    if options.plot:
        draw(options.plot, rows)


def draw(path: Path, rows: list[list[float]]) -> None:
    """A line for each kind of change and search, by the number of articles."""
    series = {
        name: [(row[0], row[number]) for row in rows] for number, name in enumerate(COLUMNS) if number >= _FIRST_TIME
    }
    lines(path, "Small changes and searches", series, across="articles", up="milliseconds")


if __name__ == "__main__":
    main()
