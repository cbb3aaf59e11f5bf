"""What is asked: whose words, on which matter, in which form, in which language.

Rules over folded text, read from the most telling wording to the least. Wording that no rule knows gives the form "fact"
without a person, so that nothing is refused for being put in an unexpected way.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from index.names import canonical, find_people, same_person
from index.scripts import fold, is_traditional
from rag.asked_names import asked_entities, asked_speaker, split_names
from rag.terms import Term, question_terms

Form = Literal[
    "fact",
    "opinion",
    "statement",
    "who_said",
    "all_sides",
    "compare",
    "number",
    "date",
    "list",
    "summary",
    "greeting",
    "ability",
    "about_library",
]
Language = Literal["zh-Hans", "zh-Hant", "en", "ja"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    `persons` are the people it names, as asked; `speakers` are those (people or institutions) whose words it wants, in
    the forms opinion, statement and compare; `entities` are other names in it. `matter` is what it is about, without
    names of speakers and words of form, `matter_terms` its weighted terms.
    """

    text: str
    persons: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    matter: str = ""
    form: Form = "fact"
    language: Language = "zh-Hans"
    matter_terms: tuple[Term, ...] = ()


_END = r"\s*[?？!！。.~～…\s]*$"
_THINK = r"(?:怎么|如何|怎样|咋|是怎么|是如何|究竟怎么|到底怎么|都怎么)(?:样)?(?:去|来)?(?:看待|看|评价|评论|评述|点评|理解|解读|判断|认为|想|说|讲|比喻|形容|描述|解释|回应|分析|预测|预言|谈|谈论|反驳|批评|总结|定义|认识|对待|表态)"
_VIEW = r"(?:看法|观点|态度|评价|意见|立场|见解|想法|判断|预测|预言|说法|主张|论断|评论|回应|解释|分析|建议|担忧|批评)"
_HOLDS = r"(?:认为|觉得|相信|主张|预测|预言|预计|预期|判断|坚信|估计|以为|看好|看重|担心|批评|建议|强调|指出|质疑|反对|支持|呼吁|希望|提醒|警告|料想|坦言|直言|承认|否认|声称|宣称)"
_SAYS = r"(?:说|讲|表示|提到|谈到|提及|谈及|透露|介绍|称|回应|提出|写道|回答|解释|披露|宣布|谈)"
_WHAT = r"(?:了|过)?(?:些|哪些|什么|啥|哪几点|过什么|了什么)"
_SIDES = (
    r"(?:各方|各界|大家|人们|业内人士|业内|业界|行业内|专家学者|专家们?|学者们?|分析师们?|从业者们?|投资人们?|网友们?|外界|众人|不同的人|各路人马|各位|"
    r"各家|舆论|社会各界|市场|双方|正反双方|支持者和反对者|有关各方|媒体)"
)
_GREETING = re.compile(
    r"^(?:你好|您好|嗨|哈喽|哈啰|早上好|早安|晚上好|下午好|中午好|大家好|在吗|在不在|谢谢你?|多谢|感谢|再见|拜拜|辛苦了|好的|嗯+|hello|hi|hey|good (?:morning|evening|afternoon)|"
    r"thanks?(?: you)?|bye|こんにちは|おはよう|ありがとう)(?:啊|呀|吗|呢|there|!|\s)*" + _END
)
_ABILITY = re.compile(
    r"^(?:请问)?(?:你|您|这个?(?:系统|机器人|助手|工具|程序))?(?:都|能|可以|会)*(?:能|可以|会)(?:做|干|帮我做|帮我|回答|提供)?(?:些|点)?(?:什么|啥|哪些(?:事情?|问题|功能))?(?:呢|啊)?"
    + _END
    + r"|^(?:你|您)(?:是|叫)(?:谁|什么|啥)|怎么(?:使用|用)(?:你|这个)|(?:有什么|有哪些)功能|^(?:help|帮助|使用说明)"
    + _END
    + r"|what can (?:you|i|this)|what (?:do|are) you(?: do)?\W*$|who are you|how (?:do|can) i use (?:you|this)|what questions can"
)
_LIBRARY = re.compile(
    r"(?:库|资料库|文库|知识库|数据库|资料|文档库|系统|这里|这儿|你这|你|索引)(?:里面|里|中|内|上)?(?:面)?(?:一?共|总共|现在|目前|都)*(?:收录|存|装|放|包含|含|有)(?:了|着)?(?:哪些|什么|多少|几|些什么)[^?？]{0,6}(?:文章|资料|文档|文件|内容|篇|报道|书)"
    r"|(?:一?共|总共|现在|目前)?有(?:多少|几)(?:篇|个|份)?(?:文章|文档|文件|资料)(?:了|呢)?"
    + _END
    + r"|^(?:都)?有(?:哪些|什么)(?:文章|资料|文档)"
    r"|(?:列出|列一下|显示|看看|给我看)(?:所有|全部)?(?:的)?(?:文章|文档|资料)(?:列表|目录|标题)?"
    + _END
    + r"|文章(?:列表|目录)"
    + _END
    + r"|哪些文章(?:可以|能)(?:查|问|看)"
    r"|how many (?:articles|documents|files|texts)(?: (?:are|do|have)\b.*)?\W*$|(?:what|which) (?:articles|documents|texts)\b|list (?:all |the )*(?:articles|documents)|what(?:'s| is) in (?:the|this|your) (?:library|collection|index)"
)
_COMPARE = re.compile(
    rf"^(?:请)?(?:比较|对比)(?:一下)?(?P<a>.+?)(?:对|关于|在)(?P<y>.+?)(?:的)?(?:不同)?{_VIEW}.*$"
    rf"|^(?P<a2>.+?)(?:对于?|关于|在|就)(?P<y2>.+?)(?:上|方面|问题上|这个问题上)?(?:的)?{_VIEW}?(?:上)?(?:有|是否)?(?:什么|何|哪些|没有|多大)?(?:一样|相同|不同|区别|差异|差别|分歧|异同|一致).*$"
    rf"|^(?P<a3>.+?)(?:的)?{_VIEW}(?:之间)?(?:有|是否|上)*(?:什么|何|哪些|没有|多大)?(?:一样|相同|不同|区别|差异|差别|分歧|异同|一致).*$"
    rf"|^(?P<a4>.+?)(?:有|之间有)(?:什么|何|哪些)(?:不同|分歧|差异|区别)的?{_VIEW}?.*$"
)
_ALL_SIDES = re.compile(
    rf"^(?:对于?|关于|就|针对)?(?P<y0>[^,，]*?)[,，]?(?:目前|现在)?(?:都)?有(?:哪些|什么|几种|多少种|哪几种)(?:不同|相反|对立|主要|代表性)?的?(?:{_VIEW}|争议|争论|分歧|声音)(?:和[^?？]*)?{_END}"
    rf"|^(?:目前|现在|对此|关于此事)?{_SIDES}(?:都|又|分别|各自|是|究竟|普遍)*(?:对于?|关于|就)(?P<y1>.+?)(?:都|各|分别)?(?:有|持|是|抱)?(?:什么样|什么|何|哪些|怎样|怎么看|如何看)?的?(?:{_VIEW}|看)?(?:是什么|如何|怎么样|有哪些)?{_END}"
    rf"|^(?:目前|现在|对此)?{_SIDES}(?:都|又|分别|各自|究竟|普遍)*(?:{_THINK}|{_HOLDS}|对此)(?P<y2>.*?){_END}"
    rf"|^(?:对于?|关于|就|针对)?(?P<y3>.+?)[,，]?{_SIDES}(?:都|分别|各自|究竟)*(?:{_THINK}|(?:有|持)(?:什么|哪些|何)(?:不同)?的?{_VIEW}){_END}"
    rf"|^(?P<y4>.+?)(?:支持|赞成)(?:和|与|还是)反对.*$"
)
_WHO = re.compile(
    rf"^(?:请问|到底|究竟)?(?:是)?(?:有谁|谁|哪位|哪个人|有哪些人|有没有人|有什么人|哪些人|什么人|哪位[^,，?？]{{1,8}}?|哪个[^,，?？]{{1,8}}?|哪家[^,，?？]{{1,6}}?|哪些[^,，?？]{{1,6}}?)(?:曾|都|最早|首先|在[^,，?？]{{1,12}}?)*(?:{_HOLDS}|{_SAYS})(?:了|过)?(?P<y>.+?){_END}"
    rf"|^(?P<y2>.+?)[,，]?(?:这话|这句话|这个观点|这种说法|这)?(?:是)(?:谁|哪位|什么人)(?:{_SAYS}|{_HOLDS})(?:出来)?的?{_END}"
    rf"|^(?P<y3>.+?)(?:的)?(?:说法|观点|看法|比喻|话|预测)(?:是)?(?:谁|哪位|什么人)(?:{_SAYS}|{_HOLDS})?的?{_END}"
)
_OPINION = re.compile(
    rf"^(?P<x>.{{1,40}}?)(?:是|都|又|则|会|曾|究竟|到底|本人)*{_THINK}(?:待)?(?P<y>.*?)的?{_END}"
    rf"|^(?P<x2>.{{1,40}}?)(?:对于?|关于|就|针对)(?P<y2>.+?)(?:的{_VIEW}(?:是什么|是怎样的|如何|有哪些|是啥|怎么样)?|(?:有|持|是|抱)(?:着)?(?:什么样|什么|何|哪些|怎样|怎么样|啥)的?{_VIEW}(?:的)?|{_THINK}的?|{_SAYS}{_WHAT}|态度(?:如何|是什么)|(?:有|是)何{_VIEW}){_END}"
    rf"|^(?P<x5>.{{1,40}}?)的{_VIEW}(?:是什么|是怎样的|是啥|有哪些|如何){_END}"
    rf"|^在(?P<x3>.{{1,30}}?)看来[,，]?(?P<y3>.+?){_END}"
    rf"|^(?P<x4>.{{1,40}}?)(?:曾|则|也|还|都|却|又|就|是否|是不是|会不会)*{_HOLDS}(?:了|过|的是)?(?P<y4>.*?){_END}"
)
_STATEMENT = re.compile(
    rf"^(?:对于?|关于|就|针对)(?P<y0>.+?)[,，]?(?P<x0>[^,，]{{1,20}}?)(?:都|还|曾)*{_SAYS}{_WHAT}{_END}"
    rf"|^(?P<x>.{{1,40}}?)(?:曾|则|也|还|都|又|就|最近|具体|主要|在[^,，]{{1,16}}?(?:中|上|里|时))*{_SAYS}(?P<y>.*?){_END}"
)
_TOPIC_FIRST = re.compile(
    rf"^(?:对于?|关于|就|针对|在)?(?P<y>.+?)(?:上|方面|问题上)?[,，](?P<x>[^,，]{{1,24}}?)(?:是|都|又|则|会|曾|究竟|到底|本人)*(?:{_THINK}|{_SAYS}{_WHAT}|(?:有|持)(?:什么|何|哪些)的?{_VIEW}).*$"
)
_ENGLISH = re.compile(
    r"^(?:so |and |please tell me |tell me |can you tell me )*(?:"
    r"what (?:did|does|do|has|have|is|was) (?P<a>.+?) (?:say|said|state|stated|claim|mention|predict|predicted|warn|argue|tell|think|believe|feel|saying|reveal|expect)(?:s|ed)? ?(?:of|about|on|regarding|concerning|that|to)? ?(?P<ya>.*?)"
    r"|how (?:did|does|do|has) (?P<b>.+?) (?:see|view|regard|describe|judge|rate|assess|feel about|think of|think about|compare|explain|respond to|react to) ?(?P<yb>.*?)"
    r"|what (?:is|are|was|were) (?P<c>.+?)(?:'s|’s|s')? (?:view|views|opinion|opinions|take|stance|position|attitude|comment|comments|prediction|judg(?:e)?ment|thoughts?)s? (?:of|on|about|regarding|towards?|concerning) (?P<yc>.*?)"
    r"|(?:according to|in the (?:view|opinion|eyes) of) (?P<d>[^,]+?), ?(?P<yd>.*?)"
    r"|(?:does|did|do) (?P<e>.+?) (?:think|believe|say|expect|predict|agree) (?:that )?(?P<ye>.*?)"
    r")\W*$",
    re.IGNORECASE,
)
_ENGLISH_WHO = re.compile(
    r"^who (?:has |have |first )?(?:said|says|thinks?|thought|believes?|believed|predicts?|predicted|claims?|claimed|argues?|argued|warned|compared|stated|called)(?: that)? (?P<y>.*?)\W*$",
    re.IGNORECASE,
)
_ENGLISH_SIDES = re.compile(
    r"(?:what|how) (?:do|does|did|are) (?:the )?(?:people|experts|everyone|different (?:people|sides|experts)|both sides|all sides|the sides|others|analysts|insiders|the industry|observers)(?:'s|’s)? (?:think|say|see|view|feel|believe)(?: of| about| on)? ?(?P<y>.*?)\W*$"
    r"|what (?:are )?(?:the )?(?:different |various |opposing |main )*(?:views|opinions|positions|sides|arguments) (?:are there )?(?:on|about|of|regarding) (?P<y2>.*?)\W*$",
    re.IGNORECASE,
)
_ENGLISH_COMPARE = re.compile(
    r"(?:compare|how (?:do|does|did|are)|what (?:is|are) the differences?|difference) .*?\b(?:views?|opinions?|positions?|differ|disagree|differences?)\b",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("summary", re.compile(r"总结|概括|概述|摘要|主要内容|主要讲|讲了什么|讲的是什么|大意|中心思想|summar|main points?|overview")),
    ("date", re.compile(r"什么时候|何时|哪一?年|哪一?天|哪一?月|几月|几号|几点|什么时间|哪年哪月|\bwhen\b|what (?:year|date|day)|which year")),
    ("number", re.compile(r"多少|几[个家名位种次年月天倍成分篇条款岁亿万元]|百分之几|多大|多高|多长|多久|多远|多重|how (?:many|much|long|large|big|old|far)|what (?:percentage|share|number)")),
    ("list", re.compile(r"哪些|哪[几两三四五六七八九十]|分别是|有什么(?:不足|优点|特点|好处|方式|类型)|what are the|which (?:companies|people|ones)|list ")),
)  # fmt: skip


