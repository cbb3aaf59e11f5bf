"""A name in Latin letters as the articles write it: Robert Heath, where one of them has 罗伯特·希思（Robert Heath）."""

from __future__ import annotations

import re

from index.name_forms import DOTS
from index.names import find_people
from index.scripts import fold
from index.snapshot import Snapshot

PASSAGES = 40  # that hold the Latin name and are looked at
_BEFORE = re.compile(rf"([\u3400-\u9fff{DOTS}]{{2,24}})\s*[（(]\s*(?:[^（）()]{{0,40}}?[,，:：]\s*)?$")


def name_in_articles(snapshot: Snapshot, latin: str) -> str | None:
    """The Chinese name that an article explains by `latin` in brackets; None when none does."""
    wanted = fold(latin.strip())
    if not wanted.isascii() or len(wanted) < 4:
        return None
    for chunk in snapshot.chunks(snapshot.phrase(latin, PASSAGES)[0]):
        folded = fold(chunk.text)
        at = folded.find(wanted)
        while at >= 0:
            before = _BEFORE.search(chunk.text[:at])
            people = find_people(before[1]) if before else ()
            if before and people and people[-1].end == len(before[1]):
                return people[-1].name
            at = folded.find(wanted, at + 1)
    return None
