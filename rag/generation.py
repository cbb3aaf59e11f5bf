"""The model that writes: the seam, and which model the configuration names.

Models on this machine are in `rag.transformers_generator`, a model behind an endpoint in `rag.openai_generator`; another
protocol is one more class with the members of `Generator`, and one more line in `load_generator`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from rag.config import GeneratorConfig
from rag.copying import Copying
from rag.openai_generator import EndpointGenerator, is_endpoint
from rag.transformers_generator import TransformersGenerator

NO_MODEL = "none"


class Generator(Protocol):
    """What an answer needs of a language model. Threads may share one."""

    @property
    def name(self) -> str:
        """The model, as people know it."""

    @property
    def taught(self) -> bool:
        """Whether it was taught to continue `rag.prompting.taught_prompt`."""

    def generate(
        self,
        prompt: str,
        *,
        max_new_tokens: int,
        stop: Sequence[str] = (),
        cancelled: Callable[[], bool] | None = None,
        constraint: Copying | None = None,
    ) -> Iterator[str]:
        """The continuation of `prompt`, in pieces as they come; the most likely token each time.

        With a `constraint` it is the most likely of those that the constraint lets pass; a model that cannot be held to
        one writes freely. Ends before the first of the `stop` strings, after `max_new_tokens`, where the model ends, or
        soon after `cancelled` returns true. Raises GenerationError when the model fails.
        """

    def chat_prompt(self, messages: Sequence[tuple[str, str]]) -> str | None:
        """(role, content) pairs as a prompt in the model's own chat format; None for a model that knows no chats."""


def load_generator(config: GeneratorConfig | None = None, *, cache: Path | None = None) -> Generator | None:
    """The generator that `config` names, None for "none". Nothing is read before the first `generate`."""
    config = config or GeneratorConfig()
    if is_endpoint(config.model):
        return EndpointGenerator(config)
    return None if config.model == NO_MODEL else TransformersGenerator(config, cache=cache)
