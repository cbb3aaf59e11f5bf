"""From what the configuration names to a local folder that a loader may read."""

from __future__ import annotations

from pathlib import Path

from index.config import BUNDLED
from index.errors import WeightsNotFoundError
from index.weights.bundled import EMBEDDER, GENERATOR, BundledModel, ensure_bundled
from index.weights.cache import hash_files

# What a hub model may consist of. Pickled weights (*.bin, *.pt, *.pkl) and Python files are never asked for.
_HUB_FILES = ("*.json", "*.safetensors", "*.txt", "*.model", "*.jinja")

_PICKLES = {".bin", ".pt", ".pth", ".ckpt", ".pkl"}


def ensure_embedder(
    model: str = BUNDLED, *, allow_hub: bool = False, cache: Path | None = None, verify: bool = False
) -> Path:
    """A folder that `SentenceTransformer` loads, for "bundled", a local folder, or a hub id.

    The hub is asked only when `allow_hub` is true; a hub model that is on the disk already is found without it. Raises
    WeightsNotFoundError when there is nothing of that name, WeightsDamagedError when it is not what it should be.
    """
    return _ensure(model, EMBEDDER, "index.embedder", allow_hub=allow_hub, cache=cache, verify=verify)


def ensure_generator(
    model: str = BUNDLED,
    *,
    allow_hub: bool = False,
    cache: Path | None = None,
    verify: bool = False,
    taught: Path | None = None,
) -> Path:
    """A folder that transformers loads as a causal language model; else as `ensure_embedder`.

    `taught` is the file with what the bundled one was taught (see `ensure_bundled`); other models are as they are.
    """
    if model == BUNDLED:
        return ensure_bundled(GENERATOR, cache=cache, verify=verify, taught=taught)
    return _ensure(model, GENERATOR, "generator.model", allow_hub=allow_hub, cache=cache, verify=verify)


def _ensure(model: str, bundled: BundledModel, key: str, *, allow_hub: bool, cache: Path | None, verify: bool) -> Path:
    if model == BUNDLED:
        return ensure_bundled(bundled, cache=cache, verify=verify)
    folder = Path(model).expanduser()
    if not folder.is_dir():
        folder = _from_hub(model, key, allow_hub=allow_hub)
    _refuse_pickles(folder, key)
    return folder


def _refuse_pickles(folder: Path, key: str) -> None:
    """Raises WeightsNotFoundError when a loader would have to unpickle: a pickle may run any code."""
    safe = {path.parent for path in folder.rglob("*.safetensors")}
    pickled = {path.parent for path in folder.rglob("*") if path.suffix in _PICKLES}
    for refused in sorted(pickled - safe) if safe else [folder]:
        raise WeightsNotFoundError(
            f"{refused} holds no .safetensors file, and weights in other formats are not loaded.",
            hint=f'Name a model with safetensors in {key}, or set {key} = "{BUNDLED}".',
        )


def _from_hub(model: str, key: str, *, allow_hub: bool) -> Path:
    """The snapshot of a hub model. Without `allow_hub` only one that was fetched earlier."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    table = key.split(".", 1)[0]
    try:
        return Path(snapshot_download(model, allow_patterns=list(_HUB_FILES), local_files_only=not allow_hub))
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError, OSError) as error:
        reason = "the hub could not give it" if allow_hub else "the hub is not asked unless the configuration says so"
        raise WeightsNotFoundError(
            f"no model {model!r}: there is no such folder, and {reason}.",
            hint=f'Name a local folder in {key}, or set {key} = "{BUNDLED}"'
            + ("." if allow_hub else f", or set {table}.allow_hub = true to fetch it."),
        ) from error


def weights_hash(
    model: str, folder: Path | None = None, *, bundled: BundledModel = EMBEDDER, cache: Path | None = None
) -> str:
    """What vectors depend on: the pinned hashes of a bundled model, else a hash over the files of `folder`.

    Raises WeightsError when a file cannot be read.
    """
    if model == BUNDLED:
        return bundled.weights_hash
    if folder is None:
        raise ValueError("the hash of a model that is not bundled needs its folder")
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".safetensors", ".json"))
    return hash_files(paths, cache=cache)
