"""Files of the cache that only save time: a SHA-256 in front tells a whole one from a torn one.

One that is missing or does not fit is no error: what it holds is computed again.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from index.superseded import remove_superseded

_HEAD = 64  # bytes: the SHA-256 of what follows, in hexadecimal


def read_sealed(path: Path) -> bytes | None:
    """What `write_sealed` wrote there; None when there is no such file, or none that is whole."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content[_HEAD:] if _digest(content[_HEAD:]) == content[:_HEAD] else None


def write_sealed(path: Path, content: bytes) -> None:
    """Write `content` in one step, and remove what it supersedes. Without a cache to write to, nothing happens."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(_digest(content) + content)
        temporary.replace(path)
        remove_superseded(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()
