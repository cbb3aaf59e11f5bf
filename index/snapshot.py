"""One question's sight of an index: one generation, whatever is built meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.lexical import Scored, TermWeight
from index.postings import Ids
from index.ranking import Scores
from index.store import reading
from index.store.database import damage_reported
from index.store.filtering import select_chunks
from index.store.meta import read_meta
from index.stored import ArticleInfo, StoredArticle, StoredChunk, StoredQuotation
from index.types import Fingerprint, Quotation
from index.views import View

Fold = Callable[[str], str]
ReadBody = Callable[[sqlite3.Connection, int, str], reading.Body]


class Snapshot:
    """An index as of one generation. Use it within `IndexReader.snapshot()`, in one thread at a time."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        view: View,
        fingerprint: Fingerprint,
        *,
        folder: Path,
        fold: Fold,
        read_body: ReadBody,
    ) -> None:
        self._connection = connection
        self._view = view
        self._folder = folder
        self._fold = fold
        self._read_body = read_body
        self._scored: tuple[str, Scored] | None = None
        self._last_info: ArticleInfo | None = None
        self.generation = view.generation
        self.fingerprint = fingerprint

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with damage_reported(self._folder):
            yield self._connection

    @property
    def article_count(self) -> int:
        """How many articles there are; files with equal text count once."""
        with self._reading() as connection:
            return int(read_meta(connection, "article_count", "0"))

    @property
    def chunk_count(self) -> int:
        """How many passages there are."""
        with self._reading() as connection:
            return int(read_meta(connection, "chunk_count", "0"))

    def articles(self) -> tuple[ArticleInfo, ...]:
        """All articles, in order of uri."""
        with self._reading() as connection:
            return tuple(reading.read_infos(connection))

    def article(self, article_id: int) -> StoredArticle:
        """An article with its text. Raises KeyError for an unknown id."""
        with self._reading() as connection:
            infos = reading.read_infos(connection, [article_id])
            if not infos:
                raise KeyError(article_id)
            body = self._read_body(connection, article_id, infos[0].uri)
            return StoredArticle(infos[0], body.article, body.clean, body.sentences, body.quotations)

    def article_by_uri(self, uri: str) -> StoredArticle:
        """The article that a file holds. Raises KeyError for an unknown uri."""
        with self._reading() as connection:
            article_id = reading.read_article_id(connection, uri)
        if article_id is None:
            raise KeyError(uri)
        return self.article(article_id)

    def chunk(self, chunk_id: int) -> StoredChunk:
        """A passage. Raises KeyError for an unknown id."""
        return self.chunks([chunk_id])[0]

    def chunks(self, ids: Sequence[int] | Ids) -> tuple[StoredChunk, ...]:
        """Passages in the order of `ids`. Raises KeyError for an unknown id."""
        with self._reading() as connection:
            found = reading.read_chunks(connection, [int(number) for number in ids])
        return tuple(found[int(number)] for number in ids)

    def chunks_of(self, article_id: int) -> tuple[StoredChunk, ...]:
        """The passages of an article, in order."""
        with self._reading() as connection:
            ids = reading.read_chunk_ids(connection, [article_id])
        return self.chunks(sorted(ids))

    def select(
        self,
        source: str | None = None,
        author: str | None = None,
        since: str | None = None,
        until: str | None = None,
        speaker: str | None = None,
    ) -> Ids | None:
        """Ascending ids of the passages that pass the filters, None when there is none.

        `source`, `author` and `speaker` match where the folded name holds the folded text. An article without a date
        passes no date. A passage passes `speaker` when it overlaps a quotation of that speaker.
        """
        names = {"source": source, "author": author, "speaker": speaker}
        folded = {kind: None if name is None else self._fold(name) for kind, name in names.items()}
        with self._reading() as connection:
            return select_chunks(connection, since=since, until=until, **folded)

    def dense(self, vector: Scores, limit: int, allowed: Ids | None = None) -> tuple[Ids, Scores]:
        """Ids and cosines of the passages nearest to a question's vector, nearest first."""
        return self._view.vectors.search(vector, limit, allowed)

    def dense_scores(self, vector: Scores, ids: Sequence[int] | Ids) -> Scores:
        """The cosine of each of `ids`, in their order; NaN for an unknown one."""
        return self._view.vectors.scores(vector, np.asarray(ids, np.int64))

    def lexical(self, question: str, limit: int, allowed: Ids | None = None) -> tuple[Ids, Scores]:
        """Ids and BM25 scores of the passages that share terms with a question, best first."""
        return self._score(question).best(limit, allowed)

    def lexical_scores(self, question: str, ids: Sequence[int] | Ids) -> Scores:
        """The BM25 score of each of `ids`, in their order."""
        return self._score(question).of(np.asarray(ids, np.int64))

    def _score(self, question: str) -> Scored:
        """The scores of the last question are kept: as a rule it is searched for first, and then asked of some ids."""
        known = self._scored
        if known is None or known[0] != question:
            self._scored = known = (question, self._view.lexical.score(self._fold(question)))
        return known[1]

    def term_weights(self, text: str) -> tuple[TermWeight, ...]:
        """The folded terms of a text, each with its weight in this index."""
        return self._view.lexical.term_weights(self._fold(text))

    def phrase(self, text: str, limit: int) -> tuple[tuple[int, ...], int]:
        """Ids of the first `limit` passages whose folded text holds the folded phrase, and how many do in all."""
        folded = self._fold(text.strip())
        if not folded:
            return (), 0
        candidates = self._view.lexical.holding_all(folded)
        with self._reading() as connection:
            found = [
                number
                for number, passage in reading.read_chunk_texts(connection, candidates.tolist())
                if folded in self._fold(passage)
            ]
        return tuple(found[:limit]), len(found)

    def quotations(
        self, speaker: str | None = None, about: str | None = None, limit: int | None = None
    ) -> tuple[StoredQuotation, ...]:
        """Who said what: by speakers whose folded name holds `speaker`, in sentences whose folded text holds `about`.

        The first `limit` of them, article by article; None for all.
        """
        matter = self._fold(about) if about else ""
        with self._reading() as connection:
            found = reading.read_quotations(connection, speaker=None if speaker is None else self._fold(speaker))
            if matter:
                passages = self._view.lexical.holding_all(matter).tolist()
                owners = set(reading.read_article_ids(connection, passages))
                found = (pair for pair in found if pair[0] in owners)
            placed = (self._placed(connection, owner, quotation, matter) for owner, quotation in found)
            return tuple(islice((quotation for quotation in placed if quotation is not None), limit))

    def may_hold(self, text: str) -> bool:
        """Whether some passage holds all terms of `text`; much cheaper than `phrase`, which reads passages."""
        return len(self._view.lexical.holding_all(self._fold(text))) > 0

    def rarest(self, folded: Sequence[str]) -> npt.NDArray[np.int64]:
        """For each folded text, in about how many passages the rarest of its terms stands; fast for thousands of them."""
        return self._view.lexical.rarest(folded)

    def speakers(self) -> tuple[str, ...]:
        """Everybody who is quoted, by the name that the articles give, once each."""
        with self._reading() as connection:
            return tuple(reading.read_names(connection, "speaker"))

    def _placed(
        self, connection: sqlite3.Connection, article_id: int, quotation: Quotation, matter: str
    ) -> StoredQuotation | None:
        """A quotation with its words, if the sentence part that holds it is about the matter."""
        info = self._info(connection, article_id)
        clean = self._read_body(connection, article_id, info.uri).clean
        if matter not in self._fold(clean.text[quotation.whole.start : quotation.whole.end]):
            return None
        words = clean.text[quotation.span.start : quotation.span.end]
        raw = clean.to_raw(quotation.span.start, quotation.span.end)
        return StoredQuotation(article_id, info.uri, info.title, info.source, info.date, quotation, words, raw)

    def _info(self, connection: sqlite3.Connection, article_id: int) -> ArticleInfo:
        """An article without its text; the last one is kept, as quotations come article by article."""
        if self._last_info is None or self._last_info.article_id != article_id:
            (self._last_info,) = reading.read_infos(connection, [article_id])
        return self._last_info
