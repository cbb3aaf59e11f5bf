"""Reading an index: cheap to open, shared by threads, and never written to."""

from __future__ import annotations

import os
import queue
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from index.config import IndexConfig
from index.embedding import Embedder, load_embedder
from index.fingerprint import current_fingerprint, require_readable, unpack_fingerprint
from index.memory import memory_database
from index.pipeline import Stages, installed_stages
from index.snapshot import Fold, Snapshot
from index.store.database import Identity, damage_reported, identify, open_for_reading
from index.store.meta import read_meta
from index.store.reading import Body, read_body
from index.types import Article, Fingerprint
from index.views import OutdatedError, ViewSource

# Idle connections that are kept for the next questions.
IDLE = 8
# Articles whose text is kept in memory.
BODIES = 32
# Publications in a row that may overtake a question before it no longer waits for what they leave behind.
RETRIES = 4

Connect = Callable[[], sqlite3.Connection]
Identify = Callable[[], Identity]


def open_index(
    path: str | os.PathLike[str],
    *,
    config: IndexConfig | None = None,
    embedder: Embedder | None = None,
    stages: Stages | None = None,
) -> IndexReader:
    """Open the index in a folder. Nothing large is read before the first question.

    Raises IndexNotFoundError, IndexDamagedError, or FingerprintError when it was built with other models or versions.
    """
    config = config or IndexConfig()
    stages = stages or installed_stages()
    folder = Path(path)
    reader = IndexReader(
        folder,
        expected=current_fingerprint(config, embedder or load_embedder(config), stages),
        fold=stages.fold,
        connect=lambda: open_for_reading(folder),
        identify=lambda: identify(folder),
        views=ViewSource(folder, stages.fold),
    )
    reader.check()
    return reader


def memory_index(
    articles: Sequence[Article],
    *,
    config: IndexConfig | None = None,
    embedder: Embedder | None = None,
    stages: Stages | None = None,
) -> IndexReader:
    """A reader over these articles alone, on no disk and gone with the reader."""
    config = config or IndexConfig()
    embedder = embedder or load_embedder(config)
    stages = stages or installed_stages()
    return IndexReader(
        Path("memory"),
        expected=current_fingerprint(config, embedder, stages),
        fold=stages.fold,
        connect=memory_database(articles, config=config, embedder=embedder, stages=stages),
        identify=lambda: (),
        views=ViewSource(None, stages.fold),
    )


class IndexReader:
    """An index. Each `snapshot()` sees the newest generation, and only that one; threads may share the reader."""

    def __init__(
        self,
        folder: Path,
        *,
        expected: Fingerprint,
        fold: Fold,
        connect: Connect,
        identify: Identify,
        views: ViewSource,
    ) -> None:
        self.folder = folder
        self._expected = expected
        self._fold = fold
        self._connect = connect
        self._identify = identify
        self._views = views
        self._idle: queue.LifoQueue[tuple[Identity, sqlite3.Connection]] = queue.LifoQueue(IDLE)
        self._bodies = _Bodies()

    def check(self) -> None:
        """Raise what opening raises, without reading what is large."""
        with self._transaction() as connection, damage_reported(self.folder):
            self._fingerprint(connection)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One generation, for as long as the context lasts. Many at once are fine, from any threads.

        Raises IndexNotFoundError, IndexDamagedError, FingerprintError.
        """
        for attempt in range(RETRIES + 1):
            with self._transaction() as connection:
                try:
                    with damage_reported(self.folder):
                        fingerprint = self._fingerprint(connection)
                        view = self._views.view(connection, alone=attempt == RETRIES)
                except OutdatedError:
                    continue  # a build has published in between: begin anew, with the newest generation
                yield Snapshot(
                    connection, view, fingerprint, folder=self.folder, fold=self._fold, read_body=self._bodies.read
                )
                return

    def close(self) -> None:
        """Close idle connections. Snapshots that are open stay so."""
        while True:
            try:
                self._idle.get_nowait()[1].close()
            except queue.Empty:
                return

    def _fingerprint(self, connection: sqlite3.Connection) -> Fingerprint:
        """The stored fingerprint, which must be the expected one but for the runtime; an index never built yet has no other."""
        stored = read_meta(connection, "fingerprint", "")
        if not stored:
            return self._expected
        fingerprint = unpack_fingerprint(stored)
        require_readable(fingerprint, self._expected, self.folder)
        return fingerprint

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection with a read transaction, which fixes the generation at its first read."""
        identity, connection = self._acquire()
        try:
            connection.execute("BEGIN")
            yield connection
        finally:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            self._release(identity, connection)

    def _acquire(self) -> tuple[Identity, sqlite3.Connection]:
        """An idle connection to the file that is there now, or a new one."""
        now = self._identify()
        while True:
            try:
                identity, connection = self._idle.get_nowait()
            except queue.Empty:
                return now, self._connect()
            if identity == now:
                return identity, connection
            connection.close()  # the index was deleted and made anew

    def _release(self, identity: Identity, connection: sqlite3.Connection) -> None:
        try:
            self._idle.put_nowait((identity, connection))
        except queue.Full:
            connection.close()


class _Bodies:
    """The texts that were read last. Ids are never used again, so that an entry cannot grow stale."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, str], Body] = OrderedDict()

    def read(self, connection: sqlite3.Connection, article_id: int, uri: str) -> Body:
        """An article's text under one of its uris."""
        key = (read_meta(connection, "uid", ""), article_id, uri)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        body = read_body(connection, article_id, uri)
        with self._lock:
            self._kept[key] = body
            if len(self._kept) > BODIES:
                self._kept.popitem(last=False)
        return body
