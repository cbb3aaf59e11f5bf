"""Events of an answer as lines of JSON and back, so that one process can answer for another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from rag.printing import as_data
from rag.types import Delta, Event, Extract, Finished, Retrieved, SentenceChecked

_KINDS: dict[str, type] = {kind.__name__: kind for kind in (Retrieved, Extract, Delta, SentenceChecked, Finished)}


def write_event(event: Event) -> bytes:
    """One line. Characters beyond ASCII are escaped, lone surrogates too."""
    return json.dumps({"kind": type(event).__name__, "event": as_data(event)}).encode("ascii") + b"\n"


def read_event(line: bytes) -> Event:
    """The inverse of `write_event`. Raises ValueError when the line is anything else."""
    try:
        content = json.loads(line)
        event: Event = _made(_KINDS[content["kind"]], content["event"])
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"no event: {line[:80]!r}") from error
    return event


def _made(hint: Any, data: Any) -> Any:
    """`data` as the annotation `hint` says: dataclasses, tuples, mappings, None or plain values."""
    kind = get_origin(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{part.name: _made(hints[part.name], data[part.name]) for part in fields(hint)})
    if kind is tuple:
        inner = get_args(hint)
        each = [inner[0]] * len(data) if inner[-1] is ... else inner
        return tuple(_made(one, item) for one, item in zip(each, data, strict=True))
    if kind in (Union, UnionType):
        others = [option for option in get_args(hint) if option is not type(None)]
        return None if data is None else _made(others[0], data)
    if kind is Literal or hint in (str, int, float, bool) or kind is Mapping or kind is dict:
        return data
    raise TypeError(f"no way to read {hint}")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
