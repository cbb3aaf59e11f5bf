"""What an index depends on, and what to say when it depends on something else than is here."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from pathlib import Path

from index.config import IndexConfig
from index.embedding import Embedder
from index.errors import FingerprintError
from index.pipeline import Stages
from index.store.database import build_hint
from index.store.migrations import SCHEMA_VERSION
from index.types import Fingerprint

# In the hash of an embedder's weights: by which runtime, when its vectors differ from the others' (cosine 0.999).
_RUNTIME = re.compile(r" int8-\d+")

_MEANING = {
    "schema": "the schema",
    "embedder": "the embedding model",
    "embedder_hash": "the embedding model's weights, runtime or prefix",
    "cleaner": "the cleaner",
    "folder": "the folding of characters",
    "chunker": "how passages are cut",
    "quotations": "how quotations are found",
    "readers": "how files are read",
    "metadata": "how title, source, author and date are found",
}
# What an empty field means, where it is not "none".
_FIRST = "1"


def current_fingerprint(config: IndexConfig, embedder: Embedder, stages: Stages) -> Fingerprint:
    """The fingerprint of an index that is built now."""
    return Fingerprint(
        schema=str(SCHEMA_VERSION),
        embedder=embedder.name,
        embedder_hash=f"{embedder.weights_hash} {config.passage_prefix}".strip(),
        cleaner=stages.cleaner_version,
        folder=stages.folder_version,
        chunker=f"{stages.chunker_version}/{config.chunk_tokens}/{config.chunk_overlap_sentences}",
        quotations=stages.quotations_version,
        readers="" if stages.readers_version == _FIRST else stages.readers_version,
        metadata="" if stages.metadata_version == _FIRST else stages.metadata_version,
    )


def pack_fingerprint(fingerprint: Fingerprint) -> str:
    """As JSON."""
    return json.dumps(fingerprint.stated())


def unpack_fingerprint(stored: str) -> Fingerprint:
    """The inverse of `pack_fingerprint`; a field that an older version did not know is empty."""
    values = json.loads(stored)
    return Fingerprint(**{part.name: str(values.get(part.name, "")) for part in fields(Fingerprint)})


def require_equal(stored: Fingerprint, expected: Fingerprint, folder: Path) -> None:
    """Raise FingerprintError that names what differs and the command that mends it."""
    differing = [
        f"{_MEANING[part.name]} ({_shown(stored, part.name)}, here {_shown(expected, part.name)})"
        for part in fields(Fingerprint)
        if getattr(stored, part.name) != getattr(expected, part.name)
    ]
    if differing:
        raise FingerprintError(
            f"the index in {folder} was built with another version of {'; '.join(differing)}.",
            hint=build_hint(folder, rebuild=True),
        )


def _shown(fingerprint: Fingerprint, name: str) -> str:
    return getattr(fingerprint, name) or (_FIRST if name in ("readers", "metadata") else "none")


def reads_alike(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether the same file gives both the same text and the same metadata."""
    return (one.readers, one.metadata) == (other.readers, other.metadata)


def require_readable(stored: Fingerprint, expected: Fingerprint, folder: Path) -> None:
    """As `require_equal`, but the same weights may run in another way: questions find the same passages.

    Only a build would mix the two kinds of vectors in one index, and is refused.
    """
    require_equal(_any_runtime(stored), _any_runtime(expected), folder)


def _any_runtime(fingerprint: Fingerprint) -> Fingerprint:
    return replace(fingerprint, embedder_hash=_RUNTIME.sub("", fingerprint.embedder_hash))
