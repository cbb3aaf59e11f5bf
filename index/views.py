"""What a question searches: FAISS and BM25 as of one generation, made from cache files and SQLite.

A view never changes. The next generation's view shares all that is large with the one before: it adds what is new and
masks what is gone.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.caches import Manifest, load_segment, load_vectors, make_vectors, read_manifest
from index.lexical import LexicalIndex
from index.postings import ROWS, Ids, Segment, merge, segments_of
from index.store.meta import read_meta
from index.store.passages import count_chunks, last_chunk_id, read_removed, read_searched_texts, read_vectors
from index.vectors import FaissIndex, SearchedVectors, VectorView

Fold = Callable[[str], str]

# After so many passages came and went since the cache files were read, newer cache files are looked for.
RELOAD = 2048
# So many small segments are kept in memory before they are merged.
SMALL_SEGMENTS = 8
# Views of so many generations are kept for questions that began before the newest.
KEPT = 3


class OutdatedError(Exception):
    """The generation is older than what can be made now; begin a new transaction. Never leaves this half."""


@dataclass(frozen=True, slots=True)
class View:
    """Both indexes as of `generation`.

    `base` is the manifest that the first `base_segments` segments and the larger vector index came from; `floor` is
    the oldest generation among its files: removals before it must not be needed.
    """

    generation: int
    uid: str
    dimension: int
    vectors: VectorView
    lexical: LexicalIndex
    base: Manifest
    base_segments: int
    floor: int
    last_id: int


class ViewSource:
    """Makes views and shares them among threads. `folder` None: nothing is on disk."""

    def __init__(self, folder: Path | None, fold: Fold) -> None:
        self._folder = folder
        self._fold = fold
        self._lock = threading.Lock()
        self._views: list[View] = []

    def view(self, connection: sqlite3.Connection, *, alone: bool = False) -> View:
        """The view of the generation that the connection's open transaction sees.

        Raises OutdatedError when that generation has been overtaken while its view was made. With `alone` it cannot be:
        the view is made of what the transaction sees and nothing else, which takes longer.
        """
        uid, generation = read_meta(connection, "uid", ""), int(read_meta(connection, "generation", "0"))
        known = self._known(uid, generation)
        if known is not None:
            return known
        with self._lock:
            known = self._known(uid, generation)
            if known is None:
                if alone:
                    return self._load(connection, Manifest(uid), generation)
                known = self._make(connection, uid, generation)
                self._views = [known, *self._views][:KEPT]
            return known

    def _known(self, uid: str, generation: int) -> View | None:
        return next((view for view in self._views if (view.uid, view.generation) == (uid, generation)), None)

    def _make(self, connection: sqlite3.Connection, uid: str, generation: int) -> View:
        newest = self._views[0] if self._views else None
        dimension = int(read_meta(connection, "dimension", "1"))
        floor = int(read_meta(connection, "removed_floor", "0"))
        if newest is not None and (newest.uid, newest.dimension) == (uid, dimension):
            if generation < newest.generation:
                raise OutdatedError
            if newest.floor >= floor and not self._is_stale(connection, newest):
                return self._extend(connection, newest, generation)
        manifest = Manifest(uid) if self._folder is None else read_manifest(self._folder, uid)
        if any(file.generation > generation for file in manifest.files):
            raise OutdatedError
        if any(file.generation < floor for file in manifest.files):
            manifest = Manifest(uid)
        return self._load(connection, manifest, generation)

    def _is_stale(self, connection: sqlite3.Connection, view: View) -> bool:
        """Whether much has changed since the base was read, and newer files are there."""
        base_end = max((file.last_id for file in view.base.files), default=0)
        pending = count_chunks(connection, base_end) + len(read_removed(connection))
        if pending <= RELOAD or self._folder is None:
            return False
        return read_manifest(self._folder, view.uid) != view.base

    def _load(self, connection: sqlite3.Connection, manifest: Manifest, generation: int) -> View:
        """From cache files as far as they serve, from SQLite for the rest."""
        dimension = int(read_meta(connection, "dimension", "1"))
        removed = read_removed(connection)
        last_id = last_chunk_id(connection)
        segments = self._segments(connection, manifest)
        base_segments = len(segments)
        covered = manifest.terms[-1].last_id if manifest.terms else 0
        segments.extend(segments_of(self._texts(connection, covered, last_id)))
        parts = self._vector_parts(connection, manifest, dimension, last_id)
        return View(
            generation,
            manifest.uid,
            dimension,
            VectorView(parts, removed),
            LexicalIndex(segments, removed),
            manifest,
            base_segments,
            min((file.generation for file in manifest.files), default=generation),
            last_id,
        )

    def _segments(self, connection: sqlite3.Connection, manifest: Manifest) -> list[Segment]:
        segments: list[Segment] = []
        for file in manifest.terms:
            loaded = None if self._folder is None else load_segment(self._folder, file)
            if loaded is None:
                self._refuse_superseded(manifest)
                segments.extend(segments_of(self._texts(connection, file.after, file.last_id)))
            else:
                segments.append(loaded)
        return segments

    def _vector_parts(
        self, connection: sqlite3.Connection, manifest: Manifest, dimension: int, last_id: int
    ) -> tuple[SearchedVectors, FaissIndex]:
        """A large index that is shared from now on, and a small one for what is newer than its file."""
        file = manifest.vectors
        base = load_vectors(self._folder, file, dimension) if self._folder is not None and file is not None else None
        if base is None or file is None:
            self._refuse_superseded(manifest)
            return make_vectors(connection, dimension, last_id), FaissIndex(dimension)
        newer = read_vectors(connection, dimension, file.last_id, last_id)
        return base, FaissIndex.of(dimension, newer)

    def _refuse_superseded(self, manifest: Manifest) -> None:
        """Raise OutdatedError when a file may be missing because a build has written another meanwhile."""
        if self._folder is not None and manifest.files and read_manifest(self._folder, manifest.uid) != manifest:
            raise OutdatedError

    def _texts(self, connection: sqlite3.Connection, after: int, until: int) -> Iterator[tuple[int, str]]:
        for number, text in read_searched_texts(connection, after, until):
            yield number, self._fold(text)

    def _extend(self, connection: sqlite3.Connection, view: View, generation: int) -> View:
        """The view before, with what is new added and what is gone masked."""
        removed = np.union1d(view.vectors.removed, read_removed(connection))
        last_id = max(view.last_id, last_chunk_id(connection))
        base, newer = view.vectors.parts
        assert isinstance(newer, FaissIndex)
        small = newer.copy()
        small.remove(removed)
        for ids, vectors in read_vectors(connection, view.dimension, view.last_id, last_id):
            small.add(ids, vectors)
        segments = [*view.lexical.segments, *segments_of(self._texts(connection, view.last_id, last_id))]
        segments = _compact(segments, view.base_segments, removed)
        return View(
            generation,
            view.uid,
            view.dimension,
            VectorView((base, small), removed),
            LexicalIndex(segments, removed),
            view.base,
            view.base_segments,
            view.floor,
            last_id,
        )


def _compact(segments: list[Segment], base: int, removed: Ids) -> list[Segment]:
    """Merge the small segments behind the base once they are many."""
    small = segments[base:]
    if len(small) <= SMALL_SEGMENTS or sum(map(len, small)) > ROWS:
        return segments
    return [*segments[:base], merge(small, removed)]
