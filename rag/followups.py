"""The shapes of follow-up questions, in Chinese (folded), English and Japanese: what each leaves out.

`shape` reads one question alone. What fills the gap is looked for by `conversation.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.scripts import fold
from rag.folded_patterns import FoldedPattern

Kind = Literal["correction", "comparison", "ordinal", "topic", "bare", "likewise", "clipped", "whole"]

_END = r"\s*[?？。.!！～]*\s*$"
_LEAD = r"(?:(?:那么?|那|所以|还有|换成|再问一下|请问|嗯|哦|好的?|然后)[,，、]?\s*)*"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a follow-up is.

    `topic` is what it puts in the place of something, or what an ordinal is asked (还说了什么); `place` is the ordinal
    (-1 for the last), `person` whether it counts people.
    """

    kind: Kind
    topic: str = ""
    place: int = 0
    person: bool = False


_CORRECTION = FoldedPattern(
    r"^(?:不是|不对|不,|错了|搞错了|我不是问|no\b|not that|sorry\b|いいえ|いや|違います|"
    r"そうではなく)[^,，。:：、]{0,12}?[,，。:：、\s]+"
    r"(?:(?:我)?(?:问|说|指|想问|想知道|要问)的?(?:其实)?是|我是(?:问|说|指|想问)|是|i (?:meant?|asked about|"
    r"was asking about|am asking about)|"
    r"(?:the )?question is about|聞きたいのは|質問は)?\s*(?P<topic>.{1,30}?)(?:です|のことです|呢|啊|的)?"
    + _END
    + r"|^(?:我(?:问|说|指|想问)的(?:其实)?是|i (?:meant?|asked about))\s*(?P<topic2>.{1,30}?)"
    + _END
)
_COMPARISON = FoldedPattern(
    rf"^{_LEAD}(?:跟|和|与|同|比起|对比|相比|相较|比)(?P<topic>[^,，?？]{{1,20}}?)(?:相比|比起来|比较|对比|比|"
    rf"相较|来|来说|有什么(?:不同|区别|差别|差异)|"
    rf"有何(?:不同|区别|差异)|一样|相同|差多少|差在哪里?)(?:一下|之下|较)?(?:呢|吗|么|怎么样|如何)?{_END}"
    r"|^(?:and |but |so )?(?:compared|as compared|in comparison) (?:to|with) (?P<topic2>[^?,]{1,40}?)"
    + _END
    + r"|^(?P<topic3>.{1,20}?)と(?:比べると|比較すると|比べて|比較して)(?:どう(?:ですか)?)?"
    + _END
)
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_ENGLISH_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_ORDINAL = FoldedPattern(
    rf"^{_LEAD}(?:上面|前面|上述|刚才|其中)?(?:说|提到|讲|"
    rf"列)?的?(?:第(?P<number>[一二三四五六七八九十\d]{{1,2}})|(?P<last>最后一?))"
    r"(?P<unit>点|个人|个|篇|条|位|项|种|类|家|款|步|句|部分|方面)(?P<rest>(?:(?:呢|是|还|怎么|具体|为什么|叫|"
    r"指|讲|说|认为|又|的).{0,10}?)?)" + _END
)
_ORDINAL_ENGLISH = FoldedPattern(
    r"^(?:and |what about |how about |what is |what was |who is |who was |tell me (?:more )?about )*the "
    r"(?P<number>first|second|third|fourth|fifth|last)(?: (?P<unit>one|point|person|item|way|reason))?(?: in "
    r"the list| above)?" + _END
)
_ORDINAL_JAPANESE = FoldedPattern(
    r"^(?:では、?)?(?P<number>[一二三四五六七八九十\d１-９])(?:つ目|番目|点目)(?:の(?P<unit>人|点|もの))?(?:は|"
    r"について)?(?:何|誰|どう)?(?:ですか)?" + _END
)
_TOPIC = FoldedPattern(
    rf"^{_LEAD}(?P<topic>[^?？,，。！!]{{1,20}}?)\s*呢{_END}|^(?:还有|换成)(?P<topic2>[^?？,，。！!]{{1,12}}){_END}"
)
_TOPIC_ENGLISH = FoldedPattern(
    r"^(?:and |but |so |ok(?:ay)?,? )*(?:(?:what|how) about |what of )(?:the )?(?P<topic>[^?]{1,40}?)"
    + _END
    + r"|^(?:and|but) (?:the |in |for )?(?P<topic2>[^?,]{1,30}?)"
    + _END
    + r"|^in (?P<topic3>(?:19|20)\d\d)"
    + _END
)
_TOPIC_JAPANESE = FoldedPattern(
    r"^(?:では|じゃあ|それでは|それなら|あと)?[、,]?\s*(?P<topic>[^?？、。]{1,16}?)"
    r"(?:については?|に関しては?|の場合は?|はどう|は|なら)(?:どう)?(?:ですか|でしょうか|なのですか|思いますか)?" + _END
)
_BARE = FoldedPattern(
    rf"^{_LEAD}(?:这|它)?(?:究竟|到底)?(?:是)?(?P<word>为什么(?:呢|这样|这么说|会这样)?|为何|怎么会|怎么说|"
    rf"凭什么|(?:是)?什么(?:时候|原因|理由|意思)|何时|"
    r"哪一?年(?:的事)?|(?:在)?(?:哪里|哪儿|什么地方)|谁说的|是谁|谁|多少钱?|还有(?:吗|呢|什么|别的吗|其他的吗|"
    r"没有)?|继续(?:说)?|接着说|"
    r"(?:说)?(?:得|的)?(?:再)?(?:详细|具体)(?:一?点|说说|讲讲|些)?|然后|(?:原因|理由|依据|根据)(?:是什么|何在|"
    r"呢)?|怎么(?:做|回事)(?:到|的)?|"
    r"结果(?:呢|怎么样|如何)?|证据呢|举个例子|有(?:什么|何)(?:依据|理由|根据|证据))(?:呢|呀|啊|吗)?"
    + _END
    + r"|^(?:and |but |so )*(?P<english>why(?: not| is that| so| was that)?|how so|how come|when(?: was "
    r"(?:that|it))?|where(?: was (?:that|it))?|"
    r"who|how much|how many|who said (?:so|that|it)|go on|more|tell me more|anything else|what else|in what "
    r"sense|for example)"
    + _END
    + r"|^(?:では|それは|それで|で)?[、,]?\s*(?P<japanese>なぜ|どうして|何故|いつ|どこ(?:で)?|誰(?:が)?|いくら|"
    r"もっと詳しく|詳しく|理由は(?:何)?|ほかには|他には|続けて)"
    r"(?:ですか|なのですか|でしょうか|教えて(?:ください)?|は)?" + _END
)
# What asks on about the last question as a whole.
_APPENDED = FoldedPattern(
    rf"^{_LEAD}(?:其中|这个?(?:数字|数据|结果|比例|说法)|这话|这句话|原话|比(?:去|前|上)[年个]|(?:为什么|"
    rf"怎么)会?[这那]么|这么[多少高低贵]|"
    r"出自哪|哪[家个位种][最更]|谁[最更]|是谁[^,，]{1,5}的|能举|有什么例子|真的吗|确定吗|(?:他|ほか)に(?:も|"
    r"は)?何|(?:他|ほか)には)[^,，]{0,10}$"
)
_LIKEWISE = FoldedPattern(
    r"(?:这么|这样|那么|那样|如此)(?:来|去)?(?:看|想|说|认为|讲|觉得|预测|判断|比喻|做|肯定|悲观|乐观|有把握)|"
    r"\b(?:thinks?|thought|says?|said|believes?|feels?|argues?|claims?|predicts?) (?:so|that|this|it)\b(?=\s*\W*$)|"
    r"\bso (?:pessimistic|optimistic|sure|certain)\b|そう(?:思|考え|言|述べ|見|判断|予想|主張)|そのように"
)
MORE = FoldedPattern(
    r"(?:还|还|又|另外|其他|其它|别的)[^?？]{0,4}(?:说|提|讲|认为|预测)|还有(?:吗|呢|什么|别的吗|其他的吗|"
    r"没有)\s*[?？]*$|"
    r"\belse\b.*\bsa(?:y|id)\b|\bsa(?:y|id) else\b|\banything else\b|\bwhat else\b|(?:ほか|他)に(?:は|"
    r"も)?[^?？]{0,6}(?:言|述べ|話|語)"
)
_QUESTION = FoldedPattern(
    r"什么|怎么|如何|多少|多[大久长高远]|几|哪|谁|为何|是否|吗|何时|\b(?:what|who|when|where|why|how|which|is|"
    r"are|does|did|do)\b|"
    r"なに|何(?=[\u3041-\u30ff時人歳故処本])|いつ|どこ|誰|なぜ|どう|いくら"
)
# Words that need an owner: a question made of them alone is about what was spoken of last.
OWNED = (
    "员工|人手|总部|创始人|创办人|老板|ceo|董事长|总裁|负责人|成员|团队|股东|股份|股价|市值|估值|营收|收入|利润|亏损|成本|价格|价钱|定价|"
    "售价|费用|开支|预算|资金|启动资金|投资人|投资方|钱|用户|客户|产品|公司|全名|全称|名字|英文名|身份|职位|职务|背景|学历|年龄|年纪|岁数|家乡|"
    "老家|妻子|丈夫|孩子|父亲|母亲|作者|来源|日期|时间|地点|地址|规模|面积|人数|数量|参数|参数量|比例|份额|目标|计划|理由|原因|依据|结果|影响|意义|优点|"
    "缺点|好处|坏处|区别|特点|前提|条件|方法|办法|步骤|风险|问题|看法|观点|态度|建议|年薪|工资|人|个|家|年|月|日|天|岁|美元|万|亿|元|名|位|次|种"
)
_OWNED_VERBS = (
    "成立|创办|创立|创建|发布|推出|上线|上市|融资|融|亏损|亏|赚|赚钱|挣|盈利|花|花费|卖|出售|投|投资|拿|拿到|募集|收购|加入|离开|毕业|出生|"
    "结婚|去世|退休|就任|担任|涨|跌|建|建成|开业|倒闭|死|获奖|得奖|开始|结束|举行|召开|发生|出现|有|是|在|叫|占|达到|值|要|需要|能|会|可以|出|来自|"
    "做|当|用|住|说|给|撑|够|够用|挣到|拿出"
)
_CLIPPED = FoldedPattern(
    rf"^{_LEAD}(?:一共|总共|大概|大约|现在|目前|今年|去年|当时|后来|最初|到底|究竟|具体|每年|年初|年底|"
    rf"\d{{4}}年|主要|平均|最大|最新|最早|都|又|还|也|是|的|了|过|到|于|被|"
    rf"什么时候|何时|哪一?年|哪里|哪儿|哪些|哪个|哪家|哪位|哪|什么|多少|多大|多久|多长|多高|几|谁|怎么样?|如何|"
    rf"为什么|为何|吗|呢|有没有|是不是|{OWNED}|{_OWNED_VERBS})+{_END}"
)
_CLIPPED_ENGLISH = FoldedPattern(
    r"^(?:and )?(?P<words>how (?:many|much) (?:employees|people|users|customers|parameters|money|staff|shares)|"
    r"how old|how big|how large)" + _END
)
_KANA = re.compile("[\u3041-\u30ff]")
_CLIPPED_JAPANESE = FoldedPattern(
    r"^(?:従業員|社員|本社|価格|値段|創業者|代表|社長|設立|年齢|売上|費用|いつ|何人|どこ|誰|"
    r"何歳)(?!も)[^、。?？]{0,14}(?:か|は)?" + _END
)


