"""What all visitors share: the collections, one chatbot a collection and setting, and who has asked to stop."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from index.errors import EmptyFileError, RagError
from rag.config import RagConfig
from rag.types import Event, Filters
from rag.ui.facts import models
from rag.ui.feedback import eval_file, keep_feedback, read_feedback
from rag.ui.library import Collection, Library, delete_upload, has_index, safe_name, write_upload
from rag.ui.payloads import payload
from rag.ui.tools import Tools

if TYPE_CHECKING:
    from index.snapshot import Snapshot
    from index.stored import StoredArticle
    from rag.chatbot import Chatbot

Mode = Literal["free", "quote"]
_CHATBOTS_KEPT = 8
_CHARACTERS_PER_PASSAGE = 150
_STOPS_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Options:
    """What a visitor has set for a question. `passages` None leaves the configuration's number."""

    passages: int | None = None
    mode: Mode = "free"
    filters: Filters = Filters()


class ReadingRoom:
    """Shared by all requests; every method may be called from any thread."""

    def __init__(self, config: RagConfig, library: Library, *, tools: Tools) -> None:
        self.config = config
        self.library = library
        self.tools = tools
        self._chatbots: OrderedDict[tuple[str, int | None, Mode], Chatbot] = OrderedDict()
        self._lock = threading.Lock()
        self._stops: dict[str, threading.Event] = {}

    def chatbot(self, collection: Collection, options: Options = Options()) -> Chatbot:
        """The chatbot for this collection and these settings, made once and kept while it is in use."""
        key = (collection.id, options.passages, options.mode)
        with self._lock:
            found = self._chatbots.pop(key, None)
            if found is None:
                found = self.tools.make_chatbot(collection.path, self._configured(options))
            self._chatbots[key] = found
            while len(self._chatbots) > _CHATBOTS_KEPT:
                self._chatbots.popitem(last=False)
            return found

    def _configured(self, options: Options) -> RagConfig:
        config = self.config
        if options.passages is not None:
            sentences = max(1, min(50, options.passages))
            characters = max(config.evidence.characters, sentences * _CHARACTERS_PER_PASSAGE)
            config = replace(
                config, evidence=replace(config.evidence, sentences=sentences, characters=min(20_000, characters))
            )
        if options.mode == "quote":
            config = replace(config, generator=replace(config.generator, model="none"))
        return config

    def stream(
        self,
        question: str,
        *,
        collection: str | None,
        history: Sequence[tuple[str, str]],
        options: Options,
        ticket: str = "",
    ) -> Iterator[Event]:
        """The events of one question; ends early once `stop(ticket)` was called or the caller went away."""
        chatbot = self.chatbot(self.library.get(collection), options)
        flag = self._stops.setdefault(ticket, threading.Event()) if ticket else threading.Event()
        filters = options.filters
        events = chatbot.stream(
            question,
            history=list(history),
            source=filters.source,
            author=filters.author,
            since=filters.since,
            until=filters.until,
            speaker=filters.speaker,
            cancelled=flag.is_set,
        )
        try:
            with closing(cast(Generator[Event, None, None], events)):
                for event in events:
                    if flag.is_set():
                        return
                    yield event
        finally:
            flag.set()
            self._stops.pop(ticket, None)

    def stop(self, ticket: str) -> None:
        """Ask the question or build with this ticket to end. One that has not begun will end at once."""
        while len(self._stops) > _STOPS_KEPT:  # tickets of questions that never began
            self._stops.pop(next(iter(self._stops)), None)
        self._stops.setdefault(ticket, threading.Event()).set()

    def stopped(self, ticket: str) -> bool:
        """Whether `stop(ticket)` was called."""
        return ticket in self._stops and self._stops[ticket].is_set()

    def snapshot(self, collection: Collection) -> AbstractContextManager[Snapshot | None]:
        """One generation of the collection's index; None inside while nothing has been indexed yet."""
        if collection.path is not None and not has_index(collection.path):
            return nullcontext(None)
        return self.chatbot(collection).snapshot()

    @property
    def suffixes(self) -> frozenset[str]:
        """The endings of the files that can be read."""
        from index.formats import SUPPORTED_SUFFIXES

        return frozenset(SUPPORTED_SUFFIXES)

    def facts(self) -> dict[str, Any]:
        """What the page shows of the configuration."""
        config = self.config
        return {
            "suffixes": sorted(self.suffixes),
            "max_file_mb": config.index.max_file_mb,
            "passages": config.evidence.sentences,
            "models": models(config),
        }

    def roots(self, collection: Collection) -> list[Path]:
        """What a build of the collection reads: its uploads, and whatever it was built from before."""
        uploads = collection.uploads
        uploads.mkdir(parents=True, exist_ok=True)
        known = self.tools.stored_roots(uploads.parent) if has_index(uploads.parent) else ()
        return list(dict.fromkeys([uploads, *map(Path, known)]))

    def paste(self, collection: Collection, *, title: str, text: str) -> dict[str, Any]:
        """Keep a pasted text as a file of the collection. Raises EmptyFileError."""
        if not text.strip():
            raise EmptyFileError("There is no text in it.", hint="Paste the article first.")
        first_line = next(line for line in text.splitlines() if line.strip()).strip()
        name = safe_name(f"{(title.strip() or first_line)[:40]}.txt", fallback="pasted.txt")
        if title.strip():
            text = f"{title.strip()}\n\n{text}"
        return {"name": write_upload(collection, name, text.encode("utf-8", "replace")).name}

    def remove(self, collection: Collection, uri: str) -> None:
        """Take an article out of the index, and the files that were uploaded for it away."""
        index = collection.uploads.parent
        with self.snapshot(collection) as snapshot:
            uris = list(stored_article(snapshot, uri).info.uris)
        self.tools.remove_articles(uris, index=index)
        for each in uris:
            delete_upload(collection, each)

    def warm(self) -> None:
        """Load what the first question would wait for: the index, the embedder, and what else reads and writes."""
        chatbot = self.chatbot(self.library.get(None))
        chatbot.search("预热")
        self.tools.warm_models()

    def judge(self, collection: Collection, values: Mapping[str, Any]) -> None:
        """Keep what a reader thought of an answer or citation."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        keep_feedback(self._feedback_folder(collection), values, at=now)

    def feedback(self, collection: Collection) -> dict[str, Any]:
        """All judgements of a collection as a question file, and how many questions it holds."""
        text = eval_file(read_feedback(self._feedback_folder(collection)))
        return {"file": text, "questions": text.count("\n")}

    def _feedback_folder(self, collection: Collection) -> Path:
        return collection.path or self.library.root / "demo-feedback"


def stored_article(snapshot: Snapshot | None, uri: str) -> StoredArticle:
    """The article of a uri as the page knows it. Raises RagError when it is gone."""
    if snapshot is not None:
        try:
            return snapshot.article_by_uri(uri)
        except KeyError:
            # A file name that is no valid text went to the page with its odd bytes replaced.
            for info in snapshot.articles() if "\ufffd" in uri else ():
                if payload(info.uri) == uri:
                    return snapshot.article(info.article_id)
    raise RagError("This article is no longer in the collection.", hint="Reload the list.")
