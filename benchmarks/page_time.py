"""How quick the page is on loopback, over the demo: first paint, and from asking to the extract and to the whole answer.

    python benchmarks/page_time.py [--runs 5] [--plot FILE.svg]

Starts `rag serve` and a headless Chromium of its own; needs Debian's chromium and playwright. One question is asked before
anything is timed, so the models are loaded. Medians; the extract is also given as a share of the whole answer's time.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from machine import describe
from plots import bars

QUESTIONS = ("王小川怎么看小厂?", "到2023年10月,国内一共有多少个大模型?", "朱嘯虎為什麼說創業公司沒有機會?")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    print(describe())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "rag.cli", "serve", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}/"
        wait_for(address)
        rows = measure(address, arguments.runs)
        if arguments.plot:
            bars(arguments.plot, "The page", [(name, seconds, f"{seconds:.2f} s") for name, seconds in rows])
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str, *, seconds: int = 300) -> None:
    """Until the server answers."""
    for _ in range(seconds):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(1)
    raise SystemExit(f"nothing answers at {address}")


def measure(address: str, runs: int) -> list[tuple[str, float]]:
    """Print the medians, and return them in seconds."""
    from playwright.sync_api import sync_playwright

    paints, extracts, totals = [], [], []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = chromium.new_context(locale="zh-CN").new_page()
        page.set_default_timeout(120_000)
        for number in range(runs + 1):
            page.goto(address)
            page.wait_for_selector("#question")
            paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000
            turns = page.locator(".turn").count()
            page.fill("#question", QUESTIONS[number % len(QUESTIONS)])
            started = time.perf_counter()
            page.keyboard.press("Enter")
            page.locator(".turn").nth(turns).locator(".prose .sentence").first.wait_for()
            extract = time.perf_counter() - started
            page.locator(".turn").nth(turns).locator(".answer[data-state='finished']").wait_for()
            if number:  # the first loads the models
                paints.append(paint)
                extracts.append(extract)
                totals.append(time.perf_counter() - started)
        chromium.close()
    paint, extract, total = (statistics.median(times) for times in (paints, extracts, totals))
    rows = [("first paint", paint), ("extract", extract), ("whole answer", total)]
    print(f"| median of {runs} | s |\n|---|---|")
    for name, seconds in rows:
        print(f"| {name} | {seconds:.2f} |")
    print(f"extract after {extract / total:.0%} of the answer's time")
    return rows


if __name__ == "__main__":
    main()
