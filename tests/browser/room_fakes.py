"""A chatbot and an index without models, for driving the page: fast, scripted, and able to block."""

import contextlib
import dataclasses
import re
import threading
import time
from pathlib import Path

from index.errors import IndexNotFoundError, RagError
from index.formats import article_from_text, load_file
from index.progress import Progress
from index.scripts import fold
from index.stored import ArticleInfo, StoredArticle, StoredQuotation
from index.types import CleanText, Edit, Metadata, Quotation, Span
from index.types import Field as MetadataField
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


class FakeIndex:
    def __init__(self):
        self.articles = {}

    def add(self, text, *, uri, edits=(), **metadata):
        article = article_from_text(text, uri=uri)
        fields = {name: MetadataField(value) for name, value in metadata.items()}
        article = dataclasses.replace(article, metadata=Metadata(**fields))
        self.articles[uri] = (article, CleanText(article.raw, tuple(edits)))
        return self

    def add_file(self, path):
        article = dataclasses.replace(load_file(path, config=_index_config()), uri=str(path))
        self.articles[article.uri] = (article, CleanText(article.raw))


def _index_config():
    from index.config import IndexConfig

    return IndexConfig()


class FakeSnapshot:
    def __init__(self, index):
        self.index = index

    def articles(self):
        return tuple(self.article(number).info for number in range(len(self.index.articles)))

    def article(self, number):
        uri, (article, clean) = list(self.index.articles.items())[number]
        metadata = article.metadata
        info = ArticleInfo(
            article_id=number,
            uri=uri,
            uris=(uri,),
            title=_value(metadata.title) or Path(uri).stem,
            source=_value(metadata.source),
            author=_value(metadata.author),
            date=_value(metadata.date),
            characters=len(article.raw),
            chunks=1,
            quotations=len(self.quotations_of(number)),
            reprints=0,
        )
        return StoredArticle(info, article, clean, (), tuple(each.quotation for each in self.quotations_of(number)))

    def article_by_uri(self, uri):
        return self.article(list(self.index.articles).index(uri)) if uri in self.index.articles else {}[uri]

    def phrase(self, text, limit):
        found = [n for n, (_, clean) in enumerate(self.index.articles.values()) if fold(text) in fold(clean.text)]
        return tuple(found[:limit]), len(found)

    def chunks(self, ids):
        return tuple(Passage(number) for number in ids)

    def quotations_of(self, number):
        """Whoever stands before 说， and the words after it."""
        uri, (article, clean) = list(self.index.articles.items())[number]
        found = []
        for match in re.finditer(r"([老小]\w)还?说，([^。\n]*)", clean.text):
            quotation = Quotation(match[1], Span(*match.span(2)), Span(*match.span()), "说", False)
            raw = clean.to_raw(*match.span(2))
            date, source, title = (_value(getattr(article.metadata, name)) for name in ("date", "source", "title"))
            found.append(StoredQuotation(number, uri, title, source, date, quotation, match[2], raw))
        return found

    def quotations(self, *, speaker=None, about=None):
        every = [each for number in range(len(self.index.articles)) for each in self.quotations_of(number)]
        return tuple(
            each
            for each in every
            if (not speaker or speaker in each.quotation.speaker) and (not about or about in each.text)
        )


@dataclasses.dataclass(frozen=True)
class Passage:
    article_id: int


def _value(field):
    return field.value if field else None


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
            if source and source not in (_value(article.metadata.source) or ""):
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
                        _value(article.metadata.title) or Path(uri).stem,
                        clean.apply(span.start, span.end),
                        span.start,
                        span.end,
                        1.0 / number,
                        _value(article.metadata.source),
                        _value(article.metadata.author),
                        _value(article.metadata.date),
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


def demo_index():
    index = FakeIndex()
    text = (
        "河边的旧书店\n\n来源：城南周报　2021-05-03\n\n店主老周说，书店不会搬走。&nbsp;广告：点此下载。街坊们常在黄昏来看书。\n\n"
        + "河水慢慢地流。" * 40
        + "\n\n老周还说，𠮷野家的孩子🙂最爱读「海底两万里」，读了三遍。\n"
    )
    text += "".join(f"第{number}天，书店照常开门。\n" for number in range(1, 60)) + "一年之后，书店添了二楼。\n"
    edits = []
    for part, replacement, reason in (("&nbsp;", " ", "entity"), ("广告：点此下载。", "", "advertisement")):
        start = text.index(part)
        edits.append(Edit(start, start + len(part), replacement, reason))
    index.add(
        text,
        uri="demo/bookshop.txt",
        edits=edits,
        title="河边的旧书店",
        source="城南周报",
        author="陈默",
        date="2021-05-03",
    )
    index.add(
        "桥上的灯\n\n桥上新装了路灯。书店的门口也亮了。\n",
        uri="demo/lamps.txt",
        title="桥上的灯",
        source="桥头晚报",
        date="2022-11-20",
    )
    return index
