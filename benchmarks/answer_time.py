"""How long an answer takes, cold and warm, and what memory it needs.

    python benchmarks/answer_time.py [--index D] [--runs 5] [--plot FILE.svg] [QUESTION …]

Cold: a new process asks one question; the time runs from before Python starts to the extract, and to the last token.
Warm: one process asks all questions, medians, and p50 and p95 over all that were answered. Memory: the peak resident size
of the cold process. The alternative that the warm figures are a ratio to is the same answer without a generator
("extracts alone").
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from machine import describe, peak_memory
from plots import bars

if TYPE_CHECKING:
    from rag import Chatbot

QUESTIONS = ("王小川怎么看小厂?", "到2023年10月,国内一共有多少个大模型?", "大模型挣钱有哪四条路?", "今天天气怎么样?")


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each run of a question; no extracts where it was refused."""

    extracts: list[float] = field(default_factory=list)
    totals: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)

    def add(self, other: Times) -> None:
        """Take the runs of `other` too."""
        self.extracts.extend(other.extracts)
        self.totals.extend(other.totals)
        self.alone.extend(other.alone)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="*", default=list(QUESTIONS))
    parser.add_argument("--index", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.questions[0], arguments.index)
        return
    print(describe())
    prepare(arguments.index)
    rows = [*cold(arguments.questions[0], arguments.index, arguments.runs)]
    rows += warm(arguments.questions, arguments.index, arguments.runs)
    if arguments.plot:
        bars(arguments.plot, "Question to answer", [(name, seconds, f"{seconds:.2f} s") for name, seconds in rows])


def prepare(index: Path | None) -> None:
    """Convert weights and build the demo index, if need be, before anything is timed."""
    from rag import ask

    ask("准备", index=index)


def child(question: str, index: Path | None) -> None:
    """One question in this fresh process; milestones as JSON."""
    from rag import Chatbot, Extract, Finished

    times: dict[str, float] = {}
    for event in Chatbot(index=index).stream(question):
        if isinstance(event, Extract):
            times["extract"] = time.time()
        if isinstance(event, Finished):
            times["last"] = time.time()
    print(json.dumps({**times, "peak_mb": peak_memory()}))


def cold(question: str, index: Path | None, runs: int) -> list[tuple[str, float]]:
    """Fresh processes, one after the other; prints medians and returns them in seconds."""
    command = [sys.executable, __file__, "--child", question, *(["--index", str(index)] if index else [])]
    rows = []
    for _ in range(runs):
        started = time.time()
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        row = json.loads(out.strip().splitlines()[-1])
        rows.append((row.get("extract", row["last"]) - started, row["last"] - started, row["peak_mb"]))
    extract, last, peak = (statistics.median(column) for column in zip(*rows, strict=True))
    print(f"cold: extract {extract:.2f} s, last token {last:.2f} s, peak memory {peak:.0f} MB (median of {runs})")
    return [("cold: extract", extract), ("cold: last token", last)]


def warm(questions: list[str], index: Path | None, runs: int) -> list[tuple[str, float]]:
    """One process, all questions, with and without the generator; prints a table and returns its last lines."""
    from rag import Chatbot, load_config

    full = Chatbot(index=index)
    bare = Chatbot(index=index, config=load_config(flags={"generator.model": "none"}))
    print("| warm, ms | extract | last token | extracts alone | ratio |")
    print("|---|---|---|---|---|")
    every = Times()
    for question in questions:
        times = asked(full, bare, question, runs)
        total, alone = statistics.median(times.totals), statistics.median(times.alone)
        extract = milliseconds(statistics.median(times.extracts)) if times.extracts else "refused"
        print(
            f"| {question} | {extract} | {milliseconds(total)} | {milliseconds(alone)} | {total / alone:.1f} |",
            flush=True,
        )
        if times.extracts:
            every.add(times)
    rows = [
        (f"{name} p{share}", float(np.percentile(taken, share)))
        for name, taken in (("extract", every.extracts), ("last token", every.totals), ("extracts alone", every.alone))
        for share in (50, 95)
        if taken
    ]
    for name, seconds in rows:
        print(f"warm: {name} {milliseconds(seconds)} ms")
    return [(f"warm: {name}", seconds) for name, seconds in rows]


def asked(full: Chatbot, bare: Chatbot, question: str, runs: int) -> Times:
    """`runs` answers from each chatbot, after one that does not count."""
    from rag import Extract, Finished

    times = Times()
    for run in range(runs + 1):
        seen = Times()
        started = time.perf_counter()
        for event in full.stream(question):
            if isinstance(event, Extract):
                seen.extracts.append(time.perf_counter() - started)
            if isinstance(event, Finished):
                seen.totals.append(time.perf_counter() - started)
        started = time.perf_counter()
        bare.ask(question)
        seen.alone.append(time.perf_counter() - started)
        if run:
            times.add(seen)
    return times


def milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:,.0f}"


if __name__ == "__main__":
    main()
