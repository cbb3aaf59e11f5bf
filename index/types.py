"""What flows from a file to the index. All spans are half-open and count code points.

Two coordinate systems exist and every name says which it uses: *raw* is `Article.raw`, what the file held; *clean* is
`CleanText.text`, raw with its edits applied. Sentences, chunks and quotations live in clean coordinates; citations are
mapped to raw at the very end, with `CleanText.to_raw`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from typing import Literal

from index.cleantext import CleanText, Edit, Span

__all__ = [
    "Article",
    "Chunk",
    "CleanText",
    "Edit",
    "Field",
    "Fingerprint",
    "Mark",
    "Metadata",
    "Post",
    "Quotation",
    "Sentence",
    "Span",
]

MediaType = Literal["txt", "md", "html", "pdf", "docx", "epub", "text"]
MarkKind = Literal["page", "heading"]
PostKind = Literal["article", "reply"]
SentenceKind = Literal["sentence", "heading", "item"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A page start or a heading at raw offset `start`; `label` is the page number or the heading's text."""

    kind: MarkKind
    start: int
    label: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """A metadata value and the raw span that it was read from (None: from outside the text, such as a file name)."""

    value: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an article says of itself. `date.value` is ISO 8601: 2023-04-25, 2023-04 or 2023."""

    title: Field | None = None
    source: Field | None = None
    author: Field | None = None
    date: Field | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a forum thread: `span` is raw. The opening post is the article, the others are replies."""

    span: Span
    kind: PostKind
    author: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One source text as extracted, never changed. `posts` is empty unless the text is a forum thread."""

    uri: str
    raw: str
    media: MediaType = "txt"
    metadata: Metadata = field(default_factory=Metadata)
    marks: tuple[Mark, ...] = ()
    posts: tuple[Post, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 of raw and media type, in hexadecimal: equal texts are one article whatever their names."""
        return hashlib.sha256(f"{self.media}\0{self.raw}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the clean text. The sentences of a text are a partition of it, white space included."""

    start: int
    end: int
    kind: SentenceKind = "sentence"

    @property
    def span(self) -> Span:
        """The clean span."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage: consecutive whole sentences within the token budget, in clean coordinates.

    `post` is the index into `Article.posts` that the passage lies in (None when the text is no thread): a passage never
    crosses a post.
    """

    start: int
    end: int
    sentences: tuple[Span, ...]
    post: int | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody's words, direct or reported, in clean coordinates.

    `span` covers the words said (without the quotation marks), `whole` the sentence part that introduces and holds
    them, `speaker_span` the mention that the speaker was read from. `speaker` is the full name where the article gives
    it, in the script of the article; `role` is the title or company that stands with the name.
    """

    speaker: str
    span: Span
    whole: Span
    verb: str
    direct: bool
    role: str | None = None
    speaker_span: Span | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Everything that stored vectors and spans depend on. Two indexes with equal fingerprints can be searched alike."""

    schema: str
    embedder: str
    embedder_hash: str
    cleaner: str
    folder: str
    chunker: str
    quotations: str
    # These came later: empty is the first version, so that an index of before them is one of that version.
    readers: str = ""
    metadata: str = ""

    def stated(self) -> dict[str, str]:
        """The fields by name, without those that are empty because an index of before them is not outdated."""
        values = {part.name: str(getattr(self, part.name)) for part in fields(self)}
        return {name: value for name, value in values.items() if value or name not in ("readers", "metadata")}

    def digest(self) -> str:
        """The first 16 hexadecimal digits of a SHA-256 over all fields that are stated."""
        text = "\n".join(f"{name}={value}" for name, value in self.stated().items())
        return hashlib.sha256(text.encode()).hexdigest()[:16]