def shape(question: str) -> Shape:
    """What `question` leaves out, if anything; "whole" when its words stand alone (it may still hold pronouns)."""
    question = question.strip()
    folded = fold(question)
    if found := _CORRECTION.match(folded):
        return Shape("correction", _topic(found, question))
    if found := _COMPARISON.match(folded):
        return Shape("comparison", _topic(found, question))
    if ordinal := _ordinal(question, folded):
        return ordinal
    if _BARE.match(folded) or _APPENDED.match(folded):
        return Shape("bare")
    for pattern in (_TOPIC, _TOPIC_ENGLISH, _TOPIC_JAPANESE):
        found = pattern.match(folded)
        if found and not _QUESTION.search(topic := _topic(found, question)):
            return Shape("topic", re.sub(r"^(?:对于?|關於|关于|至于|至於|在)(?=.{2})|(?:方面|上面|这方面)$", "", topic))
    if _LIKEWISE.search(folded):
        return Shape("likewise")
    if (
        _CLIPPED.match(folded)
        or _CLIPPED_ENGLISH.match(folded)
        or (_KANA.search(folded) and _CLIPPED_JAPANESE.match(folded))
    ):
        return Shape("clipped")
    return Shape("whole")


def _topic(found: re.Match[str], question: str) -> str:
    name = next(key for key, value in found.groupdict().items() if key.startswith("topic") and value is not None)
    return question[found.start(name) : found.end(name)].strip()


def _ordinal(question: str, folded: str) -> Shape | None:
    """上面第二个人是谁?, 第三点呢?, the second one?: which item, whether a person is meant, what is asked of it."""
    found = _ORDINAL.match(folded) or _ORDINAL_ENGLISH.match(folded) or _ORDINAL_JAPANESE.match(folded)
    if found is None:
        return None
    number = (found["number"] or "").lower()
    if "last" in found.groupdict() and found.groupdict()["last"]:
        place = -1
    elif number in _ENGLISH_ORDINALS:
        place = _ENGLISH_ORDINALS[number]
    else:
        place = int(number) if number.isdigit() else _NUMERALS.get(number, 0)
    if not place:
        return None
    rest = found.groupdict().get("rest") or ""
    topic = question[found.start("rest") : found.end("rest")] if rest.strip("呢是的 ") else ""
    return Shape("ordinal", topic, place, person=found["unit"] in ("个人", "位", "person", "人"))
