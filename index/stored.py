"""What a reader gives out. Text spans are clean unless they say raw."""

from __future__ import annotations

from dataclasses import dataclass

from index.types import Article, CleanText, Quotation, Sentence, Span


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """An article without its text. `uri` is the first of `uris`; `reprints` counts the others that print it too."""

    article_id: int
    uri: str
    uris: tuple[str, ...]
    title: str
    source: str | None
    author: str | None
    date: str | None
    characters: int
    chunks: int
    quotations: int
    reprints: int


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with everything that was made of it."""

    info: ArticleInfo
    article: Article
    clean: CleanText
    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A passage. Author and date are those of the post where it lies in a reply to a thread."""

    chunk_id: int
    article_id: int
    ordinal: int
    start: int
    end: int
    raw_start: int
    raw_end: int
    text: str
    sentences: tuple[Span, ...]
    post: int | None
    uri: str
    title: str
    source: str | None
    author: str | None
    date: str | None
    page: str | None
    reprints: int


@dataclass(frozen=True, slots=True)
class StoredQuotation:
    """Who said what, and where. `text` is the words, `raw` their place in `Article.raw`."""

    article_id: int
    uri: str
    title: str
    source: str | None
    date: str | None
    quotation: Quotation
    text: str
    raw: Span
