"""An article as a saved page: with menu, scripts, hidden jammers, ruby and entities."""

from __future__ import annotations

import html
import random

from dirt_characters import ENTITIES
from dirt_insertions import jammer
from dirt_phrases import ENGLISH_WORDS
from dirt_pieces import Piece, Planted, is_han


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
            elif character in ENTITIES:
                pieces.append(Piece(ENTITIES[character], True, character))
            elif character in "<>":
                pieces.append(Piece({"<": "&lt;", ">": "&gt;"}[character], True, character))
            else:
                pieces.append(Piece(character))
        pieces.append(Piece(random_source.choice(["</p>\n", "</p>", "</div>\n"]), True, "\n"))
    pieces.append(Piece(f"</div><footer>Copyright {random_source.choice(ENGLISH_WORDS)}</footer></body></html>", True))
    return Planted("html", tuple(pieces), media="html")
