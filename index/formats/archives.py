"""Zip containers (docx, epub), read part by part within a limit, so that no file unpacks to more than was agreed."""

from __future__ import annotations

import io
import zipfile
import zlib

from index.errors import EncryptedFileError, FileTooLargeError, FormatError

_PIECE = 1 << 16
_MOST_PARTS = 20_000
_ENCRYPTED = 0x1


class Archive:
    """The parts of a zip file. `limit` bounds the bytes that all reads together may unpack, whatever headers claim.

    Raises FormatError when the zip is damaged or has absurdly many parts.
    """

    def __init__(self, data: bytes, *, limit: int) -> None:
        self._limit = limit
        self._left = limit
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._parts = {part.filename: part for part in self._zip.infolist()[: _MOST_PARTS + 1]}
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise FormatError("a damaged file (its zip container cannot be opened).") from error
        if len(self._parts) > _MOST_PARTS:
            raise FormatError(f"its zip container has more than {_MOST_PARTS:,} parts.")

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(self._parts)

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises EncryptedFileError, FileTooLargeError when the limit is reached, or FormatError when the part is absent
        or damaged.
        """
        part = self._parts.get(name)
        if part is None:
            raise FormatError(f"a damaged file (it lacks {name}).")
        if part.flag_bits & _ENCRYPTED:
            raise EncryptedFileError("protected by a password.", hint="Save it without one.")
        pieces: list[bytes] = []
        try:
            with self._zip.open(part) as opened:
                while piece := opened.read(_PIECE):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise FileTooLargeError(
                            f"it unpacks to more than {self._limit / 1_000_000:,.0f} MB.",
                            hint="Such files are often made to exhaust memory; raise max_file_mb if this one is not.",
                        )
                    pieces.append(piece)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise FormatError(f"a damaged file ({name} cannot be unpacked).") from error
        return b"".join(pieces)
