"""What the article named before: who issued a document, the firm it is about, a longer form of a noun."""

from __future__ import annotations

import re
from collections import Counter

from index.names import canonical
from index.speech.mentions import Mention, noun_start
from index.speech.scene import Scene
from index.speech.subjects import leading_subject
from index.speech.topics import DEICTIC, Speaker
from index.words import tag_words

_ISSUED = re.compile(r"(?:发布|发表|发出|公布)(?:了|的)?[^,。;:“”]{0,8}?(报告|声明|公告|通报)(?=[,。])")
_OFTEN = 3  # mentions from which a firm is what an article is about
_ARTICLE = 3000  # characters of an article in which they are counted
_BEFORE = 400  # characters before 该公司 within which the company is named
_PAPER_NAME = re.compile(r"《([^》]{1,10}(?:报|刊|杂志|网|邮报|时报))》")
_REACH = 120  # characters before a document within which it was issued


def issuer(scene: Scene, mention: Mention, written: str) -> str | None:
    """The institution that issued a document in the sentence before: X就此事发布声明。声明称…."""
    base = max(0, mention.start - _REACH)
    issued = list(_ISSUED.finditer(scene.masked, base, mention.start))
    if not issued or issued[-1][1] != written or scene.masked.count("。", issued[-1].end(), mention.start) > 1:
        return None
    at = issued[-1].start()
    start = max(base, *(scene.masked.rfind(mark, base, at) + 1 for mark in ",。;:\n"))
    found = leading_subject(scene, start, at)
    return None if found is None or found.kind != "institution" else scene.text[found.start : found.end]


def main_body(scene: Scene) -> Speaker | None:
    """The firm or institution that an article names most often, three times at least."""
    counts = Counter(
        scene.folded[word.start : word.end]
        for word in tag_words(scene.folded[:_ARTICLE])
        if word.tag in ("nz", "nt", "nrt") and word.end - word.start > 1
    )
    name, count = max(counts.items(), key=lambda each: each[1], default=("", 0))
    if count < _OFTEN or any(canonical(person.name) == name for person in scene.people):
        return None
    at = scene.folded.find(name)
    return Speaker(scene.text[at : at + len(name)], None, False, False)


def longer_noun(scene: Scene, end: int, noun: str) -> str | None:
    """The nearest noun of the narrator before `end` that ends in `noun` and says more; for 媒体, the nearest paper."""
    base = max(0, end - _BEFORE)
    if noun in ("媒体", "报"):
        papers = _PAPER_NAME.findall(scene.masked, base, end)
        return papers[-1] if papers else None
    at = scene.masked.rfind(noun, base, end)
    while len(noun) > 1 and at >= 0:
        start = noun_start(scene, max(base, at - 20), at + len(noun))
        if at - start >= 2 and not DEICTIC.match(scene.folded[start:at]):
            return scene.text[start : at + len(noun)]
        at = scene.masked.rfind(noun, base, at)
    return None
