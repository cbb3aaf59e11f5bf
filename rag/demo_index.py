"""The index over the demo articles: built into the cache on first use, and again when its fingerprint changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import FingerprintError, IndexFolderError
from rag.config import RagConfig

if TYPE_CHECKING:
    from index.embedding import Embedder


def demo_index_folder(config: RagConfig) -> Path:
    """Where the demo index lives: one folder in the cache for each embedder and each state of the demo articles."""
    from index.weights import cache_folder

    name = "".join(character if character.isalnum() else "-" for character in config.index.embedder)
    return cache_folder() / "demo" / f"{name[-60:]}-{_digest()}"


def _digest() -> str:
    """Of the demo articles and where they lie: an index names its files, so another installation needs its own."""
    from rag.demo import demo_folder

    folder = demo_folder()
    digest = hashlib.sha256(str(folder).encode())
    for path in sorted(folder.iterdir()):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:10]


def ensure_demo_index(config: RagConfig, embedder: Embedder, *, progress: Callable[[Any], None] | None = None) -> Path:
    """Build the demo index unless it is there and current. Safe when two processes start together."""
    from filelock import FileLock

    from index.build import build_index
    from index.reader import open_index
    from rag.demo import demo_folder

    folder = demo_index_folder(config)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        rebuild = False
        try:
            with open_index(folder, config=config.index, embedder=embedder).snapshot() as snapshot:
                if snapshot.article_count:
                    return folder  # an index without articles is what an interrupted first build leaves
        except IndexFolderError as error:
            rebuild = isinstance(error, FingerprintError)
        build_index(
            [demo_folder()],
            index=folder,
            config=config.index,
            embedder=embedder,
            progress=progress,
            rebuild=rebuild,
        )
    return folder
