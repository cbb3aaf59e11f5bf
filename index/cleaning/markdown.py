"""Markdown: marks go, words stay. Code keeps its text; images and front matter are dropped."""

from __future__ import annotations

import re

from index.cleantext import Edit

REASON = "markup"

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?:[^\n]*\n){0,200}?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_FENCE = re.compile(r"[ \t]{0,3}(`{3,}|~{3,})[^\n]*\n?")
_LINE = re.compile(r"[^\n]*\n?")
_WHOLE_LINE = re.compile(
    r"[ \t]{0,3}(?:(?:[-*_][ \t]*){3,}|={3,}|\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?"
    r"|\[[^\]\n]{1,200}\]:[ \t]*\S+[^\n]*)[ \t]*\r?\n?\Z"
)
_LEAD = re.compile(r"[ \t]{0,12}(?:(?:>[ \t]?)+|#{1,6}[ \t]+)+|[ \t]{0,3}\|[ \t]*")
_TRAIL = re.compile(r"(?:[ \t]+#+|[ \t]*\|)[ \t]*(?=\r?\n?\Z)")
_INLINE = re.compile(
    r"(?P<escape>\\)(?=[!-/:-@\[-`{-~])"
    r"|(?P<code>`{1,3})(?P<code_text>[^`\n]{1,500})(?P=code)"
    r"|(?P<image>!\[[^\]\n]{0,300}\](?:\([^()\n]{0,2000}(?:\([^()\n]{0,300}\)[^()\n]{0,500})?\)|\[[^\]\n]{0,100}\]))"
    r"|(?P<link>\[)(?P<link_text>[^\[\]\n]{1,300})"
    r"(?P<link_end>\]\([^()\n]{0,2000}(?:\([^()\n]{0,300}\)[^()\n]{0,500})?\)|\]\[[^\]\n]{0,100}\])"
    r"|(?P<note>\[\^[^\]\n]{1,40}\]:?)"
    r"|<(?P<auto>(?:https?://|mailto:)[^\s<>]{1,500})>"
    r"|(?P<strong>\*{1,3}|~~|(?<![A-Za-z0-9_])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![A-Za-z0-9_]))"
)


def remove_markdown(text: str) -> tuple[Edit, ...]:
    """Edits that leave the words of Markdown source."""
    edits: list[Edit] = []
    position = 0
    if front := _FRONT_MATTER.match(text):
        edits.append(Edit(0, front.end(), "", REASON))
        position = front.end()
    fence = ""
    while position < len(text):
        line = _LINE.match(text, position)
        assert line is not None  # the pattern matches anything that is left
        opening = _FENCE.match(text, position)
        if opening and (not fence or opening[1].startswith(fence)):
            edits.append(Edit(position, line.end(), "", REASON))
            fence = "" if fence else opening[1]
        elif not fence:
            _clean_line(text, position, line.end(), edits)
        position = line.end()
    return tuple(edits)


def _clean_line(text: str, start: int, end: int, edits: list[Edit]) -> None:
    line = text[start:end]
    if len(line) < 2000 and _WHOLE_LINE.match(line):
        edits.append(Edit(start, end, "", REASON))
        return
    lead = _LEAD.match(text, start, end)
    position = lead.end() if lead else start
    if lead and lead.end() > start:
        edits.append(Edit(start, position, "", REASON))
    trail = _TRAIL.search(line[-200:]) if lead else None
    stop = end - len(line[-200:]) + trail.start() if trail else end
    stop = max(stop, position)
    _clean_inline(text, position, stop, edits)
    if trail and stop < end:
        edits.append(Edit(stop, end - len(line[-200:]) + trail.end(), "", REASON))


def _clean_inline(text: str, start: int, end: int, edits: list[Edit]) -> None:
    """Edits for the marks between two offsets; the text of a link may hold marks of its own."""
    position = start
    while match := _INLINE.search(text, position, end):
        kind = match.lastgroup
        position = match.end() + (match["escape"] is not None)  # what is escaped is text
        if kind == "code_text" or match["code"]:
            edits.append(Edit(match.start(), match.start("code_text"), "", REASON))
            edits.append(Edit(match.end("code_text"), match.end(), "", REASON))
        elif match["link"]:
            edits.append(Edit(match.start(), match.start("link_text"), "", REASON))
            _clean_inline(text, match.start("link_text"), match.end("link_text"), edits)
            edits.append(Edit(match.start("link_end"), match.end(), "", REASON))
        elif match["auto"]:
            edits.append(Edit(match.start(), match.start() + 1, "", REASON))
            edits.append(Edit(match.end() - 1, match.end(), "", REASON))
        elif match["strong"]:
            if _is_emphasis(text, match.start(), match.end(), start, end):
                edits.append(Edit(match.start(), match.end(), "", REASON))
        else:
            edits.append(Edit(match.start(), match.end(), "", REASON))


def _is_emphasis(text: str, start: int, end: int, low: int, high: int) -> bool:
    """Whether the mark has text at a side and a partner in the line: 3 * 4 and lone asterisks stay."""
    before = text[start - 1] if start > low else " "
    after = text[end] if end < high else " "
    if before.isspace() and after.isspace():
        return False
    mark = text[start:end]
    if mark[0] == "*" and before.isdigit() and after.isdigit():
        return False
    near = text[max(low, start - 2000) : start], text[end : min(high, end + 2000)]
    return mark in near[0] or mark in near[1]