def analyse(question: str, *, known_speakers: Collection[str] = ()) -> Question:
    """Take a question apart. `known_speakers` are names that the index holds as speakers; others are found by shape."""
    text = question.strip()
    folded = fold(text)
    language = _language(text)
    plain = _for_library(folded)
    if plain is not None:
        return Question(text, form=plain, language=language)
    persons = tuple(dict.fromkeys(person.name for person in find_people(text)))
    asked = _english(text, folded, known_speakers) if language == "en" else _chinese(text, folded, known_speakers)
    form, speakers, matter = asked or (_kind(folded), (), text)
    persons = _merge(persons, tuple(name for name in speakers if _is_person(name, persons, known_speakers)))
    matter = _bare(matter, asked=asked is not None)
    return Question(
        text,
        persons,
        asked_entities(text, (*persons, *speakers)),
        speakers,
        matter,
        form,
        language,
        question_terms(matter),
    )


def _for_library(folded: str) -> Form | None:
    """Greetings and questions about the collection itself."""
    stripped = folded.strip()
    if _GREETING.match(stripped):
        return "greeting"
    if _LIBRARY.search(stripped):
        return "about_library"
    if _ABILITY.search(stripped):
        return "ability"
    return None


def _language(text: str) -> Language:
    if re.search(r"[\u3041-\u30ff]", text):
        return "ja"
    outside = re.sub(r"[（(][^（()）]*[)）]|“[^”]*”|\"[^\"]*\"", "", text)
    han = len(re.findall(r"[\u3400-\u9fff]", outside))
    words = len(re.findall(r"[A-Za-z]+", outside))
    if words > 2 * han or not re.search(r"[\u3400-\u9fff]", text):
        return "en"
    return "zh-Hant" if is_traditional(text) else "zh-Hans"


