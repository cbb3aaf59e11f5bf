"""The language that a question is asked in."""

from __future__ import annotations

import re
from typing import Literal

from index.scripts import is_traditional

Language = Literal["zh-Hans", "zh-Hant", "en", "ja"]
_ASKS_ENGLISH = re.compile(
    r"\s*(?:what|who|how|when|where|why|which|does|did|do|is|are|was|were|according|tell|can|could)\s+[a-z]+",
    re.IGNORECASE,
)


def language_of(text: str) -> Language:
    """The language that a question is asked in."""
    if re.search(r"[\u3041-\u30ff]", text):
        return "ja"
    outside = re.sub(r"[（(][^（()）]*[)）]|“[^”]*”|\"[^\"]*\"", "", text)
    han = len(re.findall(r"[\u3400-\u9fff]", outside))
    words = len(re.findall(r"[A-Za-z]+", outside))
    if words > 2 * han or _ASKS_ENGLISH.match(text) or not re.search(r"[\u3400-\u9fff]", text):
        return "en"
    return "zh-Hant" if is_traditional(text) else "zh-Hans"
