"""The articles of a collection as the page lists and shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.ui.facts import examples
from rag.ui.library import Collection
from rag.ui.room import ReadingRoom, stored_article

if TYPE_CHECKING:
    from index.cleantext import CleanText
    from index.stored import ArticleInfo

# Articles that one search for a phrase names; their number is given in full.
MAX_MENTIONS = 300
MAX_PLACES = 1_000
# Articles that are read to count a phrase in them; there may be more.
MAX_COUNTED = 1_000


def listing(room: ReadingRoom, collection: Collection) -> dict[str, Any]:
    """Every article's metadata, and questions to begin with."""
    with room.snapshot(collection) as snapshot:
        infos = () if snapshot is None else snapshot.articles()
        return {
            "articles": [_entry(info) for info in infos],
            "examples": examples(collection, snapshot if infos else None),
        }


def _entry(info: ArticleInfo) -> dict[str, Any]:
    return {
        "uri": info.uri,
        "title": info.title,
        "source": info.source,
        "author": info.author,
        "date": info.date,
        "characters": info.characters,
        "quotations": info.quotations,
        "reprints": info.reprints,
    }


def article_view(room: ReadingRoom, collection: Collection, uri: str, term: str = "") -> dict[str, Any]:
    """One article whole: raw text and the edits over it as [start, end, replacement, reason], in code points.

    `spans` are the raw places of `term` in it.

    Raises RagError when it is gone.
    """
    with room.snapshot(collection) as snapshot:
        stored = stored_article(snapshot, uri)
        return {
            **_entry(stored.info),
            "media": stored.article.media,
            "raw": stored.clean.raw,
            "edits": [[edit.start, edit.end, edit.replacement, edit.reason] for edit in stored.clean.edits],
            "spans": _places(stored.clean, term),
        }


def _places(clean: CleanText, term: str) -> list[list[int]]:
    from index.scripts import fold

    wanted, text = fold(term.strip()), fold(clean.text) if term.strip() else ""
    places: list[list[int]] = []
    at = text.find(wanted) if wanted else -1
    while at >= 0 and len(places) < MAX_PLACES:
        raw = clean.to_raw(at, at + len(wanted))
        places.append([raw.start, raw.end])
        at = text.find(wanted, at + len(wanted))
    return places


def mentions(room: ReadingRoom, collection: Collection, term: str) -> dict[str, Any]:
    """Every article whose text holds the phrase `term`, in whatever script or case, and how often; most first.

    `more` says that so many hold it that not all were counted.
    """
    from index.scripts import fold

    wanted = fold(term.strip())
    found, more = [], False
    with room.snapshot(collection) as snapshot:
        if snapshot is not None and wanted:
            chunk_ids, _ = snapshot.phrase(term, 100_000)
            holding = list(dict.fromkeys(chunk.article_id for chunk in snapshot.chunks(chunk_ids)))
            more = len(holding) > MAX_COUNTED
            for article_id in holding[:MAX_COUNTED]:
                stored = snapshot.article(article_id)
                count = fold(stored.clean.text).count(wanted)
                if count:
                    found.append({**_entry(stored.info), "count": count})
    found.sort(key=lambda each: -each["count"])
    total = sum(each["count"] for each in found)
    return {"term": term.strip(), "articles": found[:MAX_MENTIONS], "found": len(found), "total": total, "more": more}
