"""People's names in folded and original text: where they stand, what stands before them, which are one person.

Chinese names by surname and tagger, foreign ones by their dots, by the characters that transliterate, or by Latin
capitals. Everything takes text in either script; offsets are of the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache

from index.scripts import fold
from index.words import Word, is_word, tag_words

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费"
    "廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席"
    "季麻贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程邢裴陆荣翁荀惠"
    "甄曲封芮储靳焦巴牧车侯全班仰秋仲伊宫宁仇甘厉祖武符刘景詹束龙叶幸司黎薄印白怀蒲索赖卓蔺屠蒙池乔胥苍双闻莘党翟谭贡劳逄姬申扶冉桑桂牛寿"
    "边燕冀尚温庄晏柴瞿阎慕连茹习艾鱼容向古易廖庾衡步耿满匡文寇广东欧利师巩聂晁敖冷辛阚那简饶曾沙丰关查红游权盖益桓公仝佟岳帅郑亓"
    "盘肖闫付代涂苑覃蔚楚迟战况母晋海逯邸冼麦楼鹿牟揭农商隋栾相展"
)
COMPOUND_SURNAMES = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 司徒 令狐 夏侯 宇文 长孙 端木 百里 呼延 南宫 独孤 赫连 澹台 轩辕 拓跋 完颜 东郭".split()
)
# Japanese surnames of two characters; the name goes on for one or two more.
_JAPANESE = frozenset(
    "佐藤 铃木 高桥 田中 伊藤 渡边 山本 中村 小林 加藤 吉田 山田 山口 松本 井上 木村 斋藤 清水 山崎 阿部 池田 桥本 山下 石川 中岛 前田 藤田 后藤 冈田 "
    "村上 近藤 石井 坂本 远藤 青木 藤井 西村 福田 太田 三浦 藤原 冈本 松田 中川 中野 原田 小野 田村 竹内 金子 和田 中山 石田 上田 森田 柴田 酒井 工藤 横山 "
    "宫崎 宫本 内田 高木 安藤 岛田 谷口 大野 丸山 今井 河野 藤本 村田 武田 上野 杉山 增田 平野 大塚 千叶 久保 松井 小岛 岩崎 樱井 野口 岸田 安倍 麻生 松野 福原 "
    "大渊 黑田 植田 石破 高市 小泉 茂木 羽生 大谷 滨田 大江 东野 北野 西野 本田 香川 长友 久石 坂井 荒木 黑泽 柳井 稻盛 孙正".split()
)
# Characters that write foreign names by their sound.
_SOUNDS = frozenset(
    "阿埃艾爱安昂奥巴白拜班邦包保鲍贝本比彼毕宾波伯勃博布采查柴昌楚茨达代戴丹当道得德登邓迪蒂丁东杜多顿恩尔法凡范方菲费芬冯弗佛福夫富盖甘"
    "冈高戈格葛根贡古哈海汉翰豪赫黑亨洪胡华怀惠霍基吉加贾简杰金津京景君卡凯坎康考柯科可克肯孔库夸奎昆拉莱赖兰朗劳勒雷蕾里理丽利莉列林琳伦"
    "隆卢鲁路露罗洛吕马玛麦迈曼芒毛梅门蒙米密蜜敏明莫默姆穆慕娜纳乃奈南内妮尼年涅宁纽农努诺欧帕派潘庞佩彭皮平珀普其奇齐契恰强乔切钦琼丘"
    "曲让热日荣茹瑞若撒萨塞赛桑瑟森沙莎山尚绍舍申生圣盛施什史士舒斯丝思松苏索塔台泰坦汤唐陶特腾提田铁廷图托瓦万旺威韦维卫魏温文翁沃乌武伍"
    "西希锡夏显香肖谢辛欣兴休修雅亚延扬耶叶伊依宜因英尤于雨约泽扎詹章珍芝治朱卓兹子祖佐娅甫妲婕琪莲蓓薇萝嘉佳滕哥姬娃妥孜岑帝弥彻恭摩撤曹"
    "朔果柏桂梭梵欣汀波滨濂特狄珊璐瓜甸略稣第纪纳缇缪芙茜荷菜葆蓬蔡衮裴诗诸谟赞辉达迦逊道邱郎钱阮阿雄雪霆霍靳韩顿颇黛齐龙加桑杰勋亨丢素信川"
)
HONORIFICS = (
    "先生 女士 小姐 太太 夫人 老师 师傅 阿姨 大爷 大妈 大姐 大哥 大叔 奶奶 爷爷 同学 教授 医生 律师 警官 院士 主任 书记 董事长 同志 "
    "博士 经理 队长 所长 校长 院长 局长 厅长 部长 市长 县长 镇长 某某 某 总 老 董 导 工"
).split()
# Nouns after which a name may follow directly: ranks, jobs, kin.
TITLES = (
    "总书记|书记|主席|总统|总理|首相|大臣|部长|外长|防长|财长|司长|局长|厅长|处长|科长|股长|市长|省长|州长|县长|区长|镇长|乡长|村长|校长|院长|所长|"
    "行长|会长|社长|台长|馆长|站长|队长|团长|班长|组长|店长|厂长|秘书长|理事长|董事长|检察长|署长|警长|船长|机长|列车长|院士|博士|教授|讲师|老师|"
    "教师|导师|研究员|科学家|经济学家|数学家|物理学家|历史学家|学家|专家|学者|首席|分析师|策略师|投资官|执行官|财务官|技术官|运营官|总裁|经理|总监|"
    "主任|主管|主编|编辑|记者|主播|主持人|导演|编剧|演员|歌手|作家|诗人|画家|艺术家|设计师|工程师|架构师|程序员|律师|法官|检察官|医生|医师|主任医师|"
    "护士|警官|民警|辅警|警察|消防员|军官|上将|中将|少将|大校|上校|司令|政委|参谋长|大使|参赞|领事|发言人|代表|委员|议员|参议员|众议员|理事|董事|"
    "监事|创始人|创办人|联合创始人|合伙人|投资人|企业家|创业者|负责人|代理人|经纪人|传承人|领导人|领导者|领袖|党魁|候选人|当事人|志愿者|义工|"
    "推广人|居民|村民|市民|网友|网民|学生|同学|青年|球员|队员|运动员|教练员|教练|选手|裁判|冠军|球星|影星|明星|妈妈|爸爸|母亲|父亲|妻子|丈夫|"
    "儿子|女儿|哥哥|姐姐|弟弟|妹妹|奶奶|爷爷|外婆|女子|男子|女孩|男孩|司机|乘客|店主|老板|房东|业主|员工|职工|工人|农民|战士|老人|客户|用户|"
    "大鳄|大佬|首富|富豪|基金经理|小编|博主|网红|作者|译者|嘉宾|同事|好友|朋友|家属|遗孀|小朋友|少年|领袖|战略官|ceo|coo|cto|cfo|vp|总设计师|"
    "设计师|副总裁|副主席|副主任|副总统|副总理|副会长|副所长|副校长|副院长|副市长|副省长|副县长|副局长|副书记|副秘书长|理事长|党员|干部|讲解员|"
    "教友|彩友|彩民|读者|观众|游客|旅客|顾客|消费者|选民|牧师|神父|主教|教皇|国王|女王|王子|公主|首长|总长|总干事|干事|秘书|助理|顾问|参谋|店员|"
    "总编辑|总编|评论员|评论家|策展人|收藏家|音乐家|指挥家|指挥|飞行员|航天员|宇航员|技师|技术员|厨师|保安|保洁员|快递员|外卖员|骑手|农户|商户|"
    "摊主|船员|渔民|猎头|代理商|经销商|理事会主席|总教练|主帅|领队|队医|车手|骑师|棋手|拳手|舞者|歌迷|球迷|影迷|粉丝"
)
_TITLE_END = re.compile(rf"(?:{TITLES})$")
_DOT = "·•・‧∙"
_HAN = "\u3400-\u9fff"
_DOTTED = re.compile(rf"[{_HAN}]{{1,7}}(?:[{_DOT}][{_HAN}]{{1,8}})+")
_CAPITAL = r"[A-ZÀ-Þ][A-Za-zÀ-ÿ'’\-]*"
_LATIN = re.compile(
    rf"[A-ZÀ-Þ]['’\-]?[a-zß-ÿ][A-Za-zÀ-ÿ'’\-]*(?: (?:[A-ZÀ-Þ]\. ?|(?:de|van|von|bin|al|der|la) )*{_CAPITAL}){{1,3}}"
)
_CALLED = re.compile(rf"[{_HAN}](?:{'|'.join(HONORIFICS[:-7])}|某)(?![{_HAN}]?[们界])")
# Words that the tagger takes for the end of a name before them.
_AFTER = frozenset("向对说称则在就也还却曾并与和是于将已又为从被把跟给等说表认")
_ADJECTIVES = frozenset("大小多少高低新老好坏快慢早晚真假正全同满空近太很最")
_NOUN_ENDS = frozenset(
    "性感率部区市县镇乡村营证者员人水展层法图册单品馆院厅店局团队机车路桥岛湾港省州族语化式型类级度量力权费额价病药症赛季节会社网站群令观邦"
)
_HONORIFIC_END = re.compile(rf"(?:{'|'.join(word for word in HONORIFICS if len(word) > 1 and word != '某某')})$")
_NO_GIVEN = frozenset(
    "的了在是和与及等说称为有也还就都又则却曾均将已被把对向从到以于而或但并所这那其此个位名,、。“”()《》不没么吗呢吧啊呀"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A mention of a person: the name as written and where it stands."""

    name: str
    start: int
    end: int


