"""The configuration of a question, and how it is put together from file, environment and flags."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, get_type_hints

from index.config import BUNDLED, IndexConfig, bounded, nearest, read_table, read_toml
from index.errors import ConfigError

ENVIRONMENT_PREFIX = "RAG_"
# Variables with our prefix that are no configuration keys: where weights and the demo index are cached.
RESERVED = {"RAG_CACHE", "RAG_CONFIG"}


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """How passages are found. `dense_share` weighs cosine z-scores against BM25 z-scores in the fused score.

    `reader` is the evidence reader that reads the best sentences once more, "bundled" or "none".
    """

    candidates: int = bounded(100, 1, 10_000)
    passages: int = bounded(12, 1, 200)
    dense_share: float = bounded(0.5, 0.0, 1.0)
    reader: Literal["bundled", "none"] = "bundled"


@dataclass(frozen=True, slots=True)
class EvidenceConfig:
    """How many sentences and characters of evidence an answer may rest on."""

    sentences: int = bounded(6, 1, 50)
    characters: int = bounded(900, 50, 20_000)
    extract_sentences: int = bounded(2, 1, 10)
    extract_characters: int = bounded(250, 20, 2_000)


@dataclass(frozen=True, slots=True)
class RefusalConfig:
    """When no answer is given: below this probability (0..1) that the evidence holds one. 0 never refuses for it."""

    probability: float = bounded(0.15, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class GeneratorConfig:
    """Which model writes.

    `model` is "bundled", "none" (extracts only), a local folder, a hub id, or the address of an OpenAI-compatible endpoint
    (http://127.0.0.1:8080/v1), to which questions and evidence are then sent. For an endpoint, `endpoint_model` is the
    model's name there, `endpoint_key` the environment variable that holds the key, `timeout` the seconds that an answer
    may take. `taught` gives the bundled model what it was taught for this task. `writing` "auto" lets models that follow
    instructions write freely and holds all others to copying; every sentence is checked in any case. `agreed` shows a
    direct answer of the taught model only where the evidence reader, if one is used, marks the same place. `refuse_from` is
    the probability (0..1) that the evidence does not answer from which the taught model says so. Unless `always`, the taught
    model is asked only where the evidence reader cannot name the answer by itself.
    """

    model: str = BUNDLED
    device: str = "auto"
    allow_hub: bool = False
    max_new_tokens: int = bounded(96, 1, 4096)
    prompt: Literal["auto", "fewshot", "taught", "chat"] = "auto"
    taught: bool = True
    writing: Literal["auto", "free", "copying"] = "auto"
    agreed: bool = True
    always: bool = False
    refuse_from: float = bounded(0.5, 0.0, 1.0)
    endpoint_model: str = ""
    endpoint_key: str = ""
    timeout: float = bounded(120.0, 0.1, 3600.0)


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Where the page listens. Only loopback unless `host` is changed on purpose."""

    host: str = "127.0.0.1"
    port: int = bounded(7860, 0, 65_535)


@dataclass(frozen=True, slots=True)
class RagConfig:
    """Everything. One table of the TOML file for each part."""

    index: IndexConfig = field(default_factory=IndexConfig)
    retrieval: RetrievalConfig = field(default_factory=RetrievalConfig)
    evidence: EvidenceConfig = field(default_factory=EvidenceConfig)
    refusal: RefusalConfig = field(default_factory=RefusalConfig)
    generator: GeneratorConfig = field(default_factory=GeneratorConfig)
    server: ServerConfig = field(default_factory=ServerConfig)


def load_config(
    path: str | Path | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    flags: Mapping[str, Any] | None = None,
) -> RagConfig:
    """Read `path` (default: the file `RAG_CONFIG` names, else the defaults), then `RAG_<TABLE>_<KEY>`, then `flags`.

    `flags` are keyed "table.key"; None values are no flags. Raises ConfigError for anything unknown or out of bounds.
    """
    environment = os.environ if environment is None else environment
    path = path or environment.get("RAG_CONFIG")
    tables: dict[str, Any] = read_toml(Path(path)) if path else {}
    for name, value in _variables(environment):
        _set(tables, _key_of(name), value, where=f"the environment ({name})")
    for key, value in (flags or {}).items():
        if value is not None:
            table, _, name = key.partition(".")
            _set(tables, (table, name), value, where="the flags")
    return read_table(RagConfig, tables, where=str(path) if path else "the configuration")


def _variables(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(
        (name, value)
        for name, value in environment.items()
        if name.startswith(ENVIRONMENT_PREFIX) and name not in RESERVED
    )


def _keys() -> dict[str, tuple[str, str]]:
    """Every environment variable that is known, and the (table, key) it sets."""
    known: dict[str, tuple[str, str]] = {}
    for table, kind in get_type_hints(RagConfig).items():
        if is_dataclass(kind) and isinstance(kind, type):
            for part in fields(kind):
                known[f"{ENVIRONMENT_PREFIX}{table}_{part.name}".upper()] = (table, part.name)
    return known


def _key_of(variable: str) -> tuple[str, str]:
    known = _keys()
    if variable not in known:
        raise ConfigError(f"unknown environment variable {variable}.", hint=nearest(variable, known))
    return known[variable]


def _set(tables: dict[str, Any], key: tuple[str, str], value: Any, *, where: str) -> None:
    table = tables.setdefault(key[0], {})
    if not isinstance(table, dict):
        raise ConfigError(f"{key[0]!r} must be a table before {where} can set {key[1]!r} in it.")
    table[key[1]] = value
