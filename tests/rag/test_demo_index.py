"""The demo index comes to be on first use, whatever an interrupted build left behind."""

from index.build import build_index
from rag.config import load_config
from rag.demo_index import demo_index_folder, ensure_demo_index
from rag.testing import HashEmbedder


def test_what_an_interrupted_first_build_left_is_filled(tmp_path, monkeypatch):
    from index.reader import open_index

    monkeypatch.setenv("RAG_CACHE", str(tmp_path / "cache"))
    config = load_config(environment={}, flags={"index.embedder": "hash"})
    embedder = HashEmbedder()
    (tmp_path / "nothing").mkdir()
    build_index([tmp_path / "nothing"], index=demo_index_folder(config), config=config.index, embedder=embedder)
    folder = ensure_demo_index(config, embedder)
    with open_index(folder, config=config.index, embedder=embedder).snapshot() as snapshot:
        assert snapshot.article_count > 5
