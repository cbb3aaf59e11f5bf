"""Configuration as data: dataclasses with bounded numbers, read strictly from TOML tables and `RAG_*` variables.

Strength, weakest first: defaults here, the TOML file, the environment, flags. An unknown key is refused with the
nearest known one.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from index.errors import ConfigError

T = TypeVar("T")

BUNDLED = "bundled"


def bounded(default: float, low: float, high: float) -> Any:
    """A numeric field that `read_table` refuses outside `[low, high]`."""
    return field(default=default, metadata={"low": low, "high": high})


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """How articles become an index.

    `embedder` is "bundled", a local folder, or a hub id; a hub is asked only when `allow_hub` is true. `device` is
    "auto", "cpu", "cuda" or "mps". `runtime` "openvino" runs the bundled embedder in 8-bit integers on the processor, "torch"
    runs any; "auto" takes OpenVINO where the processor gains from it. Token budgets count the embedder's tokens.
    """

    embedder: str = BUNDLED
    device: str = "auto"
    runtime: Literal["auto", "openvino", "torch"] = "auto"
    allow_hub: bool = False
    query_prefix: str = "query: "
    passage_prefix: str = "passage: "
    chunk_tokens: int = bounded(180, 16, 8192)
    chunk_overlap_sentences: int = bounded(1, 0, 8)
    batch_size: int = bounded(32, 1, 4096)
    max_file_mb: float = bounded(20.0, 0.001, 4096.0)
    max_characters: int = bounded(5_000_000, 1, 100_000_000)
    follow_links: bool = False


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises ConfigError when it is absent or not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"cannot read the configuration {path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path} is not valid TOML: {error}.", hint="Compare it with configs/default.toml."
        ) from error


def read_table(kind: type[T], table: Mapping[str, Any], *, where: str) -> T:
    """Build the dataclass `kind` from a table; nested tables become nested dataclasses.

    Raises ConfigError for an unknown key (naming the nearest known one), a wrong type, or a number out of bounds.
    """
    hints = get_type_hints(kind)
    known = {part.name: part for part in fields(kind)}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise ConfigError(f"unknown key {key!r} in {where}.", hint=nearest(key, known))
        hint = hints[key]
        if is_dataclass(hint) and isinstance(hint, type):
            if not isinstance(value, Mapping):
                raise ConfigError(f"{key!r} in {where} must be a table.")
            values[key] = read_table(hint, value, where=f"[{key}]")
        else:
            values[key] = check(value, hint, known[key], where=f"{key!r} in {where}")
    return kind(**values)


def nearest(key: str, known: Mapping[str, Any]) -> str:
    """'Did you mean …?', or the list of all known keys when none is near."""
    near = difflib.get_close_matches(key, known, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"Known keys: {', '.join(sorted(known))}."


def check(value: Any, hint: Any, part: Field[Any], *, where: str) -> Any:
    """`value` as the type `hint` asks for, within the bounds of `part`. Strings from the environment are parsed."""
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if value is None and type(None) in options:
        return None
    for option in options:
        if get_origin(option) is Literal:
            if value in get_args(option):
                return value
            raise ConfigError(f"{where} must be one of {', '.join(map(repr, get_args(option)))}, not {value!r}.")
        if option is type(None):
            continue
        parsed = _parse(value, option)
        if parsed is None:
            raise ConfigError(f"{where} must be {option.__name__}, not {value!r}.")
        low, high = part.metadata.get("low"), part.metadata.get("high")
        if low is not None and high is not None and not low <= parsed <= high:
            raise ConfigError(f"{where} must be between {low} and {high}, not {value!r}.")
        return parsed
    raise ConfigError(f"{where} has the unsupported type {hint}.")


_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def _parse(value: Any, kind: type) -> Any:
    """`value` as `kind`, or None when it is not one."""
    if kind is bool:
        word = str(value).lower()
        return True if word in _TRUE else False if word in _FALSE else None
    if isinstance(value, bool):
        return None
    if kind in (int, float) and isinstance(value, int | float | str):
        try:
            number = float(value)
        except ValueError:
            return None
        return number if kind is float else int(number) if number.is_integer() else None
    if kind is str and isinstance(value, str):
        return value
    return value if isinstance(value, kind) else None
