"""What an index was built from."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from index.store.database import damage_reported, open_for_reading
from index.store.encoding import decode


def stored_roots(folder: Path) -> tuple[str, ...]:
    """The files and folders that builds of the index in `folder` were given, as absolute paths, in order.

    Raises IndexNotFoundError, IndexDamagedError.
    """
    with closing(open_for_reading(folder)) as connection, damage_reported(folder):
        return tuple(decode(row[0]) for row in connection.execute("SELECT uri FROM roots ORDER BY uri"))
