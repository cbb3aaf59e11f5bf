"""Questions made from news by rules: opinions, figures, dates, speakers, offices, each with the span that answers it.

All text is folded. A rule finds a sentence of a known build, and words the question in one of several ways.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pypinyin import lazy_pinyin

from index.names import find_people
from index.words import tag_words
from training.evidence_words import ENGLISH, ENGLISH_FORMS, NOBODY, OPINION_FORMS, POOR, SAME, SPEAKER_FORMS

SENTENCE = re.compile(r"[^。!?\n]+[。!?]?[”」]?")
_VERBS = (
    "表示|认为|指出|称|坦言|直言|透露|强调|预测|预计|说|相信|判断|提到|介绍|分析|建议|警告|呼吁|回应称|补充道|说道|解释"
)
_SAYING = re.compile(rf"(?P<before>[^,。;:“”]{{2,40}}?)(?P<verb>{_VERBS})(?P<mark>[,:]?“?)(?P<said>[^\n]{{10,160}})")
_FIGURE = re.compile(
    r"(?<![\d.\-—~至到时第])(?P<number>\d[\d,.]*\d|\d)(?P<scale>万亿|千万|百万|亿|万|千|百|余|多)?"
    r"(?P<unit>美元|元|人次|人|家|个百分点|个|吨|%|倍|岁|年|天|平方米|平方公里|公里|千米|米|台|辆|户|名|次|件|项|只|股|套|亩|家企业|小时|分钟|分|条|场|艘|架|张|所|座|岁|届|部|种)"
)
_DATE = re.compile(r"(?:(?:\d{4}年|今年|去年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年)(?:上午|下午|晚|凌晨|底|初)?")
_OFFICE = re.compile(
    r"(?P<house>[一-鿿a-z0-9]{2,14}?)(?:的)?(?P<office>董事长兼总经理|董事长|首席执行官|首席经济学家|首席分析师|创始人兼ceo|联合创始人|创始人|总经理|总裁|ceo|首席科学家|研究员|"
    r"分析师|教授|院长|主任|局长|市长|省长|部长|发言人|会长|秘书长|主席|总统|总理|外长|主教练)"
)
_NOUNS = ("n", "vn", "eng", "b", "j", "l", "x")


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the span `[start, end)` of `text` that answers it. `person` and `matter` are its words, if any."""

    kind: str
    question: str
    text: str
    start: int
    end: int
    person: str = ""
    matter: str = ""


def questions_of(article: str, chance: random.Random) -> Iterator[Question]:
    """The questions that the rules find in one folded article, in order."""
    for sentence in SENTENCE.finditer(article):
        if not 14 <= len(sentence[0]) <= 220:
            continue
        for rule in (_opinions, _figures, _dates, _offices):
            yield from rule(article, sentence.start(), sentence[0], chance)


def _opinions(text: str, base: int, sentence: str, chance: random.Random) -> Iterator[Question]:
    match = _SAYING.search(sentence)
    if match is None:
        return
    speaker = _speaker(match["before"])
    if speaker is None:
        return
    start = base + match.start("said")
    rest = text[start : start + 160]
    stop = re.search(r"[。!?”\n]", rest)
    end = start + (stop.start() if stop else 0)
    said = text[start:end]
    if not 8 <= len(said) <= 130:
        return
    matters = _matters(said)
    matter = chance.choice(matters[:3]) if matters else ""
    question = _ask_opinion(speaker, matter, chance)
    yield Question("opinion", question, text, start, end, speaker, matter)
    first = said.split(",")[0]
    if chance.random() < 0.35 and 8 <= len(first) <= 40:
        at = base + sentence.index(speaker)
        who = chance.choice(["谁{v}{c}?", "{c},这是谁说的?", "是谁{v}{c}?", "哪位{v}{c}?"]).format(
            v=chance.choice(["认为", "表示", "说", "指出"]), c=_worn(first, chance)
        )
        yield Question("who", who, text, at, at + len(speaker), "", matter)
    if figure := _FIGURE.search(said):
        asked = _ask_figure(_clause_around(said, figure), figure, chance)
        if asked:
            verb = chance.choice(["认为", "预计", "说", "表示", "透露", "称"])
            yield Question(
                "opinion figure",
                f"{speaker}{verb}{asked}",
                text,
                start + figure.start(),
                start + figure.end(),
                speaker,
                matter,
            )


