"""Cleaning: `clean(article)` lists every removal with its reason, so that each can be shown, undone and proved.

One small module a family of dirt, each a pure function from text to edits over it; `pipeline` states their order.
"""

from __future__ import annotations

from index.cleaning.pipeline import MARKUP, families_with, run, run_until_stable
from index.cleantext import CleanText
from index.types import Article

__all__ = ["CLEANER_VERSION", "clean"]

# Bump by hand whenever a change here can change what any text becomes: indexes built by another version are refused.
CLEANER_VERSION = "2"


def clean(article: Article, *, repeated_lines: frozenset[str] = frozenset()) -> CleanText:
    """The article's text without its dirt, mapped to `article.raw` character by character.

    `repeated_lines` are lines that stand in many articles of one index; a short one is boilerplate. Never raises.
    """
    cleaned = CleanText(article.raw)
    markup = MARKUP.get(article.media)
    if markup is not None:
        cleaned = run(cleaned, (markup,))
    return run_until_stable(cleaned, families_with(repeated_lines))
