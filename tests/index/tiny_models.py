"""Model files in the layouts of the bundled packages, small enough for a test."""

import struct

import gguf
import numpy as np

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
