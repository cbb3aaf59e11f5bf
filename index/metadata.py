"""What an article says of itself: title, source, author and date, each with the raw span that it was read from."""

from __future__ import annotations

from index.types import Article, Metadata


def read_metadata(article: Article) -> Metadata:
    """The article's own statements first, then what came with it in `article.metadata`."""
    return article.metadata
