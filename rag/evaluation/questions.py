"""What a question file holds: questions with the rules of a right answer, and the texts that they are about.

Three forms are read (`rag.evaluation.files`). Their rules:

* rules: {"id": "d01", "q": "…", "must": [["a", "b"], ["c"]], "must_not": ["d"], "type": "opinion", "speaker": "…"}
  A right answer has one string of every `must` group in its text and one in a cited quote, and no `must_not` string in its
  text. With `"answerable": false` it is right to refuse.
* paragraphs (SQuAD): the first sentence of a right answer holds one of the gold answers.
* passages (RGB): a right answer has in its text the `answer`, all of them when it is a list, any one of an inner list. When
  all passages are noise it is right to refuse.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from index.errors import EvalFileError

Form = Literal["rules", "paragraphs", "passages"]


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question with what a right answer must and must not hold.

    `articles` name the right ones, as the beginning of their file name or whole; `passages` are texts that this question
    alone is asked over, `text:1` and so on.
    """

    id: str
    question: str
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    answerable: bool = True
    kind: str = ""
    articles: tuple[str, ...] = ()
    speaker: str = ""
    form: Form = "rules"
    passages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text that questions are about; `name` is its file name in an index of such texts."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """The questions of one file, and the paragraphs that it brings along."""

    path: Path
    form: Form
    questions: tuple[EvalQuestion, ...]
    paragraphs: tuple[Paragraph, ...] = ()


def read_questions(path: Path) -> tuple[EvalQuestion, ...]:
    """All questions of a file of any form. Raises EvalFileError naming the line that does not follow the rules."""
    from rag.evaluation.files import read_file

    return read_file(path).questions


def rule_question(entry: Any, where: str, number: int) -> EvalQuestion:
    """A question of the form `rules`. Raises EvalFileError naming the line that does not follow them."""
    if not isinstance(entry, dict) or not isinstance(entry.get("q"), str) or not entry["q"].strip():
        raise EvalFileError(f'{where} has no question "q".')
    groups = entry.get("must", [])
    if not isinstance(groups, list):
        raise EvalFileError(f"{where}, must: it is a list of lists of strings.")
    must = tuple(tuple(strings(group, f"{where}, must")) for group in groups)
    answerable = entry.get("answerable", True)
    if answerable is True and not must:
        raise EvalFileError(f'{where} is answerable and has no "must".')
    if any(not group for group in must):
        raise EvalFileError(f'{where} has an empty "must" group.')
    return EvalQuestion(
        id=str(entry.get("id", number)),
        question=entry["q"],
        must=must,
        must_not=tuple(strings(entry.get("must_not", []), f"{where}, must_not")),
        answerable=bool(answerable),
        kind=str(entry.get("type", "")),
        articles=tuple(strings(entry.get("articles", []), f"{where}, articles")),
        speaker=str(entry.get("speaker", "") or ""),
    )


def strings(value: Any, where: str) -> list[str]:
    """`value` if it is a list of strings that are not empty. Raises EvalFileError."""
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise EvalFileError(f"{where} must be a list of strings.")
    return value


def parse_line(line: str, where: str) -> Any:
    """One line of JSON. Raises EvalFileError."""
    try:
        return json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise EvalFileError(f"{where} is not JSON: {error}.", hint="One JSON object a line: see the README.") from error
