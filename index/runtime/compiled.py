"""What OpenVINO compiled for this processor, kept in the cache: opening it takes a third of the time of compiling.

A file that is missing or torn is no error; the model is compiled again.
"""

from __future__ import annotations

import hashlib
import io
import json
import platform
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.runtime.processor import features
from index.sealed import read_sealed, write_sealed
from index.weights.cache import cache_folder


def compile_model(path: Path, settings: Mapping[str, Any], *, length: int | None = None) -> Any:
    """The model at `path` (.xml) compiled for the processor, for texts of `length` tokens (None: of any).

    Raises RuntimeError when OpenVINO cannot read it.
    """
    import openvino as ov

    core = ov.Core()
    kept = _place(path, settings, length)
    stored = read_sealed(kept)
    if stored is not None:
        with suppress(RuntimeError):
            return core.import_model(io.BytesIO(stored), "CPU", dict(settings))
    model = core.read_model(path)
    if length is not None:
        width = model.input(0).get_partial_shape()[1]
        model.reshape({0: [length, width], 1: [1, 1, 1, length]})
    compiled = core.compile_model(model, "CPU", dict(settings))
    stream = io.BytesIO()
    with suppress(RuntimeError):
        compiled.export_model(stream)
        write_sealed(kept, stream.getvalue())
    return compiled


def _place(path: Path, settings: Mapping[str, Any], length: int | None) -> Path:
    """A name for this model and way of running; its last part is for all that another version may change."""
    import openvino as ov

    status = path.with_suffix(".bin").stat() if path.with_suffix(".bin").exists() else path.stat()
    what = [str(path), status.st_size, status.st_mtime_ns, ov.get_version(), platform.machine(), sorted(features())]
    way = _digest(sorted(settings.items()))[:6]
    name = f"{path.parent.name}-{path.stem}-{length or 'any'}-{way}-{_digest(what)[:16]}.blob"
    return cache_folder() / "compiled" / name


def _digest(what: object) -> str:
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()
