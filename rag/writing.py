"""The model's part of an answer: its draft as it streams, each sentence checked as it ends, and what may be shown of it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING

from rag import composing
from rag.citations import ParsedSentence, SentenceParser, parse
from rag.config import RagConfig
from rag.prompting import Task
from rag.types import AnswerSentence, Delta, Event, Evidence, SentenceChecked

if TYPE_CHECKING:
    from rag import generation


def draft(
    generator: generation.Generator,
    task: Task,
    evidence: Sequence[Evidence],
    *,
    config: RagConfig,
    cancelled: Callable[[], bool],
) -> Generator[Event, None, tuple[AnswerSentence, ...]]:
    """Stream what the model writes, and return its checked sentences. Raises GenerationError when it fails."""
    reader = _Lead() if task.kind == "lead" else SentenceParser()
    check = composing.check_lead if task.kind == "lead" else composing.check_sentence
    checked: list[AnswerSentence] = []
    pieces = generator.generate(
        task.prompt,
        max_new_tokens=config.generator.max_new_tokens,
        stop=task.stop,
        cancelled=cancelled,
        constraint=task.constraint,
    )
    for piece in pieces:
        yield Delta(piece, draft=True)
        for parsed in reader.feed(piece):
            checked.append(check(parsed, evidence))
            yield SentenceChecked(checked[-1])
    for parsed in reader.close():
        checked.append(check(parsed, evidence))
        yield SentenceChecked(checked[-1])
    return tuple(checked)


class _Lead:
    """A direct answer is one sentence, whatever marks stand in the span."""

    def __init__(self) -> None:
        self._text = ""

    def feed(self, piece: str) -> tuple[ParsedSentence, ...]:
        self._text += piece
        return ()

    def close(self) -> tuple[ParsedSentence, ...]:
        return parse(self._text)


def shown(
    task: Task,
    checked: Sequence[AnswerSentence],
    quoted: Sequence[AnswerSentence],
    evidence: Sequence[Evidence],
    question: str,
    *,
    config: RagConfig,
) -> tuple[AnswerSentence, ...]:
    """The sentences of the answer."""
    if task.kind == "free":
        return composing.checked_then_quote(checked, quoted, question)
    if task.kind == "lead":
        longest = config.evidence.extract_characters
        return composing.lead_with_support(checked, quoted, evidence, question, longest=longest)
    return composing.lead_then_quote(checked, quoted, question)
