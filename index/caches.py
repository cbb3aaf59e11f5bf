"""Files beside the truth that save work on opening: vectors for FAISS and postings for BM25.

They are named by a manifest that is swapped by rename and says of each file its size, checksum, and the generation
that it was written at. None is ever changed. A file may be older than the index: it covers the passages up to an id,
less those removed since, and readers add the rest from SQLite, so a small change to a large index writes no large
file. What is missing or torn is made anew in memory, from SQLite, without embedding.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from index.arrays import checksum, flush_and_rename, map_arrays, write_arrays
from index.cells import CellIndex
from index.postings import OCCURRENCES, ROWS, Segment, merge, segments_of
from index.store.meta import read_meta
from index.store.passages import count_chunks, last_chunk_id, read_removed, read_searched_texts, read_vectors
from index.vectors import FaissIndex, load_index, make_index

Fold = Callable[[str], str]

MANIFEST = "caches.json"
# Readers may have to add this many passages themselves before a build writes a file for them.
PENDING_TERMS = 1024
PENDING_VECTORS = 256
PENDING_SHARE = 1 / 16
# A segment with more removed passages than this is written anew.
REMOVED_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class CacheFile:
    """A file that covers the passages with ids in `(after, last_id]`, as of a generation."""

    name: str
    size: int
    crc: int
    generation: int
    after: int
    last_id: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The cache files of the index `uid`, postings in order of id. `vectors` is None where there are none."""

    uid: str
    vectors: CacheFile | None = None
    terms: tuple[CacheFile, ...] = ()

    @property
    def files(self) -> tuple[CacheFile, ...]:
        """All of them."""
        return (*self.terms, *((self.vectors,) if self.vectors else ()))


def read_manifest(folder: Path, uid: str) -> Manifest:
    """The manifest as it lies; an empty one when it is absent, torn, or of another index."""
    try:
        stored = json.loads((folder / MANIFEST).read_bytes())
        vectors = CacheFile(**stored["vectors"]) if stored["vectors"] else None
        terms = tuple(CacheFile(**row) for row in stored["terms"])
    except (OSError, ValueError, TypeError, KeyError):
        return Manifest(uid)
    return Manifest(uid, vectors, terms) if stored.get("uid") == uid else Manifest(uid)


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    temporary = folder / f"{MANIFEST}.new"
    temporary.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    flush_and_rename(temporary, folder / MANIFEST)


def is_whole(folder: Path, file: CacheFile) -> bool:
    """Whether a file is there as it was written."""
    path = folder / file.name
    try:
        return path.stat().st_size == file.size and checksum(path) == file.crc
    except OSError:
        return False


def make_vectors(connection: sqlite3.Connection, dimension: int, until: int) -> FaissIndex | CellIndex:
    """The index of all passages up to an id, out of SQLite."""
    count = count_chunks(connection, 0, until)
    return make_index(dimension, lambda: read_vectors(connection, dimension, 0, until), count)


def load_vectors(folder: Path, file: CacheFile, dimension: int) -> FaissIndex | CellIndex | None:
    """The index of a cache file, or None when the file is missing, torn or not of this kind."""
    if not is_whole(folder, file):
        return None
    try:
        return load_index(folder / file.name, dimension=dimension)
    except (OSError, RuntimeError, ValueError):
        return None


def load_segment(folder: Path, file: CacheFile) -> Segment | None:
    """The segment of a cache file, or None when the file is missing, torn or not of this kind."""
    if not is_whole(folder, file):
        return None
    try:
        return Segment(**map_arrays(folder / file.name))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def cache_floor(folder: Path, connection: sqlite3.Connection) -> int:
    """The generation of the oldest cache file: no file holds a passage that was removed up to then."""
    manifest = read_manifest(folder, read_meta(connection, "uid", ""))
    return min((file.generation for file in manifest.files), default=int(read_meta(connection, "generation", "0")))


def refresh_caches(folder: Path, connection: sqlite3.Connection, fold: Fold) -> None:
    """Bring the cache files near enough to the newest generation, and delete the files that are no longer used.

    Only a build calls this, while it holds the lock.
    """
    uid = read_meta(connection, "uid", "")
    old = read_manifest(folder, uid)
    writer = _Writer(folder, connection, fold, int(read_meta(connection, "generation", "0")))
    dimension = int(read_meta(connection, "dimension", "1"))
    new = Manifest(uid, writer.vectors(old.vectors, dimension), writer.terms(old.terms))
    if new != old or not (folder / MANIFEST).exists():
        _write_manifest(folder, new)
    sweep(folder, new)


