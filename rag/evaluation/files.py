"""Read question files of any form: the form is told from what stands in them, .gz is unpacked."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.errors import EvalFileError
from rag.evaluation.paragraphs import paragraph_file
from rag.evaluation.passages import passage_question
from rag.evaluation.questions import QuestionFile, parse_line, rule_question

_HINT = "A question file is UTF-8, one JSON object a line: see the README."


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read.

    At most `limit` questions of each, drawn by `seed`; in RGB's form `passages` for a question, `noise_rate` of them noise.
    """

    limit: int | None = None
    seed: int = 0
    passages: int = 5
    noise_rate: float = 0.0


def read_file(path: Path, reading: Reading | None = None) -> QuestionFile:
    """The questions of `path`. Raises EvalFileError, with the line where one is at fault."""
    reading = reading or Reading()
    entries = _entries(_text(path), path)
    if not entries:
        raise EvalFileError(f"{path} holds no question.", hint=_HINT)
    first = entries[0][1]
    if isinstance(first, dict) and "positive" in first and "query" in first:
        questions = tuple(
            passage_question(entry, where, number, reading) for number, (where, entry) in enumerate(entries, 1)
        )
        read = QuestionFile(path, "passages", questions)
    elif isinstance(first, dict) and {"qas", "paragraphs"} & first.keys():
        read = paragraph_file(path, entries)
    else:
        read = QuestionFile(
            path, "rules", tuple(rule_question(entry, where, n) for n, (where, entry) in enumerate(entries, 1))
        )
    if not read.questions:
        raise EvalFileError(f"{path} holds no question.", hint=_HINT)
    return _limited(read, reading)


def _limited(read: QuestionFile, reading: Reading) -> QuestionFile:
    """At most `limit` questions, in the order of the file."""
    if reading.limit is None or reading.limit >= len(read.questions):
        return read
    chosen = sorted(random.Random(reading.seed).sample(range(len(read.questions)), reading.limit))
    return replace(read, questions=tuple(read.questions[place] for place in chosen))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        if b"\x00" in data:
            raise EvalFileError(f"cannot read {path}: it is binary.", hint=_HINT)
        return data.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise EvalFileError(f"cannot read {path}: {error}.", hint=_HINT) from error


def _entries(text: str, path: Path) -> list[tuple[str, Any]]:
    """The objects of a file with where they stand: one a line, or one JSON document that holds a list of them."""
    whole = _document(text)
    if whole is not None:
        return [(f"{path}, entry {number}", entry) for number, entry in enumerate(whole, start=1)]
    lines = ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())
    return [(where := f"{path}, line {number}", parse_line(line, where)) for number, line in lines]


def _document(text: str) -> Iterable[Any] | None:
    """The entries of a text that is one JSON document: a list, or the `data` of SQuAD."""
    start = text.lstrip()[:1]
    first = text.lstrip().partition("\n")[0]
    if start == "{" and '"data"' not in first[:4096] and first.strip() != "{":
        return None
    if start not in ("[", "{"):
        return None
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return None
    if isinstance(value, dict) and isinstance(value.get("data"), list):
        return list(value["data"])
    return value if isinstance(value, list) else None
