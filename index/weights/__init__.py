"""Model weights as data: located in installed packages, checked against pinned hashes, converted once, cached.

No code of those packages is imported. What is loaded is safetensors or GGUF, never pickle.
"""

from index.weights.bundled import EMBEDDER, GENERATOR, BundledModel
from index.weights.cache import cache_folder
from index.weights.locate import ensure_embedder, ensure_generator, weights_hash

__all__ = [
    "EMBEDDER",
    "GENERATOR",
    "BundledModel",
    "cache_folder",
    "ensure_embedder",
    "ensure_generator",
    "weights_hash",
]
