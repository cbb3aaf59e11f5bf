"""Forum jammers: random printable characters that forum software sows against copying.

Discuz draws 5 to 15 groups `chr(32..59) + " " + chr(63..126)` and hides them; saved as text they show, glued to
sentences, and white space may have been collapsed since, so a group that began with a space has one space left or none.
"""

from __future__ import annotations

import re

from index.cleantext import Edit

REASON = "jammer"

_SPACE = "[ \u00a0]"
# One space after a character; two, or one after collapsing, where the character itself was a space.
_GROUP = f"(?:[!-;]{_SPACE}[?-~]|{_SPACE}{{1,2}}[?-~])"
# The first group may have lost its leading spaces; then its second character stands alone at the line's start or after
# a Chinese character. There "?" is more likely the sentence's own.
_RUN = re.compile(f"(?:(?:^[?-~]|(?<![\u0000-\u00ff])[@-~])(?={_GROUP}))?{_GROUP}{{4,}}", re.MULTILINE)
_PARTS = re.compile(f"([!-;]?){_SPACE}{{1,2}}([?-~])")

# Two groups, the first with its character: every jammer holds them, hardly any other text does.
_PROBE = re.compile(f"[!-;]{_SPACE}[?-~](?:[!-;]{_SPACE}|{_SPACE}{{1,2}})[?-~]")

_FEWEST = 4  # the draw makes five; one may be lost where the run touches Latin text
_VARIETY = 3  # a list "a, b, c, d, e" repeats its separator, a draw from 28 characters does not


def find_jammers(text: str) -> tuple[Edit, ...]:
    """Edits that drop jammers; one alone on its line goes with the line's end."""
    if _PROBE.search(text) is None:
        return ()
    edits = []
    for match in _RUN.finditer(text):
        if not _is_drawn(match[0]):
            continue
        start, end = match.span()
        if text[start - 1 : start] in ("", "\n") and text[end : end + 1] == "\n":
            end += 1
        edits.append(Edit(start, end, "", REASON))
    return tuple(edits)


def _is_drawn(run: str) -> bool:
    """Whether the groups look drawn at random: varied on both sides, and not counted up."""
    groups = _PARTS.findall(run)
    first = [group[0] for group in groups]
    if len(groups) < _FEWEST or len(set(first)) < _VARIETY or len({group[1].lower() for group in groups}) < _VARIETY:
        return False
    written = [character for character in first if character]
    if len(written) * 2 < len(first):  # spaced letters: c o m p a n y
        return False
    steps = {ord(after) - ord(before) for before, after in zip(written, written[1:], strict=False)}
    return steps != {1}
