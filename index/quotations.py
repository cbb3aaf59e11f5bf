"""Who said what in an article: direct and reported speech with its speaker.

The narrator's sentences are read in order. Speech verbs with a subject (`index.speech.attribution`) hand over to a
speaker; their words reach to the end of the sentence, or are the quotation that stands there. A quotation without a
verb of its own belongs to the sentence before it or to the one that follows it. Who replies in a thread has said all of
the reply.

Rules rather than a trained model: they name their reason, cost little beside embedding, and take both scripts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.cleantext import CleanText, Span
from index.speech.reading import read
from index.types import Article, Quotation, Sentence

QUOTATIONS_VERSION = "13"


def extract_quotations(
    clean: CleanText, sentences: tuple[Sentence, ...] = (), *, article: Article
) -> tuple[Quotation, ...]:
    """The quotations of an article in order, in clean coordinates.

    `sentences` is the partition that passages are made of; attribution needs wider clauses and finds its own. Takes
    time linear in the text, and any text at all.
    """
    if not clean.text.strip():
        return ()
    date = article.metadata.date.value if article.metadata.date is not None else None
    found = [replace(quotation, date=date) for quotation in read(clean.text)]
    found.extend(_replies(clean, article, date))
    return tuple(sorted(found, key=lambda each: (each.span.start, each.span.end)))


def _replies(clean: CleanText, article: Article, date: str | None) -> Iterator[Quotation]:
    """Each reply of a thread as the words of who wrote it."""
    for post in article.posts:
        span = clean.to_clean(post.span.start, post.span.end)
        words = clean.text[span.start : span.end]
        if post.kind != "reply" or not post.author or not words.strip():
            continue
        start = span.start + len(words) - len(words.lstrip())
        said = Span(start, start + len(words.strip()))
        yield Quotation(post.author, said, said, "", direct=True, date=post.date or date)
