"""Every exception that the two halves raise on purpose.

RagError                         message for a person, hint with the next command, retryable
├── ConfigError                  unknown key, value out of bounds, unreadable file
├── IndexFolderError              (abstract) something about an index folder
│   ├── IndexNotFoundError       no index there
│   ├── IndexDamagedError        the SQLite truth cannot be read
│   ├── FingerprintError         built with other models or versions
│   └── IndexLockedError         another build is writing
├── FormatError                  a file that cannot become an article; `reason` is one line of a report
│   ├── FileTooLargeError
│   ├── EmptyFileError
│   ├── BinaryFileError
│   ├── EncodingError
│   └── EncryptedFileError
├── WeightsError                 (abstract) model weights
│   ├── WeightsNotFoundError     package, folder or hub id absent
│   └── WeightsDamagedError      hash or shape not as pinned
├── GenerationError              the generator failed in mid-answer
└── EvalFileError                a question file that does not follow the rules
"""

from __future__ import annotations


class RagError(Exception):
    """Base of all. `hint` names the next thing to do; `retryable` says whether the same call may work later."""

    retryable = False

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ConfigError(RagError):
    """A configuration that cannot be used."""


class IndexFolderError(RagError):
    """Something about an index folder."""


class IndexNotFoundError(IndexFolderError):
    """No index at the path."""


class IndexDamagedError(IndexFolderError):
    """The SQLite truth cannot be read."""


class FingerprintError(IndexFolderError):
    """The index was built with other models or versions than the ones that would read it."""


class IndexLockedError(IndexFolderError):
    """Another build is writing."""

    retryable = True


class FormatError(RagError):
    """A file that cannot become an article."""


class FileTooLargeError(FormatError):
    """Over the configured size."""


class EmptyFileError(FormatError):
    """No text in it."""


class BinaryFileError(FormatError):
    """Not text, and no format that is known."""


class EncodingError(FormatError):
    """Text in no encoding that could be made out."""


class EncryptedFileError(FormatError):
    """Protected by a password."""


class WeightsError(RagError):
    """Something about model weights."""


class WeightsNotFoundError(WeightsError):
    """The package, folder or hub id that should hold the weights is absent."""


class WeightsDamagedError(WeightsError):
    """The weights are not the pinned ones, or torn."""


class GenerationError(RagError):
    """The generator failed in the middle of an answer."""


class EvalFileError(RagError):
    """A question file that does not follow the rules."""
