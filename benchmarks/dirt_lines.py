"""Whole lines that do not belong to an article: what forums, sites and collections put around one, and repeats."""

from __future__ import annotations

import random

from dirt_phrases import (
    BOILERPLATE_HEAD,
    BOILERPLATE_MIDDLE,
    BOILERPLATE_TAIL,
    ENGLISH_WORDS,
    FORUM_HEAD,
    FORUM_POST_TAIL,
    FORUM_TAIL,
    WRAPPERS,
)
from dirt_pieces import Piece, Planted, fill, is_han, lines_of, maybe_traditional


def plant_chrome(paragraphs: list[str], random_source: random.Random) -> Planted:
    traditional = 1.0 if random_source.random() < 0.3 else 0.0
    style = random_source.randrange(len(FORUM_HEAD))

    def dirt(lines: tuple[str, ...]) -> list[Piece]:
        between = random_source.choice(["\n", "\n\n"])
        return [
            Piece(maybe_traditional(fill(line, random_source), traditional, random_source) + between, True)
            for line in lines
        ]

    cut = max(1, len(paragraphs) - 1)
    pieces = [*dirt(FORUM_HEAD[style]), *lines_of(paragraphs[:cut]), *dirt(FORUM_POST_TAIL[style])]
    if paragraphs[cut:]:
        pieces += [*lines_of(paragraphs[cut:]), *dirt(FORUM_POST_TAIL[style])]
    return Planted("chrome", (*pieces, *dirt(FORUM_TAIL[style])))


def plant_boilerplate(paragraphs: list[str], random_source: random.Random) -> Planted:
    traditional = 1.0 if random_source.random() < 0.3 else 0.0

    def dirt(lines: list[str], most: int) -> list[Piece]:
        chosen = random_source.sample(lines, random_source.randint(1, most))
        return [
            Piece(maybe_traditional(fill(line, random_source), traditional, random_source) + "\n", True)
            for line in chosen
        ]

    middle = random_source.randint(0, len(paragraphs))
    pieces = [
        *dirt(BOILERPLATE_HEAD, 2),
        *lines_of(paragraphs[:middle]),
        *dirt(BOILERPLATE_MIDDLE, 2),
        *lines_of(paragraphs[middle:]),
        *dirt(BOILERPLATE_TAIL, 4),
    ]
    return Planted("boilerplate", tuple(pieces))


def plant_wrapper(paragraphs: list[str], random_source: random.Random) -> Planted:
    head, tail = random_source.choice(WRAPPERS)
    pieces = [Piece(fill(line, random_source) + "\n", True) for line in head]
    pieces += lines_of(paragraphs)
    pieces += [Piece(fill(line, random_source) + "\n", True) for line in tail]
    if random_source.random() < 0.5:  # a word list: a word of the text, its translation one word a line
        text = "".join(paragraphs)
        for _ in range(random_source.randint(4, 20)):
            at = random_source.randrange(max(1, len(text) - 4))
            word = "".join(c for c in text[at : at + random_source.randint(2, 4)] if is_han(c))
            gloss = random_source.choices(ENGLISH_WORDS, k=random_source.randint(1, 6))
            for line in (word, *gloss, *([";", *random_source.choices(ENGLISH_WORDS, k=2)] if len(gloss) > 3 else [])):
                if line:
                    pieces.append(Piece(line + "\n", True))
    return Planted("wrapper", tuple(pieces))


def plant_duplicates(paragraphs: list[str], random_source: random.Random) -> Planted:
    pieces: list[Piece] = []
    waiting: list[str] = []
    for paragraph in paragraphs:
        pieces.append(Piece(paragraph + "\n"))
        if len(paragraph) >= 40 and random_source.random() < 0.4:
            if random_source.random() < 0.5:
                pieces.append(Piece(paragraph + "\n", True))
            else:
                waiting.append(paragraph)
    pieces += [Piece(paragraph + "\n", True) for paragraph in waiting]
    return Planted("duplicate", tuple(pieces))
