"""Who a clause names as its subject: a person, a pronoun, an institution, a report, somebody without a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.name_lists import PLACES, TITLES
from index.names import is_full_name, name_before
from index.speech.lexicon import ADVERBIAL, LINK, MEDIA, PRONOUN, TRAILING, VERB
from index.speech.scene import Scene
from index.words import is_word, tag_words

Kind = Literal["person", "pronoun", "someone", "institution", "thing"]
_TRIES = 6  # cuts of a clause at which its leading noun is looked for
_REACH = 60  # characters before a verb within which its subject is looked for
_SOMEONE = re.compile(
    rf"(?:{TITLES}|人士|人员|官员|者|家属|家人|群众|百姓|股东|高管|高层|同行|家长|孩子们?|父母|夫妇|"
    rf"兄弟|姐妹|儿媳|女婿|女方|男方|对方|店家|商家|卖家|买家|买方|卖方|"
    rf"雇主|业内|业界|各方|多方|外界|舆论|市场|警方|军方|校方|院方|官方|厂方|店方|景区|客服|法律团队|"
    rf"律师团队|团队|人们|大家|众人|有人|不少人|很多人|许多人|"
    rf"多人|一些人|部分人|[\u3400-\u9fff]{{1,3}}们|工作组|专班|领导|嘉宾|新人|同志|战友|邻居|亲属|亲友|"
    rf"朋友|小伙|姑娘|大叔|大爷|大妈|阿姨|叔叔|老人|老板娘|掌柜|队友)$"
)
_INSTITUTION = re.compile(
    r"(?:公司|集团|企业|银行|证券|基金|保险|信托|资本|控股|股份|科技|智能|大学|学院|学校|中学|小学|"
    r"幼儿园|医院|法院|检察院|研究院|研究所|研究中心|"
    r"中心|协会|学会|联盟|联合会|商会|基金会|委员会|委|局|部|厅|署|处|院|所|办|会|会议|府|政府|当局|"
    r"白宫|国会|议会|党|军|警局|派出所|使馆|领馆|组织|机构|"
    r"平台|智库|论坛|俱乐部|乐队|剧组|工厂|店|馆|社|报|台|网|方|方面|财报|报告|研究|调查|声明|公告|公园|寺|监管函|函|"
    r"文件|纪要|文章|法案|通知|通报|意见|公报|白皮书|蓝皮书|"
    r"论文|判决书|裁定书|起诉书|评论|社论|数据|民调|天气预报|部门|地铁|机场|航空|汽车|电器|生物|医药|"
    r"制药|能源|电力|石油|化工|地产|置业|物业|文旅|工信|联储|"
    r"央行|检方|最高检|最高法|欧盟|联合国|世卫|北约|院线|影业|传媒|娱乐|游戏|电竞|网络|软件|半导体|"
    r"芯片|电子|光电|通信|移动|电信|联通|大厦|酒店|宾馆|餐厅|超市|商场|市场|(?:央|农|工|该|商|总|分|"
    r"支|中|投)行|云|办公室|办事处|室|组|队|[州省市]|理事会|组委会|监事会|常委会)$"
)
_QUANTIFIED = re.compile(
    r"(?:[一二两三多数几某该这那首每]|不少|许多|很多|一些|部分|\d)(?:[位名家]|个(?!人))|该|某(?!某)|"
    r"这(?![里样])|那(?![里样])|一些|另一?[位名]"
)
_PRELUDE = re.compile(r"(?:在|对|向|从|由|以|为|面对|针对|关于|围绕|作为|通过|就|朝|冲|跟|与|和|给|把|被|让|据)")
_PHRASE_END = re.compile(r"的|[上中里时后前间会]$")
_LEAVE = re.compile(r"^(?:[也还又更]?有)?(?:不少|许多|很多|一些|部分|众多|多数|大多数|大量)?(?=.)")
_NOUNY = ("n", "a", "b", "j", "l", "i", "s", "eng", "vn", "nr", "m", "q", "z", "k", "h", "f", "x")
_TITLE_VERBS = frozenset(
    "执行 联合 副 创始 独立 投资 管理 研究 设计 主管 分管 高级 代理 常务 监管 发展 经营 运营 开发 "
    "服务 创新 合作 评论 知名 任 现任 时任".split()
)
_PAPER = re.compile(
    r"(?:(?:发布|发表|公布|出具|撰写)(?:了|的)?|的)(?:观点|看法|说法|意见|最新|一份|一项|研究|调查|"
    r"分析|调研|行业|策略|报告|声明|公告)*$"
)
_DEICTIC = re.compile(r"该[\u3400-\u9fff]{1,6}$")
_BYLINE = re.compile(r"[^,。]{0,40}?\d日(?:电|讯|消息)\s*(?:\([^()]{0,30}\))?\s*")
_PRONOUN_START = re.compile(r"(?:[他她它]们|[他她它])(?![们的])")
_NOT_A_NOUN = re.compile(
    r"(?:了|对于|对(?!方)|和(?!平)|向(?!导)|是|针对|让|使|给|把|被|从|而|但|并|其|的|发布的|[)）]|\d+[.、．]|"
    r"[\d.]+%?个?百分点[.．])+"
)
_OBJECT_OF = frozenset("对向跟和与给据被把")
_BREAK = '，,。；;：:“”「」『』"!?！？\n'


@dataclass(frozen=True, slots=True)
class Mention:
    """The subject of a speech verb: where it stands, with its role before it from `role_start`."""

    kind: Kind
    start: int
    end: int
    role_start: int


def find_subject(scene: Scene, start: int, end: int) -> Mention | None:
    """The subject of a verb that begins at `end` in a clause that begins at `start`.

    What may stand between the two is tried from the left, so that in "A 对 B 表示" it is A.
    """
    start = max(start, end - _REACH)
    start = _skip_link(scene, start, end)
    region = scene.folded[start:end]
    if _opens_with_preposition(region):
        return _after_prelude(scene, start, end)
    named = _known_subject(scene, region)
    if named is not None:
        return Mention("person", start + named[0], start + named[1], noun_start(scene, start, start + named[0]))
    plain = _plain_start(region)
    if plain is not None:
        kind: Kind = "pronoun" if plain[1] else "person"
        return Mention(kind, start, start + plain[0], start)
    last = _mention(scene, start, _strip(scene, start, end))
    if last is not None and last.kind == "person" and scene.folded[last.role_start - 1] not in _OBJECT_OF:
        first = _first_person(scene, start, end)
        return last if first is None or first.start == last.start else first
    unnamed: Mention | None = None
    for word in tag_words(region):
        if word.start == 0 or word.tag.startswith("n"):
            continue
        listed = ADVERBIAL.match(region, word.start) is not None
        if not listed and (word.tag not in ("d", "ad", "t", "p") or word.end - word.start < 2):
            continue
        mention = _mention(scene, start, _strip(scene, start, start + word.start))
        if mention is not None and (mention.kind in ("person", "pronoun") or (listed and mention.kind != "thing")):
            return mention
        if unnamed is None and word.tag[0] in "pdt":
            unnamed = mention
    mention = last
    if mention is None or mention.kind in ("thing", "institution"):
        lead = leading_subject(scene, start, end)
        if lead is not None and lead.kind != "institution" and (mention is None or lead.end <= mention.role_start):
            return lead
    return unnamed if mention is None else mention


def _first_person(scene: Scene, start: int, end: int) -> Mention | None:
    """A person before an adverbial of the clause."""
    region = scene.folded[start:end]
    for word in tag_words(region):
        if word.start == 0 or word.tag.startswith("n"):
            continue
        single = word.end - word.start < 2
        if ADVERBIAL.match(region, word.start) or (word.tag in ("d", "ad", "t", "p") and not single):
            mention = _mention(scene, start, _strip(scene, start, start + word.start))
            if mention is not None and mention.kind in ("person", "pronoun"):
                return mention
    return None


def loose_subject(scene: Scene, start: int, end: int) -> Mention | None:
    """The noun that a clause begins with, for a verb that a quotation follows: somebody speaks, whatever the noun."""
    start = _skip_link(scene, max(start, end - _REACH), end)
    region = scene.folded[start:end]
    if _opens_with_preposition(region):
        return None
    for word in tag_words(region):
        if word.start and word.tag[0] in "vpdtcr":
            stop = _strip(scene, start, start + word.start)
            return Mention("someone", start, stop, start) if 2 <= stop - start <= 16 else None
    stop = _strip(scene, start, end)
    return Mention("someone", start, stop, start) if 2 <= stop - start <= 16 else None


def _opens_with_preposition(region: str) -> bool:
    """Whether the first word is a preposition (与 is, but not in 与会者)."""
    found = _PRELUDE.match(region)
    return found is not None and tag_words(region)[0].end == found.end()


def _after_prelude(scene: Scene, start: int, end: int) -> Mention | None:
    """The subject of a clause that opens with a preposition: somebody right before the verb, not its object."""
    stop = _strip(scene, start, end)
    mention = _mention(scene, start + 1, stop)
    if mention is None or mention.kind not in ("person", "pronoun", "someone"):
        return None
    before = scene.folded[start : mention.start]
    return mention if len(before) >= 8 or _PHRASE_END.search(before) else None


def _plain_start(region: str) -> tuple[int, bool] | None:
    """How long a name or a pronoun is that opens the clause with an adverbial or a verb after it; whether a pronoun."""
    pronoun = _PRONOUN_START.match(region)
    if pronoun is not None:
        end = pronoun.end()
        follows = ADVERBIAL.match(region, end) or VERB.match(region, end)
        return (end, True) if follows and end < len(region) else None
    for size in (3, 2):
        name = region[:size]
        if len(region) > size and is_full_name(name) and not is_word(name) and ADVERBIAL.match(region, size):
            return size, False
    return None


def _known_subject(scene: Scene, region: str) -> tuple[int, int] | None:
    """A name given elsewhere in the article that an adverbial follows: the first of them."""
    for at in range(len(region) - 2):
        name = scene.known.longest_at(region, at)
        end = at + len(name) if name else 0
        if name and end < len(region) and region[end] not in "跟给" and ADVERBIAL.match(region, end):
            return at, end
    return None


def leading_subject(scene: Scene, start: int, end: int, *, named: bool = False) -> Mention | None:
    """The subject of a clause whatever its verb: what ends before the first verb, adverb or preposition.

    `named`: a noun of unknown kind will do when a verb follows it.
    """
    start = _skip_link(scene, start, min(end, start + 40))
    region = scene.folded[start : min(end, start + 40)]
    if _opens_with_preposition(region):
        return None
    tries = 0
    for word in tag_words(region):
        if word.start == 0 or word.tag[0] not in "vpdtcmr" or region[word.start] in "和与及":
            continue
        mention = _mention(scene, start, _strip(scene, start, start + word.start))
        if mention is not None and (
            mention.kind != "thing" or (named and word.tag[0] == "v" and mention.end - start <= 8)
        ):
            return mention
        tries += 1
        if tries == _TRIES:
            return None
    whole = _mention(scene, start, _strip(scene, start, end)) if len(region) <= 12 else None
    return whole if whole is not None and whole.kind != "thing" else None


def only_adverbs(scene: Scene, start: int, end: int) -> bool:
    """Whether the clause holds nothing that could be a subject."""
    start = _skip_link(scene, start, end)
    return _strip(scene, start, end) <= start


def _skip_link(scene: Scene, start: int, end: int) -> int:
    byline = _BYLINE.match(scene.folded[start:end])
    start += byline.end() if byline else 0
    found = LINK.match(scene.folded[start:end])
    if found is None or (found.end() == end - start and scene.folded[end - 1 : end] == "记者"):
        return start
    return start + found.end()


def _strip(scene: Scene, start: int, end: int) -> int:
    """`end` moved left over adverbs, dates, brackets and "的观点"."""
    while end > start:
        region = scene.folded[max(start, end - 40) : end]
        found = TRAILING.search(region)
        if region[-1] in "地着" and (manner := _manner(region)):
            end -= manner
            continue
        if found is None or found.start() == len(region):
            tail = _PAPER.search(region)
            if tail is None or tail.start() == len(region):
                return end
            found = tail
        end -= len(region) - found.start()
    return start


def _manner(region: str) -> int:
    """The length of "无奈地" or "笑着" at the end of `region`; 0 when the character is part of a noun."""
    words = tag_words(region)
    last = words[-1]
    if last.end - last.start > 1:
        return last.end - last.start if region[-1] == "着" else 0
    return last.end - words[-2].start if len(words) > 1 else 0


def _mention(scene: Scene, start: int, end: int) -> Mention | None:
    """What ends at `end` and begins no earlier than `start`."""
    if end <= start:
        return None
    pronoun = PRONOUN.search(scene.folded[max(start, end - 2) : end])
    if pronoun:
        at = end - len(pronoun.group())
        return Mention("pronoun", at, end, at)
    nickname = _nickname(scene, start, end)
    if nickname:
        return nickname
    name = name_before(scene.text, scene.folded, start, end, scene.known)
    if name is not None:
        return Mention("person", name, end, noun_start(scene, start, name))
    return _nameless(scene, start, end)


def _nickname(scene: Scene, start: int, end: int) -> Mention | None:
    """A subject in marks: “某某” as a screen name, 《某某》 as a paper."""
    if scene.folded[end - 1] in "”」":
        at = max(scene.folded.rfind(mark, start, end - 1) for mark in "“「")
        if at >= start and end - at <= 30:
            return Mention("institution", at + 1, end - 1, noun_start(scene, start, at))
    if scene.folded[end - 1] == "》":
        at = scene.folded.rfind("《", start, end - 1)
        if at >= start:
            return Mention("institution", at, end, noun_start(scene, start, at))
    return None


def _nameless(scene: Scene, start: int, end: int) -> Mention | None:
    region = scene.folded[start:end]
    someone = _SOMEONE.search(region)
    place = any(region.endswith(name) for name in (region[-size:] for size in (2, 3, 4, 5, 6)) if name in PLACES)
    kind: Kind = "someone" if someone else "institution" if place or _INSTITUTION.search(region) else "thing"
    quantified = _QUANTIFIED.search(region)
    if kind == "someone" and quantified and start + quantified.start() < end - 1:
        at = start + quantified.start()
    else:
        at = noun_start(scene, start, end)
    fixed = someone or _DEICTIC.search(region)
    if fixed:
        at = min(at, start + fixed.start())
    if end - at < 2 and kind == "institution" and end - start <= 16:
        at = start  # the tagger takes the whole for something else (世卫组织)
    leave = _LEAVE.match(scene.folded[at:end])
    if leave and scene.folded[at : at + 2] != "有人":
        at += leave.end()
    before_noun = _NOT_A_NOUN.match(scene.folded[at:end])
    at += before_noun.end() if before_noun else 0
    if end - at < 2 or (kind == "thing" and not _stands_alone(scene, at, start, end)):
        return None
    return Mention(kind, at, end, at)


def _stands_alone(scene: Scene, at: int, start: int, end: int) -> bool:
    """Whether an unknown noun fills the clause, and could be a name."""
    return at == start and 2 <= end - at <= 14 and all(letter not in "的了是不" for letter in scene.folded[at:end])


def noun_start(scene: Scene, start: int, end: int) -> int:
    """Where the run of nouns that ends at `end` begins."""
    base = max(start, end - 40)
    at = end
    for word in reversed(tag_words(scene.folded[base:end])):
        letters = scene.folded[base + word.start : base + word.end]
        noun = word.tag.startswith(_NOUNY) and not (word.tag == "x" and letters in _BREAK)
        if not noun and letters not in ("的", "、", "该", "其", "某") and word.tag not in ("ul", "vn", "v", "p"):
            break
        if word.tag in ("v", "p") and not _inside_noun(scene, base + word.start, base + word.end, end):
            break
        if letters.isspace() and not (
            scene.folded[at : at + 1].isascii() or scene.folded[base + word.start - 1 : base + word.start].isascii()
        ):
            break
        at = base + word.start
    while at < end and scene.folded[at] in " 的、,\u3000":
        at += 1
    return at


def _inside_noun(scene: Scene, start: int, verb_end: int, end: int) -> bool:
    """Whether a verb is part of a title or a relative clause: 的 follows it, or it is one that titles are made of."""
    return "的" in scene.folded[verb_end:end] or scene.folded[start:verb_end] in _TITLE_VERBS


def is_media(scene: Scene, mention: Mention) -> bool:
    """Whether the subject is a newspaper, a broadcaster or the like."""
    return (
        mention.kind in ("institution", "thing") and MEDIA.search(scene.folded[mention.start : mention.end]) is not None
    )