def find_people(text: str) -> tuple[Person, ...]:
    """The people named in `text`, in order of mention, without overlaps.

    Full names, foreign names, and surnames with a form of address (谢女士) count; pronouns and bare titles do not.
    """
    folded = fold(text)
    return people_in(text, folded, tag_words(folded))


def people_in(text: str, folded: str, words: tuple[Word, ...]) -> tuple[Person, ...]:
    """`find_people` for a text that is folded and tagged already."""
    spans: list[tuple[int, int]] = []
    spans.extend(_dotted(folded, words))
    spans.extend((found.start(), found.end()) for found in _LATIN.finditer(text))
    starts = {word.start for word in words}
    spans.extend(
        (found.start(), found.end())
        for found in _CALLED.finditer(folded)
        if folded[found.start()] in SURNAMES and found.start() in starts
    )
    spans.extend(_tagged(folded, words))
    spans.sort(key=lambda span: (span[0], -span[1]))
    people: list[Person] = []
    reach = 0
    for start, end in spans:
        if start >= reach:
            people.append(Person(text[start:end], start, end))
            reach = end
    return tuple(people)


def _dotted(folded: str, words: tuple[Word, ...]) -> list[tuple[int, int]]:
    """Names with dots, cut where the characters stop to sound foreign."""
    spans: list[tuple[int, int]] = []
    for found in _DOTTED.finditer(folded):
        parts = re.split(f"[{_DOT}]", found.group())
        start = found.start() + _sound_start(parts[0])
        end = found.end() - len(parts[-1]) + _sound_length(parts[-1])
        if end > start and folded[end - 1] not in _DOT and folded[start] not in _DOT:
            spans.append((start, end))
    return spans


