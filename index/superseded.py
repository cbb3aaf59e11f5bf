"""Older versions of what the cache holds, told by their names, and removed when a new one was written.

A name is made of parts between hyphens. Those that tell a version are digests (8 or 16 hexadecimal digits, or `t` and 8),
and revisions (`r2`); names that differ in nothing else are versions of the same thing.
"""

from __future__ import annotations

import re
import shutil
import time
from contextlib import suppress
from pathlib import Path

# The new one, and one that a program of before may still use.
KEPT = 2
SETTLED = 24 * 3600.0  # seconds; what is younger may be one of several that are being tried in turn
_VERSIONS = (r"[0-9a-f]{8}", r"[0-9a-f]{16}", r"t[0-9a-f]{8}", r"r[0-9]+")
_GONE = ".gone"


def remove_superseded(newest: Path) -> None:
    """Remove the versions of `newest`, a file or folder, that lie beside it, but for the latest and the young.

    What is in use survives: files that are open or mapped stay readable where a file in use can be removed, and where
    it can't (on Windows), the folder cannot be renamed and is left whole. What cannot be removed is no error.
    """
    with suppress(OSError):
        _sweep(newest)


def _sweep(newest: Path) -> None:
    for leftover in newest.parent.glob(f".*{_GONE}"):
        shutil.rmtree(leftover, ignore_errors=True)
    family = _family(newest)
    found = [(_changed(entry), entry) for entry in newest.parent.iterdir() if family.fullmatch(entry.name)]
    older = sorted(((changed, entry) for changed, entry in found if entry != newest), reverse=True)
    for changed, entry in older[KEPT - 1 :]:
        if changed < time.time() - SETTLED:
            with suppress(OSError):
                _remove(entry)


def _family(path: Path) -> re.Pattern[str]:
    suffix = path.suffix if path.is_file() else ""
    parts = path.name.removesuffix(suffix).split("-")
    kinds = (next((kind for kind in _VERSIONS if re.fullmatch(kind, part)), re.escape(part)) for part in parts)
    return re.compile("-".join(kinds) + re.escape(suffix))


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()


def _remove(path: Path) -> None:
    if path.is_dir():
        gone = path.with_name(f".{path.name}{_GONE}")
        path.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
    else:
        path.unlink()
