"""Interviews: paragraphs that open with a speaker's name and a colon."""

from __future__ import annotations

import re
from collections import Counter

from index.cleantext import Span
from index.name_lists import TITLES
from index.names import canonical, find_people
from index.speech.scene import Scene
from index.types import Quotation

_TURN = re.compile(r"^[ \t]*([^\s:,。;“”「」《》()0-9]{2,12})[ \t]*:[ \t]*(?=\S)", re.MULTILINE)
_LABELS = re.compile(
    r"来源|作者|编辑|责编|责任编辑|记者|通讯员|摄影|图片?|校对|审核|出品|标题|原标题|题目|时间|地点|主题|关键词|摘要|导语|"
    r"编者按|声明|提示|注|备注|附|参考|延伸阅读|问|提问|电话|邮箱|地址|网址|链接|主办|协办|文|图源|监制|策划|统筹"
)
_ROLE = re.compile(rf"(?:{TITLES}|答)$")
TURNS = 2  # of one speaker, from which lines of that form are an interview


def read_dialogue(scene: Scene, names: dict[str, str]) -> list[Quotation]:
    """The turns of an interview, each paragraph as direct words; none when no name opens paragraphs again and again."""
    turns = [found for found in _TURN.finditer(scene.folded) if _LABELS.fullmatch(found[1]) is None]
    counts = Counter(found[1] for found in turns)
    speakers = {label for label, count in counts.items() if count >= TURNS and _is_somebody(scene, label)}
    if not speakers:
        return []
    return [
        _turn(scene, names, found) for found in turns if found[1] in speakers and _end(scene, found.end()) > found.end()
    ]


def _is_somebody(scene: Scene, label: str) -> bool:
    people = find_people(label)
    whole = bool(people) and people[0].start == 0 and people[0].end == len(label)
    return whole or label in scene.known or _ROLE.search(label) is not None


def _end(scene: Scene, start: int) -> int:
    end = scene.folded.find("\n", start)
    end = len(scene.folded) if end < 0 else end
    return start + len(scene.folded[start:end].rstrip())


def _turn(scene: Scene, names: dict[str, str], found: re.Match[str]) -> Quotation:
    start, end = found.end(), _end(scene, found.end())
    label = Span(found.start(1), found.end(1))
    written = scene.text[label.start : label.end]
    name = names.get(canonical(written), written)
    return Quotation(name, Span(start, end), Span(label.start, end), "", direct=True, speaker_span=label)
