"""From files to staged articles: read what changed, prepare it, embed it, and lose none of it to a kill."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.config import IndexConfig
from index.discovery import Failure, FileStamp, FoundFile
from index.embedding import Embedder
from index.errors import ConfigError, RagError, WeightsError
from index.pipeline import Stages, article_key, prepare
from index.progress import Meter
from index.store.encoding import pack_metadata, unpack_metadata
from index.store.reading import read_body
from index.store.records import FileRecord
from index.store.staging import Staging
from index.types import Article

# A file whose time stamp is this near to the moment when it was read may have changed since without showing it.
RACY_NS = 2_000_000_000
# How many batches of texts are gathered before they are embedded, so that texts of like length can share one.
WINDOW = 16


@dataclass(slots=True)
class Tally:
    """What became of the files and of their passages. `refreshed` files hold what they held, under a new time stamp."""

    added: Counter[bytes] = field(default_factory=Counter)
    updated: int = 0
    unchanged: int = 0
    refreshed: int = 0
    embedded: int = 0
    reused: int = 0
    failures: list[Failure] = field(default_factory=list)


class Gatherer:
    """One build's way from files to staged articles.

    `known` are the records of the files as published; each that is seen again is taken out of it, so that in the end
    only what vanished is left. With `reread` nothing that is published counts as read; `reuse` says whether published
    vectors are those that this embedder would make.
    """

    def __init__(
        self,
        staging: Staging,
        truth: sqlite3.Connection,
        known: dict[str, FileRecord],
        *,
        config: IndexConfig,
        embedder: Embedder,
        stages: Stages,
        meter: Meter,
        reread: bool = False,
        reuse: bool = True,
    ) -> None:
        self.staging = staging
        self.truth = truth
        self.known = known
        self.config = config
        self.embedder = embedder
        self.stages = stages
        self.meter = meter
        self.reread = reread
        self.reuse = reuse
        self.tally = Tally()
        self.released: set[int] = set()  # published articles that a file held and holds no more
        self._waiting: dict[bytes, str] = {}

    def gather(self, files: Sequence[FoundFile]) -> None:
        """Stage every file that changed, and embed what has no vector yet."""
        changed = [file for file in files if not self._is_known(file)]
        self.meter.start([file.stamp.size for file in changed], done=len(files) - len(changed))
        with self.staging.batches():
            for file in changed:
                self._gather_file(file)
                self.meter.article_read(file.stamp.size)
                if len(self._waiting) >= WINDOW * self.config.batch_size:
                    self.embed_waiting()
            self.embed_waiting()

    def gather_stored(self, records: Sequence[FileRecord], *, from_files: bool = False) -> None:
        """Stage files anew from the text that the truth has of them, whatever became of the files themselves.

        With `from_files` those that still are what they were are read again, as files are read now.
        """
        self.meter.start([record.stamp.size for record in records], done=0)
        with self.staging.batches():
            for record in records:
                article = self._read_again(record) if from_files else None
                if article is None:
                    stored = read_body(self.truth, record.article_id, record.uri).article
                    article = replace(stored, metadata=unpack_metadata(record.metadata))
                article_id, staged = self._place(article)
                metadata = pack_metadata(article.metadata)
                self.staging.add_file(replace(record, metadata=metadata, article_id=article_id, staged=staged))
                self.meter.article_read(record.stamp.size)
                if len(self._waiting) >= WINDOW * self.config.batch_size:
                    self.embed_waiting()
            self.embed_waiting()

    def _read_again(self, record: FileRecord) -> Article | None:
        """The article of a file that holds the same bytes as ever; None where they changed or cannot be read."""
        path = Path(record.uri)
        try:
            if path.stat().st_size != record.stamp.size or hashlib.sha256(path.read_bytes()).digest() != record.digest:
                return None
            return replace(self.stages.load(path, self.config), uri=record.uri)
        except ConfigError:
            raise
        except Exception:  # noqa: BLE001 - what it held is not this build's to take away
            return None

    def _is_known(self, file: FoundFile) -> bool:
        earlier = self.known.get(file.uri)
        if earlier is None or self.reread or not is_untouched(earlier, file.stamp):
            return False
        del self.known[file.uri]
        self.tally.unchanged += 1
        return True

    def _gather_file(self, file: FoundFile) -> None:
        """Stage one file, or put a line into the report."""
        earlier = self.known.pop(file.uri, None)
        try:
            record = self._record(file, earlier)
        except (ConfigError, WeightsError, sqlite3.Error):
            raise  # no fault of this file: every other would fail alike
        except Exception as error:  # noqa: BLE001 - whatever one file breaks, the others are indexed
            self.tally.failures.append(Failure(file.uri, describe(error)))
            transient = isinstance(error, OSError) and not isinstance(error, FileNotFoundError)
            if earlier is not None and (self.reread or not transient):
                self.known[file.uri] = earlier  # what it held is gone; where that can't be told, it stays
            return
        self.staging.add_file(record)
        if earlier is None:
            self.tally.added[record.digest] += 1
        elif earlier.digest != record.digest:
            self.tally.updated += 1
            self.released.add(earlier.article_id)
        else:
            self.tally.unchanged += 1
            self.tally.refreshed += 1

    def _record(self, file: FoundFile, earlier: FileRecord | None) -> FileRecord:
        """What a file holds now."""
        resumed = self.staging.resumable.get(file.uri)
        if resumed is not None and is_untouched(resumed, file.stamp):
            self._want_vectors(resumed.article_id)
            return resumed
        checked = time.time_ns()
        path = Path(file.uri)
        fits = file.stamp.size <= self.config.max_file_mb * 1e6
        digest = hashlib.sha256(path.read_bytes()).digest() if fits else b""
        if earlier is not None and not self.reread and digest == earlier.digest:
            return replace(earlier, stamp=file.stamp, checked_ns=checked)
        article = replace(self.stages.load(path, self.config), uri=file.uri)
        article_id, staged = self._place(article)
        metadata = pack_metadata(article.metadata)
        return FileRecord(file.uri, file.stamp, checked, digest, metadata, article_id, staged)

    def _place(self, article: Article) -> tuple[int, bool]:
        """The id of the article with this text, and whether it is a staged one: it may be there already."""
        key = article_key(article)
        if not self.reread:
            row = self.truth.execute("SELECT max(id) FROM articles WHERE key = ?", (key,)).fetchone()
            if row[0] is not None:
                return int(row[0]), False
        staged = self.staging.article_with(key)
        if staged is None:
            return self.stage(article), True
        self._want_vectors(staged)
        return staged, True

    def stage(self, article: Article) -> int:
        """Prepare an article and stage it; its passages wait for vectors. Returns its id in the staging file."""
        prepared = prepare(article, stages=self.stages, config=self.config, count_tokens=self.embedder.count_tokens)
        article_id = self.staging.add_article(prepared, self.stages.fold)
        self._want_vectors(article_id)
        return article_id

    def _want_vectors(self, article_id: int) -> None:
        """Take the missing vectors of a staged article from the truth, and let the rest wait to be embedded."""
        for digest, text in self.staging.missing(article_id):
            row = self._published_vector(digest) if self.reuse else None
            if row is None:
                self._waiting.setdefault(digest, text)
            else:
                self.staging.add_packed([(digest, row)])
                self.tally.reused += 1

    def _published_vector(self, digest: bytes) -> bytes | None:
        row = self.truth.execute(
            "SELECT v.vector FROM chunks c JOIN vectors v ON v.chunk_id = c.id WHERE c.text_hash = ? LIMIT 1",
            (digest,),
        ).fetchone()
        return None if row is None else bytes(row[0])

    def embed_waiting(self) -> None:
        """Embed what waits, texts of like length together, and commit each batch as soon as it is there."""
        if self._waiting:
            self.meter.report("embedding")
        waiting = sorted(self._waiting.items(), key=lambda item: len(item[1]))
        size = self.config.batch_size
        for start in range(0, len(waiting), size):
            batch = waiting[start : start + size]
            vectors = self.embedder.embed_passages([text for _, text in batch])
            self.staging.add_vectors([digest for digest, _ in batch], vectors)
            self.staging.commit_batch()
            self.meter.chunks_embedded(len(batch), waiting=len(waiting) - start - len(batch))
            self.tally.embedded += len(batch)
        self._waiting = {}
        self.meter.report("reading")


def is_untouched(record: FileRecord, stamp: FileStamp) -> bool:
    """Whether a file is, beyond doubt, as it was when it was read: the same stamp, and old at that time."""
    newest = max(stamp.mtime_ns, stamp.ctime_ns)
    return record.stamp == stamp and newest + RACY_NS < record.checked_ns


def describe(error: Exception) -> str:
    """One line for the report."""
    if isinstance(error, RagError):
        return str(error)
    if isinstance(error, OSError):
        return f"cannot be read: {(error.strerror or str(error)).lower()}"
    return f"{type(error).__name__}: {error}".split("\n", 1)[0][:200]