def _speaker(before: str) -> str | None:
    before = re.sub(r"^(?:但|而|同时|此外|不过|对此|还|又|近日)+", "", before)
    people = find_people(before)
    if people:
        last = people[-1]
        return last.name if len(before) - last.end <= 12 and len(last.name) >= 2 else None
    tail = re.sub(r"(?:同时|还|也|此前|近日|则|均|都|进一步|对此|在报告中)+$", "", before.strip())
    if 3 <= len(tail) <= 12 and not any(word in tail for word in NOBODY) and tag_words(tail)[0].tag[:1] in "nje":
        return tail
    return None


def _matters(text: str) -> list[str]:
    """Runs of nouns, longest first."""
    runs: list[str] = []
    run = ""
    for word in tag_words(text):
        piece = text[word.start : word.end]
        if word.tag.startswith(_NOUNS) and re.fullmatch(r"[一-鿿a-z0-9]+", piece):
            run += piece
            continue
        if run:
            runs.append(run)
        run = ""
    if run:
        runs.append(run)
    kept = {item for item in runs if 2 <= len(item) <= 10 and item not in POOR}
    return sorted(kept, key=lambda item: (-len(item), item))


def _ask_opinion(speaker: str, matter: str, chance: random.Random) -> str:
    if not matter:
        return chance.choice(SPEAKER_FORMS).format(p=speaker)
    known = next((word for word in ENGLISH if word in matter), None)
    if known and chance.random() < 0.5:
        name = romanised(speaker)
        written = chance.choice([speaker, name, f"{name} ({speaker})"])
        return chance.choice(ENGLISH_FORMS).format(p=written, m=ENGLISH[known].lower())
    return chance.choice(OPINION_FORMS).format(p=speaker, m=matter)


def romanised(name: str) -> str:
    """A Chinese name in pinyin, surname first, folded; others as they are."""
    if not re.fullmatch(r"[一-鿿]{2,4}", name):
        return name
    syllables = lazy_pinyin(name)
    return f"{syllables[0]} {''.join(syllables[1:])}"


def _clause_around(text: str, match: re.Match[str]) -> tuple[int, int]:
    start = max((text.rfind(mark, 0, match.start()) for mark in ",;:。、"), default=-1) + 1
    ends = [end for mark in ",;。" if (end := text.find(mark, match.end())) >= 0]
    return start, min(ends, default=len(text))


def _figures(text: str, base: int, sentence: str, chance: random.Random) -> Iterator[Question]:
    found = [item for item in _FIGURE.finditer(sentence) if not (item["unit"] == "年" and len(item["number"]) == 4)]
    if not found or chance.random() < 0.4:
        return
    figure = chance.choice(found)
    asked = _ask_figure(_clause_around(sentence, figure), figure, chance)
    if asked is None:
        return
    start, end = base + figure.start(), base + figure.end()
    yield Question("figure", asked, text, start, end)


