"""A cache of converted models: published by rename, checked by manifest, safe when two processes start together."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.errors import WeightsDamagedError, WeightsError
from index.superseded import remove_superseded

MANIFEST = "manifest.json"
# Size and time of each file when its hash was last found right. Hashing half a gigabyte takes a second, which a cold
# question would feel; a file that changed gets a new time and is hashed again, so is every file with verify=True.
STAMP = "verified.json"


def cache_folder() -> Path:
    """Where converted models live: `RAG_CACHE`, else the user's cache folder."""
    if chosen := os.environ.get("RAG_CACHE"):
        return Path(chosen).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("cited-answers", appauthor=False)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_files(paths: Iterable[Path], *, cache: Path | None = None) -> str:
    """One SHA-256 over the names and contents of files, remembered for as long as their sizes and times stay.

    Raises WeightsError when one cannot be read.
    """
    try:
        states = {str(path): _state(path) for path in paths}
        known = (cache or cache_folder()) / "hashes" / hashlib.sha256(json.dumps(states).encode()).hexdigest()
        if digest := _read_json(known).get("sha256"):
            return str(digest)
        names = "".join(f"{Path(name).name}={hash_file(Path(name))}\n" for name in states)
    except OSError as error:
        raise WeightsError(f"cannot read {error.filename}: {error.strerror}.") from error
    digest = hashlib.sha256(names.encode()).hexdigest()
    with suppress(OSError):  # without a cache that can be written to it is computed each time
        known.parent.mkdir(parents=True, exist_ok=True)
        _write_json(known, {"sha256": digest})
    return digest


def publish(folder: Path, write: Callable[[Path], dict[str, str]], *, source: str) -> None:
    """Make `folder` in one step: `write` fills a folder beside it, which is then renamed.

    `write` returns the hashes that it knows already; the others are taken here. Several processes may call this at
    once: one writes, the others wait and find the folder. Older versions of it go (`index.superseded`). Raises
    WeightsError when the cache cannot be written.
    """
    from filelock import FileLock

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / f"{folder.name}.lock"):
            if folder.exists():
                return
            _sweep(folder)
            temporary = Path(tempfile.mkdtemp(prefix=_prefix(folder), dir=folder.parent))
            try:
                known = write(temporary)
                _write_manifest(temporary, known, source=source)
                temporary.rename(folder)
            except BaseException:
                shutil.rmtree(temporary, ignore_errors=True)
                raise
            remove_superseded(folder)
    except OSError as error:
        raise WeightsError(
            f"cannot write the converted model to {folder}: {error.strerror or error}.",
            hint="It takes up to 600 MB. Set RAG_CACHE to a folder with room that you can write to.",
        ) from error


def _prefix(folder: Path) -> str:
    return f".{folder.name}.tmp-"


def _sweep(folder: Path) -> None:
    """Remove what a killed conversion left behind. Only the holder of the lock may."""
    for leftover in folder.parent.glob(f"{_prefix(folder)}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _write_manifest(folder: Path, known: dict[str, str], *, source: str) -> None:
    files = {
        name: {"size": (folder / name).stat().st_size, "sha256": known.get(name) or hash_file(folder / name)}
        for name in sorted(_names(folder))
    }
    _write_json(folder / MANIFEST, {"source": source, "files": files})
    _write_json(folder / STAMP, {name: _state(folder / name) for name in files})


def check(folder: Path, *, verify: bool = False) -> None:
    """Make sure that a published folder holds what was written, and nothing else.

    A file whose size and time are those of the last good check is trusted unless `verify`. Raises WeightsDamagedError
    when a file is missing, torn, changed, or not listed: an extra file could be picked up by a loader.
    """
    files = _manifest(folder)
    if odd := _names(folder) ^ set(files):
        raise _damaged(folder, f"{', '.join(sorted(odd))} should not be missing or added")
    stamp = {} if verify else _read_json(folder / STAMP)
    states = {name: _state(folder / name) for name in files}
    for name, expected in files.items():
        if stamp.get(name) == states[name]:
            continue
        path = folder / name
        if states[name][0] != expected["size"] or hash_file(path) != expected["sha256"]:
            raise _damaged(folder, f"{name} is not what was written")
    if stamp != states:
        with suppress(OSError):  # a cache that is read only is checked in full each time
            _write_json(folder / STAMP, states)


def _manifest(folder: Path) -> dict[str, Any]:
    files = _read_json(folder / MANIFEST).get("files")
    if not isinstance(files, dict) or not files:
        raise _damaged(folder, f"{MANIFEST} cannot be read")
    return files


def _damaged(folder: Path, what: str) -> WeightsDamagedError:
    return WeightsDamagedError(
        f"the converted model in {folder} is damaged: {what}.",
        hint="Remove that folder; the next start makes it again from the installed package.",
    )


def _names(folder: Path) -> set[str]:
    """All files below `folder` but the cache's own two."""
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    return {name for name in names if not name.startswith((MANIFEST, STAMP))}


def _state(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _read_json(path: Path) -> dict[str, Any]:
    """The object in a file, or an empty one when there is none that can be read."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _write_json(path: Path, content: dict[str, Any]) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    temporary.write_text(json.dumps(content, indent=1), encoding="utf-8")
    temporary.replace(path)
