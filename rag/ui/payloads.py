"""Dataclasses -> plain JSON values for the page and for programs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from rag.types import Delta, Event, Extract, Finished, Retrieved, SentenceChecked

# Half of a surrogate pair cannot be written as UTF-8; one code point replaces it, so that offsets stay.
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")

_NAMES: dict[type, str] = {
    Retrieved: "retrieved",
    Extract: "extract",
    Delta: "delta",
    SentenceChecked: "checked",
    Finished: "finished",
}


def payload(value: Any) -> Any:
    """`value` as JSON: dataclasses become objects, tuples arrays; strings keep their length in code points."""
    if isinstance(value, str):
        return _LONE_SURROGATES.sub("\ufffd", value)
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: payload(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): payload(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [payload(item) for item in value]
    return value


def event_payload(event: Event) -> dict[str, Any]:
    """An event with its kind under "event"."""
    return {"event": _NAMES[type(event)], **payload(event)}
