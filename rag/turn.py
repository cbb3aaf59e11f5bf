"""One question on its way: its stages in order, and the events that they send."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Generator as PythonGenerator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from rag import (
    composing,
    conversation,
    extracts,
    library,
    name_suggestions,
    periods,
    prompting,
    refusal_words,
    retrieval,
    summary,
    writing,
)
from rag.answer_kinds import asked_kind
from rag.known_speakers import analyse_with
from rag.messages import message
from rag.once import ReadingOnce, embedding_once
from rag.parts import answered, parts_of
from rag.questions import Question
from rag.search import Search, Selection
from rag.selection import select
from rag.types import (
    Answer,
    AnswerSentence,
    Event,
    Evidence,
    Extract,
    Filters,
    Finished,
    Hit,
    Retrieved,
)

if TYPE_CHECKING:
    from index.snapshot import Snapshot
    from rag.chatbot import Chatbot
    from rag.evidence_reader import Reader
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
        self._embed = embedding_once(chatbot.embed_passages)
        self._remembering: Reader | None = None
        self._speakers: Callable[[], Sequence[str]] = tuple  # everybody quoted, once the index is at hand
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
        led = self._led(selection, quoted)
        self._time("extract")
        yield Extract(led or quoted)
        generator = self.chatbot.load_generator()
        task = None if generator is None else self._task(generator, selection)
        named = led is not None and task is not None and task.kind == "lead" and not self.config.generator.always
        if generator is None or task is None or named:
            yield self._finish(selection.evidence, led or quoted)
            return
        yield from self._generate(generator, task, selection.evidence, quoted)

    def _select(self) -> Selection:
        """Everything that needs the index, within one generation of it."""
        with self.chatbot.snapshot() as snapshot:
            self._speakers = cache(snapshot.speakers)
            self.fingerprint = snapshot.fingerprint.digest()
            reply = library.reply(snapshot, self.question, self._analyse(self.question))
            if reply is not None:
                return reply
            self.standalone = conversation.standalone(self.question, self.history, self._analyse)
            self.standalone = name_suggestions.spelled_out(snapshot, self.standalone)
            asked, filters = periods.narrow(snapshot, self.standalone, self.filters)
            question = self._analyse(asked)
            if pronoun := conversation.nobody_meant(asked, self._analyse):
                return Selection(refusal=message("who_is_meant", question.language, pronoun=pronoun))
            summarised = summary.summarise(
                snapshot,
                asked,
                question.language,
                history=self.history,
                filters=filters,
                find=lambda text: self._find(snapshot, text, filters),
            )
            if summarised is not None:
                self._time("evidence")
                return summarised
            parts = parts_of(question)
            selection = answered(parts, question, lambda part: self._search(snapshot, part, filters)) if parts else None
            if selection is None:
                selection = self._search(snapshot, asked, filters)
            if selection.refusal is not None:
                near = refusal_words.nearest(selection.evidence[0], question) if selection.evidence else ""
                meant = name_suggestions.suggestion(snapshot, question, selection.hits)
                space = " " if question.language == "en" else ""
                return replace(selection, refusal=space.join(filter(None, (selection.refusal, near, meant))))
            return selection

    def _search(self, snapshot: Snapshot, asked: str, filters: Filters) -> Selection:
        """What the passages nearest to `asked` say; nothing when the turn was cancelled, whose answer nobody sees."""
        if self.cancelled():
            return Selection(refusal="")
        plain, vector = self.chatbot.embed_question(asked)
        self._time("embed")
        hits = retrieval.retrieve(snapshot, asked, vector, config=self.config.retrieval, filters=filters)
        self._time("retrieve")
        selection = select(
            Search(
                snapshot=snapshot,
                question=self._analyse(asked),
                hits=hits,
                vector=vector,
                plain=plain,
                embed=self._embed,
                reader=self._reader(),
                bundled=self.chatbot.embeds_as_bundled,
                config=self.config,
                filters=filters,
                said_before=tuple(text for _, text in self.history),
            )
        )
        self._time("evidence")
        return selection

    def _reader(self) -> Reader | None:
        """The evidence reader, remembering what it reads until the turn ends."""
        reader = self.chatbot.load_evidence_reader()
        if self._remembering is None and reader is not None:
            self._remembering = ReadingOnce(reader)
        return self._remembering

    def _find(self, snapshot: Snapshot, text: str, filters: Filters) -> tuple[Hit, ...]:
        vector = self.chatbot.embed_query(text)
        return retrieval.retrieve(snapshot, text, vector, config=self.config.retrieval, filters=filters)

    def _analyse(self, question: str) -> Question:
        return analyse_with(question, self._speakers)

    def _led(self, selection: Selection, quoted: tuple[AnswerSentence, ...]) -> tuple[AnswerSentence, ...] | None:
        """The extract behind a direct answer, where the evidence reader is sure of one; opinions speak for themselves."""
        reader = self._reader()
        spoken = self._analyse(self.standalone).form in ("opinion", "statement", "all_sides", "compare", "who_said")
        if reader is None or selection.quoted != 1 or selection.table or spoken or not selection.evidence:
            return None
        return writing.read_lead(reader, self.standalone, quoted, selection.evidence, config=self.config)

    def _task(self, generator: Generator, selection: Selection) -> prompting.Task | None:
        """What the model is asked; None where several quotations together are the answer and none of them alone is."""
        chosen = self.config.generator
        if selection.table or (selection.quoted > 1 and asked_kind(self.standalone) == "list"):
            return None
        task = prompting.task(
            generator,
            self.standalone,
            selection.evidence,
            style=chosen.prompt,
            writing=chosen.writing,
            refuse_from=chosen.refuse_from,
        )
        return task if task.kind == "lead" or selection.quoted == 1 else None

    def _generate(
        self,
        generator: Generator,
        task: prompting.Task,
        chosen: tuple[Evidence, ...],
        quoted: tuple[AnswerSentence, ...],
    ) -> Iterator[Event]:
        """Stream the model's draft, check each sentence as it ends, and finish with what may be shown."""
        events = writing.draft(generator, task, chosen, config=self.config, cancelled=self.cancelled)
        checked = yield from self._timed(events)
        if self.cancelled():
            return
        self._time("generate")
        reader = self.chatbot.load_evidence_reader() if self.config.generator.agreed else None
        sentences = writing.shown(task, checked, quoted, chosen, self.standalone, config=self.config, reader=reader)
        declined = any(composing.declines(sentence.text) for sentence in checked)
        doubt = task.constraint.doubt if task.constraint is not None else None
        yield self._finish(chosen, sentences, declined=declined, doubt=doubt)

    def _timed(
        self, events: PythonGenerator[Event, None, tuple[AnswerSentence, ...]]
    ) -> PythonGenerator[Event, None, tuple[AnswerSentence, ...]]:
        """The same events, with the time of the first noted."""
        while True:
            try:
                event = next(events)
            except StopIteration as end:
                checked: tuple[AnswerSentence, ...] = end.value
                return checked
            if "first_token" not in self.timings:
                self._time("first_token")
            yield event

    def _finish(
        self,
        chosen: tuple[Evidence, ...],
        sentences: tuple[AnswerSentence, ...],
        *,
        declined: bool = False,
        doubt: float | None = None,
    ) -> Finished:
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
                declined=declined,
                doubt=doubt,
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
        """Note the milliseconds since the stage before; a stage may come several times."""
        now = time.perf_counter()
        self.timings[stage] = round(self.timings.get(stage, 0.0) + (now - self._lap) * 1000, 2)
        self._lap = now

    def _all_timings(self) -> dict[str, float]:
        return {**self.timings, "total": round((time.perf_counter() - self._started) * 1000, 2)}
