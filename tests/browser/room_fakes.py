"""A chatbot without models over the index of `room_index`, for driving the page: fast, scripted, and able to block."""

import contextlib
import dataclasses
import threading
import time
from pathlib import Path

from room_index import FakeIndex, FakeSnapshot, demo_index, value_of

from index.errors import IndexNotFoundError, RagError
from index.progress import Progress
from rag.types import (
    Answer,
    AnswerSentence,
    Citation,
    Delta,
    Evidence,
    Extract,
    Finished,
    Hit,
    Retrieved,
    SentenceChecked,
)
from rag.ui.tools import Tools


@dataclasses.dataclass(frozen=True)
class FakeFailure:
    path: str
    reason: str


@dataclasses.dataclass(frozen=True)
class FakeReport:
    added: int
    updated: int
    removed: int
    unchanged: int
    failures: tuple = ()


class FakeChatbot:
    """Finds the words of a question between 「 and 」 (else all of it); every sentence that holds them is evidence."""

    def __init__(self, room, index, config):
        self.room, self.index, self.config = room, index, config

    def snapshot(self):
        return contextlib.nullcontext(FakeSnapshot(self.index))

    def search(self, query, *, limit=20, **_):
        return tuple(
            Hit(each.chunk_id, each.uri, each.title, each.text, each.start, each.end, dense=0.8, lexical=3.0, fused=1.0)
            for each in self._evidence(query)[:limit]
        )

    def quotations(self, *, speaker=None, about=None):
        return FakeSnapshot(self.index).quotations(speaker=speaker, about=about)

    def ask(self, question, **options):
        for event in self.stream(question, **options):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("no answer")

    def stream(self, question, **options):
        """The events; a stream that is left before its end, or told to end, is noted."""
        try:
            yield from self._events(question, **options)
        except GeneratorExit:
            self.room.cancelled.append(question)
            raise

    def _events(self, question, *, history=(), cancelled=None, **filters):
        cancelled = cancelled or (lambda: False)
        self.room.asked.append((question, tuple(history), filters))
        standalone = question
        if history and question.startswith("还"):
            standalone = f"{history[-1][0]} {question}"
        evidence = self._evidence(standalone, **filters)
        yield Retrieved(evidence=evidence, hits=self.search(standalone), standalone=standalone)
        if not evidence:
            nearest = self._evidence("", limit=3)
            yield self._finish(question, standalone, (), nearest, reason=f"资料里没有找到与“{question}”相关的内容。")
            return
        extract = tuple(AnswerSentence(each.text, (each.number,), "supported", 1.0) for each in evidence[:2])
        yield Extract(extract)
        sentences = []
        for each in evidence[:3]:
            text = f"文章说：{each.text}[{each.number}]"
            for start in range(0, len(text), 4):
                self.room.wait(cancelled)
                if cancelled():
                    self.room.cancelled.append(question)
                    return
                yield Delta(text[start : start + 4], True)
            verdict = self.room.verdicts[len(sentences) % len(self.room.verdicts)]
            note = {"supported": "", "weak": "原文没有“文章说”三个字。", "unsupported": "原文里没有这句话。"}[verdict]
            sentences.append(AnswerSentence(f"文章说：{each.text}", (each.number,), verdict, 0.9, note))
            yield SentenceChecked(sentences[-1])
        yield self._finish(question, standalone, tuple(sentences), evidence)

    def _finish(self, question, standalone, sentences, evidence, reason=None):
        numbers = {number for sentence in sentences for number in sentence.citations}
        citations = tuple(
            Citation(
                each.number, each.title, each.uri, each.source, each.author, each.date, each.text, each.start, each.end
            )
            for each in evidence
            if each.number in numbers
        )
        text = "".join(f"{each.text}{''.join(f'[{n}]' for n in each.citations)}" for each in sentences) or reason
        timings = {"retrieve": 12.0, "evidence": 5.0, "generate": 210.0, "total": 231.0}
        return Finished(
            Answer(
                question, standalone, text, sentences, citations, evidence, reason is not None, reason, timings, "fake"
            )
        )

    def _evidence(self, question, *, limit=6, source=None, **_):
        wanted = question.split("「")[1].split("」")[0] if "「" in question else question.strip("?？")
        found = []
        for uri, (article, clean) in self.index.articles.items():
            if source and source not in (value_of(article.metadata.source) or ""):
                continue
            for start, end in _sentences(clean.text):
                if wanted not in clean.text[start:end]:
                    continue
                span = clean.to_raw(start, end)
                number = len(found) + 1
                found.append(
                    Evidence(
                        number,
                        number,
                        uri,
                        value_of(article.metadata.title) or Path(uri).stem,
                        clean.apply(span.start, span.end),
                        span.start,
                        span.end,
                        1.0 / number,
                        value_of(article.metadata.source),
                        value_of(article.metadata.author),
                        value_of(article.metadata.date),
                    )
                )
        return tuple(found[:limit])


def _sentences(text):
    start = 0
    for position, character in enumerate(text):
        if character in "。！？\n":
            if text[start : position + 1].strip():
                yield start, position + 1
            start = position + 1
    if text[start:].strip():
        yield start, len(text)


class FakeRoom:
    """What a test looks at and turns: `gate` blocks the writing, `asked` holds the questions, `cancelled` the stopped."""

    def __init__(self):
        self.demo = demo_index()
        self.indexes = {}
        self.gate = threading.Event()
        self.gate.set()
        self.pause = 0.004
        self.build_pause = 0.0
        self.verdicts = ("supported",)
        self.asked, self.cancelled = [], []

    def wait(self, cancelled):
        time.sleep(self.pause)
        while not self.gate.wait(0.02) and not cancelled():
            pass

    def tools(self):
        return Tools(self.make_chatbot, self.build, self.remove, lambda index: (), lambda: None)

    def make_chatbot(self, path, config):
        if path is None:
            return FakeChatbot(self, self.demo, config)
        if str(path) not in self.indexes:
            raise IndexNotFoundError(f"no index at {path}.", hint="Add articles first.")
        return FakeChatbot(self, self.indexes[str(path)], config)

    def build(self, paths, *, index, progress, **_):
        made = self.indexes.get(str(index), FakeIndex())
        files = [
            file for path in paths for file in (sorted(Path(path).iterdir()) if Path(path).is_dir() else [Path(path)])
        ]
        fresh, failures = FakeIndex(), []
        for number, file in enumerate(files):
            progress(Progress("embedding", number, len(files), number * 3, 3.0, 1.0))
            time.sleep(self.build_pause)
            try:
                fresh.add_file(file)
            except RagError as error:
                failures.append(FakeFailure(str(file), error.message))
        progress(Progress("publishing", len(files), len(files), len(files) * 3, 3.0, 0.0))
        added = len(set(fresh.articles) - set(made.articles))
        made.articles.update(fresh.articles)
        self.indexes[str(index)] = made
        (Path(index) / "index.sqlite").touch()
        return FakeReport(added, 0, 0, len(fresh.articles) - added, tuple(failures))

    def remove(self, uris, *, index, **_):
        for uri in uris:
            self.indexes[str(index)].articles.pop(uri)