def _kind(folded: str) -> Form:
    return next((form for form, pattern in _KINDS if pattern.search(folded)), "fact")


Asked = tuple[Form, tuple[str, ...], str]


def _groups(found: re.Match[str], text: str, *prefixes: str) -> tuple[str, ...]:
    """For each prefix the group that took part, in the original characters."""
    values: list[str] = []
    for prefix in prefixes:
        name = next(
            (
                key
                for key, value in found.groupdict().items()
                if value is not None and re.fullmatch(rf"{prefix}\d?", key)
            ),
            None,
        )
        values.append("" if name is None else text[found.start(name) : found.end(name)])
    return tuple(values)


def _chinese(text: str, folded: str, known: Collection[str]) -> Asked | None:
    """Form, speakers and matter of a Chinese question; None when it asks for nobody's words."""
    lead = re.match(
        r"(?:请问|请告诉我|告诉我|我想知道|想问一下|想知道|问一下|那么|那|你知道|请介绍一下|介绍一下|说说|谈谈)[,，:： ]*",
        folded,
    )
    text, folded = (text[lead.end() :], folded[lead.end() :]) if lead else (text, folded)
    return (
        _compare(text, folded, known)
        or _all_sides(text, folded)
        or _who(text, folded)
        or _one_speaker(text, folded, known)
    )


