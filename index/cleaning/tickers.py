r"""Ticker debris: the price, change and percentage that finance pages write after a company's name, anywhere in it.

"阿尔特(13.340,\n–0.17,\n–1.26%)曼" is one name again when the bracket goes. A bracket with numbers is debris when it is
written as a quote board writes it, or when its arithmetic is that of a price: percentage = change / (price - change).
"""

from __future__ import annotations

import re

from index.cleaning.characters import offsets_of
from index.cleantext import Edit

REASON = "ticker"

_SIGN = "[+\\-–—−－﹣＋]?"
_GAP = r"\s{0,6}"
_BOARD = re.compile(
    rf"[(（]{_GAP}(?P<price>\d{{1,7}}(?:,\d{{3}})?\.\d{{1,4}}|[-–—]{{1,2}}){_GAP}[,，]"
    rf"{_GAP}(?P<change>{_SIGN}{_GAP}\d{{1,6}}(?:\.\d{{1,4}})?|[-–—]{{1,2}}){_GAP}[,，]"
    rf"{_GAP}(?P<percent>{_SIGN}{_GAP}\d{{1,4}}(?:\.\d{{1,4}})?|[-–—]{{1,2}}){_GAP}[%％]?{_GAP}[)）]"
)
# 中国平安[-0.12% 资金 研报], 昆仑万维(300418,股吧): the links of a quote page; the code itself is worth keeping.
_LINKS = re.compile(
    r"[\[［【]\s?[+\-–−]?\d{1,3}\.\d{1,3}[%％](?:\s{0,3}(?:资金|資金|股吧|研报|研報|行情|公告)){1,4}\s?[\]］】]"
    r"|(?<=\d{5})\s?[,，]\s?(?:股吧|诊股|診股|行情|基金吧|买入|買入)(?:\s?[,，]\s?(?:股吧|诊股|診股|行情|基金吧|买入|買入)){0,3}(?=\s?[)）])"
)
_LINK_WORDS = ("股吧", "诊股", "診股", "行情", "基金吧", "买入", "買入", "资金", "資金", "研报", "研報", "公告")
_MINUS = str.maketrans(dict.fromkeys("–—−－﹣", "-") | {"＋": "+", ",": None})


def find_tickers(text: str) -> tuple[Edit, ...]:
    """Edits that drop quote-board brackets, with the space before them."""
    edits = []
    for opening in offsets_of("(（", text):
        match = _BOARD.match(text, opening)
        if match is not None and _is_board(match):
            start = match.start() - (text[match.start() - 1 : match.start()] in (" ", "\u00a0"))
            edits.append(Edit(start, match.end(), "", REASON))
    if any(word in text for word in _LINK_WORDS):
        edits += [Edit(match.start(), match.end(), "", REASON) for match in _LINKS.finditer(text)]
    return tuple(sorted(edits))


def _is_board(match: re.Match[str]) -> bool:
    price, change, percent = match["price"], match["change"], match["percent"]
    if not any(character.isdigit() for character in price):
        return True  # (--, --, --): trading suspended
    if "%" not in match[0] and "％" not in match[0]:
        return False
    if "\n" in match[0]:
        return True
    if _decimals(price) == 3 and _decimals(change) >= 2 and _decimals(percent) == 2:
        return True
    return _is_price_arithmetic(price, change, percent)


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


def _is_price_arithmetic(price: str, change: str, percent: str) -> bool:
    """Whether the three belong together, to the digits shown."""
    try:
        at, by, rate = (float("".join(part.translate(_MINUS).split())) for part in (price, change, percent))
    except ValueError:
        return False
    before = at - by
    if before <= 0 or _decimals(change) < 2 or _decimals(percent) < 2:
        return False
    # Half a unit of the last digit of the change, as a share of the price, and of the percentage itself.
    tolerance = 0.006 + 100 * 0.006 / before
    return abs(100 * by / before - rate) <= tolerance