def sweep(folder: Path, manifest: Manifest) -> None:
    """Delete cache files that the manifest does not name: superseded, or left by a killed build."""
    named = {file.name for file in manifest.files}
    for pattern in ("vectors-*", "terms-*"):
        for path in folder.glob(pattern):
            if path.name not in named:
                path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A segment and the file that holds it; None when it is yet to be written."""

    segment: Segment
    after: int
    last_id: int
    file: CacheFile | None = None


class _Writer:
    """Writes what is missing, as of one generation."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, fold: Fold, generation: int) -> None:
        self.folder = folder
        self.connection = connection
        self.fold = fold
        self.generation = generation
        self.last_id = last_chunk_id(connection)

    def vectors(self, old: CacheFile | None, dimension: int) -> CacheFile | None:
        """The old file while few passages came or went since; else one of all vectors."""
        if old is not None and is_whole(self.folder, old):
            pending = count_chunks(self.connection, old.last_id) + self._removed_since(old)
            if pending <= max(PENDING_VECTORS, PENDING_SHARE * count_chunks(self.connection, 0)):
                return old
        if not self.last_id:
            return None
        index = make_vectors(self.connection, dimension, self.last_id)
        return self._write(f"vectors-{self.generation}.faiss", index.save, 0, self.last_id)

    def terms(self, old: tuple[CacheFile, ...]) -> tuple[CacheFile, ...]:
        """The old files that still serve, and segments for the rest, small ones merged."""
        stretches: list[_Stretch] = []
        for file in old:
            stretches.extend(self._kept(file))
        after = stretches[-1].last_id if stretches else 0
        pending = count_chunks(self.connection, after)
        if pending > PENDING_TERMS or (pending and not stretches):
            stretches.extend(self._made(after, self.last_id))
        return tuple(self._written(stretch) for stretch in self._merged(stretches))

    def _kept(self, file: CacheFile) -> list[_Stretch]:
        segment = load_segment(self.folder, file)
        if segment is not None and self._removed_since(file) <= REMOVED_SHARE * len(segment):
            return [_Stretch(segment, file.after, file.last_id, file)]
        return self._made(file.after, file.last_id)

    def _made(self, after: int, until: int) -> list[_Stretch]:
        """Segments of a range of ids, which they cover without a gap."""
        texts = ((number, self.fold(text)) for number, text in read_searched_texts(self.connection, after, until))
        stretches: list[_Stretch] = []
        for segment in segments_of(texts):
            start = stretches[-1].last_id if stretches else after
            stretches.append(_Stretch(segment, start, int(segment.ids[-1])))
        if not stretches:
            return []
        stretches[-1] = replace(stretches[-1], last_id=until)
        return stretches

    def _merged(self, stretches: Sequence[_Stretch]) -> list[_Stretch]:
        """Neighbours joined while they fit and are of like size, so that a passage is written a few times in all."""
        merged = list(stretches)
        while len(merged) > 1 and _should_merge(merged[-2].segment, merged[-1].segment):
            last, before = merged.pop(), merged.pop()
            joined = merge([before.segment, last.segment], read_removed(self.connection))
            merged.append(_Stretch(joined, before.after, last.last_id))
        return merged

    def _written(self, stretch: _Stretch) -> CacheFile:
        if stretch.file is not None:
            return stretch.file
        segment = stretch.segment
        arrays = {part.name: getattr(segment, part.name) for part in fields(Segment)}
        name = f"terms-{self.generation}-{stretch.last_id}.bin"
        return self._write(name, lambda path: write_arrays(path, arrays), stretch.after, stretch.last_id)

    def _write(self, name: str, write: Callable[[Path], None], after: int, last_id: int) -> CacheFile:
        temporary = self.folder / f"{name}.new"
        write(temporary)
        file = CacheFile(name, temporary.stat().st_size, checksum(temporary), self.generation, after, last_id)
        flush_and_rename(temporary, self.folder / name)
        return file

    def _removed_since(self, file: CacheFile) -> int:
        row = self.connection.execute(
            "SELECT count(*) FROM removed_chunks WHERE chunk_id > ? AND chunk_id <= ? AND generation > ?",
            (file.after, file.last_id, file.generation),
        ).fetchone()
        return int(row[0])


def _should_merge(before: Segment, last: Segment) -> bool:
    fits = len(before) + len(last) <= ROWS and len(before.rows) + len(last.rows) <= OCCURRENCES
    return fits and len(before) < 4 * len(last)
