"""Reading comprehension as a question file: SQuAD's JSON, and lines of {"title", "context", "qas"}.

P. Rajpurkar and others, SQuAD: 100,000+ Questions for Machine Comprehension of Text (2016). The Chinese sets of the same
layout are read too: `context_text` and `query_text` for the names, answers as plain strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.errors import EvalFileError
from rag.answer_kinds import asked_kind
from rag.evaluation.questions import EvalQuestion, Paragraph, QuestionFile


def paragraph_file(path: Path, entries: Sequence[tuple[str, Any]]) -> QuestionFile:
    """The paragraphs and questions of parsed entries. Raises EvalFileError naming the entry at fault."""
    stem = re.sub(r"\W+", "-", path.name.split(".")[0])
    paragraphs: list[Paragraph] = []
    questions: list[EvalQuestion] = []
    for where, title, entry in _paragraphs(entries):
        text = entry.get("context", entry.get("context_text"))
        asked = entry.get("qas")
        if not isinstance(text, str) or not text.strip() or not isinstance(asked, list):
            raise EvalFileError(f'{where} needs a "context" that is text and "qas" that is a list.')
        name = f"{stem}-{len(paragraphs) + 1:05d}.txt"
        paragraphs.append(Paragraph(name, title, text))
        questions.extend(
            _question(qa, where, name, f"{stem}-{len(questions) + place}") for place, qa in enumerate(asked, 1)
        )
    return QuestionFile(path, "paragraphs", tuple(questions), tuple(paragraphs))


def _paragraphs(entries: Sequence[tuple[str, Any]]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Where, title and object of each paragraph, whether articles hold several or are one."""
    for where, entry in entries:
        if not isinstance(entry, dict):
            raise EvalFileError(f"{where} is not a JSON object.")
        title = entry.get("title")
        title = title if isinstance(title, str) else ""
        inner = entry.get("paragraphs")
        if inner is None:
            yield where, title, entry
        elif isinstance(inner, list) and all(isinstance(item, dict) for item in inner):
            for place, item in enumerate(inner, start=1):
                yield f"{where}, paragraph {place}", title, item
        else:
            raise EvalFileError(f"{where}, paragraphs: it is a list of objects.")


def _question(entry: Any, where: str, name: str, number: str) -> EvalQuestion:
    asked = entry.get("question", entry.get("query_text")) if isinstance(entry, dict) else None
    if not isinstance(asked, str) or not asked.strip():
        raise EvalFileError(f'{where} has a question without "question".')
    answers = entry.get("answers", [])
    if not isinstance(answers, list):
        raise EvalFileError(f'{where}, "answers" of {asked!r}: it is a list.')
    texts = [item.get("text") if isinstance(item, dict) else item for item in answers]
    gold = tuple(dict.fromkeys(text for text in texts if isinstance(text, str) and text.strip()))
    answerable = not entry.get("is_impossible", False)
    if answerable and not gold:
        raise EvalFileError(f"{where} gives no answer to {asked!r}.")
    return EvalQuestion(
        id=str(entry.get("id", entry.get("query_id", number))),
        question=asked,
        must=(gold,) if answerable else (),
        answerable=answerable,
        kind=asked_kind(asked),
        articles=(name,),
        form="paragraphs",
    )
