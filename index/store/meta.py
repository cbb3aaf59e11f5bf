"""Single values: generation, uid, fingerprint, counts."""

from __future__ import annotations

import sqlite3


def read_meta(connection: sqlite3.Connection, key: str, default: str) -> str:
    """A value of the meta table."""
    row = connection.execute("SELECT value FROM main.meta WHERE key = ?", (key,)).fetchone()
    return default if row is None else str(row[0])


def write_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Set a value of the meta table."""
    connection.execute("INSERT OR REPLACE INTO main.meta VALUES (?, ?)", (key, value))
