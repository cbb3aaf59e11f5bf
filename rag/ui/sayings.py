"""Who said what in a collection, looked up without reading more articles than the answer needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rag.ui.facts import most_quoting
from rag.ui.library import Collection
from rag.ui.room import ReadingRoom, stored_article

if TYPE_CHECKING:
    from index.snapshot import Snapshot
    from index.stored import StoredArticle, StoredQuotation

MAX_SAYINGS = 2_000
# Articles whose quotations are read for one look-up, those with most of them first.
MAX_ARTICLES = 400


def sayings(
    room: ReadingRoom, collection: Collection, *, speaker: str = "", about: str = "", uris: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Quotations by a speaker, about a phrase, or in some articles; with none of these, in those that hold most."""
    with room.snapshot(collection) as snapshot:
        if snapshot is None:
            return []
        if speaker:
            found: Iterable[StoredQuotation] = snapshot.quotations(speaker=speaker, about=about or None)
            return [_view(stored) for stored in list(found)[:MAX_SAYINGS]]
        shown: list[dict[str, Any]] = []
        for article in _articles(snapshot, about, uris):
            shown.extend(_said_in(article, about))
            if len(shown) >= MAX_SAYINGS:
                break
        return shown[:MAX_SAYINGS]


def _articles(snapshot: Snapshot, about: str, uris: Sequence[str]) -> Iterable[StoredArticle]:
    if uris:
        return (stored_article(snapshot, uri) for uri in dict.fromkeys(uris[:MAX_ARTICLES]))
    if about:
        chunk_ids, _ = snapshot.phrase(about, 20 * MAX_ARTICLES)
        ids = list(dict.fromkeys(chunk.article_id for chunk in snapshot.chunks(chunk_ids)))
    else:
        ids = most_quoting(snapshot, MAX_ARTICLES)
    return (snapshot.article(article_id) for article_id in ids[:MAX_ARTICLES])


def _said_in(article: StoredArticle, about: str) -> Iterable[dict[str, Any]]:
    from index.scripts import fold
    from index.stored import StoredQuotation

    info, clean, matter = article.info, article.clean, fold(about)
    for quotation in article.quotations:
        if matter and matter not in fold(clean.text[quotation.whole.start : quotation.whole.end]):
            continue
        words = clean.text[quotation.span.start : quotation.span.end]
        raw = clean.to_raw(quotation.span.start, quotation.span.end)
        yield _view(
            StoredQuotation(info.article_id, info.uri, info.title, info.source, info.date, quotation, words, raw)
        )


def _view(stored: StoredQuotation) -> dict[str, Any]:
    """One quotation, flat: `start` and `end` are raw; `date` is when it was said if known, else the article's.

    `person` is the speaker's name in a form that spellings and scripts share.
    """
    from index.names import canonical

    quotation = stored.quotation
    return {
        "speaker": quotation.speaker,
        "person": canonical(quotation.speaker),
        "role": quotation.role,
        "text": stored.text,
        "verb": quotation.verb,
        "direct": quotation.direct,
        "date": quotation.date or stored.date,
        "uri": stored.uri,
        "title": stored.title,
        "source": stored.source,
        "start": stored.raw.start,
        "end": stored.raw.end,
    }