def _compare(text: str, folded: str, known: Collection[str]) -> Asked | None:
    found = _COMPARE.match(folded)
    if found:
        names, matter = _groups(found, text, "a", "y")
        speakers = split_names(names, known)
        if len(speakers) > 1:
            return "compare", speakers, matter
    found = _OPINION.match(folded)
    if found:
        names, matter = _groups(found, text, "x", "y")
        speakers = split_names(names, known)
        if len(speakers) > 1:
            return "compare", speakers, matter
    return None


def _all_sides(text: str, folded: str) -> Asked | None:
    found = _ALL_SIDES.match(folded)
    if not found:
        return None
    (matter,) = _groups(found, text, "y")
    before = folded[: found.start()] + matter
    if re.search(r"^.{2,4}(?:对于?|关于)", fold(matter)) and asked_speaker(re.split(r"对于?|关于", matter)[0], ()):
        return None
    return ("all_sides", (), matter) if before else None


def _who(text: str, folded: str) -> Asked | None:
    found = _WHO.match(folded)
    if not found:
        return None
    (matter,) = _groups(found, text, "y")
    return "who_said", (), matter


def _one_speaker(text: str, folded: str, known: Collection[str]) -> Asked | None:
    """Questions for the words of one person or institution."""
    for form, pattern in (("opinion", _TOPIC_FIRST), ("opinion", _OPINION), ("statement", _STATEMENT)):
        found = pattern.match(folded)
        if not found:
            continue
        name, matter = _groups(found, text, "x", "y")
        speaker = asked_speaker(name, known)
        inner = _ABOUT.match(fold(name)) if speaker is None else None
        if inner is not None:
            speaker = asked_speaker(name[: inner.end(1)], known)
            matter = name[inner.start(2) :]
        if speaker is None:
            continue
        rest = name[: name.rfind(speaker)] if speaker in name else ""
        about = (
            re.sub(r"^(?:对于?|关于|就|针对)", "", rest).strip(" ,，")
            if re.match(r"对|关于|就|针对", fold(rest))
            else ""
        )
        return ("opinion" if form == "opinion" else "statement"), (speaker,), matter or about
    return None


