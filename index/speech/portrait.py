"""What speaks for and against a candidate: what the name is, how it goes with the words, what its mentions do."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from index.names import canonical, is_full_name, same_person, sounds_foreign
from index.speaking import speaks
from index.speech.cast import CLAUSE, Cast, Named
from index.speech.quotemarks import Quoted
from index.speech.scene import Scene
from index.words import tag_words

_SPOKEN = re.compile(
    r"说|道|问|答|喊|叫|讲|谈|称|告诉|提醒|感[慨叹谢激]|表示|介绍|笑|叹|回忆|哭|嚷|劝|嘱|念|聊|赞|骂|呼|写|回[应复]|发[文布问]|评|诉|留言|"
    r"[讲叙自]述|感受|心情|激动|高兴|期待"
)
_FEMALE = re.compile(
    r"女|母|妈|姐|妹|奶|姨|婆|妻|嫂|娘|姑|[娟丽芳燕红霞玲梅莉婷倩娜娅莎芬兰英秀艳妮莲萍雪璐琳瑶琴蓉菊媛]$"
)
_MALE = re.compile(r"男|父|爸|哥|弟|爷|叔|伯|丈夫|先生|小伙|[强军伟刚勇峰龙斌涛磊雄鹏杰彪武辉]$")
_MANY = re.compile(r"们|双方|夫妇|两人|二人|群众|不少|许多|多[位名]|两[位名]|网友|居民|村民|市民|家属|人士|观众|粉丝")
_NEWSROOM = re.compile(r"记者|笔者|通讯员|本报|编辑")
_PREPOSITION = frozenset("对向跟与和给据被把为让及、由")
_AT_ONCE = re.compile(
    r"的?(?:[^,。:的]{0,4}(?:地|着))?(?:[笑哭怒]?[说道问答喊叫讲称骂斥]|[怒大责质反追辩回留感称夸赞评指]|表示|介绍|告诉|提醒|透露)"
)
_SUFFERS = re.compile(
    r"(?:遭到?|被|受到|获得?|得到|引来|收获|迎来|收到|听到?|接到|换来了?|引发|让|使|令|据)[^,。:]{0,12}$"
)
_SENTENCE = 40  # characters around a mention whose words are compared with what is said
_LONGEST = 400  # characters of a quotation that are compared
_NEAR = 40  # characters between a quotation and a mention that speaks


@dataclass(slots=True)
class Candidate:
    """Somebody (or nobody) for a quotation, with the features that speak for and against; `chosen` by the rules."""

    name: str
    role: str | None = None
    span: tuple[int, int] | None = None
    chosen: bool = False
    features: dict[str, float] = field(default_factory=dict)

    def mark(self, feature: str, value: float = 1.0) -> None:
        """Set a feature to the largest of its values."""
        self.features[feature] = max(value, self.features.get(feature, -math.inf))


def describe_mention(scene: Scene, quoted: Quoted, named: Named, candidate: Candidate) -> None:
    """Whether a mention is somebody who speaks, or whom somebody speaks to or of."""
    before = scene.folded[max(0, named.start - 1) : named.start]
    follows = scene.folded[named.end : named.end + 2]
    side = "after" if named.start > quoted.open else "before"
    gap = named.start - quoted.close if named.start > quoted.open else quoted.open - named.end
    candidate.mark(f"near {side}", -math.log1p(max(0, gap)) / 4)
    between = scene.masked[named.end : quoted.open].strip() if side == "before" else ""
    if between in (":", ","):
        candidate.mark(f"{named.relation} at once {between}")
    if side == "before" and _AT_ONCE.match(scene.masked, named.end):
        candidate.mark("speaks at once" if gap <= _NEAR // 2 else "speaks at once, far")
    if side == "after" and gap <= _NEAR and _AT_ONCE.match(scene.masked, named.end):
        candidate.mark("speaks at once after")
    if _SUFFERS.search(scene.masked[max(0, named.start - 14) : named.start]):
        candidate.mark("named after whom it befell")
    if before in _PREPOSITION and before:
        candidate.mark("object")
    if follows[:1] == "的" or follows == "公司":
        candidate.mark("owner")
    low, high = (named.end, min(named.end + 30, quoted.open)) if side == "before" else (named.end, named.end + 30)
    clause = CLAUSE.match(scene.masked, low, max(low, high))
    if clause is not None and _SPOKEN.search(clause.group()):
        near = gap <= _NEAR
        candidate.mark(f"speaking {side}" if near else f"speaking {side}, far")
        if named.relation == "subject" and near:
            candidate.mark(f"speaking subject {side}")


def describe_name(
    cast: Cast, quoted: Quoted, candidate: Candidate, spoken: list[tuple[Quoted, str]], pronoun: str
) -> None:
    """What a name is, and how it goes with the words."""
    scene = cast.scene
    name = canonical(candidate.name)
    candidate.mark("somebody")
    _describe_kind(candidate, name)
    if _NEWSROOM.search(name):
        candidate.mark("newsroom")
    said = scene.folded[quoted.start : quoted.end]
    short = name[-2:] if len(name) > 2 and not name.isascii() else name
    if short in said:
        candidate.mark("named in the words")
        if short in said[: len(name) + 4]:
            candidate.mark("addressed")
    if _MANY.search(name):
        candidate.mark("many")
        if re.search(r"我(?!们)", said):
            candidate.mark("many say I")
    heard = sum(same_person(canonical(each), name) or canonical(each) == name for _, each in spoken[-8:])
    candidate.mark("heard", math.log1p(heard))
    candidate.mark("mentioned", math.log1p(min(20, cast.mentioned(short))) / 2)
    if cast.main and (cast.main == name or same_person(cast.main, name)):
        candidate.mark("main")
        if pronoun:
            candidate.mark("pronoun, main")
        if not candidate.chosen:
            candidate.mark("main, not chosen")
    if candidate.span is not None:
        low, high = candidate.span[0] - _SENTENCE, candidate.span[1] + _SENTENCE
        shared = _pairs(said) & _pairs(scene.masked[max(0, low) : high])
        candidate.mark("shares words", math.log1p(len(shared)))
    _agree(candidate, name, pronoun)


def _pairs(text: str) -> set[str]:
    """Pairs of neighbouring characters that are letters."""
    return {text[at : at + 2] for at in range(min(len(text), _LONGEST) - 1) if text[at : at + 2].isalpha()}


def _describe_kind(candidate: Candidate, name: str) -> None:
    """Whether it is a name or a noun, and of which words."""
    if (is_full_name(name) and speaks(name) < 1) or sounds_foreign(name) or "·" in name or name.isascii():
        candidate.mark("name")
    else:
        words = tag_words(name)
        score = speaks(name[words[-1].start :]) if words else 0.0
        candidate.mark("noun")
        candidate.mark("noun speaks", max(-2.0, min(score, 3.0)))
        if any(word.tag in ("v", "d", "p", "r", "c") for word in words):
            candidate.mark("noun with a verb")
        if words:
            candidate.mark(f"noun from {words[0].tag[:1]}")
            candidate.mark(f"noun to {words[-1].tag[:1]}")
    if len(name) > 12 and not name.isascii():
        candidate.mark("long")


def _agree(candidate: Candidate, name: str, pronoun: str) -> None:
    """Whether a name can be what a pronoun stands for."""
    if pronoun:
        many = bool(_MANY.search(name))
        candidate.mark("pronoun agrees in number", 1.0 if many == (len(pronoun) > 1) else -1.0)
        shown = name + (candidate.role or "")
        female, male = _FEMALE.search(shown), _MALE.search(shown)
        if pronoun in ("他", "她") and bool(female) != bool(male):
            candidate.mark("pronoun agrees in gender", 1.0 if (female is not None) == (pronoun == "她") else -1.0)
