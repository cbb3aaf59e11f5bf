"""The generator over transformers: one model in memory, its prompts remembered, its tokens held to what may come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.config import BUNDLED
from index.errors import GenerationError
from index.lazy import Lazy
from index.weights import GENERATOR, ensure_generator
from rag.config import GeneratorConfig
from rag.copying import Copying
from rag.copying_tokens import Guide
from rag.language_model import LoadedModel, knows_chats, load_model, load_templates
from rag.token_pieces import Vocabulary
from rag.token_stream import Detokenizer, StopFilter

# What the bundled model was taught (training/generator_lora.py).
TAUGHT = Path(__file__).with_name("models") / "generator_lora.safetensors"
# Tokens of a prompt that are read in one go. Between two blocks a cancelled question is noticed. Only whole blocks are
# remembered: bfloat16 rounds differently in other shapes, and a question must get one answer whatever was asked before.
_BLOCK = 128
_NOTHING = -1  # in the place of a token


def taught_file(config: GeneratorConfig) -> Path | None:
    """The difference that is added to the bundled model's weights; None for other models, and where it is unwanted."""
    return TAUGHT if config.model == BUNDLED and config.taught and TAUGHT.is_file() else None


@dataclass(slots=True)
class _Memory:
    """The attention states of `tokens`, which a later prompt that begins alike need not compute again.

    The first `solid` of them were read in whole blocks.
    """

    states: Any
    tokens: list[int]
    solid: int = 0

    def keep(self, prompt: Sequence[int]) -> None:
        """Forget all but the whole blocks that `prompt` begins with, and at least its last token."""
        shared = min(_shared(self.tokens, prompt[:-1]), self.solid) // _BLOCK * _BLOCK
        if surplus := len(self.tokens) - shared:
            self.states.crop(-surplus)
        del self.tokens[shared:]
        self.solid = shared


