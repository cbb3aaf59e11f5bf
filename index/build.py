"""Builds: from files and folders to the next generation of an index."""

from __future__ import annotations

import os
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from index.caches import cache_floor, refresh_caches
from index.config import IndexConfig
from index.discovery import Failure, discover, is_under
from index.embedding import Embedder, load_embedder
from index.errors import IndexNotFoundError
from index.fingerprint import (
    current_fingerprint,
    pack_fingerprint,
    reads_alike,
    require_equal,
    unpack_fingerprint,
)
from index.gathering import Gatherer, Tally
from index.pipeline import Stages, installed_stages
from index.progress import Meter, ProgressCallback
from index.reconciling import reconcile
from index.store.clustering import cluster_reprints
from index.store.database import DATABASE, build_hint, damage_reported, flush_log
from index.store.meta import read_meta
from index.store.publishing import Publication, publish, refresh_files, staged_beside
from index.store.records import FileRecord, read_files
from index.store.staging import Staging, transaction
from index.store.writer import locked, open_to_publish
from index.types import Fingerprint

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. Files are counted in `added` to `unchanged`, `articles` and `chunks` are what the index holds.

    `renamed` files are neither added nor removed. `skipped` were passed over by rule, `failures` could not be indexed.
    `embedded` passages needed the model, `reused` ones had a vector from before.
    """

    added: int = 0
    updated: int = 0
    removed: int = 0
    renamed: int = 0
    unchanged: int = 0
    failures: tuple[Failure, ...] = ()
    skipped: tuple[Failure, ...] = ()
    articles: int = 0
    chunks: int = 0
    embedded: int = 0
    reused: int = 0
    generation: int = 0
    seconds: float = 0.0


def build_index(
    paths: Paths,
    *,
    index: str | os.PathLike[str],
    config: IndexConfig | None = None,
    embedder: Embedder | None = None,
    stages: Stages | None = None,
    progress: ProgressCallback | None = None,
    rebuild: bool = False,
) -> BuildReport:
    """Bring the index up to date with files and folders, and with these alone: what was indexed from elsewhere stays.

    A file that cannot be indexed is a line in the report. A build that is killed has changed nothing, and the next one
    takes up its work. With `rebuild` everything is made anew, also what was indexed from elsewhere (from its stored
    text), and vectors are kept where their text and model stayed.

    Raises IndexLockedError while another build writes, FingerprintError when the index was built with other models or
    versions, IndexDamagedError; the last two not with `rebuild`.
    """
    started = time.monotonic()
    with _build(Path(index), config, embedder, stages, progress, rebuild=rebuild) as build:
        report = build.run(_listed(paths))
    return replace(report, seconds=time.monotonic() - started)


def remove_articles(
    paths: Paths,
    *,
    index: str | os.PathLike[str],
    config: IndexConfig | None = None,
    embedder: Embedder | None = None,
    stages: Stages | None = None,
) -> BuildReport:
    """Remove files, by uri or path, and everything under folders, from the index; the files themselves stay.

    A path that holds nothing of the index is a line in the report. Raises IndexNotFoundError, IndexLockedError,
    IndexDamagedError.
    """
    started = time.monotonic()
    if not (Path(index) / DATABASE).exists():
        raise IndexNotFoundError(f"there is no index in {index}.", hint=build_hint(Path(index)))
    with _build(Path(index), config, embedder, stages, None, rebuild=False) as build:
        report = build.remove(_listed(paths))
    return replace(report, seconds=time.monotonic() - started)


@contextmanager
def _build(
    folder: Path,
    config: IndexConfig | None,
    embedder: Embedder | None,
    stages: Stages | None,
    progress: ProgressCallback | None,
    *,
    rebuild: bool,
) -> Iterator[_Build]:
    """A build that holds the lock and the one writing connection."""
    config = config or IndexConfig()
    embedder = embedder or load_embedder(config)
    stages = stages or installed_stages()
    with locked(folder), closing(open_to_publish(folder, rebuild=rebuild)) as connection, damage_reported(folder):
        yield _Build(folder, connection, config, embedder, stages, Meter(progress), rebuild)


def _listed(paths: Paths) -> list[str]:
    return [os.fspath(paths)] if isinstance(paths, str | os.PathLike) else [os.fspath(path) for path in paths]


class _Build:
    """One build, from scanning to publishing."""

    def __init__(
        self,
        folder: Path,
        connection: sqlite3.Connection,
        config: IndexConfig,
        embedder: Embedder,
        stages: Stages,
        meter: Meter,
        rebuild: bool,
    ) -> None:
        self.folder = folder
        self.connection = connection
        self.config = config
        self.embedder = embedder
        self.stages = stages
        self.meter = meter
        self.rebuild = rebuild
        self.fingerprint = current_fingerprint(config, embedder, stages)
        stored = read_meta(connection, "fingerprint", "")
        # The layout is the present one by now: opening the database for a build has migrated it.
        self.stored = replace(unpack_fingerprint(stored), schema=self.fingerprint.schema) if stored else None
        if self.stored is not None and not rebuild:
            require_equal(self.stored, self.fingerprint, folder)

    def run(self, paths: Sequence[str]) -> BuildReport:
        """Scan, gather, publish, refresh the cache files."""
        self.meter.report("scanning")
        found = discover(paths, suffixes=self.stages.suffixes, follow_links=self.config.follow_links)
        known = self._files_under(found.roots)
        kept = {uri: record for uri, record in known.items() if any(is_under(uri, root) for root in found.unreadable)}
        vanishing = {uri: record for uri, record in known.items() if uri not in kept}
        with closing(self._staging()) as staging:
            gatherer = self._gatherer(staging, vanishing)
            gatherer.gather(found.files)
            if self.rebuild:
                everything = read_files(self.connection)
                gatherer.gather_stored(
                    [record for uri, record in everything.items() if uri not in known or uri in kept],
                    from_files=self.stored is not None and not reads_alike(self.stored, self.fingerprint),
                )
            self._publish(gatherer, roots=[root for root in found.roots if os.path.exists(root)])
        failures = [failure for failure in found.failures if not _explains_itself(failure, known)]
        return self._report(gatherer.tally, vanishing, failures, found.skipped)

    def remove(self, paths: Sequence[str]) -> BuildReport:
        """Publish a generation without these files."""
        vanishing: dict[str, FileRecord] = {}
        failures: list[Failure] = []
        for path in paths:
            chosen = read_files(self.connection, path) or read_files(self.connection, os.path.abspath(path))
            vanishing.update(chosen)
            if not chosen:
                failures.append(Failure(path, "nothing of this name is in the index"))
        with closing(self._staging()) as staging:
            gatherer = self._gatherer(staging, vanishing)
            self._publish(gatherer, forgotten=[*paths, *map(os.path.abspath, paths)])
        return self._report(gatherer.tally, vanishing, failures, ())

    def _files_under(self, roots: Sequence[str]) -> dict[str, FileRecord]:
        known: dict[str, FileRecord] = {}
        for root in roots:
            known.update(read_files(self.connection, root))
        return known

    def _staging(self) -> Staging:
        uid, generation = read_meta(self.connection, "uid", ""), read_meta(self.connection, "generation", "0")
        basis = f"{uid} {generation} {self.fingerprint.digest()}"
        return Staging(self.folder, basis=basis, embedder=_embedder_key(self.fingerprint))

    def _gatherer(self, staging: Staging, vanishing: dict[str, FileRecord]) -> Gatherer:
        return Gatherer(
            staging,
            self.connection,
            vanishing,
            config=self.config,
            embedder=self.embedder,
            stages=self.stages,
            meter=self.meter,
            reread=self.rebuild,
            reuse=self.stored is not None and _embedder_key(self.stored) == _embedder_key(self.fingerprint),
        )

    def _publish(self, gatherer: Gatherer, *, roots: Sequence[str] = (), forgotten: Sequence[str] = ()) -> None:
        """Make what was gathered the next generation, if it differs from this one, and mend the cache files."""
        reconciled = reconcile(gatherer)
        staging = gatherer.staging
        publication = Publication(
            roots=roots,
            forgotten_roots=forgotten,
            vanished=list(gatherer.known),
            fingerprint=pack_fingerprint(self.fingerprint),
            embedder=staging.embedder,
            dimension=self.embedder.dimension,
            removed_floor=cache_floor(self.folder, self.connection),
            replace_all=self.rebuild,
        )
        tally = gatherer.tally
        changes = reconciled or self.rebuild or gatherer.known or tally.added or tally.updated or self._is_outdated()
        self.meter.report("publishing")
        with staged_beside(self.connection, staging.path):
            with transaction(self.connection):
                if changes:
                    publish(self.connection, publication)
                    stages = self.stages
                    cluster_reprints(self.connection, stages.sign, stages.cluster, version=stages.signature_version)
                else:
                    refresh_files(self.connection, publication)
        flush_log(self.connection)
        staging.discard()
        self.meter.report("caching")
        refresh_caches(self.folder, self.connection, self.stages.fold)
        self.meter.report("done")

    def _is_outdated(self) -> bool:
        """Whether the index is yet to be published in the present layout."""
        published = read_meta(self.connection, "fingerprint", "") == pack_fingerprint(self.fingerprint)
        return not published or read_meta(self.connection, "signature_version", "") != self.stages.signature_version

    def _report(
        self,
        tally: Tally,
        vanished: dict[str, FileRecord],
        failures: Sequence[Failure],
        skipped: Sequence[Failure],
    ) -> BuildReport:
        gone = Counter(record.digest for record in vanished.values())
        renamed = (gone & tally.added).total()
        return BuildReport(
            added=tally.added.total() - renamed,
            updated=tally.updated,
            removed=gone.total() - renamed,
            renamed=renamed,
            unchanged=tally.unchanged,
            failures=(*failures, *tally.failures),
            skipped=tuple(skipped),
            articles=int(read_meta(self.connection, "article_count", "0")),
            chunks=int(read_meta(self.connection, "chunk_count", "0")),
            embedded=tally.embedded,
            reused=tally.reused,
            generation=int(read_meta(self.connection, "generation", "0")),
        )


def _embedder_key(fingerprint: Fingerprint) -> str:
    """What equal texts must share to have equal vectors."""
    return f"{fingerprint.embedder} {fingerprint.embedder_hash}"


def _explains_itself(failure: Failure, known: dict[str, FileRecord]) -> bool:
    """A path that is gone, and whose articles are counted as removed, is no failure."""
    return not os.path.lexists(failure.path) and any(is_under(uri, failure.path) for uri in known)
