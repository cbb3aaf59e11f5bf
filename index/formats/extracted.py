"""What a reader of one file format hands over, and the protocol that all of them follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from index.types import Mark, MediaType, Metadata


@dataclass(frozen=True, slots=True)
class Extracted:
    """The raw text of a file with what its container says of it.

    `properties` holds what the container's own fields say (a PDF's title, a package's author): weaker than what is read
    from the text, since such fields are often left over from a template.
    """

    raw: str
    media: MediaType
    marks: tuple[Mark, ...] = ()
    properties: Metadata = field(default_factory=Metadata)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a reader may unpack: code points of text, and bytes of a container's parts together."""

    characters: int
    unpacked_bytes: int


class Reader(Protocol):
    """Turns the bytes of a file into text. Raises a FormatError whose message is one line."""

    def __call__(self, data: bytes, *, limits: Limits) -> Extracted:
        """Read the file."""
        ...
