"""Which article a person means: by title, by what it is about, by what was cited last, or because there is only one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from index.scripts import fold
from rag.messages import is_refusal
from rag.terms import covered, question_terms
from rag.types import Filters, Hit

if TYPE_CHECKING:
    from index.snapshot import Snapshot
    from index.stored import ArticleInfo

Find = Callable[[str], Sequence[Hit]]

TITLE_SHARE = 0.75  # of the weight of what is named, in a title, to be meant by it
CLEARLY = 0.6  # of the mentions of a name in one article, for that article to be the one about it
BEST = 5  # passages that say which article is meant
HELD = 0.5  # of the weight of what is named, in one of them
_MARKS = re.compile(r"\[\d+\]")


def allowed_articles(snapshot: Snapshot, filters: Filters) -> tuple[ArticleInfo, ...]:
    """The articles that the filters leave."""
    infos = snapshot.articles()
    ids = snapshot.select(
        source=filters.source, author=filters.author, since=filters.since, until=filters.until, speaker=filters.speaker
    )
    if ids is None:
        return infos
    kept = {chunk.article_id for chunk in snapshot.chunks(ids)}
    return tuple(info for info in infos if info.article_id in kept)


def by_title(infos: Sequence[ArticleInfo], what: str, *, whole: bool = False) -> tuple[ArticleInfo, ...]:
    """The articles whose titles hold what is named, or most of it; the closest alone, several when they are alike.

    `whole`: a title must hold all of it, as when a book or a reform of that name may be meant instead.
    """
    wanted = _letters(what)
    if len(wanted) < 2:
        return ()
    exact = tuple(info for info in infos if _letters(info.title) == wanted)
    inside = exact or tuple(info for info in infos if wanted in _letters(info.title))
    if not inside and not whole:
        inside = tuple(info for info in infos if _named_whole(info.title, wanted))
    if inside or whole:
        return inside
    terms = question_terms(what)
    shares = {info.article_id: covered(terms, info.title) for info in infos}
    best = max(shares.values(), default=0.0)
    if best < TITLE_SHARE:
        return ()
    return tuple(info for info in infos if shares[info.article_id] >= best - 0.01)


def _named_whole(title: str, wanted: str) -> bool:
    """Whether all of a title, or its part before or after a colon, stands in what is named."""
    parts = [_letters(title), *map(_letters, re.split(r"[:：]", title))]
    return any(len(part) > 3 and part in wanted for part in parts)


def _letters(text: str) -> str:
    return re.sub(r"[^\w]", "", fold(text))


def by_mention(snapshot: Snapshot, infos: Sequence[ArticleInfo], what: str) -> tuple[ArticleInfo, ...]:
    """The articles that mention a name: the one that does so most, if clearly, else all, most mentions first."""
    ids, _ = snapshot.phrase(what, 1000)
    counts = Counter[int]()
    known = {info.article_id: info for info in infos}
    for chunk in snapshot.chunks(list(ids)):
        if chunk.article_id in known:
            counts[chunk.article_id] += fold(chunk.text).count(fold(what))
    ranked = counts.most_common()
    if ranked and ranked[0][1] >= 3 and ranked[0][1] >= CLEARLY * counts.total():
        ranked = ranked[:1]
    return tuple(known[article_id] for article_id, _ in ranked)


def by_search(infos: Sequence[ArticleInfo], hits: Sequence[Hit], what: str) -> tuple[ArticleInfo, ...]:
    """The article that most of the best passages come from.

    In the language of the articles a passage must hold half of what is named, too: among passages that are about
    something else one is always the best.
    """
    known = {uri: info for info in infos for uri in info.uris}
    best = [hit for hit in hits[:BEST] if hit.uri in known]
    found = Counter(known[hit.uri].article_id for hit in best).most_common(1)
    if not found or found[0][1] <= BEST // 2:
        return ()
    named = question_terms(what)
    if not what.isascii() and max(covered(named, hit.text) for hit in best) < HELD:
        return ()
    return tuple(info for info in infos if info.article_id == found[0][0])


def last_cited(
    snapshot: Snapshot, infos: Sequence[ArticleInfo], history: Sequence[tuple[str, str]]
) -> tuple[ArticleInfo, ...]:
    """The articles that the last answer quotes, in its order: found by its words, as a conversation keeps no ids."""
    known = {info.article_id: info for info in infos}
    for _, answer in reversed(history):
        if is_refusal(answer):
            continue
        found: list[int] = []
        for sentence in _MARKS.split(answer):
            found += [number for number in _holding(snapshot, sentence) if number in known and number not in found]
        if found:
            return tuple(known[number] for number in found)
    return ()


def _holding(snapshot: Snapshot, sentence: str) -> tuple[int, ...]:
    """The article that holds the longest unbroken words of a sentence."""
    pieces = sorted(re.split(r"[\s：:《》]+", sentence.strip()), key=len, reverse=True)
    for piece in pieces[:2]:
        if len(piece) < 6:
            break
        ids, _ = snapshot.phrase(piece[:40], 1)
        if ids:
            return (snapshot.chunk(ids[0]).article_id,)
    return ()