def _sound_start(part: str) -> int:
    """Where the first part of a dotted name begins in what stands before the dot."""
    start = len(part)
    while start > 0 and part[start - 1] in _SOUNDS:
        start -= 1
    title = _last_title(part)
    if title:
        return title
    return start if start < len(part) else max(0, len(part) - 2)


def _last_title(part: str) -> int:
    """The end of the last title inside `part` that leaves something for a name, or 0."""
    for cut in range(len(part) - 1, 1, -1):
        if _TITLE_END.search(part[:cut]):
            return cut
    return 0


def _sound_length(part: str) -> int:
    length = 0
    while length < len(part) and part[length] in _SOUNDS:
        length += 1
    return length


def _tagged(folded: str, words: tuple[Word, ...]) -> list[tuple[int, int]]:
    """Names that the tagger sees, joined where it split surname and given name."""
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(words):
        span, used = _name_at(folded, words, index)
        if span:
            spans.append(span)
        index += used
    return spans


def _name_at(folded: str, words: tuple[Word, ...], index: int) -> tuple[tuple[int, int] | None, int]:
    """The name that begins with word `index`, if one does, and how many words to go on by."""
    word = words[index]
    length = word.end - word.start
    follower = words[index + 1] if index + 1 < len(words) else None
    if folded[word.start] in SURNAMES and length == 1 and follower is not None:
        joined = follower.end - word.start
        given = folded[follower.start : follower.end]
        named = follower.tag in ("nr", "nrt", "nrfg") or (word.tag == "nr" and not is_word(given))
        if joined <= 3 and _given(given) and (named or _follows_title(folded, word.start)) and given[-1] not in _AFTER:
            return (word.start, follower.end), 2
    if word.tag not in ("nr", "nrt", "nrfg"):
        return None, 1
    if follower is not None and follower.tag in ("nr", "nrt") and sounds_foreign(folded[word.start : follower.end]):
        return (word.start, follower.end), 2
    name = folded[word.start : word.end]
    if length in (3, 4) and name[-1] in _AFTER and is_full_name(name[:-1]):
        return (word.start, word.end - 1), 1
    if not is_full_name(name) and not (length >= 2 and sounds_foreign(name)):
        return None, 1
    titled = _follows_title(folded, word.start)
    if _is_common(name) and not titled:
        return None, 1
    if follower is not None and _goes_on(folded, word, follower, titled=titled):
        return (word.start, follower.end), 2
    if follower is not None and titled and _swallowed(folded, word, follower):
        return (word.start, word.end + 1), 1
    return (word.start, word.end), 1


