"""Collections on disk: one index folder each, side by side, with the files that were uploaded into them."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import BinaryFileError, FileTooLargeError, IndexNotFoundError, RagError

DEMO = "demo"
UPLOADS = "uploads"
DEFAULT_COLLECTION = "mine"
MAX_FILES_PER_COLLECTION = 5_000
_MAX_NAME_BYTES = 120


@dataclass(frozen=True, slots=True)
class Collection:
    """An index folder under the name that the page shows. The demo's folder is not written to: its path is None."""

    id: str
    name: str
    path: Path | None

    @property
    def uploads(self) -> Path:
        """The folder for files that came through the page. Raises RagError for the demo."""
        if self.path is None:
            raise RagError("The demo takes no files.", hint="Choose or make another collection first.")
        return self.path / UPLOADS


class Library:
    """The collections below one folder; an index opened by path comes first, else the demo.

    A collection that was made on the page is a folder with `uploads/` in it, indexed or not yet.
    """

    def __init__(self, opened: Path | None, *, root: Path | None = None) -> None:
        self._opened = opened.resolve() if opened else None
        self.root = root or (self._opened.parent if self._opened else Path("data").resolve())

    def collections(self) -> tuple[Collection, ...]:
        """The opened one first, then its neighbours by name."""
        first = Collection(self._opened.name, self._opened.name, self._opened) if self._opened else _DEMO
        others = [
            Collection(folder.name, folder.name, folder)
            for folder in (sorted(self.root.iterdir()) if self.root.is_dir() else ())
            if folder != self._opened and is_collection(folder)
        ]
        return (first, *others)

    def get(self, collection: str | None) -> Collection:
        """By id; None or "" is the first. Raises IndexNotFoundError."""
        every = self.collections()
        if not collection:
            return every[0]
        for candidate in every:
            if candidate.id == collection:
                return candidate
        raise IndexNotFoundError(
            f"there is no collection {collection!r}.", hint="Reload the page to see those that are there."
        )

    def create(self, name: str) -> Collection:
        """A new, empty collection. An existing one of that name is returned as it is."""
        folder = self.root / safe_name(name, fallback=DEFAULT_COLLECTION)
        if folder.name != DEMO:
            (folder / UPLOADS).mkdir(parents=True, exist_ok=True)
            return Collection(folder.name, folder.name, folder)
        raise RagError("That name is taken by the demo.", hint="Choose another.")


_DEMO = Collection(DEMO, DEMO, None)


def has_index(folder: Path) -> bool:
    """Whether `folder` has been indexed."""
    return (folder / "index.sqlite").is_file()


def is_collection(folder: Path) -> bool:
    """Whether `folder` holds an index or uploads."""
    return folder.is_dir() and ((folder / UPLOADS).is_dir() or has_index(folder))


def safe_name(name: str, *, fallback: str = "file") -> str:
    """A file name that stays in its folder and shows as what it is: no separators, controls or direction marks."""
    base = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    base = "".join(c for c in base if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    base = re.sub(r"\s+", " ", base).strip(" .")
    stem, dot, suffix = base.rpartition(".")
    if not dot:
        stem, suffix = base, ""
    while len(f"{stem}{dot}{suffix}".encode()) > _MAX_NAME_BYTES and stem:
        stem = stem[:-1]
    return f"{stem}{dot}{suffix}".strip(" .") or fallback


def check_suffix(name: str, supported: Iterable[str]) -> None:
    """Raise BinaryFileError unless the name ends in a format that can be read."""
    suffix = Path(name).suffix.lower()
    if suffix not in supported:
        raise BinaryFileError(
            f"{name}: this kind of file is not read here.", hint=f"Readable: {', '.join(sorted(supported))}."
        )


async def store_upload(collection: Collection, name: str, chunks: AsyncIterator[bytes], *, limit: int) -> Path:
    """Write an upload below the collection, whole or not at all; the same bytes under the same name are kept once.

    Raises FileTooLargeError past `limit` bytes, RagError when the collection is full.
    """
    folder = _room_for_one(collection)
    handle, part = tempfile.mkstemp(prefix=".part-", dir=folder)
    try:
        size, digest = 0, hashlib.sha256()
        with os.fdopen(handle, "wb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise FileTooLargeError(f"{name} is larger than {limit / 2**20:.0f} MB.", hint="Split it.")
                digest.update(chunk)
                file.write(chunk)
        target = _free_name(folder / safe_name(name), digest.hexdigest())
        os.replace(part, target)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    return target


def write_upload(collection: Collection, name: str, content: bytes) -> Path:
    """Keep `content` as an uploaded file. Raises RagError when the collection is full."""
    target = _free_name(_room_for_one(collection) / safe_name(name), hashlib.sha256(content).hexdigest())
    target.write_bytes(content)
    return target


def delete_upload(collection: Collection, uri: str) -> None:
    """Delete the uploaded file that `uri` names; a file that lies anywhere else is left alone."""
    path = Path(uri).resolve()
    if path.parent == collection.uploads.resolve() and path.is_file():
        path.unlink()


def _room_for_one(collection: Collection) -> Path:
    folder = collection.uploads
    folder.mkdir(parents=True, exist_ok=True)
    if sum(1 for _ in folder.iterdir()) >= MAX_FILES_PER_COLLECTION:
        raise RagError(f"The collection is full ({MAX_FILES_PER_COLLECTION} uploaded files).", hint="Start another.")
    return folder


def _free_name(target: Path, digest: str) -> Path:
    candidate, number = target, 1
    while candidate.exists() and hashlib.sha256(candidate.read_bytes()).hexdigest() != digest:
        number += 1
        candidate = target.with_name(f"{target.stem} ({number}){target.suffix}")
    return candidate
