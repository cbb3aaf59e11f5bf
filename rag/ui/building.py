"""Indexing from the page: a build runs in a thread of its own and reports as it goes; it can be cancelled."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index.errors import RagError
from rag.ui.payloads import payload

# At most one report in this many seconds reaches the page.
_PATIENCE = 0.25


class BuildCancelled(RagError):
    """Raised inside a build, from its progress callback, when the visitor cancels: nothing of it is published."""

    def __init__(self) -> None:
        super().__init__("Indexing was cancelled; the collection is as it was.", hint="Index again at any time.")


BuildIndex = Callable[..., Any]


def run_build(
    build_index: BuildIndex, paths: Sequence[Path], *, index: Path, stopped: Callable[[], bool]
) -> Iterator[dict[str, Any]]:
    """Build and yield {"progress": …} as it comes, then {"report": …} or {"error": …}.

    Closing the iterator, or `stopped()` turning true, cancels at the next progress report of the build.
    """
    outcome: queue.Queue[dict[str, Any]] = queue.Queue()
    latest: dict[str, Any] = {}
    abandoned = threading.Event()

    def report_progress(progress: Any) -> None:
        if abandoned.is_set() or stopped():
            raise BuildCancelled
        latest["progress"] = payload(progress)

    def work() -> None:
        try:
            report = build_index(list(paths), index=index, progress=report_progress)
            outcome.put({"report": payload(report)})
        except RagError as error:
            outcome.put(
                {
                    "error": {
                        "message": error.message,
                        "hint": error.hint,
                        "cancelled": isinstance(error, BuildCancelled),
                    }
                }
            )
        except Exception as error:
            outcome.put({"error": {"message": f"{type(error).__name__}: {error}", "hint": "", "cancelled": False}})
            raise

    thread = threading.Thread(target=work, name="build", daemon=True)
    thread.start()
    shown: dict[str, Any] = {}
    try:
        while True:
            try:
                yield outcome.get(timeout=_PATIENCE)
                return
            except queue.Empty:
                current = dict(latest)
                if current != shown:
                    shown = current
                    yield current
    finally:
        abandoned.set()
