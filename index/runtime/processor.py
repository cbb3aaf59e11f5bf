"""What this machine's processor gains from, and which runtime a configuration gets on it."""

from __future__ import annotations

import os
import shutil
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from index.config import BUNDLED, IndexConfig
from index.errors import ConfigError

Runtime = Literal["openvino", "torch"]

# Instructions that multiply bytes and add up in 32 bits. Without them int8 is hardly faster than float and, as sums may
# overflow 16 bits, less exact.
_VNNI = {"avx512_vnni", "avx512vnni", "avx_vnni"}


def choose_runtime(config: IndexConfig) -> Runtime:
    """The runtime of the embedder: 8-bit OpenVINO for the bundled model where the processor gains from it, else torch.

    Raises ConfigError when the configuration asks for OpenVINO and cannot have it.
    """
    if config.runtime == "torch":
        return "torch"
    if config.runtime == "openvino":
        _require(config)
        return "openvino"
    fits = config.embedder == BUNDLED and (config.device == "cpu" or (config.device == "auto" and not has_gpu()))
    return "openvino" if fits and is_worthwhile() else "torch"


def _require(config: IndexConfig) -> None:
    if not has_openvino():
        raise ConfigError('index.runtime = "openvino", which is not installed.', hint="Run: pip install openvino")
    if config.embedder != BUNDLED:
        raise ConfigError(
            f'index.runtime = "openvino" runs the bundled embedder, not {config.embedder!r}.',
            hint='Set index.runtime = "auto".',
        )
    if config.device not in ("auto", "cpu"):
        raise ConfigError(
            f'index.runtime = "openvino" runs on the processor, not on {config.device!r}.',
            hint='Set index.runtime = "auto", or index.device = "cpu".',
        )


def is_worthwhile() -> bool:
    """Whether OpenVINO is installed and the processor multiplies bytes."""
    return has_openvino() and bool(_VNNI & features())


def has_openvino() -> bool:
    """Whether OpenVINO is installed. It is not imported."""
    return find_spec("openvino") is not None


def has_gpu() -> bool:
    """Whether the machine seems to have a GPU that torch could use; torch, which knows, takes seconds to ask."""
    return Path("/dev/nvidia0").exists() or Path("/dev/kfd").exists() or shutil.which("nvidia-smi") is not None


def thread_count() -> int:
    """How many threads may compute: `OMP_NUM_THREADS`, else the cores that this process may use."""
    chosen = os.environ.get("OMP_NUM_THREADS", "")
    if chosen.isdigit() and int(chosen):
        return int(chosen)
    affinity = getattr(os, "sched_getaffinity", None)  # Linux alone
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def features() -> set[str]:
    """The processor's features: as Linux lists them, elsewhere as numpy found them."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return _numpy_flags()
    return next((set(line.partition(":")[2].split()) for line in lines if line.startswith("flags")), set())


def _numpy_flags() -> set[str]:
    """AVX512_CLX and later are numpy's names for groups of features that hold VNNI."""
    try:
        features = import_module("numpy._core._multiarray_umath").__cpu_features__
    except (ImportError, AttributeError):
        return set()  # another numpy: unknown is none
    groups = ("AVX512_CLX", "AVX512_ICL", "AVX512_SPR", "AVX512VNNI")
    return {"avx512_vnni"} if any(features.get(group) for group in groups) else set()
