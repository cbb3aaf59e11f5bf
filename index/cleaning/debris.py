"""Markup debris in plain text: stray tags, the rest of a torn link, comments, forum codes."""

from __future__ import annotations

import re

from index.cleantext import Edit

REASON = "debris"

_TAGS = (
    "a abbr article aside b big blockquote body br button center cite code dd del div dl dt em embed figcaption figure "
    "font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins label li link main meta nav noscript "
    "object ol option p param pre q s script section select small source span strike strong style sub sup svg table "
    "tbody td textarea tfoot th thead title tr tt u ul video wbr"
).replace(" ", "|")
_ATTRIBUTES = (
    "align alt bgcolor border cellpadding cellspacing class color colspan content dir face height href hspace id lang "
    "name onclick rel rowspan size src style target title type valign value vspace width"
).replace(" ", "|")
_VALUE = r"(?:\"[^\"<>\n]{0,400}\"|'[^'<>\n]{0,400}'|[^\s\"'<>]{1,400})"

_TAG = re.compile(
    rf"<(?:/(?:{_TAGS})\s{{0,3}}|(?:{_TAGS})(?:\s{{1,3}}[a-zA-Z][\w:-]{{0,40}}(?:\s?=\s?{_VALUE})?){{0,20}}\s{{0,3}}/?)>",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--(?:(?!<!--)[^\n]){0,1000}?-->|<!doctype[^<>\n]{0,200}>|<!\[CDATA\[|\]\]>", re.IGNORECASE)
_BREAKING = re.compile(
    r"</?(?:p|br|div|li|ul|ol|tr|table|h[1-6]|hr|section|article|blockquote|pre|dd|dt)(?![a-z])", re.IGNORECASE
)
# What is left of <a href=…> when its head was taken for text: AI target=_blank class=infotextkey>OpenAI
_TORN = re.compile(
    rf"(?P<word>[A-Za-z0-9]{{1,30}})?\s{{1,3}}(?:(?:{_ATTRIBUTES}|data-[\w-]{{1,30}})\s?=\s?{_VALUE}\s{{0,3}}){{1,12}}/?>"
    r"(?=(?P<after>[A-Za-z0-9]{0,30}))",
    re.IGNORECASE,
)
_CONTENT_CODE = re.compile(
    r"\[(img|attach|attachimg|flash|media|audio)(?:=[^\]\n]{0,100})?\][^\[\]\n]{0,300}\[/\1\]", re.I
)
_CODE = re.compile(
    r"\[/?(?:b|i|u|s|url|img|color|backcolor|size|font|quote|align|attach|attachimg|media|flash|table|tr|td|list|email|"
    r"indent|float|hide|free)(?:=[^\]\n]{0,200})?\]",
    re.IGNORECASE,
)
_LABELS = re.compile(r"\[(?:a|c|d)\]")  # [a] [b] [c] number a list: then [b] is no code
_SMILEY = re.compile(r"\{:[\w]{1,20}:\}")
# A tag that the text speaks of: the <div> element, <br>标签.
_SPOKEN_OF = re.compile(r"\s?(?:标签|標籤|元素|标记|標記|tags?\b|elements?\b)", re.IGNORECASE)


def find_debris(text: str) -> tuple[Edit, ...]:
    """Edits that drop markup left in plain text."""
    spans: list[tuple[int, int]] = []
    if ">" in text:
        if "=" in text:
            spans += map(_torn_span, _TORN.finditer(text))
        if "<" in text:
            spans += [m.span() for m in _TAG.finditer(text) if not _SPOKEN_OF.match(text, m.end())]
            spans += [m.span() for m in _COMMENT.finditer(text)]
    if "[" in text:
        spans += [m.span() for m in _CONTENT_CODE.finditer(text)]
        labels = _LABELS.search(text) is not None
        spans += [m.span() for m in _CODE.finditer(text) if not (labels and len(m[0]) == 3)]
    if "{:" in text:
        spans += [m.span() for m in _SMILEY.finditer(text)]
    return tuple(Edit(start, end, _joint(text, start, end), REASON) for start, end in _merged(spans))


def _joint(text: str, start: int, end: int) -> str:
    """A newline for tags that break lines, where text stands on either side of them."""
    if _BREAKING.search(text, start, end) is None:
        return ""
    before, after = text[start - 1 : start], text[end : end + 1]
    return "" if before in ("", "\n") or after in ("", "\n", "\r") else "\n"


def _torn_span(match: re.Match[str]) -> tuple[int, int]:
    """The torn tag; with the word before it when that only repeats the end of the link's text."""
    word = match["word"]
    if word and not match["after"].lower().endswith(word.lower()):
        return match.end("word"), match.end()
    return match.start(), match.end()


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping or touching spans as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
