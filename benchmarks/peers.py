"""Other systems in the same run: the same passages, questions and embedding weights, each in an environment of its own.

    python benchmarks/peers.py [--paragraphs 400] [--questions 200] [--runs 3] [--only NAME …] [--work FOLDER] [--plot FILE.svg]

Articles are paragraphs of drcd_dev. This project reads them as files and does all that it does: cleaning, speakers,
quotations, passages, vectors, BM25. The peers are handed its passages ready made and have but to embed and keep them.
Both then find 12 passages for each question; the right one is of the question's paragraph. The environments are made below
`--work` on first use (`python -m venv`, `pip install`) and kept. What cannot run says why.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedding import DATA, read
from machine import describe
from plots import bars

from index.weights import cache_folder, ensure_embedder

REQUIREMENTS: dict[str, tuple[str, ...]] = {
    "this project": (),
    "sentence-transformers + faiss": (),
    "txtai": ("txtai", "faiss-cpu"),
    "llama-index": ("llama-index-core", "llama-index-embeddings-huggingface"),
    "haystack": ("haystack-ai>=3", "sentence-transformers-haystack"),
    "raglite": ("raglite",),
}
ENGINES = Path(__file__).with_name("peer_engines.py")
_PATIENCE = 3600  # seconds for one engine


@dataclass(frozen=True, slots=True)
class Result:
    """Medians of one engine, or why there are none."""

    index: float = 0.0
    question: float = 0.0
    recall: float = 0.0
    memory: float = 0.0
    why: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paragraphs", type=int, default=400)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=list(REQUIREMENTS), default=list(REQUIREMENTS))
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--work", type=Path, default=cache_folder() / "peers")
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    print(describe(), flush=True)
    task = prepare(arguments)
    found: dict[str, list[Result]] = {name: [] for name in arguments.only}
    for _ in range(arguments.runs):
        for name in arguments.only:
            if not any(result.why for result in found[name]):
                found[name].append(run(name, task, arguments.work))
                each = found[name][-1]
                print(
                    f"  {name}: {each.why or f'index {each.index:.1f} s, question {each.question:.1f} ms'}", flush=True
                )
    report({name: median(results) for name, results in found.items()}, task, arguments.plot)


def prepare(arguments: argparse.Namespace) -> Path:
    """The paragraphs as files, this project's passages of them, and the questions: a folder."""
    from rag import build_index

    folder: Path = arguments.work / "task"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "articles").mkdir(parents=True)
    paragraphs, asked = read(arguments.data)
    paragraphs = paragraphs[: arguments.paragraphs]
    for number, text in enumerate(paragraphs):
        (folder / "articles" / f"{number:05d}.txt").write_text(text, encoding="utf-8")
    build_index([folder / "articles"], index=folder / "index")
    with sqlite3.connect(folder / "index" / "index.sqlite") as connection:
        passages = passages_of(connection)
    questions = [(text, number) for text, number in asked if number < len(paragraphs)][: arguments.questions]
    content = {
        "model": str(ensure_embedder()),
        "articles": str(folder / "articles"),
        "characters": sum(map(len, paragraphs)),
        "passages": passages,
        "questions": questions,
    }
    (folder / "task.json").write_text(json.dumps(content), encoding="utf-8")
    print(f"{len(paragraphs)} articles, {content['characters']:,} characters", flush=True)
    print(f"{len(passages)} passages, {len(questions)} questions", flush=True)
    return folder / "task.json"


def passages_of(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """(what is embedded of a passage, number of its paragraph), as this project's build made them."""
    from index.store.passages import read_searched_texts

    rows = connection.execute(
        "SELECT chunks.id, files.uri FROM chunks JOIN files ON files.article_id = chunks.article_id"
    ).fetchall()
    paragraph = {chunk: int(Path(os.fsdecode(uri)).stem) for chunk, uri in rows}
    return [(text, paragraph[chunk]) for chunk, text in read_searched_texts(connection, 0)]


def run(name: str, task: Path, work: Path) -> Result:
    """One engine in a process of its own."""
    try:
        python = environment(name, work)
        command = [str(python), str(ENGINES), name, str(task), str(work / "scratch")]
        shutil.rmtree(work / "scratch", ignore_errors=True)
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return Result(why=str(error).splitlines()[0])
    if done.returncode:
        return Result(why=(done.stderr.strip().splitlines() or ["it ended without a word"])[-1])
    values: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return Result(values["index"], values["question"], values["recall"], values["memory"])


def environment(name: str, work: Path) -> Path:
    """The Python of the engine's environment, made where it is not there yet. Raises CalledProcessError."""
    if not REQUIREMENTS[name]:
        return Path(sys.executable)
    folder = work / name
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not (folder / "ready").exists():
        print(f"making the environment of {name} …", flush=True)
        venv.create(folder, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *REQUIREMENTS[name]], check=True, timeout=_PATIENCE)
        (folder / "ready").touch()
    return python


def median(results: list[Result]) -> Result:
    """Of each figure."""
    why = next((result.why for result in results if result.why), "")
    if why:
        return Result(why=why)
    columns = zip(*((each.index, each.question, each.recall, each.memory) for each in results), strict=True)
    return Result(*(statistics.median(column) for column in columns))


def report(found: dict[str, Result], task: Path, plot: Path | None) -> None:
    """Print the table; ratios are how many times as long as this project each takes."""
    characters = json.loads(task.read_text(encoding="utf-8"))["characters"]
    ours = found.get("this project", Result(why="left out"))
    print("| system | index s | characters a minute | ratio | ms a question, p50 | ratio | recall@1 | memory MB |")
    print("|---|---|---|---|---|---|---|---|")
    for name, each in found.items():
        if each.why:
            print(f"| {name} | cannot run: {each.why} | | | | | | |")
            continue
        slower = ("–", "–") if ours.why else (f"{each.index / ours.index:.2f}", f"{each.question / ours.question:.2f}")
        print(
            f"| {name} | {each.index:.1f} | {60 * characters / each.index:,.0f} | {slower[0]} | {each.question:.1f} "
            f"| {slower[1]} | {each.recall:.3f} | {each.memory:.0f} |"
        )
    if plot is not None:
        speeds = {name: 60 * characters / each.index for name, each in found.items() if not each.why}
        bars(plot, "Characters indexed a minute", [(name, speed, f"{speed:,.0f}") for name, speed in speeds.items()])


if __name__ == "__main__":
    main()