class TransformersGenerator:
    """A generator over transformers: one model in memory, loaded on first use, shared by threads.

    Threads take turns token by token, so none waits for another's whole answer, and an answer that nobody reads any
    more holds nothing up. All methods raise WeightsNotFoundError or WeightsDamagedError when the model cannot be had.
    """

    def __init__(self, config: GeneratorConfig, *, cache: Path | None = None) -> None:
        self._config = config
        self._taught = taught_file(config)
        self._folder = Lazy(
            lambda: ensure_generator(config.model, allow_hub=config.allow_hub, cache=cache, taught=self._taught)
        )
        self._loaded = Lazy(lambda: load_model(self._folder.get(), device=config.device))
        self._vocabulary = Lazy(lambda: self._read_vocabulary(cache))
        self._templates = Lazy(lambda: load_templates(self._folder.get()))
        self._running = threading.Lock()
        self._memory: _Memory | None = None

    @property
    def name(self) -> str:
        """The bundled model's own name, or what the configuration says."""
        return GENERATOR.name if self._config.model == BUNDLED else self._config.model

    @property
    def taught(self) -> bool:
        """Whether its weights hold what `training/generator_lora.py` teaches."""
        return self._taught is not None or self._config.prompt == "taught"

    def load(self) -> None:
        """Load the model now, for a server that would rather wait before the first question."""
        self._vocabulary.get()

    def chat_prompt(self, messages: Sequence[tuple[str, str]]) -> str | None:
        """The messages in the model's chat format; None when its folder has no chat template."""
        folder = self._folder.get()
        if not knows_chats(folder):
            return None
        tokenizer = self._templates.get()
        # Articles are data: what looks like the end of a turn in them must not end one.
        marks = [mark for mark in tokenizer.all_special_tokens if mark.strip()]
        chat = [{"role": role, "content": _without(content, marks)} for role, content in messages]
        prompt: str = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        return prompt

    def generate(
        self,
        prompt: str,
        *,
        max_new_tokens: int,
        stop: Sequence[str] = (),
        cancelled: Callable[[], bool] | None = None,
        constraint: Copying | None = None,
    ) -> Iterator[str]:
        """The most likely continuation of `prompt`, in pieces as they come (see `rag.generation.Generator`)."""
        loaded = self._loaded.get()
        is_cancelled = cancelled or (lambda: False)
        detokenizer = Detokenizer(lambda tokens: loaded.tokenizer.decode(tokens, skip_special_tokens=False))
        limit = StopFilter(stop)
        guide = Guide(self._vocabulary.get(), constraint, loaded.ends) if constraint is not None else None
        for token in self._tokens(loaded, self._encode(loaded, prompt), max_new_tokens, is_cancelled, guide):
            if piece := limit.feed(detokenizer.feed(token)):
                yield piece
            if limit.stopped:
                return
        if not is_cancelled() and (rest := limit.feed(detokenizer.flush()) + limit.flush()):
            yield rest

    def _read_vocabulary(self, cache: Path | None) -> Vocabulary:
        tokenizer, path = self._loaded.get().tokenizer, self._folder.get() / "tokenizer.json"
        return Vocabulary.kept(tokenizer, path, cache=cache) if path.is_file() else Vocabulary.of(tokenizer)

    def _encode(self, loaded: LoadedModel, prompt: str) -> list[int]:
        """Token ids. Raises GenerationError when there are none."""
        text = prompt.encode("utf-8", "replace").decode()
        started = loaded.start is not None and text.startswith(loaded.start)  # a chat template puts it there itself
        tokens: list[int] = loaded.tokenizer.encode(text, add_special_tokens=not started).ids
        if not tokens:
            raise GenerationError("the prompt is empty.")
        return tokens

    def _tokens(
        self, loaded: LoadedModel, prompt: list[int], limit: int, cancelled: Callable[[], bool], guide: Guide | None
    ) -> Iterator[int]:
        memory = self._take_memory(prompt)
        try:
            token = -1
            for start in range(len(memory.tokens), len(prompt), _BLOCK):
                if cancelled():
                    return
                last = start + _BLOCK >= len(prompt)
                token = self._step(loaded, memory, prompt[start : start + _BLOCK], guide if last else None)
                memory.solid = len(memory.tokens) // _BLOCK * _BLOCK
            for left in reversed(range(limit)):
                if token in loaded.ends or token == _NOTHING or cancelled():
                    return
                yield token
                if left:
                    token = self._step(loaded, memory, [token], guide)
        finally:
            if memory.states.get_seq_length() == len(memory.tokens):  # not interrupted in the middle of a step
                self._memory = memory

    def _take_memory(self, prompt: list[int]) -> _Memory:
        """The states of the beginning that this prompt shares with the last one. A second thread finds none."""
        from transformers import DynamicCache

        with self._running:
            memory, self._memory = self._memory, None
        if memory is None:
            return _Memory(DynamicCache(), [])
        memory.keep(prompt)
        return memory

    def _step(self, loaded: LoadedModel, memory: _Memory, tokens: list[int], guide: Guide | None) -> int:
        """Read `tokens` and return the most likely next one that `guide` lets pass, `_NOTHING` where none may come."""
        import torch

        with self._running, torch.inference_mode():
            try:
                output = loaded.model(
                    input_ids=torch.tensor([tokens], device=loaded.model.device),
                    past_key_values=memory.states,
                    use_cache=True,
                    logits_to_keep=1,
                )
            except (RuntimeError, ValueError, IndexError) as error:
                raise GenerationError(
                    f"the model {self.name} failed: {error}.",
                    hint="Ask with fewer passages, or set generator.model to another model or to none.",
                ) from error
            memory.tokens.extend(tokens)
            return _best(output.logits[0, -1], guide)


def _best(scores: Any, guide: Guide | None) -> int:
    if guide is None:
        return int(scores.argmax())
    if not guide.begun and (first := guide.allowed()):
        guide.weigh(float(scores[first].float().softmax(0)[guide.refusing()].sum()))
    allowed = guide.allowed()
    token = allowed[int(scores[allowed].argmax())] if allowed else _NOTHING
    guide.take(token)
    return token


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    """How many items two sequences begin with alike."""
    for position, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return position
    return min(len(one), len(other))


def _without(text: str, marks: Sequence[str]) -> str:
    for mark in marks:
        text = text.replace(mark, " ")
    return text
