"""Who said what in an article: direct and reported speech with its speaker.

The narrator's sentences are read in order. Speech verbs with a subject (`index.speech.attribution`) hand over to a
speaker; their words reach to the end of the sentence, or are the quotation that stands there. A quotation without a
verb of its own belongs to the sentence before it or to the one that follows it.

Rules rather than a trained model: they name their reason, cost little beside embedding, and take both scripts.
"""

from __future__ import annotations

from dataclasses import replace

from index.cleantext import CleanText, Span
from index.speech.reading import read
from index.types import Article, Quotation, Sentence

QUOTATIONS_VERSION = "1"


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
    return tuple(replace(found, date=date) for found in read(clean.text))


def span_of(quotation: Quotation) -> Span:
    """The words said."""
    return quotation.span
