"""Speakers that only the index knows: who posts under a nickname is recognised by no shape of a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.scripts import fold
from index.words import is_word
from rag.questions import Question, analyse

_ASKS_FOR_WORDS = re.compile("看|说|认为|觉得|评价|态度|观点|看法|意见|想法|主张|评论|吐槽|回复|发帖")
_NOBODYS = ("who_said", "all_sides", "compare", "greeting", "about_library", "ability")
SHORTEST = 3  # characters of a nickname that is looked for in questions; shorter ones stand in too many words


def analyse_with(question: str, speakers: Callable[[], Sequence[str]]) -> Question:
    """As `analyse`; where no speaker is seen in a question for somebody's words, those that `speakers` names are tried."""
    found = analyse(question)
    if found.speakers or found.form in _NOBODYS or found.language not in ("zh-Hans", "zh-Hant"):
        return found
    folded = fold(question)
    if not _ASKS_FOR_WORDS.search(folded):
        return found
    named = [name for name in speakers() if len(name) >= SHORTEST and fold(name) in folded and not is_word(fold(name))]
    again = analyse(question, known_speakers=named) if named else found
    return again if again.speakers else found
