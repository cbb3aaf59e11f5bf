"""Layers in 8-bit integers: the graph in float against numpy, the bytes near it, and who gets which runtime."""

import importlib.machinery
import threading

import numpy as np
import pytest
from tiny_models import write_packed

from index.config import IndexConfig
from index.embedding import SentenceTransformerEmbedder, load_embedder
from index.errors import ConfigError, FingerprintError, WeightsDamagedError
from index.fingerprint import require_equal, require_readable
from index.int8_embedder import Int8Embedder
from index.light_encoder import read_encoder
from index.runtime import processor
from index.runtime.encoder import calibration_texts, ensure_layers
from index.runtime.graph import Graph, Range, byte_range, smoothing
from index.runtime.stack import Stack, open_stack, write_stack
from index.types import Fingerprint
from index.weights.e5 import convert_e5


@pytest.fixture(autouse=True)
def own_cache(request, tmp_path, monkeypatch):
    """What is compiled for a test is not left in the user's cache."""
    if not request.node.get_closest_marker("models"):
        monkeypatch.setenv("RAG_CACHE", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    folder = tmp_path_factory.mktemp("encoder")
    write_packed(folder / "packed.bin")
    convert_e5((folder / "packed.bin",), folder, progress=lambda _: None)
    return read_encoder(folder)


def states_of(weights, count=12):
    random = np.random.default_rng(1)
    return [weights.look_up(random.integers(0, 40, size)) for size in random.integers(2, 16, count)]


def in_numpy(weights, states):
    values = weights.norm(states)
    for layer in weights.layers:
        values = layer(values, [slice(0, len(values))])
    return values


def test_the_float_graph_computes_what_numpy_computes(weights):
    stack = Stack(Graph().stack(weights.layers, weights.norm))
    for states in states_of(weights):
        assert np.allclose(stack.run(states)[0], in_numpy(weights, states), atol=1e-4)


def test_without_a_first_norm_the_states_go_straight_into_the_layers(weights):
    (states, *_) = states_of(weights)
    stack = Stack(Graph().stack(weights.layers, None))
    assert np.allclose(stack.run(weights.norm(states))[0], in_numpy(weights, states), atol=1e-4)


def test_bytes_are_near_and_company_changes_nothing(weights, tmp_path):
    samples = states_of(weights)
    write_stack(tmp_path / "layers.xml", weights.layers, samples, norm=weights.norm)
    stack = open_stack(tmp_path / "layers.xml")
    together = stack.map(lambda states: stack.run(states)[0], samples, len)
    for states, found in zip(samples, together, strict=True):
        expected = in_numpy(weights, states)
        cosine = (found * expected).sum() / np.linalg.norm(found) / np.linalg.norm(expected)
        assert cosine > 0.995
        assert np.array_equal(stack.run(states)[0], found)


def test_map_keeps_the_order_whatever_the_sizes(weights):
    stack = Stack(Graph().stack(weights.layers, None))
    assert stack.map(lambda text: text.upper(), ["b", "ccc", "", "aa"], len) == ["B", "CCC", "", "AA"]
    assert stack.map(str, [], len) == []


def test_a_stack_has_run_in_one_thread_before_several_may_run_it(weights, monkeypatch):
    ran = []
    monkeypatch.setattr(Stack, "run", lambda _, states: ran.append(threading.current_thread().name) or ())
    Stack(Graph().stack(weights.layers, weights.norm))
    assert ran == [threading.current_thread().name]


def test_smoothing_evens_out_channels_and_zero_is_a_step():
    values = Range(np.array([-8.0, -1, 0], np.float32), np.array([8.0, 0.5, 0.1], np.float32))
    scale = smoothing(values, np.ones((4, 3), np.float32))
    assert scale[0] > scale[1] > scale[2] and np.isclose(np.log(scale).mean(), 0, atol=1e-6)
    low, high = byte_range(values, scale)
    step = (high - low) / 255
    assert np.isclose(low / step, round(low / step), atol=1e-3)
    assert low <= (values.low / scale).min() + step and high >= (values.high / scale).max() - step


def test_a_torn_file_is_one_message(tmp_path):
    (tmp_path / "layers.xml").write_text("<net")
    with pytest.raises(WeightsDamagedError, match="8-bit"):
        open_stack(tmp_path / "layers.xml")


def test_what_was_compiled_is_kept_and_a_torn_file_is_no_harm(weights, tmp_path, monkeypatch):
    monkeypatch.setenv("RAG_CACHE", str(tmp_path / "cache"))
    samples = states_of(weights)
    write_stack(tmp_path / "layers.xml", weights.layers, samples, norm=weights.norm)
    expected = open_stack(tmp_path / "layers.xml").run(samples[0])[0]
    (kept,) = (tmp_path / "cache" / "compiled").glob("*.blob")
    written = kept.stat().st_mtime_ns
    assert np.array_equal(open_stack(tmp_path / "layers.xml").run(samples[0])[0], expected)
    assert kept.stat().st_mtime_ns == written
    kept.write_bytes(kept.read_bytes()[:-9])
    assert np.array_equal(open_stack(tmp_path / "layers.xml").run(samples[0])[0], expected)
    assert kept.stat().st_mtime_ns != written


@pytest.mark.parametrize(
    ("config", "flags", "gpu", "expected"),
    [
        ({}, {"avx512_vnni"}, False, "openvino"),
        ({}, {"avx_vnni"}, False, "openvino"),
        ({}, {"avx2"}, False, "torch"),
        ({}, {"avx512_vnni"}, True, "torch"),
        ({"device": "cpu"}, {"avx512_vnni"}, True, "openvino"),
        ({"device": "cuda"}, {"avx512_vnni"}, False, "torch"),
        ({"embedder": "folder"}, {"avx512_vnni"}, False, "torch"),
        ({"runtime": "torch"}, {"avx512_vnni"}, False, "torch"),
        ({"runtime": "openvino"}, {"avx2"}, True, "openvino"),
    ],
)
def test_who_gets_which_runtime(monkeypatch, config, flags, gpu, expected):
    monkeypatch.setattr(processor, "features", lambda: flags)
    monkeypatch.setattr(processor, "has_gpu", lambda: gpu)
    assert processor.choose_runtime(IndexConfig(**config)) == expected
    kind = Int8Embedder if expected == "openvino" else SentenceTransformerEmbedder
    assert isinstance(load_embedder(IndexConfig(**config)), kind)


def test_without_openvino_torch_does_the_work_unless_openvino_was_asked_for(monkeypatch):
    monkeypatch.setattr(processor, "features", lambda: {"avx512_vnni"})
    monkeypatch.setattr(processor, "find_spec", lambda name: None)
    assert processor.choose_runtime(IndexConfig(device="cpu")) == "torch"
    with pytest.raises(ConfigError, match="not installed"):
        processor.choose_runtime(IndexConfig(runtime="openvino"))


@pytest.mark.parametrize("config", [{"embedder": "folder"}, {"device": "cuda"}])
def test_openvino_is_refused_where_it_cannot_be(monkeypatch, config):
    monkeypatch.setattr(processor, "find_spec", lambda name: importlib.machinery.ModuleSpec(name, None))
    with pytest.raises(ConfigError, match="openvino"):
        processor.choose_runtime(IndexConfig(runtime="openvino", **config))


def test_the_number_of_threads_can_be_chosen(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert processor.thread_count() == 3
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert processor.thread_count() >= 1


def test_an_index_of_the_other_runtime_is_read_but_not_mixed(tmp_path):
    def made(weights):
        return Fingerprint(
            schema="1", embedder="e", embedder_hash=weights, cleaner="1", folder="1", chunker="1", quotations="1"
        )

    floats, whole = made("abc-1 passage:"), made("abc-1 int8-1 passage:")
    require_readable(floats, whole, tmp_path)
    require_readable(whole, floats, tmp_path)
    with pytest.raises(FingerprintError, match="runtime"):
        require_equal(floats, whole, tmp_path)
    with pytest.raises(FingerprintError, match="weights"):
        require_readable(made("abd-1 passage:"), whole, tmp_path)


@pytest.mark.models
def test_vectors_are_near_those_of_torch_and_the_same_in_any_company():
    whole, floats = (load_embedder(IndexConfig(runtime=runtime)) for runtime in ("openvino", "torch"))
    assert whole.weights_hash != floats.weights_hash and whole.dimension == floats.dimension == 384
    texts = list(calibration_texts()[:6]) + ["山" * 700, "a", "\ud800", ""]
    for embed in ("embed_passages", "embed_queries"):
        found, expected = getattr(whole, embed)(texts), getattr(floats, embed)(texts)
        cosines = (found * expected).sum(axis=1)
        assert cosines.mean() > 0.998 and cosines.min() > 0.994
        alone = np.concatenate([getattr(whole, embed)([text]) for text in texts])
        assert np.abs(alone - found).max() < 1e-6
    assert whole.count_tokens(texts) == floats.count_tokens(texts)
    assert whole.embed_passages([]).shape == (0, 384)


@pytest.mark.models
def test_layers_are_made_again_when_they_are_gone_and_refused_when_damaged(tmp_path):
    from index.weights import ensure_embedder

    path = ensure_layers(ensure_embedder(), prefixes=("passage: ",), cache=tmp_path)
    path.with_suffix(".bin").write_bytes(b"torn")
    with pytest.raises(WeightsDamagedError):
        ensure_layers(ensure_embedder(), prefixes=("passage: ",), cache=tmp_path)
