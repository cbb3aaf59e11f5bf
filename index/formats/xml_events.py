"""XML as a stream of events: no tree, no entities, no network, so that size in memory follows the text and not the tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.parsers import expat

from index.errors import FormatError

_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class XmlEvent:
    """A start tag, an end tag or text. Names are local: the prefix and namespace are left out."""

    kind: Literal["start", "end", "text"]
    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


def xml_events(data: bytes) -> Iterator[XmlEvent]:
    """The events of an XML part. Raises FormatError when it is not well-formed or declares entities."""
    waiting: list[XmlEvent] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        local = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        waiting.append(XmlEvent("start", name.rpartition(" ")[2], local))

    def end(name: str) -> None:
        waiting.append(XmlEvent("end", name.rpartition(" ")[2]))

    def text(characters: str) -> None:
        waiting.append(XmlEvent("text", text=characters))

    def entity(*_: object) -> None:
        raise FormatError("its XML declares entities, which no such file needs.")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = entity
    try:
        for at in range(0, len(data), _PIECE):
            parser.Parse(data[at : at + _PIECE], False)
            yield from waiting
            waiting.clear()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise FormatError(f"a damaged file (its XML breaks off at line {error.lineno}).") from error
    yield from waiting
