"""From the automaton of `rag.copying` to the tokens of a model (`rag.token_pieces`): which ids may come next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rag.copying import INSUFFICIENT, Copying, State
from rag.token_pieces import Vocabulary


class Guide:
    """One answer on its way: says which tokens may come, and is told which one came."""

    def __init__(self, vocabulary: Vocabulary, automaton: Copying, ends: Iterable[int] = ()) -> None:
        self._vocabulary = vocabulary
        self._asked = automaton
        self._automaton = automaton.spelled(vocabulary.spells, loose=vocabulary.loose, padded=vocabulary.padded)
        self._ends = tuple(ends)
        self._allowed: dict[State, list[int]] = {}
        self.state: State | None = self._automaton.start

    def allowed(self) -> list[int]:
        """The ids that may come next, those that end the text included where it may end; empty behind its end."""
        if self.state is None:
            return []
        found = self._allowed.get(self.state)
        if found is None:
            found = self._vocabulary.allowed(self._automaton, self.state)
            if self.state == self._automaton.start:
                found = [token for token in found if token not in self._vocabulary.inner]
            if self._automaton.finished(self.state):
                found = [*found, *self._ends]
            self._allowed[self.state] = found
        return found

    def take(self, token: int) -> None:
        """Go on behind `token`."""
        spelled = self._vocabulary.bytes_of(token)
        self.state = self._automaton.step(self.state, spelled) if self.state is not None and spelled else None

    def refusing(self) -> list[bool]:
        """For each id of `allowed()` whether it begins 资料不足."""
        refusal = INSUFFICIENT.encode()
        spelled = (self._vocabulary.bytes_of(token).lstrip() for token in self.allowed())
        return [bool(piece) and refusal.startswith(piece) for piece in spelled]

    @property
    def begun(self) -> bool:
        """Whether a token has come."""
        return self.state != self._automaton.start

    def weigh(self, probability: float) -> None:
        """At the first choice: note how likely the refusal is, and decide for or against it where that is asked for.

        A refusal whose first piece is a part of a character is as likely as all answers that begin with that part.
        """
        self._asked.doubt = probability
        needed = self._asked.refuse_from
        if needed is not None and not all(self.refusing()):
            self._automaton = self._automaton.decided(refusal=probability >= needed)
            self._allowed.clear()
            self.restart()

    def restart(self) -> None:
        """Go back to the beginning."""
        self.state = self._automaton.start


class CopyingProcessor:
    """A logits processor for `transformers`' own `generate`: pass it in `logits_processor=[…]`.

    `prompt` is the length of the prompt in tokens. What may not come gets a score of minus infinity; behind the end only
    `ends` may come.
    """

    def __init__(self, vocabulary: Vocabulary, automaton: Copying, *, prompt: int, ends: Sequence[int]) -> None:
        self._guide = Guide(vocabulary, automaton, ends)
        self._prompt = prompt
        self._ends = list(ends)

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """The scores (batch, vocabulary), masked."""
        masked = scores.new_full(scores.shape, float("-inf"))
        for row, ids in enumerate(input_ids.tolist()):
            self._guide.restart()
            for token in ids[self._prompt :]:
                self._guide.take(token)
            allowed = self._guide.allowed() or self._ends
            masked[row, allowed] = scores[row, allowed]
        return masked
