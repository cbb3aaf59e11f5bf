"""The readers and writers of weight files against the libraries that know the formats."""

import hashlib

import gguf
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from safetensors.torch import load_file
from tiny_models import write_gguf, write_packed
from tokenizers import Tokenizer

from index.weights.e5 import convert_e5, unpack_q4
from index.weights.gemma import convert_gemma
from index.weights.gguf_file import GgufFile
from index.weights.safetensors_file import Tensor, to_bfloat16, write_safetensors


@given(arrays(np.float32, 40, elements=st.floats(width=32, allow_nan=False, allow_infinity=False)))
def test_bfloat16_rounds_as_torch_does(values):
    ours = to_bfloat16(values).view(np.int16)
    assert np.array_equal(ours, torch.from_numpy(values).to(torch.bfloat16).view(torch.int16).numpy())


@pytest.mark.parametrize("kind", ["F32", "BF16"])
def test_written_safetensors_are_read_by_the_library(tmp_path, kind):
    values = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "long name": np.ones(5, np.float32)}
    written = []
    path = tmp_path / "model.safetensors"
    tensors = [Tensor(name, array.shape, lambda array=array: array) for name, array in values.items()]
    digest = write_safetensors(path, tensors, kind=kind, progress=written.append)
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    read = load_file(path)
    assert {name: tensor.float().tolist() for name, tensor in read.items()} == {
        name: array.tolist() for name, array in values.items()
    }
    assert sum(written) == 11 * (4 if kind == "F32" else 2)


def test_a_tensor_of_another_shape_is_refused(tmp_path):
    with pytest.raises(ValueError, match="shape"):
        write_safetensors(tmp_path / "x", [Tensor("a", (2,), lambda: np.ones(3, np.float32))], kind="F32")


def test_q4_blocks_are_unpacked_as_the_gguf_package_does():
    data = np.random.default_rng(1).integers(0, 256, (50, 18), dtype=np.uint8)
    data[:, 1] &= 0x3B  # a finite scale
    blocks = data.view(np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])).reshape(-1)
    expected = gguf.quants.dequantize(data, gguf.GGMLQuantizationType.Q4_0)
    assert np.array_equal(unpack_q4(blocks), expected)


def test_packed_encoder_becomes_a_bert_model(tmp_path):
    from transformers import BertModel

    values = write_packed(tmp_path / "packed.bin")
    folder = tmp_path / "folder"
    folder.mkdir()
    convert_e5((tmp_path / "packed.bin",), folder, progress=lambda _: None)
    model, report = BertModel.from_pretrained(folder, add_pooling_layer=False, output_loading_info=True)
    assert not report["missing_keys"] and not report["unexpected_keys"]
    layer = model.encoder.layer[0]
    for name, tensor in {
        "emb.word": model.embeddings.word_embeddings.weight,
        "emb.type": model.embeddings.token_type_embeddings.weight,
        "l0.q.w": layer.attention.self.query.weight,
        "l0.aln.b": layer.attention.output.LayerNorm.bias,
        "l0.fi.w": layer.intermediate.dense.weight,
        "l0.fo.w": layer.output.dense.weight,
    }.items():
        assert np.array_equal(tensor.detach().numpy(), values[name]), name


def test_packed_vocabulary_becomes_a_unigram_tokenizer(tmp_path):
    write_packed(tmp_path / "packed.bin")
    convert_e5((tmp_path / "packed.bin",), tmp_path, progress=lambda _: None)
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert tokenizer.encode("query: 山水").tokens == ["<s>", "▁query", ":", "▁", "山水", "</s>"]
    # Full width, runs of white space and white space at the ends make no difference.
    assert tokenizer.encode(" query：　 山水\n").tokens == tokenizer.encode("query: 山水").tokens
    assert tokenizer.encode("山 Z").ids[1:-1] == [5, 4, 3]


