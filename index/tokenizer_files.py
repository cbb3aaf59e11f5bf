"""Tokenizers read from their files, one in memory for all who use the same file.

The vocabulary of the bundled encoder, 250,002 pieces, takes 280 MB in memory and most of a second to read.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from index.config import BUNDLED
from index.errors import WeightsDamagedError


class TokenizerFile:
    """A `tokenizers.Tokenizer` that cuts nothing off and pads nothing. It is shared: do not change its settings."""

    __slots__ = ("__weakref__", "tokenizer")

    def __init__(self, tokenizer: Any) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.tokenizer = tokenizer


# Holds nothing alive: a tokenizer goes when its last user goes.
_open: WeakValueDictionary[tuple[str, int, int], TokenizerFile] = WeakValueDictionary()
_lock = threading.Lock()


def open_tokenizer(path: Path) -> TokenizerFile:
    """The tokenizer of a tokenizer.json; keep the result for as long as it is used.

    Raises OSError when there is no such file, and whatever `tokenizers` raises (a plain Exception) when it is damaged.
    """
    from tokenizers import Tokenizer

    status = path.stat()
    key = (str(path.resolve()), status.st_size, status.st_mtime_ns)
    with _lock:
        found = _open.get(key)
        if found is None:
            found = _open[key] = TokenizerFile(Tokenizer.from_file(str(path)))
        return found


def load_tokenizer(folder: Path) -> TokenizerFile:
    """The tokenizer of an embedding model; not the one within the model, which cuts texts off.

    Raises WeightsDamagedError when it cannot be read.
    """
    path = folder / "tokenizer.json"
    try:
        if path.is_file():
            return open_tokenizer(path)
        from transformers import AutoTokenizer

        loaded = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        return TokenizerFile(loaded.backend_tokenizer)
    except Exception as error:
        if not is_about_files(error):
            raise
        raise damaged(folder, error) from error


def encodable(text: str) -> str:
    """Lone surrogates, which dirty files hold and UTF-8 cannot, become replacement characters."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def is_about_files(error: Exception) -> bool:
    """Whether a library means that a model's files are not as they should be, and not that a program is wrong.

    tokenizers and safetensors raise classes of their own that derive from Exception alone, or Exception itself.
    """
    kind = type(error)
    known = isinstance(error, OSError | ValueError | KeyError | RuntimeError)
    return known or kind is Exception or kind.__module__.startswith(("safetensors", "tokenizers"))


def damaged(folder: Path, error: Exception) -> WeightsDamagedError:
    """The libraries raise what they like; here it is one error."""
    return WeightsDamagedError(
        f"the embedding model in {folder} cannot be loaded: {error}.",
        hint=f'Check the folder, or set index.embedder = "{BUNDLED}".',
    )
