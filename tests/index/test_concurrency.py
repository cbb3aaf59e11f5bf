"""Many questions while builds run: no error, and no answer from two generations."""

import shutil
import threading
import time

import numpy as np
import pytest
from index_contents import make_article

from index.build import build_index
from index.reader import RETRIES, open_index
from index.testing import HashEmbedder
from index.views import ViewSource

THREADS = 32


@pytest.fixture
def folder(tmp_path):
    """Articles that all say which generation they are of."""
    write_generation(tmp_path, 1)
    build_index([tmp_path / "a"], index=tmp_path / "index", embedder=HashEmbedder())
    return tmp_path


def write_generation(folder, generation, articles=6):
    shutil.rmtree(folder / "a", ignore_errors=True)  # so that articles come and go, too
    (folder / "a").mkdir()
    for number in range(articles + generation % 3):
        text = make_article(number).replace("记者", f"世代{generation}的记者")
        (folder / "a" / f"{number}.txt").write_text(text, encoding="utf-8")


def ask(snapshot, question, vector):
    """What all ways to look at an index say of its generation."""
    lexical, _ = snapshot.lexical(question, 8)
    dense, cosines = snapshot.dense(vector, 8)
    assert len(lexical) and len(dense) and not np.isnan(snapshot.dense_scores(vector, lexical)).any()
    chunks = snapshot.chunks([*lexical, *dense])
    texts = [chunk.text for chunk in chunks if "世代" in chunk.text]
    texts += [snapshot.article(chunks[0].article_id).clean.text]
    assert len(snapshot.articles()) == snapshot.article_count
    found, count = snapshot.phrase("世代", 10**6)
    assert len(found) == count <= snapshot.chunk_count
    return {text.split("世代")[1].split("的")[0] for text in texts}


def test_32_threads_ask_while_builds_run(folder):
    reader = open_index(folder / "index", embedder=HashEmbedder())
    vector = HashEmbedder().embed_queries(["小厂怎么看"])[0]
    stop = threading.Event()
    errors, seen, asked = [], set(), []

    def keep_asking():
        try:
            last = 0
            while not stop.is_set():
                with reader.snapshot() as snapshot:
                    generation = snapshot.generation
                    said = ask(snapshot, "小厂怎么看创新", vector)
                    assert said == {str(generation)}, f"generation {generation} answered from {said}"
                    assert generation >= last, "went back in time"
                    last = generation
                    seen.add(generation)
                    asked.append(generation)
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=keep_asking, daemon=True) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for generation in range(2, 7):
        write_generation(folder, generation)
        report = build_index([folder / "a"], index=folder / "index", embedder=HashEmbedder())
        assert report.generation == generation
    deadline = time.monotonic() + 20
    while 6 not in seen and not errors and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    for thread in threads:
        thread.join(30)
    assert not errors
    assert 6 in seen and len(seen) > 1 and len(asked) >= THREADS


def test_a_snapshot_stays_what_it_was(folder):
    reader = open_index(folder / "index", embedder=HashEmbedder())
    vector = HashEmbedder().embed_queries(["小厂"])[0]
    with reader.snapshot() as old:
        write_generation(folder, 2)
        build_index([folder / "a"], index=folder / "index", embedder=HashEmbedder())
        with reader.snapshot() as new:
            assert ask(new, "小厂", vector) == {"2"}
        assert ask(old, "小厂", vector) == {"1"}
    assert old.generation == 1 and new.generation == 2


def test_a_question_overtaken_by_many_builds_begins_anew(folder):
    reader = open_index(folder / "index", embedder=HashEmbedder())
    vector = HashEmbedder().embed_queries(["小厂"])[0]
    view, calls = reader._views.view, []

    def overtaken(connection, *, alone):
        calls.append(alone)
        if len(calls) == 1:
            for generation in range(2, 7):
                write_generation(folder, generation)
                build_index([folder / "a"], index=folder / "index", embedder=HashEmbedder(), rebuild=True)
                with open_index(folder / "index", embedder=HashEmbedder()).snapshot():
                    pass
        return view(connection, alone=alone)

    reader._views.view = overtaken
    with reader.snapshot() as snapshot:
        assert ask(snapshot, "小厂", vector) == {str(snapshot.generation)}
        assert snapshot.generation == 6


def test_a_question_that_is_always_overtaken_is_answered_from_its_own_transaction(folder, monkeypatch):
    reader = open_index(folder / "index", embedder=HashEmbedder())
    vector = HashEmbedder().embed_queries(["小厂"])[0]
    make, made = ViewSource._make, []

    def overtaken(views, connection, uid, generation):
        made.append(generation)
        write_generation(folder, len(made) + 1)
        build_index([folder / "a"], index=folder / "index", embedder=HashEmbedder(), rebuild=True)
        return make(views, connection, uid, generation)

    monkeypatch.setattr(ViewSource, "_make", overtaken)
    with reader.snapshot() as snapshot:
        assert ask(snapshot, "小厂", vector) == {str(snapshot.generation)}
    assert len(made) == RETRIES


def test_an_index_that_is_deleted_and_made_anew_is_followed(folder):
    reader = open_index(folder / "index", embedder=HashEmbedder())
    with reader.snapshot() as snapshot:
        assert snapshot.article_count == 7
    shutil.rmtree(folder / "index")
    (folder / "a" / "0.txt").unlink()
    build_index([folder / "a"], index=folder / "index", embedder=HashEmbedder())
    with reader.snapshot() as snapshot:
        assert snapshot.article_count == 6


def test_two_builds_at_once_wait_for_nobody(folder):
    from index.errors import IndexLockedError

    inside, go_on = threading.Event(), threading.Event()

    class Slow(HashEmbedder):
        def embed_passages(self, texts):
            inside.set()
            assert go_on.wait(20)
            return super().embed_passages(texts)

    write_generation(folder, 2)
    first = threading.Thread(
        target=build_index, args=([folder / "a"],), kwargs={"index": folder / "index", "embedder": Slow()}
    )
    first.start()
    assert inside.wait(20)
    with pytest.raises(IndexLockedError):
        build_index([folder / "a"], index=folder / "index", embedder=HashEmbedder())
    go_on.set()
    first.join(30)
    with open_index(folder / "index", embedder=HashEmbedder()).snapshot() as snapshot:
        assert snapshot.generation == 2