@pytest.mark.parametrize("cut", [3, 40, 200, 900])
def test_torn_packed_file_is_refused(tmp_path, cut):
    path = tmp_path / "packed.bin"
    write_packed(path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(ValueError):
        convert_e5((path,), tmp_path, progress=lambda _: None)


def split(path, sizes):
    """The file in parts, cut without regard to what is there."""
    data, parts = path.read_bytes(), []
    for number, size in enumerate((*sizes, None)):
        part = path.with_suffix(f".part{number}")
        part.write_bytes(data[:size])
        data = b"" if size is None else data[size:]
        parts.append(part)
    return tuple(parts)


def test_gguf_in_parts_is_read_as_the_gguf_package_reads_the_whole(tmp_path):
    path = tmp_path / "model.gguf"
    values = write_gguf(path)
    ours, theirs = GgufFile(split(path, (10, 1001, 4000))), gguf.GGUFReader(path)
    for key, field in theirs.fields.items():
        if not key.startswith("GGUF."):
            assert ours.metadata[key] == field.contents(), key
    assert [tensor.name for tensor in ours.tensors] == [tensor.name for tensor in theirs.tensors]
    for tensor in ours.tensors:
        assert np.array_equal(ours.read(tensor), values[tensor.name.removesuffix(".weight")]), tensor.name


def test_gguf_becomes_a_causal_model_and_norms_lose_the_one_that_llama_cpp_adds(tmp_path):
    from transformers import AutoModelForCausalLM, Gemma3ForCausalLM

    values = write_gguf(tmp_path / "model.gguf")
    folder = tmp_path / "folder"
    folder.mkdir()
    convert_gemma((tmp_path / "model.gguf",), folder, progress=lambda _: None)
    model, report = AutoModelForCausalLM.from_pretrained(folder, output_loading_info=True)
    assert isinstance(model, Gemma3ForCausalLM)
    assert not report["missing_keys"] and not report["unexpected_keys"]
    layer = model.model.layers[0]
    for name, tensor, added in (
        ("token_embd", model.lm_head.weight, 0),
        ("blk.0.attn_k", layer.self_attn.k_proj.weight, 0),
        ("blk.0.ffn_up", layer.mlp.up_proj.weight, 0),
        ("blk.0.attn_q_norm", layer.self_attn.q_norm.weight, 1),
        ("blk.0.post_ffw_norm", layer.post_feedforward_layernorm.weight, 1),
    ):
        expected = torch.from_numpy(values[name] - np.float32(added)).to(torch.bfloat16)
        assert torch.equal(tensor, expected), name


def test_gguf_vocabulary_merges_by_score_and_falls_back_to_bytes(tmp_path):
    write_gguf(tmp_path / "model.gguf")
    convert_gemma((tmp_path / "model.gguf",), tmp_path, progress=lambda _: None)
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert tokenizer.encode("abc").tokens == ["<bos>", "abc"]
    assert tokenizer.encode("bcab").tokens == ["<bos>", "bc", "ab"]
    assert tokenizer.encode("a  b c").tokens == ["<bos>", "a", "  ", "b", "▁", "c"]
    assert tokenizer.encode("\u5c72").ids[1:] == [5, 6, 7]
    assert tokenizer.decode([9, 8, 10]) == "a b"
    assert tokenizer.decode([5, 6, 7]) == "\u5c72"


def test_another_architecture_is_refused(tmp_path):
    write_gguf(tmp_path / "model.gguf", architecture="llama")
    with pytest.raises(ValueError, match="llama"):
        convert_gemma((tmp_path / "model.gguf",), tmp_path, progress=lambda _: None)


@pytest.mark.parametrize("cut", [3, 30, 500, 2000])
def test_torn_gguf_is_refused(tmp_path, cut):
    path = tmp_path / "model.gguf"
    write_gguf(path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(ValueError):
        convert_gemma((path,), tmp_path, progress=lambda _: None)
