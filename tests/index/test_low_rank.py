import hashlib

import numpy as np
import pytest
from safetensors.numpy import save_file
from tiny_models import write_gguf

from index.errors import WeightsDamagedError
from index.weights.bundled import BundledModel, Source, ensure_bundled
from index.weights.gemma import convert_gemma
from index.weights.low_rank import LowRank

SHAPES = {"self_attn.q_proj": (256, 256), "mlp.down_proj": (256, 256), "self_attn.k_proj": (128, 256)}


def write_difference(path, shapes=SHAPES, *, rank=2, seed=1):
    random = np.random.default_rng(seed)
    tensors = {}
    for name, (outputs, inputs) in shapes.items():
        tensors[f"model.layers.0.{name}.up"] = random.standard_normal((outputs, rank)).astype(np.float16)
        tensors[f"model.layers.0.{name}.down"] = random.standard_normal((rank, inputs)).astype(np.float16)
    save_file(tensors, path)
    return tensors


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A Gemma of one layer in a distribution that is installed for this test alone."""
    site = tmp_path / "site"
    (site / "tiny").mkdir(parents=True)
    write_gguf(site / "tiny" / "weights.gguf")
    metadata = site / "tiny_gemma-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny-gemma\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("RAG_CACHE", str(tmp_path / "cache"))
    digest = hashlib.sha256((site / "tiny" / "weights.gguf").read_bytes()).hexdigest()
    source = Source("tiny-gemma", "1.0", "tiny/weights.gguf", digest)
    return BundledModel("tiny", "tiny-gemma==1.0", (source,), convert_gemma, revision=1, size=1)


def weights(folder):
    import torch
    from safetensors.torch import load_file as load_torch

    return {name: tensor.to(torch.float32).numpy() for name, tensor in load_torch(folder / "model.safetensors").items()}


def test_the_difference_is_added_where_it_belongs_and_nowhere_else(model, tmp_path):
    torch = pytest.importorskip("torch")
    factors = write_difference(tmp_path / "lora.safetensors")
    plain, taught = weights(ensure_bundled(model)), weights(ensure_bundled(model, taught=tmp_path / "lora.safetensors"))
    assert plain.keys() == taught.keys()
    for name, before in plain.items():
        stem = name.removesuffix(".weight")
        if f"{stem}.up" in factors:
            change = 2.0 * factors[f"{stem}.up"].astype(np.float32) @ factors[f"{stem}.down"].astype(np.float32)
            expected = torch.tensor(before + change).bfloat16().float().numpy()
            assert np.array_equal(taught[name], expected)
            assert not np.array_equal(taught[name], before)
        else:
            assert np.array_equal(taught[name], before)


def test_training_and_conversion_make_the_same_weights(model, tmp_path):
    torch = pytest.importorskip("torch")
    pytest.importorskip("pypinyin", reason="the training's data needs it")
    from training.generator_lora import merged

    factors = write_difference(tmp_path / "lora.safetensors")
    plain = {name: torch.tensor(value).bfloat16() for name, value in weights(ensure_bundled(model)).items()}
    taught = weights(ensure_bundled(model, taught=tmp_path / "lora.safetensors"))
    for name, value in merged(plain, {name: torch.tensor(factor) for name, factor in factors.items()}).items():
        assert np.array_equal(value.float().numpy(), taught[name]), name


def test_each_difference_has_a_folder_of_its_own_and_the_notice_names_it(model, tmp_path):
    path = tmp_path / "lora.safetensors"
    folders = [ensure_bundled(model)]
    for seed in (1, 2):
        write_difference(path, seed=seed)
        folders.append(ensure_bundled(model, taught=path, verify=True))
        assert hashlib.sha256(path.read_bytes()).hexdigest() in (folders[-1] / "NOTICE").read_text()
    assert len(set(folders)) == 3
    assert "fine-tuned" not in (folders[0] / "NOTICE").read_text()
    assert "Gemma Terms of Use" in (folders[1] / "NOTICE").read_text()


@pytest.mark.parametrize(
    "shapes",
    [{"self_attn.q_proj": (256, 128)}, {"self_attn.nothing": (256, 256)}, {}],
    ids=["another shape", "a weight that is not there", "empty"],
)
def test_a_difference_for_another_model_is_refused_and_leaves_nothing(model, tmp_path, shapes):
    write_difference(tmp_path / "lora.safetensors", shapes)
    with pytest.raises(WeightsDamagedError):
        ensure_bundled(model, taught=tmp_path / "lora.safetensors")
    assert not [path for path in (tmp_path / "cache" / "models").iterdir() if path.is_dir()]


@pytest.mark.parametrize("content", [b"", b"\x10\0\0\0\0\0\0\0{}", b"pickle" * 40])
def test_a_torn_file_names_the_switch(model, tmp_path, content):
    (tmp_path / "lora.safetensors").write_bytes(content)
    with pytest.raises(WeightsDamagedError, match="generator.taught = false"):
        ensure_bundled(model, taught=tmp_path / "lora.safetensors")
    with pytest.raises(WeightsDamagedError, match="generator.taught = false"):
        ensure_bundled(model, taught=tmp_path / "absent.safetensors")


def test_half_a_pair_is_no_difference(tmp_path):
    tensors = write_difference(tmp_path / "lora.safetensors")
    tensors.popitem()
    save_file(tensors, tmp_path / "lora.safetensors")
    with pytest.raises(ValueError, match="pairs"):
        LowRank(tmp_path / "lora.safetensors")
