"""Plants dirt into clean Chinese text and remembers which characters are dirt.

Written before the cleaner and independent of it: nothing here is imported by `index`, and nothing of `index` is
imported here, so that a score on planted dirt says something. Every planter takes paragraphs and a seeded random
source and returns pieces; a piece is clean text, or dirt with the text that should stand in its place ("" for a
removal).
"""

from __future__ import annotations

import html
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from dirt_phrases import (
    BOILERPLATE_HEAD,
    BOILERPLATE_MIDDLE,
    BOILERPLATE_TAIL,
    ENGLISH_WORDS,
    FORUM_HEAD,
    FORUM_POST_TAIL,
    FORUM_TAIL,
    GIVEN,
    STRAY_MARKUP,
    SURNAMES,
    WRAPPERS,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Clean text, or dirt and what it stands for."""

    text: str
    dirt: bool = False
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Planted:
    """One dirty text with its pieces; `media` is the kind of file that it would come from."""

    family: str
    pieces: tuple[Piece, ...]
    media: str = "txt"

    @property
    def raw(self) -> str:
        """The dirty text."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def clean(self) -> str:
        """What the dirty text should become."""
        return "".join(piece.expected if piece.dirt else piece.text for piece in self.pieces)


def body_of(line: str) -> str:
    """The middle of a corpus article: without its head, first sentence, and last two, where its own dirt sits."""
    text = line.split("正文：", 1)[-1]
    sentences = [part + "。" for part in text.split("。") if part.strip()]
    return "".join(part.strip() for part in sentences[1:-2])


def into_paragraphs(text: str, random_source: random.Random) -> list[str]:
    """One to four sentences a paragraph."""
    sentences = [part + "。" for part in text.replace("。”", "\0").split("。") if part.strip()]
    sentences = [part.replace("\0", "。”") for part in sentences]
    paragraphs = []
    while sentences:
        size = random_source.randint(1, 4)
        paragraphs.append("".join(sentences[:size]))
        sentences = sentences[size:]
    return paragraphs


def is_han(character: str) -> bool:
    """Whether the character is a common Chinese one."""
    return "\u4e00" <= character <= "\u9fff"


def lines_of(paragraphs: list[str]) -> list[Piece]:
    """The paragraphs as clean lines."""
    return [Piece(paragraph + "\n") for paragraph in paragraphs]


# ---------------------------------------------------------------- forum jammers


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


# ---------------------------------------------------------------- forum chrome


def fill(template: str, random_source: random.Random) -> str:
    """A template with its placeholders filled at random."""
    person = random_source.choice(SURNAMES) + random_source.choice(GIVEN)
    values = {
        "n": str(random_source.randint(1, 9)),
        "nn": str(random_source.randint(10, 99)),
        "nnnn": str(random_source.randint(1000, 99999)),
        "person": person,
        "other": random_source.choice(SURNAMES) + random_source.choice(GIVEN),
        "user": random_source.choice(ENGLISH_WORDS) + str(random_source.randint(1, 999)),
        "date": f"20{random_source.randint(10, 24)}-{random_source.randint(1, 12)}-{random_source.randint(1, 28)}",
        "time": f"{random_source.randint(0, 23):02}:{random_source.randint(0, 59):02}",
        "word": random_source.choice(ENGLISH_WORDS),
        "city": random_source.choice(["山东济南", "广东深圳", "北京", "浙江杭州", "四川成都"]),
    }
    return template.format(**values)


@cache
def _to_traditional() -> Callable[[str], str]:
    import opencc

    return opencc.OpenCC("s2t").convert


def maybe_traditional(text: str, chance: float, random_source: random.Random) -> str:
    """The text in the other script, sometimes."""
    return _to_traditional()(text) if random_source.random() < chance else text


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


# ---------------------------------------------------------------- interleaved pinyin


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


# ---------------------------------------------------------------- ticker debris


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


# ---------------------------------------------------------------- boilerplate and wrappers


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


# ---------------------------------------------------------------- markup debris, invisible characters, mojibake


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


_ENTITIES = {
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
        if character in _ENTITIES and random_source.random() < 0.8:
            pieces.append(Piece(_ENTITIES[character], True, character))
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


# ---------------------------------------------------------------- line breaks, spaces, duplicates


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


# ---------------------------------------------------------------- a saved page


def hidden(random_source: random.Random) -> str:
    """A jammer as the forum software hides it."""
    text = html.escape(jammer(random_source), quote=False)
    return random_source.choice(
        [
            '<span style="display:none">{}</span>',
            '<font class="jammer">{}</font>',
            '<span style="font-size:0px;color:#FFF">{}</span>',
            "<div style='display: none;'>{}</div>",
            '<i style="opacity:0">{}</i>',
            "<p hidden>{}</p>",
        ]
    ).format(text)


def plant_html(paragraphs: list[str], random_source: random.Random) -> Planted:
    from pypinyin import pinyin

    menu = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in random_source.sample(ENGLISH_WORDS, 5))
    pieces = [
        Piece(
            f"<!DOCTYPE html>\n<html><head><meta charset=utf-8><title>{random_source.choice(ENGLISH_WORDS)}</title>",
            True,
        ),
        Piece("<style>p{margin:0}</style><script>var a = '<p>不是正文</p>';</script></head>\n<body>", True),
        Piece(f'<nav><ul>{menu}</ul></nav>\n<!-- 注释 --><div class="article-content">\n', True),
    ]
    for paragraph in paragraphs:
        pieces.append(Piece(random_source.choice(["<p>", '<p class="a">', "<div>", "<P >"]), True))
        for character in paragraph:
            roll = random_source.random()
            if roll < 0.005:
                pieces.append(Piece(hidden(random_source), True))
            if roll > 0.995 and is_han(character):
                reading = pinyin(character)[0][0]
                pieces += [
                    Piece("<ruby>", True),
                    Piece(character),
                    Piece(f"<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>", True),
                ]
            elif roll > 0.99 and is_han(character):
                pieces += [Piece("<b>", True), Piece(character), Piece("</b>", True)]
            elif character in _ENTITIES:
                pieces.append(Piece(_ENTITIES[character], True, character))
            elif character in "<>":
                pieces.append(Piece({"<": "&lt;", ">": "&gt;"}[character], True, character))
            else:
                pieces.append(Piece(character))
        pieces.append(Piece(random_source.choice(["</p>\n", "</p>", "</div>\n"]), True, "\n"))
    pieces.append(Piece(f"</div><footer>Copyright {random_source.choice(ENGLISH_WORDS)}</footer></body></html>", True))
    return Planted("html", tuple(pieces), media="html")


PLANTERS: dict[str, Callable[[list[str], random.Random], Planted]] = {
    "jammer": plant_jammers,
    "chrome": plant_chrome,
    "pinyin": plant_pinyin,
    "ticker": plant_ticker,
    "boilerplate": plant_boilerplate,
    "wrapper": plant_wrapper,
    "debris": plant_markup_debris,
    "entities": plant_entities,
    "invisible": plant_invisible,
    "mojibake": plant_mojibake,
    "line break": plant_line_breaks,
    "space": plant_spaces,
    "duplicate": plant_duplicates,
    "html": plant_html,
}


def plant(text: str, family: str, seed: int) -> Planted:
    """Dirt of one family in one clean text; the same seed gives the same dirt."""
    random_source = random.Random(f"{family}:{seed}")
    return PLANTERS[family](into_paragraphs(text, random_source), random_source)
