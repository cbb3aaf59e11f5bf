"""Where a model runs."""

from __future__ import annotations

from index.errors import ConfigError


def choose_device(name: str, *, key: str) -> str:
    """The torch device for "auto" (CUDA, else Apple's MPS, else the processor) or for a device that is named.

    Raises ConfigError, which names the configuration `key`, for a device that this machine or this torch has not.
    """
    import torch

    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if name == "auto":
        return "cuda" if cuda else "mps" if mps else "cpu"
    kind, _, number = name.partition(":")
    present = {"cpu": 1, "cuda": torch.cuda.device_count() if cuda else 0, "mps": int(mps)}.get(kind, 0)
    if not present or (number and not (number.isdigit() and int(number) < present)):
        raise ConfigError(
            f"there is no device {name!r} here for {key}.",
            hint=f'Set {key} = "auto", or install the torch build for that device.',
        )
    return name