def _english(text: str, folded: str, known: Collection[str]) -> Asked | None:
    if found := _ENGLISH_WHO.search(text):
        return "who_said", (), found["y"]
    if found := _ENGLISH_SIDES.search(text):
        return "all_sides", (), next(group for group in found.groups() if group is not None)
    found = _ENGLISH.match(text)
    if found:
        name, matter = _groups(found, text, "[abcde]", "y[abcde]")
        names = split_names(name, known)
        if len(names) > 1:
            return "compare", names, matter
        speaker = asked_speaker(name, known)
        if speaker is not None:
            says = re.search(r"\b(?:say|said|state|mention|tell|claim)", text, re.IGNORECASE)
            return ("statement" if says else "opinion"), (speaker,), matter
    if _ENGLISH_COMPARE.search(text):
        names = tuple(person.name for person in find_people(text))
        if len(names) > 1:
            about = re.search(r"\b(?:on|about|of|regarding) (?P<y>[^?]*)", text)
            return "compare", names, about["y"] if about else ""
    return None


def _is_person(name: str, persons: tuple[str, ...], known: Collection[str]) -> bool:
    from rag.asked_names import looks_personal

    return any(same_person(name, person) for person in persons) or looks_personal(name)


def _merge(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Both, without names that are one person's; the bracketed original of a foreign name is dropped."""
    merged: list[str] = []
    bracketed = bool(second) and not second[0].isascii()
    for name in (*second, *first):
        if bracketed and name.isascii():
            continue
        if not any(same_person(name, other) or canonical(name) in canonical(other) for other in merged):
            merged.append(name)
    return tuple(merged)


_HEAD = re.compile(
    r"(?:了|过|着)?(?:些|哪些|什么样?|哪几?[个种点条]|多少|怎样|怎么样)?(?:的|是|对于?|关于|就|针对|about|on|of|that|the(?= )|,|，|:|：|\s)*"
)
_ABOUT = re.compile(r"(.{2,20}?)(?:对于?|关于|就|针对|在)(.{2,})$")
_TAIL = re.compile(
    r"(?:什么|哪些|怎样|怎么样|如何|是什么|的|了|呢|吗|吧|啊|这件事情?|这个问题|这个话题|这一问题|这事|,|，|\s|[?？!！。.])+$"
)


def _bare(matter: str, *, asked: bool) -> str:
    """The matter without question words and particles at its ends; `asked`: it stood after a word of speech."""
    folded = fold(matter)
    head = _HEAD.match(folded) if asked else None
    start = head.end() if head else 0
    tail = _TAIL.search(folded, start)
    end = tail.start() if tail else len(folded)
    return matter[start:end].strip()
