"""Public fakes: an embedder and a generator without models, for tests of programs that use `rag`."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence

from index.testing import HashEmbedder
from rag.copying import Copying
from rag.evidence_reader import Reading
from rag.necessity import NeededTerm
from rag.token_stream import StopFilter

__all__ = ["FakeReader", "HashEmbedder", "ScriptedGenerator"]


class ScriptedGenerator:
    """Answers with what was enqueued, one script a call, and records the prompts.

    A `threading.Event` among the pieces holds the stream until it is set, so that a test can look at what came before;
    an exception among them is raised there. A call that finds no script gives nothing.
    """

    name = "scripted"

    def __init__(
        self, *scripts: Sequence[str | threading.Event | Exception], chat: bool = False, taught: bool = False
    ) -> None:
        self.taught = taught
        self.prompts: list[str] = []
        self.constraints: list[Copying | None] = []
        self._scripts = deque(tuple(script) for script in scripts)
        self._chat = chat

    def enqueue(self, pieces: Sequence[str | threading.Event | Exception]) -> None:
        """Add a script: the pieces of the answer to one later call."""
        self._scripts.append(tuple(pieces))

    def chat_prompt(self, messages: Sequence[tuple[str, str]]) -> str | None:
        """Lines of `role: content` with `chat=True`, else None as a base model gives."""
        return "\n".join(f"{role}: {content}" for role, content in messages) if self._chat else None

    def generate(
        self,
        prompt: str,
        *,
        max_new_tokens: int,
        stop: Sequence[str] = (),
        cancelled: Callable[[], bool] | None = None,
        constraint: Copying | None = None,
    ) -> Iterator[str]:
        """The next script, cut off by the rules of `Generator`; a piece counts as a token.

        A constraint is recorded and not obeyed: what a script says must hold up to the checks behind it.
        """
        self.prompts.append(prompt)
        self.constraints.append(constraint)
        script = self._scripts.popleft() if self._scripts else ()
        limit = StopFilter(stop)
        count = 0
        for piece in script:
            if cancelled is not None and cancelled():
                return
            if isinstance(piece, threading.Event):
                _wait(piece, cancelled)
            elif isinstance(piece, Exception):
                raise piece
            elif count < max_new_tokens and not limit.stopped:
                count += 1
                if text := limit.feed(piece):
                    yield text
        if rest := limit.flush():
            yield rest


def _wait(event: threading.Event, cancelled: Callable[[], bool] | None) -> None:
    """Until the event is set or the question cancelled; a minute at most, so that a broken test ends."""
    for _ in range(6000):
        if event.wait(0.01) or (cancelled is not None and cancelled()):
            return
    raise TimeoutError("nobody set the event that holds the scripted stream")


class FakeReader:
    """An evidence reader that knows the answers: a passage holding the one to the question is surely relevant, no other is.

    A question that `answers` does not hold has none.
    """

    name = "fake"

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = dict(answers)

    def read(self, question: str, passages: Sequence[str]) -> tuple[Reading, ...]:
        """Relevance 0.95 and the answer's span where it stands, else 0.05 and the first character."""
        answer = self._answers.get(question, "")
        return tuple(
            Reading(0.95, at, at + len(answer), 0.9)
            if answer and at >= 0
            else Reading(0.05, 0, min(1, len(passage)), 0.1)
            for passage in passages
            for at in (passage.find(answer),)
        )

    def needed(self, question: str) -> tuple[NeededTerm, ...]:
        """Nothing is known of terms."""
        return ()
