"""Opening `index.sqlite`: for a build, or for questions, which never write.

Write-ahead logging lets questions read one whole generation while a build publishes the next (sqlite.org/wal.html).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from index.errors import (
    FingerprintError,
    IndexDamagedError,
    IndexFolderError,
    IndexLockedError,
    IndexNotFoundError,
)
from index.store.migrations import MIGRATIONS, SCHEMA_VERSION, STAGING

DATABASE = "index.sqlite"
STAGING_DATABASE = "staging.sqlite"
BUSY_SECONDS = 30.0

Identity = tuple[int, ...]

# What SQLite says when the disk is at fault, not the file.
_DISK = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


def build_hint(folder: Path, *, rebuild: bool = False) -> str:
    """The command that makes or mends the index in `folder`."""
    return f"Run: rag index PATH --index {folder}{' --rebuild' if rebuild else ''}"


@contextmanager
def damage_reported(folder: Path) -> Iterator[None]:
    """Turn what SQLite says into an error with a way out: IndexDamagedError, as a rule.

    Raises IndexLockedError when another program holds the database for too long, IndexFolderError when the disk is full
    or the file may not be written to.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorname", "")
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise IndexLockedError(
                f"the index in {folder} is in use by another program.", hint="Try again when that is done."
            ) from error
        if code.startswith(_DISK):
            raise IndexFolderError(
                f"the index in {folder} cannot be used: {error}.",
                hint="See that the disk has room and may be written to, then run the command again: no work is lost.",
            ) from error
        raise IndexDamagedError(
            f"the index in {folder} cannot be read: {error}.", hint=build_hint(folder, rebuild=True)
        ) from error


def create(folder: Path) -> None:
    """Make an empty database under another name and rename it, so that it is there whole or not at all."""
    path = folder / DATABASE
    fresh = folder / f"{DATABASE}.new"
    remove_database(fresh)
    connection = sqlite3.connect(fresh, isolation_level=None)
    try:
        connection.execute("PRAGMA page_size = 8192")
        connection.execute("PRAGMA journal_mode = WAL")
        migrate(connection)
    finally:
        connection.close()
    os.replace(fresh, path)


def remove_database(path: Path) -> None:
    """Delete a database with its log, where they exist."""
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()


def migrate(connection: sqlite3.Connection, *, extra: str = "") -> None:
    """Bring the schema to the newest version, in one transaction."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == SCHEMA_VERSION:
        return
    script = "\n".join((*MIGRATIONS[version:], extra if version == 0 else ""))
    connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {SCHEMA_VERSION};\nCOMMIT;")


def open_for_building(folder: Path) -> sqlite3.Connection:
    """The one writing connection; the database is made when it is absent, and migrated when it is old.

    Raises IndexDamagedError, or FingerprintError when a newer version of this program wrote it.
    """
    if not (folder / DATABASE).exists():
        create(folder)
    with damage_reported(folder):
        connection = sqlite3.connect(folder / DATABASE, isolation_level=None, timeout=BUSY_SECONDS)
        try:
            refuse_newer(connection, folder)
            connection.execute("PRAGMA cache_size = -65536")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA temp_store = MEMORY")
            migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def flush_log(connection: sqlite3.Connection) -> None:
    """Move the log into the database as far as questions under way allow, without waiting for them."""
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    connection.execute("PRAGMA busy_timeout = 0")
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def open_staging(folder: Path) -> sqlite3.Connection:
    """The file in which a build keeps what it has made so far. What cannot be read is thrown away."""
    path = folder / STAGING_DATABASE
    for _ in range(2):
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] in (0, SCHEMA_VERSION):
                connection.execute("PRAGMA page_size = 8192")
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                migrate(connection, extra=STAGING)
                return connection
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorname", "").startswith((*_DISK, "SQLITE_BUSY")):
                connection.close()
                raise
        connection.close()
        remove_database(path)
    raise IndexDamagedError(f"{path} can be neither read nor replaced.", hint="Delete it, and build again.")


def refuse_newer(connection: sqlite3.Connection, folder: Path) -> None:
    """Raise FingerprintError for a schema that this version doesn't know."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise FingerprintError(
            f"the index in {folder} was made by a newer version (schema {version}, here {SCHEMA_VERSION}).",
            hint=f"Upgrade, or build anew. {build_hint(folder, rebuild=True)}",
        )


def open_for_reading(folder: Path) -> sqlite3.Connection:
    """A connection that cannot change the index, usable from any one thread at a time.

    SQLite's own lock files come and go beside a writable index; an index that cannot be written to is read as it lies.
    Raises IndexNotFoundError, IndexDamagedError, FingerprintError.
    """
    path = folder / DATABASE
    if not path.is_file():
        raise IndexNotFoundError(f"there is no index in {folder}.", hint=build_hint(folder))
    with damage_reported(folder):
        connection = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?{_reading_mode(path)}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_SECONDS,
            check_same_thread=False,
        )
        try:
            connection.execute("PRAGMA query_only = ON")
            refuse_newer(connection, folder)
            version: int = connection.execute("PRAGMA user_version").fetchone()[0]
            if version < SCHEMA_VERSION:
                raise FingerprintError(f"the index in {folder} was made by an older version.", hint=build_hint(folder))
        except BaseException:
            connection.close()
            raise
    return connection


def identify(folder: Path) -> Identity:
    """Changes when a connection must be opened anew: another file, or one that is read without SQLite's locks.

    Raises IndexNotFoundError.
    """
    path = folder / DATABASE
    try:
        status = path.stat()
    except OSError as error:
        raise IndexNotFoundError(f"there is no index in {folder}.", hint=build_hint(folder)) from error
    if _reading_mode(path) != "mode=ro&immutable=1":
        return status.st_dev, status.st_ino
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _reading_mode(path: Path) -> str:
    """A connection that may write cleans the lock files away when it closes, so it is used where it can be."""
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "mode=rw"
    logged = path.with_name(path.name + "-wal").exists()
    return "mode=ro" if logged else "mode=ro&immutable=1"
