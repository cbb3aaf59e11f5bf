"""One writer at a time, and the connection that it alone may have."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexDamagedError, IndexFolderError, IndexLockedError
from index.store.database import DATABASE, open_for_building, remove_database
from index.store.meta import read_meta, write_meta

LOCK = "build.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make the folder if need be, and let nobody else write to it."""
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise IndexLockedError(
            f"another build is writing to {folder}.", hint="Wait until it has finished, then run the command again."
        ) from error
    except OSError as error:
        raise IndexFolderError(
            f"{folder} cannot be used as an index: {error.strerror}.", hint="Name a folder that can be written to."
        ) from error
    try:
        yield
    finally:
        lock.release()


def open_to_publish(folder: Path, *, rebuild: bool) -> sqlite3.Connection:
    """The writing connection. Only a rebuild throws a database away that cannot be read."""
    try:
        connection = open_for_building(folder)
        read_meta(connection, "generation", "0")
    except (IndexDamagedError, sqlite3.DatabaseError):
        if not rebuild:
            raise
        remove_database(folder / DATABASE)
        connection = open_for_building(folder)
    if not read_meta(connection, "uid", ""):
        write_meta(connection, "uid", uuid.uuid4().hex)
    return connection
