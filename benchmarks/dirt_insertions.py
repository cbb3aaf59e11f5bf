"""What is put between the words of an article: jammers, readings, prices, torn markup."""

from __future__ import annotations

import random

from dirt_phrases import ENGLISH_WORDS, STRAY_MARKUP
from dirt_pieces import Piece, Planted, is_han


def jammer(random_source: random.Random) -> str:
    """5 to 15 groups as the forum software makes them; white space sometimes collapsed or turned unbreakable."""
    groups = [
        chr(random_source.randint(32, 59)) + " " + chr(random_source.randint(63, 126))
        for _ in range(random_source.randint(5, 15))
    ]
    text = "".join(groups)
    style = random_source.random()
    if style < 0.35:
        while "  " in text:
            text = text.replace("  ", " ")
        return text.strip()
    if style < 0.7:
        return text.replace("  ", "\u00a0\u00a0")
    return text


def plant_jammers(paragraphs: list[str], random_source: random.Random) -> Planted:
    pieces: list[Piece] = []
    for paragraph in paragraphs:
        roll = random_source.random()
        if roll < 0.25:
            pieces += [Piece(jammer(random_source), True), Piece(paragraph), Piece("\n")]
        elif roll < 0.5:
            pieces += [Piece(paragraph), Piece(jammer(random_source), True), Piece("\n")]
        elif roll < 0.65:
            pieces += [Piece(paragraph), Piece("\n"), Piece(jammer(random_source) + "\n", True)]
        elif roll < 0.8:
            cut = paragraph.find("，") + 1 or len(paragraph)
            pieces += [Piece(paragraph[:cut]), Piece(jammer(random_source), True), Piece(paragraph[cut:] + "\n")]
        else:
            pieces.append(Piece(paragraph + "\n"))
    return Planted("jammer", tuple(pieces))


def plant_pinyin(paragraphs: list[str], random_source: random.Random) -> Planted:
    from pypinyin import Style, pinyin

    style = random_source.choice([Style.TONE, Style.TONE, Style.NORMAL])
    opening, closing = random_source.choice(["()", "（）", "()"])
    chance = random_source.choice([0.02, 0.1, 0.5])
    pieces: list[Piece] = []
    for paragraph in paragraphs:
        # One reading a character: text between Chinese characters comes back as it is and is cut to characters.
        readings = pinyin(paragraph, style=style, errors=lambda text: list(text))
        for character, reading in zip(paragraph, readings, strict=True):
            pieces.append(Piece(character))
            if is_han(character) and reading[0] != character and random_source.random() < chance:
                pieces.append(Piece(opening + reading[0] + closing, True))
        pieces.append(Piece("\n"))
    return Planted("pinyin", tuple(pieces))


def ticker(random_source: random.Random) -> str:
    """Price, change and percentage as finance pages put them after a company's name."""
    price = random_source.uniform(1, 300)
    percent = random_source.uniform(-10, 10)
    change = price - price / (1 + percent / 100)
    minus = random_source.choice(["-", "–", "−", "-"])
    plus = random_source.choice(["", "", "+"])

    def signed(number: float, suffix: str = "") -> str:
        return (minus if number < 0 else plus) + f"{abs(number):.2f}" + suffix

    between = random_source.choice([",\n", ", ", ",", ",\n"])
    opening, closing = random_source.choice(["()", "()", "（）"])
    return opening + between.join([f"{price:.3f}", signed(change), signed(percent, "%")]) + closing


def plant_ticker(paragraphs: list[str], random_source: random.Random) -> Planted:
    pieces: list[Piece] = []
    for paragraph in paragraphs:
        cuts = [i for i in range(1, len(paragraph)) if is_han(paragraph[i - 1])]
        cut = random_source.choice(cuts) if cuts and random_source.random() < 0.6 else None
        if cut is None:
            pieces.append(Piece(paragraph + "\n"))
        else:
            pieces += [Piece(paragraph[:cut]), Piece(ticker(random_source), True), Piece(paragraph[cut:] + "\n")]
    return Planted("ticker", tuple(pieces))


def plant_markup_debris(paragraphs: list[str], random_source: random.Random) -> Planted:
    pieces: list[Piece] = []
    for paragraph in paragraphs:
        position = 0
        for cut in sorted(
            random_source.sample(range(len(paragraph)), min(len(paragraph), random_source.randint(0, 2)))
        ):
            pieces.append(Piece(paragraph[position:cut]))
            debris = random_source.choice(STRAY_MARKUP)
            pieces.append(
                Piece(debris.format(n=random_source.randint(1, 99999), word=random_source.choice(ENGLISH_WORDS)), True)
            )
            position = cut
        pieces.append(Piece(paragraph[position:] + "\n"))
    return Planted("debris", tuple(pieces))
