"""The articles of a collection as the page lists and shows them."""

from __future__ import annotations

from typing import Any

from index.errors import RagError
from rag.ui.library import Collection
from rag.ui.room import ReadingRoom


def listing(room: ReadingRoom, collection: Collection) -> dict[str, Any]:
    """Every article's metadata."""
    with room.snapshot(collection) as snapshot:
        if snapshot is None:
            return {"articles": []}
        return {"articles": [_entry(article) for article in snapshot.articles()]}


def _entry(article: Any) -> dict[str, Any]:
    return {name: getattr(article, name, None) for name in ("uri", "title", "source", "author", "date", "characters")}


def article_view(room: ReadingRoom, collection: Collection, uri: str) -> dict[str, Any]:
    """One article whole: raw text and the edits over it as [start, end, replacement, reason], in code points."""
    with room.snapshot(collection) as snapshot:
        for entry in snapshot.articles() if snapshot is not None else ():
            if entry.uri == uri:
                stored = snapshot.article(entry.id)
                clean = stored.clean
                return {
                    **_entry(entry),
                    "raw": clean.raw,
                    "edits": [[edit.start, edit.end, edit.replacement, edit.reason] for edit in clean.edits],
                }
    raise RagError("This article is no longer in the collection.", hint="Reload the list.")


def mentions(room: ReadingRoom, collection: Collection, term: str) -> dict[str, Any]:
    """Every article whose text holds `term`, in whatever script or case, and how often."""
    from index.scripts import fold

    wanted = fold(term.strip())
    found = []
    with room.snapshot(collection) as snapshot:
        for entry in snapshot.articles() if wanted and snapshot is not None else ():
            count = fold(snapshot.article(entry.id).clean.text).count(wanted)
            if count:
                found.append({**_entry(entry), "count": count})
    found.sort(key=lambda each: -each["count"])
    return {"term": term.strip(), "articles": found, "total": sum(each["count"] for each in found)}
