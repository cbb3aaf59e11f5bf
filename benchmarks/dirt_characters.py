"""Single characters gone wrong: entities, invisible ones, wrong encodings, hard line breaks, stray spaces."""

from __future__ import annotations

import random

from dirt_pieces import Piece, Planted, is_han

ENTITIES = {
    "“": "&ldquo;",
    "”": "&rdquo;",
    "—": "&mdash;",
    "…": "&hellip;",
    "·": "&middot;",
    "&": "&amp;",
    "‘": "&lsquo;",
}


def plant_entities(paragraphs: list[str], random_source: random.Random) -> Planted:
    pieces: list[Piece] = []
    for character in "\n".join(paragraphs) + "\n":
        if character in ENTITIES and random_source.random() < 0.8:
            pieces.append(Piece(ENTITIES[character], True, character))
        elif is_han(character) and random_source.random() < 0.01:
            code = f"&#{ord(character)};" if random_source.random() < 0.5 else f"&#x{ord(character):X};"
            pieces.append(Piece(code, True, character))
        else:
            pieces.append(Piece(character))
            if random_source.random() < 0.003:
                pieces.append(Piece("&nbsp;" * random_source.randint(1, 3), True))
    return Planted("entities", tuple(pieces))


_INVISIBLE = [
    0x200B,
    0x200C,
    0x200D,
    0x2060,
    0xFEFF,
    0xAD,
    0x00,
    0x07,
    0x08,
    0x0B,
    0x1F,
    0x7F,
    0x200E,
    0x200F,
    0x202A,
    0x202C,
    0x9D,
]


def plant_invisible(paragraphs: list[str], random_source: random.Random) -> Planted:
    pieces: list[Piece] = []
    for character in "\n".join(paragraphs) + "\n":
        pieces.append(Piece(character))
        if random_source.random() < 0.02:
            pieces.append(Piece(chr(random_source.choice(_INVISIBLE)), True))
    return Planted("invisible", tuple(pieces))


def garble(text: str, random_source: random.Random) -> str | None:
    """The text through a wrong encoding, when it can be undone; None when it can't."""
    data = text.encode("utf-8")
    wrong = random_source.choice(["latin-1", "web", "gb18030"])
    try:
        if wrong == "web":  # browsers read Latin-1 pages as cp1252 and leave its five gaps as they are
            gaps = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
            return "".join(chr(byte) if byte in gaps else bytes([byte]).decode("cp1252") for byte in data)
        garbled = data.decode(wrong)
    except UnicodeDecodeError:
        return None
    return garbled if garbled.encode(wrong) == data else None


def plant_mojibake(paragraphs: list[str], random_source: random.Random) -> Planted:
    pieces: list[Piece] = []
    for paragraph in paragraphs:
        roll = random_source.random()
        garbled = None
        if roll < 0.4:
            size = random_source.randint(6, 30)
            at = random_source.randrange(max(1, len(paragraph) - size))
            garbled = garble(paragraph[at : at + size], random_source)
        if garbled:
            pieces += [Piece(paragraph[:at]), Piece(garbled, True, paragraph[at : at + size])]
            pieces.append(Piece(paragraph[at + size :] + "\n"))
        elif roll > 0.8:
            at = random_source.randrange(len(paragraph))
            rubbish = random_source.choice(
                ["锟斤拷" * random_source.randint(1, 3), "\ufffd" * random_source.randint(1, 4), "烫烫烫烫"]
            )
            pieces += [Piece(paragraph[:at]), Piece(rubbish, True), Piece(paragraph[at:] + "\n")]
        else:
            pieces.append(Piece(paragraph + "\n"))
    return Planted("mojibake", tuple(pieces))


def plant_line_breaks(paragraphs: list[str], random_source: random.Random) -> Planted:
    width = random_source.randint(18, 44)
    newline = random_source.choice(["\n", "\n", "\r\n", " \n"])
    between = random_source.choice(["\n", "\n\n"])
    pieces: list[Piece] = []
    for paragraph in paragraphs:
        for at in range(0, len(paragraph), width):
            pieces.append(Piece(paragraph[at : at + width]))
            if at + width < len(paragraph):
                pieces.append(Piece(newline, True))
        pieces.append(Piece(between))
    return Planted("line break", tuple(pieces))


def plant_spaces(paragraphs: list[str], random_source: random.Random) -> Planted:
    space = random_source.choice([" ", " ", "\u3000", "\u00a0", "  "])
    chance = random_source.choice([0.1, 0.5, 1.0])
    pieces: list[Piece] = []
    for paragraph in paragraphs:
        spaced = random_source.random() < 0.6
        for here, after in zip(paragraph, paragraph[1:] + "\n", strict=True):
            pieces.append(Piece(here))
            if spaced and is_han(here) and is_han(after) and random_source.random() < chance:
                pieces.append(Piece(space, True))
        pieces.append(Piece("\n"))
    return Planted("space", tuple(pieces))
