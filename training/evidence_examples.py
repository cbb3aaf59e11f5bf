"""Examples drawn from questions and texts: passages that answer, and five kinds of passage that do not."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace

from index.names import find_people
from training.evidence_data import WIKIPEDIA, Collection, Item
from training.evidence_words import ATTRIBUTES, OPPOSITES


@dataclass(frozen=True, slots=True)
class Example:
    """What the network sees. `start == end == -1` where the passage does not answer."""

    question: str
    passage: str
    start: int
    end: int
    kind: str


_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_NUMBER = re.compile(r"\d+|(?<=第)[一二三四五六七八九十]")
WINDOWS = 4  # of a text that does not answer, from which the nearest to the question is taken
_HAN_RUN = re.compile(r"[一-鿿a-z0-9·]{3,}")


class Sampler:
    """Examples without end, the same for the same seed: about `positive` of them answer."""

    def __init__(self, collection: Collection, *, seed: int, positive: float = 0.48, longest: int = 300) -> None:
        self._all = collection
        self._chance = random.Random(seed)
        self._positive = positive
        self._longest = longest
        wikipedia = [i for i, item in enumerate(collection.items) if item.source in WIKIPEDIA]
        opinions = [i for i, item in enumerate(collection.items) if item.kind.startswith("opinion")]
        opined = set(opinions)
        written = [i for i, item in enumerate(collection.items) if item.source == "written"]
        others = [i for i, item in enumerate(collection.items) if item.source == "news" and i not in opined]
        pools = ((wikipedia, 0.36), (opinions, 0.11), (others, 0.08), (written, 0.45))
        self._pools = tuple(pool for pool, _ in pools if pool)
        self._shares = tuple(share for pool, share in pools if pool)

    def next(self) -> Example:
        """One example."""
        while True:
            pool = self._chance.choices(self._pools, self._shares)[0]
            example = self._of(self._chance.choice(pool))
            if example is not None:
                return example

    def _of(self, number: int) -> Example | None:
        chance = self._chance
        item = replace(self._all.items[number], question=_dress(self._all.items[number].question, chance))
        if not item.spans:
            return self._absent(item)
        if chance.random() < self._positive:
            return self.positive(item)
        make = chance.choices(
            (self._neighbour, self._elsewhere, self._near_miss, self._random), (0.30, 0.34, 0.30, 0.06)
        )[0]
        return make(item, number)

    def _absent(self, item: Item) -> Example:
        """A question that the text does not answer, with a window of it: most often the nearest of a few in characters."""
        text = self._all.texts[item.text]
        windows = []
        for _ in range(WINDOWS):
            at = self._chance.randint(0, len(text) - 1)
            left, right = self._window(text, at, min(len(text), at + 1))
            windows.append(text[left:right])
        if self._chance.random() < 0.25:
            return _negative(item.question, windows[0], "absent")
        pairs = _pairs(item.question)
        return _negative(item.question, max(windows, key=lambda window: len(pairs & _pairs(window))), "absent")

    def positive(self, item: Item, kind: str = "answer") -> Example:
        """The question with a window of its text that holds an answer."""
        text = self._all.texts[item.text]
        start, end = self._chance.choice(item.spans)
        left, right = self._window(text, start, end)
        return Example(item.question, text[left:right], start - left, end - left, kind)

    def _window(self, text: str, start: int, end: int) -> tuple[int, int]:
        """A window of random size around a span, most often of whole sentences."""
        size = max(end - start + 10, self._size())
        left = max(0, start - self._chance.randint(0, size - (end - start)))
        sentence = max(text.rfind(mark, 0, start) for mark in "。!?\n") + 1
        if start - sentence <= 100:
            left = min(left, sentence)
        right = min(len(text), max(end, left + size))
        if self._chance.random() < 0.75:
            cut = [match.end() for match in re.finditer(r"[。!?\n]", text[left:start])]
            left += cut[0] if cut and cut[0] <= start - left else 0
            more = re.search(r"[。!?\n][”」]?", text[max(end, right - 40) : right + 25])
            right = max(end, right - 40) + more.end() if more else right
        return left, right

    def _size(self) -> int:
        """Characters of a passage: many are short, which costs less to learn from; some are as long as they come."""
        return (
            self._chance.randint(40, 130) if self._chance.random() < 0.42 else self._chance.randint(130, self._longest)
        )

    def _neighbour(self, item: Item, number: int) -> Example | None:
        near = self._all.near[number]
        if not near:
            return None
        rank = min(int(self._chance.expovariate(0.35)), len(near) - 1)
        text, start, end = self._all.passages[near[rank]]
        return _negative(item.question, self._shorten(self._all.texts[text][start:end]), "bm25")

    def _elsewhere(self, item: Item, _: int) -> Example | None:
        """Its own text without the sentence that answers, or another part of it."""
        text = self._all.texts[item.text]
        start, end = item.spans[0]
        before = max(text.rfind(mark, 0, start) for mark in "。!?\n") + 1
        after = min((at for mark in "。!?\n" if (at := text.find(mark, end)) >= 0), default=len(text)) + 1
        if self._chance.random() < 0.5:
            half = self._size() // 2
            passage = text[max(0, before - half) : before] + text[after : after + half]
        else:
            passage = max(text[:before], text[after:], key=len)
            at = self._chance.randint(0, max(0, len(passage) - 60))
            passage = passage[at : at + self._size()]
        answers = [text[s:e] for s, e in item.spans]
        if len(passage) < 25 or any(answer in passage for answer in answers):
            return None
        return _negative(item.question, passage, "elsewhere")

    def _near_miss(self, item: Item, _: int) -> Example | None:
        """A window that answers, asked with another person, year, number, thing or opposite."""
        right = self.positive(item)
        changed = self.change(item.question, right.passage, item)
        return _negative(changed, right.passage, "near miss") if changed else None

    def change(self, question: str, passage: str, item: Item) -> str | None:
        """The question with one thing exchanged for another of which the passage does not speak; None if nothing fits."""
        ways = [self._other_person, self._other_matter, self._other_number, self._opposite, self._other_thing]
        self._chance.shuffle(ways)
        if self._chance.random() < 0.35:
            ways.insert(0, self._other_attribute)
        elif item.person:
            ways.insert(0, self._other_person if self._chance.random() < 0.6 else self._other_matter)
        for way in ways:
            changed = way(question, passage, item)
            if changed and changed != question:
                return changed
        return None

    def _other_person(self, question: str, passage: str, item: Item) -> str | None:
        person = item.person if item.person in question else next((p.name for p in find_people(question)), "")
        if len(person) < 2:
            return None
        inside = [p.name for p in find_people(passage) if p.name not in person and person not in p.name]
        other = self._chance.choice(inside if inside and self._chance.random() < 0.5 else self._all.people)
        if other in person or person in other or (other not in inside and other in passage):
            return None
        return question.replace(person, other)

    def _other_matter(self, question: str, passage: str, item: Item) -> str | None:
        if not item.matter or item.matter not in question:
            return None
        other = self._chance.choice(self._all.matters)
        return None if other in passage else question.replace(item.matter, other)

    def _other_number(self, question: str, passage: str, _: Item) -> str | None:
        found = list(_YEAR.finditer(question)) or list(_NUMBER.finditer(question))
        if not found:
            return None
        match = self._chance.choice(found)
        if match[0].isascii():
            shift = self._chance.choice([-3, -2, -1, 1, 2, 3, 5, 10])
            other = str(max(1, int(match[0][:9]) + shift))
        else:
            other = self._chance.choice("一二三四五六七八九十")
        return None if other in passage else question[: match.start()] + other + question[match.end() :]

    def _opposite(self, question: str, passage: str, _: Item) -> str | None:
        pairs = [pair for pair in OPPOSITES if (pair[0] in question) != (pair[1] in question)]
        for left, right in self._chance.sample(pairs, len(pairs)):
            old, new = (left, right) if left in question else (right, left)
            if new not in passage:
                return question.replace(old, new)
        return None

    def _other_thing(self, question: str, passage: str, item: Item) -> str | None:
        """The longest run that question and passage share, exchanged for one of another question."""
        shared = _shared_run(question, passage)
        if len(shared) < 3:
            return None
        other = self._chance.choice(self._all.items)
        run = _shared_run(other.question, self._all.texts[other.text])
        if len(run) < 3 or run in passage or shared in run:
            return None
        return question.replace(shared, run[: len(shared) + 4])

    def _other_attribute(self, question: str, passage: str, item: Item) -> str | None:
        """Something else asked of what question and passage both name, of which the passage tells nothing."""
        people = [person.name for person in find_people(passage) if len(person.name) > 1]
        names = [name for name in (item.person, _shared_run(question, passage), *people[:2]) if len(name) > 1]
        able = [form for form, cues in ATTRIBUTES if not any(cue in passage for cue in cues)]
        return self._chance.choice(able).format(self._chance.choice(names)) if names and able else None

    def _random(self, item: Item, _: int) -> Example | None:
        text, start, end = self._chance.choice(self._all.passages)
        return (
            None
            if text == item.text
            else _negative(item.question, self._shorten(self._all.texts[text][start:end]), "random")
        )

    def _shorten(self, passage: str) -> str:
        size = self._size()
        at = self._chance.randint(0, max(0, len(passage) - size))
        return passage[at : at + size]


def _negative(question: str, passage: str, kind: str) -> Example:
    return Example(question, passage, -1, -1, kind)


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _shared_run(question: str, passage: str) -> str:
    best = ""
    for run in _HAN_RUN.findall(question):
        for start in range(len(run) - len(best)):
            end = start + len(best) + 1
            while end <= len(run) and end - start <= 12 and run[start:end] in passage:
                best = run[start:end]
                end += 1
    return best


def _dress(question: str, chance: random.Random) -> str:
    """Small liberties that people take: no mark at the end, a polite beginning."""
    draw = chance.random()
    if draw < 0.15:
        return question.rstrip("?")
    return f"请问{question}" if draw < 0.18 and not question.startswith("请问") else question
