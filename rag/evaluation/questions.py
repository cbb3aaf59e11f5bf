"""Question files: one JSON object a line.

    {"id": "d01", "q": "…", "must": [["a", "b"], ["c"]], "must_not": ["d"], "type": "opinion"}
    {"id": "u01", "q": "…", "answerable": false, "type": "unanswerable"}

An answerable question is right when every `must` group has one of its strings in the answer text and one in a cited quote,
and no `must_not` string stands in the answer text. A question with `answerable: false` is right when it is refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import EvalFileError


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """One line of a question file."""

    id: str
    question: str
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    answerable: bool = True
    kind: str = ""
    articles: tuple[str, ...] = ()


def read_questions(path: Path) -> tuple[EvalQuestion, ...]:
    """Read a question file. Raises EvalFileError naming the line that does not follow the rules."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvalFileError(
            f"cannot read {path}: {error}.", hint="A question file is UTF-8, one JSON object a line."
        ) from error
    questions = tuple(_question(line, path, number) for number, line in enumerate(lines, start=1) if line.strip())
    if not questions:
        raise EvalFileError(f"{path} holds no question.", hint="One JSON object a line: see the README.")
    return questions


def _question(line: str, path: Path, number: int) -> EvalQuestion:
    where = f"{path}, line {number}"
    try:
        entry: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise EvalFileError(f"{where} is not JSON: {error}.") from error
    if not isinstance(entry, dict) or not isinstance(entry.get("q"), str) or not entry["q"].strip():
        raise EvalFileError(f'{where} has no question "q".')
    must = tuple(tuple(_strings(group, f"{where}, must")) for group in entry.get("must", ()))
    answerable = entry.get("answerable", True)
    if answerable is True and not must:
        raise EvalFileError(f'{where} is answerable and has no "must".')
    if any(not group for group in must):
        raise EvalFileError(f'{where} has an empty "must" group.')
    return EvalQuestion(
        id=str(entry.get("id", number)),
        question=entry["q"],
        must=must,
        must_not=tuple(_strings(entry.get("must_not", []), f"{where}, must_not")),
        answerable=bool(answerable),
        kind=str(entry.get("type", "")),
        articles=tuple(_strings(entry.get("articles", []), f"{where}, articles")),
    )


def _strings(value: Any, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise EvalFileError(f"{where} must be a list of strings.")
    return value
