"""What the bundled generator is taught from: a question, two to six numbered sentences, and a short cited answer.

The same questions, articles held out and ways of not answering as the evidence reader's (`evidence_data`), but in the
characters that were written: simplified and traditional, with the question in either script.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from index.scripts import is_traditional, to_simplified, to_traditional
from index.sentences import split_sentences
from rag.prompting import INSUFFICIENT
from training.evidence_data import Collection, Item
from training.evidence_examples import Sampler

LONGEST = 160  # characters of a sentence that is shown
BRIEF = 30  # characters of an answer that is given whole


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question, the sentences numbered from one, and the answer with its [n], or that the material does not suffice."""

    question: str
    sentences: tuple[str, ...]
    answer: str
    kind: str


class Teacher:
    """Lessons without end, the same for the same seed; in about `absent` of them nothing answers."""

    def __init__(self, collection: Collection, *, seed: int, absent: float = 0.35) -> None:
        self._all = collection
        self._chance = random.Random(seed)
        self._sampler = Sampler(collection, seed=seed + 1)
        self._absent = absent
        news = [number for number, item in enumerate(collection.items) if item.source == "news"]
        others = [number for number, item in enumerate(collection.items) if item.source != "news" and item.spans]
        self._pools = (others or news, news or others)

    def next(self) -> Lesson:
        """One lesson."""
        while True:
            number = self._chance.choice(self._chance.choices(self._pools, (0.5, 0.5))[0])
            lesson = self._of(number)
            if lesson is not None:
                return lesson

    def _of(self, number: int) -> Lesson | None:
        item = self._all.items[number]
        held = _holding(self._all.raw[item.text], item)
        if held is None:
            return None
        sentence, span = held
        answers = {self._all.raw[item.text][start:end] for start, end in item.spans}
        noise = [text for text in self._noise(number) if not any(answer in text for answer in answers)]
        self._chance.shuffle(noise)
        draw = self._chance.random()
        if draw >= self._absent:
            return self._numbered(item.question, [sentence, *noise[: self._chance.randint(1, 5)]], span, "answer")
        if draw < self._absent * 0.45:
            changed = self._sampler.change(item.question, self._all.texts[item.text], item)
            if changed:
                return self._numbered(changed, [sentence, *noise[: self._chance.randint(1, 5)]], "", "near miss")
        if len(noise) < 2:
            return None
        return self._numbered(item.question, noise[: self._chance.randint(2, 6)], "", "absent")

    def _noise(self, number: int) -> list[str]:
        """Sentences of the same article and of passages that share the question's words."""
        item = self._all.items[number]
        own = _sentences(self._all.raw[item.text])
        near: list[str] = []
        for passage in self._all.near[number][:4]:
            text, start, end = self._all.passages[passage]
            near.extend(_sentences(self._all.raw[text][start:end])[:3])
        return self._chance.sample(own, min(4, len(own))) + self._chance.sample(near, min(5, len(near)))

    def _numbered(self, question: str, sentences: list[str], answer: str, kind: str) -> Lesson:
        order = self._chance.sample(range(len(sentences)), len(sentences))
        shown = [sentences[place] for place in order]
        written = f"{answer}[{order.index(0) + 1}]" if answer else INSUFFICIENT
        return Lesson(self._in_a_script(question, sentences[0]), tuple(shown), written, kind)

    def _in_a_script(self, question: str, beside: str) -> str:
        """The folded question with full marks, most often in the script of the evidence, else in the other."""
        question = question.replace(",", "，").replace("?", "？")
        traditional = is_traditional(beside) == (self._chance.random() < 0.8)
        return to_traditional(question) if traditional else to_simplified(question)


def _sentences(text: str) -> list[str]:
    parts = (text[sentence.span.start : sentence.span.end].strip() for sentence in split_sentences(text))
    return [part for part in parts if 8 <= len(part) <= LONGEST]


def _holding(text: str, item: Item) -> tuple[str, str] | None:
    """The sentence that holds the first answer, and the answer."""
    start, end = item.spans[0]
    for sentence in split_sentences(text):
        if sentence.span.start <= start and end <= sentence.span.end:
            whole = text[sentence.span.start : sentence.span.end].strip()
            answer = brief(text[start:end].strip())
            return (whole, answer) if answer and 8 <= len(whole) <= LONGEST else None
    return None


def brief(answer: str) -> str:
    """The answer, or of a long one (an opinion, most often) its first clause; empty where that is long too."""
    if len(answer) <= BRIEF:
        return answer
    mark = next((place for place, letter in enumerate(answer) if letter in "，,；;。" and place >= 8), len(answer))
    return answer[:mark] if mark <= 2 * BRIEF else ""