def _ask_figure(clause: tuple[int, int], figure: re.Match[str], chance: random.Random) -> str | None:
    sentence = figure.string
    before, after = sentence[clause[0] : figure.start()], sentence[figure.end() : clause[1]]
    before = re.sub(r"(?:约|近|超过|超|逾|达到|达|共|仅|至少|不到)+$", "", before)
    if _FIGURE.search(after) or len(before) + len(after) < 4:
        return None
    if len(before) < 9 and clause[0] > 1:
        head = sentence[: clause[0] - 1]
        subject = re.split(r"[,;:。]", head)[chance.choice([0, -1])]
        before = subject[-24:] + chance.choice(["", ","]) + before
    unit = figure["unit"]
    if unit == "%":
        how = chance.choice(["多少", "百分之多少", "百分之几", "多少%"])
    elif unit == "岁":
        how = chance.choice(["多大", "多少岁", "几岁"])
    elif unit.endswith("元"):
        how = chance.choice(["多少钱", "多少元", "多少", f"多少{figure['scale'] or ''}{unit}"])
    else:
        how = chance.choice([f"多少{unit}", f"几{unit}", "多少", f"多少{unit}"])
    before, after = _worn(before, chance), _worn(after, chance)
    if chance.random() < 0.25 and len(before) >= 6 and not after:
        before = re.sub(r"(?:为|是|有|实现|增长|下降)$", "", before)
        return f"{before}{chance.choice(['是多少', '有多少', '达到多少', '多少', '具体是多少'])}?"
    return f"{before}{how}{after}{chance.choice(['?', '?', ''])}"


def _worn(text: str, chance: random.Random) -> str:
    """The text with function words, brackets and some clauses left out, so that a question is no plain copy."""
    text = re.sub(r"\([^)]{0,20}\)|[“”《》]", "", text) if chance.random() < 0.6 else text
    if chance.random() < 0.5:
        text = re.sub(
            r"目前|其中|此外|同时|据悉|据介绍|截至|已经|还将|也|已|将|了|的(?=[一-鿿]{2})",
            lambda m: "" if chance.random() < 0.6 else m[0],
            text,
        )
    clauses = re.split(r"[,、]", text)
    if len(clauses) > 2 and chance.random() < 0.6:
        clauses.pop(chance.randrange(len(clauses) - 1))
    for left, right in SAME:
        if left in text and chance.random() < 0.4:
            clauses = [clause.replace(left, right) for clause in clauses]
    return "".join(clauses) if chance.random() < 0.3 else ",".join(clauses)


def _dates(text: str, base: int, sentence: str, chance: random.Random) -> Iterator[Question]:
    date = _DATE.search(sentence)
    if date is None or date.start() > 20 or chance.random() < 0.3:
        return
    rest = sentence[date.end() :].lstrip(",").split("。")[0]
    clause = rest.split(",")[0]
    if not 8 <= len(clause) <= 40 or _DATE.search(clause):
        return
    clause = _worn(clause, chance)
    year = date[0].endswith("年")
    when = chance.choice(["哪一年", "哪年", "什么时候"] if year else ["什么时候", "何时", "哪天", "哪一天", "几月几日"])
    form = chance.choice(["{c}是{w}?", "{w}{c}?", "{c}是在{w}?", "{c}的时间是{w}?"])
    yield Question("date", form.format(c=clause, w=when), text, base + date.start(), base + date.end())


def _offices(text: str, base: int, sentence: str, chance: random.Random) -> Iterator[Question]:
    match = _OFFICE.search(sentence)
    if match is None or chance.random() < 0.3:
        return
    people = [item for item in find_people(sentence[match.end() : match.end() + 12]) if item.start <= 1]
    if not people:
        return
    person = people[0]
    start = match.end() + person.start
    if chance.random() < 0.6:
        form = chance.choice(["{h}的{o}是谁?", "{h}{o}叫什么?", "谁是{h}的{o}?", "{h}{o}是谁?"])
        asked = form.format(h=match["house"], o=match["office"])
        yield Question("who", asked, text, base + start, base + start + len(person.name), "", match["house"])
    else:
        form = chance.choice(["{p}是谁?", "{p}担任什么职务?", "{p}的职务是什么?", "{p}是什么人?", "{p}是做什么的?"])
        yield Question(
            "office", form.format(p=person.name), text, base + match.start(), base + match.end(), person.name
        )
