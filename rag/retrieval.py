"""Dense and lexical search over one generation of the index, fused into one ranking.

Scores are fused as a weighted sum of z-scores over the candidates of both searches; a search whose scores have no spread
counts as zero. A question in another language than the articles' is searched for by what may stand in both
(`rag/foreign_words.py`). On paragraph retrieval this beats reciprocal rank fusion (Cormack et al., 2009) clearly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rag.config import RetrievalConfig
from rag.foreign_words import is_latin, searchable
from rag.languages import language_of
from rag.types import Filters, Hit

if TYPE_CHECKING:
    from index.snapshot import Snapshot
    from index.stored import StoredChunk

Scores = npt.NDArray[np.float32]
# Of a question in another language: of shares from .5 to 1 the best on those of benchmarks/selection.py.
FOREIGN_DENSE_SHARE = 0.7
NEAREST = 3  # passages that tell in which letters the articles are written


def retrieve(
    snapshot: Snapshot,
    question: str,
    vector: Scores,
    *,
    config: RetrievalConfig,
    filters: Filters | None = None,
    limit: int | None = None,
) -> tuple[Hit, ...]:
    """The best passages for `question`, best first, at most `limit` (default: `config.passages`).

    `vector` is the question's embedding, float32 of shape (dimension,), L2-normalised.
    """
    filters = filters or Filters()
    allowed = snapshot.select(
        source=filters.source,
        author=filters.author,
        since=filters.since,
        until=filters.until,
        speaker=filters.speaker,
    )
    wanted = limit or config.passages
    depth = max(config.candidates, wanted)
    dense_ids, _ = snapshot.dense(vector, depth, allowed=allowed)
    foreign = language_of(question) in ("en", "ja") and not is_latin(
        chunk.text for chunk in snapshot.chunks([int(number) for number in dense_ids[:NEAREST]])
    )
    words = searchable(question, snapshot.rarest) if foreign else question
    dense_share = FOREIGN_DENSE_SHARE if foreign else config.dense_share
    lexical_ids, _ = snapshot.lexical(words, depth, allowed=allowed)
    ids = np.union1d(dense_ids, lexical_ids).astype(np.int64)
    if not len(ids):
        return ()
    dense = snapshot.dense_scores(vector, ids)
    lexical = snapshot.lexical_scores(words, ids)
    fused = fuse(dense, lexical, dense_share=dense_share)
    order = np.lexsort((ids, -fused))[:wanted]
    chunks = snapshot.chunks([int(ids[i]) for i in order])
    return tuple(
        hit_of(chunk, dense=float(dense[i]), lexical=float(lexical[i]), fused=float(fused[i]))
        for chunk, i in zip(chunks, order, strict=True)
    )


def fuse(dense: Scores, lexical: Scores, *, dense_share: float) -> Scores:
    """Weighted sum of the z-scores of both, over the same candidates."""
    fused: Scores = dense_share * zscores(dense) + (1 - dense_share) * zscores(lexical)
    return fused


def zscores(scores: Scores) -> Scores:
    """(score - mean) / standard deviation; all zero when there is no spread."""
    spread = float(scores.std()) if len(scores) else 0.0
    if spread < 1e-9:
        return np.zeros_like(scores)
    standardised: Scores = (scores - scores.mean()) / spread
    return standardised


def hit_of(
    chunk: StoredChunk, *, dense: float | None = None, lexical: float | None = None, fused: float | None = None
) -> Hit:
    """A stored passage with its scores."""
    return Hit(
        chunk_id=chunk.chunk_id,
        uri=chunk.uri,
        title=chunk.title,
        text=chunk.text,
        start=chunk.raw_start,
        end=chunk.raw_end,
        dense=dense,
        lexical=lexical,
        fused=fused,
        source=chunk.source,
        author=chunk.author,
        date=chunk.date,
    )
