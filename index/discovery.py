"""Paths to files: what a build should read, and a line for everything that it passes over."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Failure:
    """A path and, in one line, why it is not in the index."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells, without reading it, that a file was not touched."""

    size: int
    mtime_ns: int
    ctime_ns: int


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to index. `uri` is its absolute path."""

    uri: str
    stamp: FileStamp


@dataclass(slots=True)
class Discovery:
    """What was found under `roots` (absolute). Nothing is known of what lies under `unreadable` folders."""

    roots: tuple[str, ...]
    files: list[FoundFile] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    skipped: list[Failure] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def is_under(uri: str, root: str) -> bool:
    """Whether a path is `root` or lies in it."""
    return uri == root or uri.startswith(root.rstrip(os.sep) + os.sep)


def discover(paths: Sequence[str | os.PathLike[str]], *, suffixes: frozenset[str], follow_links: bool) -> Discovery:
    """Every file with one of `suffixes` under the paths, each once, in order of path.

    Hidden files, and the folders of pictures and scripts that browsers save beside a page, are passed over; so are
    links unless `follow_links`, and then no folder is entered twice.
    """
    found = Discovery(tuple(dict.fromkeys(os.path.abspath(path) for path in paths)))
    visited: set[tuple[int, int]] = set()
    for root in found.roots:
        try:
            status = os.stat(root)
        except OSError as error:
            found.failures.append(Failure(root, _reason(error)))
            continue
        if stat.S_ISDIR(status.st_mode):
            _walk(root, status, found, suffixes, follow_links, visited)
        elif Path(root).suffix.lower() not in suffixes:
            found.failures.append(Failure(root, f"unsupported file type {Path(root).suffix or '(no suffix)'}"))
        else:
            _take(root, status, found)
    found.files = sorted({file.uri: file for file in found.files}.values(), key=lambda file: file.uri)
    return found


def _walk(
    root: str,
    status: os.stat_result,
    found: Discovery,
    suffixes: frozenset[str],
    follow_links: bool,
    visited: set[tuple[int, int]],
) -> None:
    """Everything under a folder; a stack instead of recursion, so that no depth is too deep."""
    stack = [(root, status)]
    while stack:
        folder, status = stack.pop()
        identity = (status.st_dev, status.st_ino)
        if identity in visited:
            if follow_links:
                found.skipped.append(Failure(folder, "folder already read under another name"))
            continue
        visited.add(identity)
        for entry in _entries(folder, found):
            reason = _passed_over(entry, suffixes, follow_links)
            if reason:
                found.skipped.append(Failure(entry.path, reason))
                continue
            try:
                status = entry.stat(follow_symlinks=follow_links)
            except OSError as error:
                found.failures.append(Failure(entry.path, _reason(error)))
                continue
            if stat.S_ISDIR(status.st_mode):
                stack.append((entry.path, status))
            else:
                _take(entry.path, status, found)


def _entries(folder: str, found: Discovery) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        found.failures.append(Failure(folder, _reason(error)))
        found.unreadable.append(folder)


def _passed_over(entry: os.DirEntry[str], suffixes: frozenset[str], follow_links: bool) -> str:
    """Why an entry is not looked at; empty when it is."""
    if entry.name.startswith("."):
        return "hidden"
    if entry.is_symlink() and not follow_links:
        return "a link, and follow_links is off"
    try:
        if entry.is_dir():
            return "files that belong to a saved page" if entry.name.endswith("_files") else ""
    except OSError as error:
        return _reason(error)
    suffix = Path(entry.name).suffix
    return "" if suffix.lower() in suffixes else f"unsupported file type {suffix or '(no suffix)'}"


def _take(path: str, status: os.stat_result, found: Discovery) -> None:
    if stat.S_ISREG(status.st_mode):
        found.files.append(FoundFile(path, FileStamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)))
    else:
        found.failures.append(Failure(path, "not a regular file"))


def _reason(error: OSError) -> str:
    return f"cannot be read: {(error.strerror or str(error)).lower()}"
