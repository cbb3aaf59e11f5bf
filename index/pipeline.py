"""The stages from a file to passages, tied together, and what they make of one article.

`Stages` is the seam: a build takes any, `installed_stages()` are the project's own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from index.config import IndexConfig
from index.store.encoding import encode, pack_marks, pack_posts
from index.types import Article, Chunk, CleanText, Post, Quotation, Sentence

CountTokens = Callable[[Sequence[str]], Sequence[int]]


class Chunker(Protocol):
    """`index.chunking.chunk`."""

    def __call__(
        self,
        clean: CleanText,
        sentences: Sequence[Sentence],
        *,
        count_tokens: CountTokens,
        budget: int,
        overlap: int,
        posts: Sequence[Post] = (),
    ) -> tuple[Chunk, ...]:
        """Passages of at most `budget` tokens."""


class QuotationExtractor(Protocol):
    """`index.quotations.extract_quotations`."""

    def __call__(self, clean: CleanText, sentences: tuple[Sentence, ...], *, article: Article) -> tuple[Quotation, ...]:
        """Who said what."""


@dataclass(frozen=True, slots=True)
class Stages:
    """Each stage and, where stored spans depend on it, its version."""

    load: Callable[[Path, IndexConfig], Article]
    clean: Callable[[Article], CleanText]
    split: Callable[[str], tuple[Sentence, ...]]
    chunk: Chunker
    extract_quotations: QuotationExtractor
    sign: Callable[[str], bytes]
    cluster: Callable[[Iterable[tuple[int, bytes]]], dict[int, int]]
    fold: Callable[[str], str]
    suffixes: frozenset[str]
    readers_version: str
    metadata_version: str
    cleaner_version: str
    folder_version: str
    chunker_version: str
    quotations_version: str
    signature_version: str


@cache
def installed_stages() -> Stages:
    """The project's own stages."""
    from index.chunking import CHUNKER_VERSION, chunk
    from index.cleaning import CLEANER_VERSION, clean
    from index.formats import READERS_VERSION, SUPPORTED_SUFFIXES, load_file
    from index.metadata import METADATA_VERSION
    from index.quotations import QUOTATIONS_VERSION, extract_quotations
    from index.reprints import SIGNATURE_VERSION, clusters, signature
    from index.scripts import FOLDER_VERSION, fold
    from index.sentences import split_sentences

    return Stages(
        load=lambda path, config: load_file(path, config=config),
        clean=clean,
        split=split_sentences,
        chunk=chunk,
        extract_quotations=extract_quotations,
        sign=signature,
        cluster=clusters,
        fold=fold,
        suffixes=SUPPORTED_SUFFIXES,
        readers_version=READERS_VERSION,
        metadata_version=METADATA_VERSION,
        cleaner_version=CLEANER_VERSION,
        folder_version=FOLDER_VERSION,
        chunker_version=CHUNKER_VERSION,
        quotations_version=QUOTATIONS_VERSION,
        signature_version=SIGNATURE_VERSION,
    )


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article on its way into the store.

    `heading` stands before each passage when it is embedded or searched; `signature` finds its reprints.
    """

    article: Article
    clean: CleanText
    sentences: tuple[Sentence, ...]
    chunks: tuple[Chunk, ...]
    quotations: tuple[Quotation, ...]
    heading: str | None
    signature: bytes

    def text_of(self, chunk: Chunk) -> str:
        """The clean text of a passage."""
        return self.clean.text[chunk.start : chunk.end]


def prepare(article: Article, *, stages: Stages, config: IndexConfig, count_tokens: CountTokens) -> Prepared:
    """Clean an article and cut it into sentences, passages and quotations."""
    clean = stages.clean(article)
    sentences = stages.split(clean.text)
    chunks = stages.chunk(
        clean,
        sentences,
        count_tokens=count_tokens,
        budget=config.chunk_tokens,
        overlap=config.chunk_overlap_sentences,
        posts=article.posts,
    )
    quotations = stages.extract_quotations(clean, sentences, article=article)
    return Prepared(article, clean, sentences, chunks, quotations, heading_of(article), stages.sign(clean.text))


def heading_of(article: Article) -> str | None:
    """The title, if the text itself gives it: a name taken from the file's would change the vectors on a rename."""
    title = article.metadata.title
    return title.value if title is not None and title.span is not None and title.value.strip() else None


def searched_text(heading: str | None, text: str) -> str:
    """What is embedded and counted for a passage: the title, a line break, the passage.

    A passage from the middle of an article seldom names what the article is about; its title does.
    """
    return f"{heading}\n{text}" if heading else text


def text_hash(searched: str) -> bytes:
    """The name of an embedded text in the vector cache: half a SHA-256."""
    return hashlib.sha256(encode(searched)).digest()[:16]


def article_key(article: Article) -> bytes:
    """Files with equal keys hold one article: equal text, marks and posts, whatever they are called."""
    parts = (article.content_hash.encode(), pack_marks(article.marks), pack_posts(article.posts))
    return hashlib.sha256(b"\0".join(parts)).digest()
