"""How long an answer takes, cold and warm, and what memory it needs.

    python benchmarks/answer_time.py [--index D] [--runs 5] [QUESTION …]

Cold: a new process asks one question; the time runs from before Python starts to the extract, and to the last token.
Warm: one process asks all questions, medians. Memory: the peak resident size of the cold process. The alternative that
the warm figures are a ratio to is the same answer without a generator ("extracts only").
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

QUESTIONS = ("王小川怎么看小厂?", "到2023年10月,国内一共有多少个大模型?", "大模型挣钱有哪四条路?", "今天天气怎么样?")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="*", default=list(QUESTIONS))
    parser.add_argument("--index", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.questions[0], arguments.index)
        return
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    prepare(arguments.index)
    cold(arguments.questions[0], arguments.index, arguments.runs)
    warm(arguments.questions, arguments.index, arguments.runs)


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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times["peak_mb"] = peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
    print(json.dumps(times))


def cold(question: str, index: Path | None, runs: int) -> None:
    """Fresh processes, one after the other."""
    command = [sys.executable, __file__, "--child", question, *(["--index", str(index)] if index else [])]
    rows = []
    for _ in range(runs):
        started = time.time()
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        row = json.loads(out.strip().splitlines()[-1])
        rows.append((row["extract"] - started, row["last"] - started, row["peak_mb"]))
    extract, last, peak = (statistics.median(column) for column in zip(*rows, strict=True))
    print(f"cold: extract {extract:.2f} s, last token {last:.2f} s, peak memory {peak:.0f} MB (median of {runs})")


def warm(questions: list[str], index: Path | None, runs: int) -> None:
    """One process, all questions, with and without the generator."""
    from rag import Chatbot, Extract, Finished, load_config

    full = Chatbot(index=index)
    bare = Chatbot(index=index, config=load_config(flags={"generator.model": "none"}))
    for question in questions:
        extracts, totals, alone = [], [], []
        for _ in range(runs + 1):
            started = time.perf_counter()
            for event in full.stream(question):
                if isinstance(event, Extract):
                    extracts.append(time.perf_counter() - started)
                if isinstance(event, Finished):
                    totals.append(time.perf_counter() - started)
            started = time.perf_counter()
            bare.ask(question)
            alone.append(time.perf_counter() - started)
        extract = f"{statistics.median(extracts[1:]):.3f} s" if extracts[1:] else "refused"
        total, only = statistics.median(totals[1:]), statistics.median(alone[1:])
        print(f"warm: extract {extract}, last token {total:.3f} s, {total / only:.1f}x extracts only  {question}")


if __name__ == "__main__":
    main()