def _swallowed(folded: str, word: Word, follower: Word) -> bool:
    """Whether the tagger made a word that does not exist of the last character of a name and what follows."""
    longer = folded[word.start : word.end + 1]
    invented = follower.end - follower.start > 1 and not is_word(folded[follower.start : follower.end])
    return invented and word.end - word.start == 2 and is_full_name(longer) and longer[-1] not in _AFTER


def _goes_on(folded: str, word: Word, follower: Word, *, titled: bool) -> bool:
    """Whether the tagger cut the last character off a name."""
    last = folded[follower.start : follower.end]
    name = folded[word.start : follower.end]
    if len(last) != 1 or word.end - word.start not in (2, 3) or not is_full_name(name) or last in _AFTER:
        return False
    return follower.tag[0] not in "dpvcuyrfmtqx" and (titled or last not in _ADJECTIVES)


def _follows_title(folded: str, start: int) -> bool:
    return _TITLE_END.search(folded[max(0, start - 7) : start].rstrip()) is not None


def _is_common(name: str) -> bool:
    """Whether a word that the tagger's dictionary takes for a name is rather a common noun (文明, 幸福感)."""
    if len(name) == 2:
        return is_word(name)
    return is_word(name) and (name[-1] in _NOUN_ENDS or is_word(name[1:]))


def _given(text: str) -> bool:
    return not any(letter in _NO_GIVEN for letter in text)


def sounds_foreign(text: str) -> bool:
    """Whether `text` could be a foreign name by its characters."""
    return 2 <= len(text) <= 8 and all(letter in _SOUNDS for letter in text)


def is_full_name(folded: str) -> bool:
    """Whether `folded` has the shape of a Chinese name: a surname and one or two characters that names are made of."""
    if folded[:2] in COMPOUND_SURNAMES:
        return 3 <= len(folded) <= 4 and _given(folded[2:])
    if folded[:2] in _JAPANESE and 3 <= len(folded) <= 4:
        return _given(folded[2:])
    return 2 <= len(folded) <= 3 and folded[0] in SURNAMES and _given(folded[1:])


