"""One question on its way: its stages in order, and the events that they send."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from rag import composing, conversation, extracts, library, periods, prompting, retrieval
from rag.citations import SentenceParser
from rag.questions import Question, analyse
from rag.search import Search, Selection
from rag.selection import select
from rag.types import (
    Answer,
    AnswerSentence,
    Delta,
    Event,
    Evidence,
    Extract,
    Filters,
    Finished,
    Retrieved,
    SentenceChecked,
)

if TYPE_CHECKING:
    from rag.chatbot import Chatbot
    from rag.generation import Generator

History = Sequence[tuple[str, str]]
Cancelled = Callable[[], bool]


class Turn:
    """One question on its way: holds what its stages share."""

    def __init__(
        self, chatbot: Chatbot, question: str, history: History, filters: Filters, cancelled: Cancelled
    ) -> None:
        self.chatbot = chatbot
        self.question = question
        self.history = history
        self.filters = filters
        self.cancelled = cancelled
        self.config = chatbot.config
        self.standalone = question
        self.fingerprint = ""
        self.timings: dict[str, float] = {}
        self._started = self._lap = time.perf_counter()

    def run(self) -> Iterator[Event]:
        """The events, each as soon as it is known."""
        selection = self._select()
        if self.cancelled():
            return
        yield Retrieved(evidence=selection.evidence, hits=selection.hits, standalone=self.standalone)
        if selection.reply is not None:
            yield self._finish(selection.evidence, selection.reply)
            return
        if selection.refusal is not None:
            yield self._refuse(selection.evidence, selection.refusal)
            return
        quoted = extracts.extract(selection.evidence[: selection.quoted])
        self._time("extract")
        yield Extract(quoted)
        generator = self.chatbot.load_generator()
        if generator is None or selection.quoted > 1:
            yield self._finish(selection.evidence, quoted)
            return
        yield from self._generate(generator, selection.evidence, quoted)

    def _select(self) -> Selection:
        """Everything that needs the index, within one generation of it."""
        with self.chatbot.snapshot() as snapshot:
            self.fingerprint = snapshot.fingerprint.digest()
            reply = library.reply(snapshot, self.question, self._analyse(self.question))
            if reply is not None:
                return reply
            self.standalone = conversation.standalone(self.question, self.history, self._analyse)
            asked, filters = periods.narrow(snapshot, self.standalone, self.filters)
            question = self._analyse(asked)
            vector = self.chatbot.embed_query(asked)
            self._time("embed")
            hits = retrieval.retrieve(snapshot, asked, vector, config=self.config.retrieval, filters=filters)
            self._time("retrieve")
            selection = select(
                Search(
                    snapshot=snapshot,
                    question=question,
                    hits=hits,
                    vector=vector,
                    embed=self.chatbot.embed_passages,
                    reader=self.chatbot.load_evidence_reader(),
                    config=self.config,
                    filters=filters,
                    said_before=tuple(text for _, text in self.history),
                )
            )
            self._time("evidence")
            return selection

    def _analyse(self, question: str) -> Question:
        return analyse(question)

    def _generate(
        self, generator: Generator, chosen: tuple[Evidence, ...], quoted: tuple[AnswerSentence, ...]
    ) -> Iterator[Event]:
        """Stream the model's draft, check each sentence as it ends, and finish with what may be shown."""
        parser = SentenceParser()
        checked: list[AnswerSentence] = []
        task = prompting.task(generator, self.standalone, chosen, style=self.config.generator.prompt)
        pieces = generator.generate(
            task.prompt,
            max_new_tokens=self.config.generator.max_new_tokens,
            stop=task.stop,
            cancelled=self.cancelled,
        )
        for piece in pieces:
            if "first_token" not in self.timings:
                self._time("first_token")
            yield Delta(piece, draft=True)
            for parsed in parser.feed(piece):
                checked.append(composing.check_sentence(parsed, chosen))
                yield SentenceChecked(checked[-1])
        for parsed in parser.close():
            checked.append(composing.check_sentence(parsed, chosen))
            yield SentenceChecked(checked[-1])
        if self.cancelled():
            return
        self._time("generate")
        compose = composing.checked_then_quote if task.kind == "free" else composing.lead_then_quote
        yield self._finish(chosen, compose(checked, quoted, self.standalone))

    def _finish(self, chosen: tuple[Evidence, ...], sentences: tuple[AnswerSentence, ...]) -> Finished:
        return Finished(
            Answer(
                question=self.question,
                standalone=self.standalone,
                text=composing.render(sentences),
                sentences=sentences,
                citations=composing.cite(sentences, chosen),
                evidence=chosen,
                refused=False,
                reason=None,
                timings=self._all_timings(),
                fingerprint=self.fingerprint,
            )
        )

    def _refuse(self, nearest: tuple[Evidence, ...], reason: str) -> Finished:
        return Finished(
            Answer(
                question=self.question,
                standalone=self.standalone,
                text=reason,
                sentences=(),
                citations=(),
                evidence=nearest,
                refused=True,
                reason=reason,
                timings=self._all_timings(),
                fingerprint=self.fingerprint,
            )
        )

    def _time(self, stage: str) -> None:
        """Note the milliseconds since the stage before."""
        now = time.perf_counter()
        self.timings[stage] = round((now - self._lap) * 1000, 2)
        self._lap = now

    def _all_timings(self) -> dict[str, float]:
        return {**self.timings, "total": round((time.perf_counter() - self._started) * 1000, 2)}
