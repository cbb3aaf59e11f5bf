"""The readers and writers of weight files against the libraries that know the formats."""

import hashlib
import struct

import gguf
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from safetensors.torch import load_file
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


SIZES = {"hidden": 32, "layers": 1, "heads": 2, "feed": 64, "vocabulary": 40, "positions": 16}
WORDS = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁山", "水", "山水", "a", "▁query", ":", "<mask>"]


def write_packed(path):
    """A model in the layout of `E5S1`, small enough to read; returns its tensors."""
    random = np.random.default_rng(7)
    hidden, feed = SIZES["hidden"], SIZES["feed"]
    shapes = {
        "emb.word": (SIZES["vocabulary"], hidden), "emb.pos": (SIZES["positions"], hidden), "emb.type": (2, hidden),
        "emb.ln.w": (hidden,), "emb.ln.b": (hidden,),
        "l0.q.w": (hidden, hidden), "l0.q.b": (hidden,), "l0.k.w": (hidden, hidden), "l0.k.b": (hidden,),
        "l0.v.w": (hidden, hidden), "l0.v.b": (hidden,), "l0.ao.w": (hidden, hidden), "l0.ao.b": (hidden,),
        "l0.aln.w": (hidden,), "l0.aln.b": (hidden,), "l0.fi.w": (feed, hidden), "l0.fi.b": (feed,),
        "l0.fo.w": (hidden, feed), "l0.fo.b": (hidden,), "l0.oln.w": (hidden,), "l0.oln.b": (hidden,),
    }  # fmt: skip
    values, packed = {}, {}
    for name, shape in shapes.items():
        array = random.standard_normal(shape).astype(np.float32)
        if len(shape) == 2 and name not in ("emb.pos", "emb.type"):
            data = gguf.quants.quantize(array, gguf.GGMLQuantizationType.Q4_0)
            values[name] = gguf.quants.dequantize(data, gguf.GGMLQuantizationType.Q4_0).reshape(shape)
            packed[name] = (1, array.size, data.tobytes())
        else:
            values[name] = array
            packed[name] = (0, array.size, array.tobytes())
    path.write_bytes(packed_bytes(packed))
    return values


def packed_bytes(packed):
    sizes = (SIZES["hidden"], SIZES["layers"], SIZES["heads"], SIZES["feed"], SIZES["vocabulary"], SIZES["positions"])
    head = b"E5S1" + struct.pack("<I7if6i", 1, *sizes, 2, 1e-12, 32, len(WORDS), 0, 2, 1, 3)
    pieces = [word.encode() for word in WORDS]
    offsets = np.cumsum([0, *map(len, pieces)], dtype="<u4").tobytes()
    scores = np.array([0, 0, 0, 0, -2, -3, -4, -3.5, -5, -2, -3, 0], "<f4").tobytes()
    text = b"".join(pieces)
    head += struct.pack("<Q", len(text)) + offsets + scores + text + struct.pack("<iI", 0, 0)
    size = 4 + sum(2 + len(name) + struct.calcsize("<BIQQ") for name in packed)
    position = len(head) + size
    directory, data = struct.pack("<i", len(packed)), b""
    for name, (kind, count, content) in packed.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, position + len(data), len(content))
        data += content
    return head + directory + data


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


PIECES = ["<pad>", "<eos>", "<bos>", "<unk>", "  ", "<0xE5>", "<0xB1>", "<0xB2>", "▁", "a", "b", "c", "ab", "bc", "abc"]
KINDS = [3, 3, 3, 3, 4, 6, 6, 6, 1, 1, 1, 1, 1, 1, 1]


def write_gguf(path, *, architecture="gemma3"):
    """A Gemma 3 of one layer in several block formats; returns its tensors as the GGUF stores them."""
    random = np.random.default_rng(3)
    writer = gguf.GGUFWriter(path, architecture)
    for key, value in {
        "block_count": 1, "embedding_length": 256, "feed_forward_length": 256, "context_length": 64,
        "attention.head_count": 2, "attention.head_count_kv": 1, "attention.key_length": 128,
        "attention.sliding_window": 16,
    }.items():  # fmt: skip
        writer.add_uint32(f"{architecture}.{key}", value)
    writer.add_float32(f"{architecture}.rope.freq_base", 1e6)
    writer.add_float32(f"{architecture}.attention.layer_norm_rms_epsilon", 1e-6)
    writer.add_array("general.tags", ["a", "b"])
    writer.add_token_list(PIECES)
    writer.add_token_scores([-1000.0] * 8 + [-float(number) for number in range(7)])
    writer.add_token_types(KINDS)
    for name, number in (("bos", 2), ("eos", 1), ("padding", 0)):
        writer.add_uint32(f"tokenizer.ggml.{name}_token_id", number)
    kinds = gguf.GGMLQuantizationType
    layout = {
        "token_embd": ((len(PIECES), 256), kinds.Q8_0), "output_norm": ((256,), kinds.F32),
        "blk.0.attn_norm": ((256,), kinds.F32), "blk.0.attn_q": ((256, 256), kinds.Q5_0),
        "blk.0.attn_k": ((128, 256), kinds.Q5_0), "blk.0.attn_v": ((128, 256), kinds.Q8_0),
        "blk.0.attn_output": ((256, 256), kinds.F32), "blk.0.attn_q_norm": ((128,), kinds.F32),
        "blk.0.attn_k_norm": ((128,), kinds.F32), "blk.0.post_attention_norm": ((256,), kinds.F32),
        "blk.0.ffn_norm": ((256,), kinds.F32), "blk.0.ffn_gate": ((256, 256), kinds.Q5_0),
        "blk.0.ffn_up": ((256, 256), kinds.Q4_0), "blk.0.ffn_down": ((256, 256), kinds.Q8_0),
        "blk.0.post_ffw_norm": ((256,), kinds.F32),
    }  # fmt: skip
    values = {}
    for name, (shape, kind) in layout.items():
        array = random.standard_normal(shape).astype(np.float32)
        data = array if kind is kinds.F32 else gguf.quants.quantize(array, kind)
        writer.add_tensor(f"{name}.weight", data, raw_dtype=None if kind is kinds.F32 else kind)
        values[name] = array if kind is kinds.F32 else gguf.quants.dequantize(data, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return values


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
