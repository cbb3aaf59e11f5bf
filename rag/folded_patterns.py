"""Regular expressions for folded text, written in the script that reads best."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from index.scripts import fold


class FoldedPattern:
    """A regular expression whose own characters are folded when it is first used, as the table for that takes time.

    Letters match in any case, and escapes are left alone: 要約 is written as it is spelled, and matches what `fold` makes
    of it.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        folded = "".join(letter if letter.isascii() else fold(letter) for letter in self.pattern)
        return re.compile(folded, re.IGNORECASE)

    def match(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        return self._compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.fullmatch`."""
        return self._compiled.fullmatch(text)

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return self._compiled.search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        return self._compiled.finditer(text)

    def sub(self, replacement: str, text: str) -> str:
        """As `re.Pattern.sub`."""
        return self._compiled.sub(replacement, text)
