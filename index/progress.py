"""How far a build is, and a bar that shows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

# The bar is drawn anew no more often than this while articles fly by.
REFRESH_SECONDS = 0.1

Stage = Literal["scanning", "reading", "embedding", "publishing", "caching", "done"]


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a build. `rate` is in passages a second since it began; `seconds_left` is None until it can be told."""

    stage: Stage
    articles_done: int = 0
    articles_total: int = 0
    chunks_done: int = 0
    rate: float = 0.0
    seconds_left: float | None = None


ProgressCallback = Callable[[Progress], None]


class Meter:
    """Counts what a build does and tells a callback.

    Time left is judged by bytes, as articles differ in length, and an article's bytes count when its passages are
    embedded: that is what takes the time. Until the first are, nothing is said.
    """

    def __init__(self, callback: ProgressCallback | None) -> None:
        self._callback = callback
        self._started = time.monotonic()
        self._bytes_total = self._bytes_done = self._bytes_read = 0
        self._articles_total = self._articles_done = 0
        self._chunks_done = 0

    def start(self, sizes: Sequence[int], *, done: int) -> None:
        """These files lie ahead; `done` others need no work."""
        self._started = time.monotonic()
        self._bytes_total += sum(sizes)
        self._articles_total += len(sizes) + done
        self._articles_done += done
        self.report("reading")

    def article_read(self, size: int) -> None:
        """One of the files that lay ahead is read."""
        self._bytes_read += size
        self._articles_done += 1
        self.report("reading")

    def chunks_embedded(self, count: int, *, waiting: int) -> None:
        """So many passages are embedded, of those that were read so far; `waiting` others are not yet."""
        self._chunks_done += count
        unfinished = self._bytes_read - self._bytes_done
        self._bytes_done += round(unfinished * count / (count + waiting))
        self.report("embedding")

    def report(self, stage: Stage) -> None:
        """Tell the callback where the build stands."""
        if self._callback is None:
            return
        elapsed = time.monotonic() - self._started
        left = elapsed / self._bytes_done * (self._bytes_total - self._bytes_done) if self._bytes_done else None
        rate = self._chunks_done / elapsed if elapsed > 0 else 0.0
        self._callback(Progress(stage, self._articles_done, self._articles_total, self._chunks_done, rate, left))


def describe_seconds(seconds: float) -> str:
    """A duration for people: 42 s, 3 min 20 s, 2 h 05 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest:02d} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[ProgressCallback | None]:
    """A callback for `build_index` that draws one bar on standard error; None when `quiet`."""
    if quiet:
        yield None
        return
    from tqdm import tqdm

    bar: Any = tqdm(
        total=0, unit="article", dynamic_ncols=True, bar_format="{desc}: {n_fmt}/{total_fmt} articles |{bar}| {postfix}"
    )

    shown_at = 0.0

    def show(progress: Progress) -> None:
        nonlocal shown_at
        now = time.monotonic()
        if progress.stage in ("reading", "embedding") and now - shown_at < REFRESH_SECONDS:
            return
        shown_at = now
        bar.set_description_str(progress.stage, refresh=False)
        bar.total, bar.n = progress.articles_total, progress.articles_done
        left = "" if progress.seconds_left is None else f", {describe_seconds(progress.seconds_left)} left"
        bar.set_postfix_str(f"{progress.chunks_done} passages, {progress.rate:.0f}/s{left}", refresh=False)
        bar.refresh()

    try:
        yield show
    finally:
        bar.close()
