"""What the evidence reader hardly believes is not shown, however alike the words are."""

import pytest

from index.formats import article_from_text
from index.reader import memory_index
from index.testing import HashEmbedder
from rag.config import load_config
from rag.questions import analyse
from rag.retrieval import retrieve
from rag.search import Search
from rag.selection import select
from rag.testing import FakeReader

QUESTION = "青湾修船厂去年修了几条船?"
TEXT = "青湾的修船厂\n青湾修船厂去年修了九十条船。青湾修船厂的人说，活多得做不完。\n"


@pytest.mark.parametrize(
    ("believed", "probability", "refused"), [(True, 0.01, False), (False, 0.01, True), (False, 0.0, False)]
)
def test_the_reader_must_make_something_of_it(believed, probability, refused):
    flags = {"index.embedder": "hash", "generator.model": "none", "refusal.probability": probability}
    config = load_config(environment={}, flags=flags)
    embedder = HashEmbedder()
    index = memory_index([article_from_text(TEXT, uri="a")], config=config.index, embedder=embedder)
    reader = FakeReader({QUESTION: "九十条"} if believed else {})
    vector = embedder.embed_queries([QUESTION])[0]
    with index.snapshot() as snapshot:
        hits = retrieve(snapshot, QUESTION, vector, config=config.retrieval)
        search = Search(snapshot, analyse(QUESTION), hits, vector, vector, embedder.embed_passages, config, reader)
        assert (select(search).refusal is not None) == refused