def name_before(text: str, folded: str, start: int, end: int, known: Container[str]) -> int | None:
    """Where a person's name that ends at `end` begins, looking no further back than `start`; None if there is none.

    `known` holds folded names that the article gave elsewhere.
    """
    region = folded[max(start, end - 24) : end]
    base = end - len(region)
    for size in range(min(len(region), 16), 1, -1):
        if region[-size:] in known:
            return end - size
    people = people_in(text[base:end], region, tag_words(region))
    if people and people[-1].end == len(region):
        return base + people[-1].start
    honorific = _HONORIFIC_END.search(region)
    if honorific is not None and len(region) > len(honorific.group()) + 1:
        return name_before(text, folded, start, end - len(honorific.group()), known)
    if base == start and 2 <= len(region) <= 4 and is_full_name(region) and tag_words(region)[0].tag == "nr":
        return base
    return _after_title(region, base)


def _after_title(region: str, base: int) -> int | None:
    """A name that follows a title directly at the end of `region`, though the tagger took it for something else."""
    for size in (3, 2, 4):
        if len(region) <= size or not _TITLE_END.search(region[:-size]):
            continue
        candidate = region[-size:]
        if is_full_name(candidate) and _TITLE_END.search(candidate) is None:
            return base + len(region) - size
        unknown = size < 4 and _given(candidate) and not is_word(candidate) and not is_word(candidate[-2:])
        if sounds_foreign(candidate) or (unknown and candidate.isalpha() and not candidate.isascii()):
            return base + len(region) - size
    return None


def short_forms(name: str) -> tuple[str, ...]:
    """Folded short forms that an article may use for `name` once it has been given in full."""
    full = canonical(name)
    if "·" in full:
        return tuple(part for part in full.split("·") if len(part) > 1)
    if " " in full and full.isascii():
        return tuple(part for part in full.split() if len(part) > 2)
    if full[:2] in _JAPANESE and len(full) == 4:
        return (full[:2],)
    if len(full) == 3 and is_full_name(full) and full[:2] not in COMPOUND_SURNAMES and not is_word(full[1:]):
        return (full[1:],)
    return ()


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """One spelling for a name: folded, one kind of dot, no bracketed original, no spaces around."""
    folded = re.sub(r"\([^)]*\)", "", fold(name)).strip(" ,、“”\"'‘’「」《》")
    return re.sub(f"[{_DOT}]", "·", folded)


def without_honorific(name: str) -> str:
    """A full name without the form of address after it (姚某某女士); a surname keeps it."""
    for honorific in HONORIFICS:
        bare = name.removesuffix(honorific)
        if bare != name and len(honorific) > 1 and (is_full_name(fold(bare)) or "·" in bare):
            return bare
    return name


_AFFIXES = re.compile(rf"^(?:小|老|阿)(?=[{_HAN}]$)|(?<=^[{_HAN}])(?:{'|'.join(HONORIFICS)})$")


def same_person(first: str, second: str) -> bool:
    """Whether two names, in either script, full or short, can be one person's.

    王小川 and 小川, 周鴻禕 and 周鸿祎, 周鸿祎 and 周总, 山姆·奥特曼 and 奥特曼 are; 王小川 and 王慧文 are not.
    """
    one, other = canonical(first), canonical(second)
    if not one or not other:
        return False
    if one == other:
        return True
    if len(one) < len(other):
        one, other = other, one
    return _is_short_of(other, one)


def _is_short_of(short: str, full: str) -> bool:
    """Whether `short` is a short form of the canonical name `full`."""
    if "·" in full:
        return short in full.split("·")
    if " " in full and full.isascii():
        return short in full.split() and len(short) > 1
    if not is_full_name(full):
        return False
    if full[:2] in _JAPANESE and len(full) == 4:
        return short == full[:2]
    surname = full[:2] if full[:2] in COMPOUND_SURNAMES else full[0]
    if len(full) - len(surname) == 2 and short == full[len(surname) :]:
        return True
    bare = _AFFIXES.sub("", short)
    return bare == surname and bare != short
