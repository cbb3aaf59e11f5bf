"""How fast articles become an index, whether that stays so, where the time goes, and what memory it takes.

    python benchmarks/throughput.py FOLDER [--articles 1000] [--plot FILE.svg] [--hash] [--keep DIR]

Builds an index of so many articles of FOLDER, with the configured embedder (or, with --hash, with vectors from a hash, which
leaves everything else). Prints characters a minute, and for each tenth of the articles the seconds, the seconds of processor
time (which other programs do not lengthen much) and the peak memory so far; and the share of embedding.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from machine import describe, peak_memory
from plots import bars

from index.build import build_index
from index.embedding import Embedder, load_embedder
from index.testing import HashEmbedder


class Mark(NamedTuple):
    """Where a build stood: articles done, seconds on the wall's and the processor's clock, peak memory in MB."""

    articles: int
    clock: float
    processor: float
    memory: float


class Timed:
    """An embedder that notes how long it took over passages and tokens."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.seconds = {"embed_passages": 0.0, "count_tokens": 0.0}
        self.passages = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._embedder, name)

    def embed_passages(self, texts: Sequence[str]) -> Any:
        """As the embedder does."""
        self.passages += len(texts)
        return self._timed("embed_passages", texts)

    def count_tokens(self, texts: Sequence[str]) -> Any:
        """As the embedder does."""
        return self._timed("count_tokens", texts)

    def _timed(self, name: str, texts: Sequence[str]) -> Any:
        started = time.perf_counter()
        try:
            return getattr(self._embedder, name)(texts)
        finally:
            self.seconds[name] += time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--hash", action="store_true")
    parser.add_argument("--keep", type=Path, help="leave articles and index in this folder, which must not exist")
    arguments = parser.parse_args()
    print(describe(), flush=True)
    embedder = Timed(HashEmbedder(dimension=384) if arguments.hash else load_embedder())
    embedder.embed_passages(["山"])
    work = arguments.keep or Path(tempfile.mkdtemp(prefix="throughput-"))
    work.mkdir(exist_ok=arguments.keep is None)
    try:
        characters = lay_out(arguments.folder, work / "articles", arguments.articles)
        report(work, characters, embedder, arguments.plot)
    finally:
        if arguments.keep is None:
            shutil.rmtree(work)


def lay_out(source: Path, target: Path, count: int) -> int:
    """Copy so many articles; how many characters they hold."""
    target.mkdir()
    files = sorted(path for path in source.rglob("*") if path.is_file())[:count]
    for number, path in enumerate(files):
        shutil.copyfile(path, target / f"{number:06d}{path.suffix}")
    return sum(len(path.read_text(encoding="utf-8", errors="replace")) for path in files)


def report(work: Path, characters: int, embedder: Timed, plot: Path | None) -> None:
    """Build, and print the figures."""
    marks: list[Mark] = []
    embedder.seconds = dict.fromkeys(embedder.seconds, 0.0)
    embedder.passages = 0
    started = time.perf_counter()

    def note(progress: Any) -> None:
        marks.append(Mark(progress.articles_done, time.perf_counter(), time.process_time(), peak_memory()))

    built = build_index([work / "articles"], index=work / "index", embedder=embedder, progress=note)  # type: ignore[arg-type]
    seconds = time.perf_counter() - started
    speed = 60 * characters / seconds
    print(f"{built.articles} articles, {characters:,} characters, {built.chunks} passages in {seconds:.1f} s")
    print(
        f"{speed:,.0f} characters a minute; {embedder.passages / seconds:.1f} passages a second; peak {peak_memory():.0f} MB"
    )
    shares = {name: taken / seconds for name, taken in embedder.seconds.items()}
    print(
        ", ".join(f"{name} {share:.0%}" for name, share in shares.items()),
        f"everything else {1 - sum(shares.values()):.0%}",
        sep=", ",
    )
    tenths = [at_share(marks, built.articles * part / 10) for part in range(11)]
    rows = []
    print("| articles | s | processor s | peak MB |\n|---|---|---|---|")
    for low, high in pairwise(tenths):
        taken = high.processor - low.processor
        print(f"| to {high.articles:,} | {high.clock - low.clock:.1f} | {taken:.1f} | {high.memory:.0f} |")
        rows.append((f"articles to {high.articles:,}", taken, f"{taken:.1f} s"))
    if plot:
        bars(plot, f"Indexing: {speed:,.0f} characters a minute; processor seconds for each tenth", rows)


def at_share(marks: Sequence[Mark], articles: float) -> Mark:
    """The first mark with so many articles done."""
    return next((mark for mark in marks if mark.articles >= articles), marks[-1])


if __name__ == "__main__":
    main()
