"""The wordings of questions, as regular expressions: folded Chinese, English in any case.

Named groups: x, a … e hold whose words are wanted, y what they are about; a digit after the letter tells alternatives of
one pattern apart.
"""

from __future__ import annotations

import re
from typing import Literal

_END = r"\s*[?？!！。.~～…\s]*$"
_THINK = (
    r"(?:怎么|如何|怎样|咋|是怎么|是如何|究竟怎么|到底怎么|都怎么)(?:样)?(?:去|来)?(?:看待|看|评价|"
    r"评论|评述|点评|理解|解读|判断|认为|想|说|讲|比喻|形容|描述|解释|回应|分析|预测|预言|谈|谈论|"
    r"反驳|批评|总结|定义|认识|对待|表态)"
)
_VIEW = r"(?:看法|观点|态度|评价|意见|立场|见解|想法|判断|预测|预言|说法|主张|论断|评论|回应|解释|分析|建议|担忧|批评)"
_HOLDS = (
    r"(?:认为|觉得|相信|主张|预测|预言|预计|预期|判断|坚信|估计|以为|看好|看重|担心|批评|建议|强调|"
    r"指出|质疑|反对|支持|呼吁|希望|提醒|警告|料想|坦言|直言|承认|否认|声称|宣称)"
)
_SAYS = r"(?:说|讲|表示|提到|谈到|提及|谈及|透露|介绍|称|回应|提出|写道|回答|解释|披露|宣布|谈)"
_WHAT = r"(?:了|过)?(?:些|哪些|什么|啥|哪几点|过什么|了什么)"
_SIDES = (
    r"(?:各方|各界|大家|人们|业内人士|业内|业界|行业内|专家学者|专家们?|学者们?|分析师们?|从业者们?|"
    r"投资人们?|网友们?|外界|众人|不同的人|各路人马|各位|"
    r"各家|舆论|社会各界|市场|双方|正反双方|支持者和反对者|有关各方|媒体)"
)
GREETING = re.compile(
    r"^(?:你好|您好|嗨|哈喽|哈啰|早上好|早安|晚上好|下午好|中午好|大家好|在吗|在不在|谢谢你?|多谢|"
    r"感谢|再见|拜拜|辛苦了|好的|嗯+|hello|hi|hey|good (?:morning|evening|afternoon)|"
    r"thanks?(?: you)?|bye|こんにちは|おはよう|ありがとう)(?:啊|呀|吗|呢|there|!|\s)*" + _END
)
ABILITY = re.compile(
    r"^(?:请问)?(?:你|您|这个?(?:系统|机器人|助手|工具|程序))?(?:都|能|可以|会)*(?:能|可以|会)(?:做|"
    r"干|帮我做|帮我|回答|提供)?(?:些|点)?(?:什么|啥|哪些(?:事情?|问题|功能))?(?:呢|啊)?"
    + _END
    + r"|^(?:你|您)(?:是|叫)(?:谁|什么|啥)|怎么(?:使用|用)(?:你|这个)|(?:有什么|有哪些)功能|^(?:help|帮助|使用说明)"
    + _END
    + r"|what can (?:you|i|this)|what (?:do|are) you(?: do)?\W*$|who are you|how (?:do|can) i use (?:you|this)|"
    r"what questions can"
)
LIBRARY = re.compile(
    r"(?:库|资料库|文库|知识库|数据库|资料|文档库|系统|这里|这儿|你这|你|索引)(?:里面|里|中|内|上)?(?:面)?(?:一?共"
    r"|总共|现在|目前|都)*(?:收录|存|装|放|包含|含|有)(?:了|着)?(?:哪些|什么|多少|几|些什么)[^?？]{0,6}(?:文章|"
    r"资料|文档|文件|内容|篇|报道|书)"
    r"|(?:一?共|总共|现在|目前)?有(?:多少|几)(?:篇|个|份)?(?:文章|文档|文件|资料)(?:了|呢)?"
    + _END
    + r"|^(?:都)?有(?:哪些|什么)(?:文章|资料|文档)"
    r"|(?:列出|列一下|显示|看看|给我看)(?:所有|全部)?(?:的)?(?:文章|文档|资料)(?:列表|目录|标题)?"
    + _END
    + r"|文章(?:列表|目录)"
    + _END
    + r"|哪些文章(?:可以|能)(?:查|问|看)"
    r"|how many (?:articles|documents|files|texts)(?: (?:are|do|have)\b.*)?\W*$|(?:what|which) (?:articles|"
    r"documents|texts)\b|list (?:all |the )*(?:articles|documents)|what(?:'s| is) in (?:the|this|your) "
    r"(?:library|collection|index)"
)
COMPARE = re.compile(
    rf"^(?:请)?(?:比较|对比)(?:一下)?(?P<a>.+?)(?:对|关于|在)(?P<y>.+?)(?:的)?(?:不同)?{_VIEW}.*$"
    rf"|^(?P<a2>.+?)(?:对于?|关于|在|就)(?P<y2>.+?)(?:上|方面|问题上|这个问题上)?(?:的)?{_VIEW}?(?:上)?(?:有|"
    rf"是否)?(?:什么|何|哪些|没有|多大)?(?:一样|相同|不同|区别|差异|差别|分歧|异同|一致).*$"
    rf"|^(?P<a3>.+?)(?:的)?{_VIEW}(?:之间)?(?:有|是否|上)*(?:什么|何|哪些|没有|多大)?(?:一样|相同|不同|"
    rf"区别|差异|差别|分歧|异同|一致).*$"
    rf"|^(?P<a4>.+?)(?:有|之间有)(?:什么|何|哪些)(?:不同|分歧|差异|区别)的?{_VIEW}?.*$"
)
ALL_SIDES = re.compile(
    rf"^(?:对于?|关于|就|针对)?(?P<y0>[^,，]*?)[,，]?(?:目前|现在)?(?:都)?有(?:哪些|什么|几种|多少种|"
    rf"哪几种)(?:不同|相反|对立|主要|代表性)?的?(?:{_VIEW}|争议|争论|分歧|声音)(?:和[^?？]*)?{_END}"
    rf"|^(?:目前|现在|对此|关于此事)?{_SIDES}(?:都|又|分别|各自|是|究竟|普遍)*(?:对于?|关于|就)(?P<y1>.+?)(?:都|"
    rf"各|分别)?(?:有|持|是|抱)?(?:什么样|什么|何|哪些|怎样|怎么看|如何看)?的?(?:{_VIEW}|看)?(?:是什么|"
    rf"如何|怎么样|有哪些)?{_END}"
    rf"|^(?:目前|现在|对此)?{_SIDES}(?:都|又|分别|各自|究竟|普遍)*(?:{_THINK}|{_HOLDS}|对此)(?P<y2>.*?){_END}"
    rf"|^(?:对于?|关于|就|针对)?(?P<y3>.+?)[,，]?{_SIDES}(?:都|分别|各自|究竟)*(?:{_THINK}|(?:有|持)(?:什么|"
    rf"哪些|何)(?:不同)?的?{_VIEW}){_END}"
    rf"|^(?P<y4>.+?)(?:支持|赞成)(?:和|与|还是)反对.*$"
)
WHO = re.compile(
    rf"^(?:请问|到底|究竟)?(?:是)?(?:有谁|谁|哪位|哪个人|有哪些人|有没有人|有什么人|哪些人|什么人|"
    rf"哪位[^,，?？]{{1,8}}?|"
    rf"哪个[^,，?？]{{1,8}}?|哪家[^,，?？]{{1,6}}?|哪些[^,，?？]{{1,6}}?)(?:曾|都|最早|首先|"
    rf"在[^,，?？]{{1,12}}?)*(?:{_HOLDS}|"
    rf"{_SAYS})(?:了|过)?(?P<y>.+?){_END}"
    rf"|^(?P<y2>.+?)[,，]?(?:这话|这句话|这个观点|这种说法|这)?(?:是)(?:谁|哪位|什么人)(?:{_SAYS}|"
    rf"{_HOLDS})(?:出来)?的?{_END}"
    rf"|^(?P<y3>.+?)(?:的)?(?:说法|观点|看法|比喻|话|预测)(?:是)?(?:谁|哪位|什么人)(?:{_SAYS}|{_HOLDS})?的?{_END}"
)
OPINION = re.compile(
    rf"^(?P<x>.{{1,40}}?)(?:是|都|又|则|会|曾|究竟|到底|本人)*{_THINK}(?:待)?(?P<y>.*?)的?{_END}"
    rf"|^(?P<x2>.{{1,40}}?)(?:对于?|关于|就|针对)(?P<y2>.+?)(?:的{_VIEW}(?:是什么|是怎样的|如何|有哪些|"
    rf"是啥|怎么样)?|(?:有|持|是|抱)(?:着)?(?:什么样|什么|何|哪些|怎样|怎么样|啥)的?{_VIEW}(?:的)?|"
    rf"{_THINK}的?|{_SAYS}{_WHAT}|态度(?:如何|是什么)|(?:有|是)何{_VIEW}){_END}"
    rf"|^(?P<x5>.{{1,40}}?)的{_VIEW}(?:是什么|是怎样的|是啥|有哪些|如何){_END}"
    rf"|^在(?P<x3>.{{1,30}}?)看来[,，]?(?P<y3>.+?){_END}"
    rf"|^(?P<x4>.{{1,40}}?)(?:曾|则|也|还|都|却|又|就|是否|是不是|会不会|为什么|为何|凭什么|为啥|究竟|到底|"
    rf"一直|会)*{_HOLDS}(?:了|过|的是)?(?P<y4>.*?){_END}"
)
STATEMENT = re.compile(
    rf"^(?:对于?|关于|就|针对)(?P<y0>.+?)[,，]?(?P<x0>[^,，]{{1,20}}?)(?:都|还|曾)*{_SAYS}{_WHAT}{_END}"
    rf"|^(?P<x>.{{1,40}}?)(?:曾|则|也|还|都|又|就|最近|具体|主要|为什么|为何|为啥|究竟|到底|"
    rf"在[^,，]{{1,16}}?(?:中|上|里|时))*{_SAYS}(?P<y>.*?){_END}"
)
TOPIC_FIRST = re.compile(
    rf"^(?:对于?|关于|就|针对|在)?(?P<y>.+?)(?:上|方面|问题上)?[,，](?P<x>[^,，]{{1,24}}?)(?:是|都|"
    rf"又|则|会|曾|究竟|到底|本人)*(?:{_THINK}|{_SAYS}{_WHAT}|(?:有|持)(?:什么|何|哪些)的?{_VIEW}).*$"
)
ENGLISH = re.compile(
    r"^(?:so |and |please tell me |tell me |can you tell me )*(?:"
    r"what (?:did|does|do|has|have|is|was) (?P<a>.+?) (?:say|said|state|stated|claim|mention|predict|"
    r"predicted|warn|argue|tell|think|believe|feel|saying|reveal|expect)(?:s|ed)? ?(?:of|about|on|"
    r"regarding|concerning|that|to)? ?(?P<ya>.*?)"
    r"|how (?:did|does|do|has) (?P<b>.+?) (?:see|view|regard|describe|judge|rate|assess|feel about|"
    r"think of|think about|compare|explain|respond to|react to) ?(?P<yb>.*?)"
    r"|what (?:is|are|was|were) (?P<c>.+?)(?:'s|’s|s')? (?:view|views|opinion|opinions|take|stance|"
    r"position|attitude|comment|comments|prediction|judg(?:e)?ment|thoughts?)s? (?:of|on|about|regarding|"
    r"towards?|concerning) (?P<yc>.*?)"
    r"|(?:according to|in the (?:view|opinion|eyes) of) (?P<d>[^,]+?), ?(?P<yd>.*?)"
    r"|(?:does|did|do) (?P<e>.+?) (?:think|believe|say|expect|predict|agree) (?:that )?(?P<ye>.*?)"
    r")\W*$",
    re.IGNORECASE,
)
JAPANESE = re.compile(
    r"^(?:では|それで)?[、,]?(?P<x>[^はがを、。]{1,20}?)(?:さん|氏|教授|社長)?(?:は|が)[、,]?(?P<y>.*?)"
    r"(?:を|について|に関して|に対して|のことを|に)?[、,]?(?:どう|どのように|何と|なんと|何を|何だと|何が|"
    r"ほかに何と|他に何と|ほかに何を|他に何を)?"
    r"(?:思|考え|見て|見る|みて|評価|予測|予想|判断|期待|心配|懸念|主張|批判|警告|"
    r"(?P<says>言|述べ|語|話|発言|説明|指摘|提案))[^。?？]{0,14}[?？。]*$"
    r"|^(?P<y2>.+?)(?:について|に関して|に対して)[、,]?(?P<x2>[^はがを、。]{1,20}?)(?:さん|氏|教授|社長)?(?:は|が)"
    r"(?:どう|どのように|何と|なんと|何を)(?:思|考え|見|評価|予測|判断|主張|(?P<says2>言|述べ|語|話|説明|"
    r"指摘))[^。?？]{0,14}[?？。]*$"
    r"|^(?P<x3>[^はがを、。]{1,20}?)(?:さん|氏|教授|社長)?の(?P<y3>.*?)(?:に対する|についての|に関する|への)"
    r"(?:意見|見方|考え|評価|見解|立場|予測)(?:は|を)?[^。?？]{0,10}[?？。]*$"
)
ENGLISH_WHO = re.compile(
    r"^who (?:has |have |first )?(?:said|says|thinks?|thought|believes?|believed|predicts?|predicted|"
    r"claims?|claimed|argues?|argued|warned|compared|stated|called)(?: that)? (?P<y>.*?)\W*$",
    re.IGNORECASE,
)
ENGLISH_SIDES = re.compile(
    r"(?:what|how) (?:do|does|did|are) (?:the )?(?:people|experts|everyone|different (?:people|sides|"
    r"experts)|both sides|all sides|the sides|others|analysts|insiders|the industry|observers)(?:'s|"
    r"’s)? (?:think|say|see|view|feel|believe)(?: of| about| on)? ?(?P<y>.*?)\W*$"
    r"|what (?:are )?(?:the )?(?:different |various |opposing |main )*(?:views|opinions|positions|"
    r"sides|arguments) (?:are there )?(?:on|about|of|regarding) (?P<y2>.*?)\W*$",
    re.IGNORECASE,
)
ENGLISH_COMPARE = re.compile(
    r"(?:compare|how (?:do|does|did|are)|what (?:is|are) the differences?|difference) .*?\b(?:views?|"
    r"opinions?|positions?|differ|disagree|differences?)\b",
    re.IGNORECASE,
)
KINDS: tuple[tuple[Literal["summary", "date", "number", "list"], re.Pattern[str]], ...] = (
    (
        "summary",
        re.compile(
            r"总结|概括|概述|摘要|主要内容|主要讲|讲了什么|讲的是什么|大意|中心思想|summar|main points?|overview"
        ),
    ),
    (
        "date",
        re.compile(
            r"什么时候|何时|哪一?年|哪一?天|哪一?月|几月|几号|几点|什么时间|哪年哪月|"
            r"\bwhen\b|what (?:year|date|day)|which year"
        ),
    ),
    (
        "number",
        re.compile(
            r"多少|几[个家名位种次年月天倍成分篇条款岁亿万元]|百分之几|多大|多高|多长|多久|多远|多重|"
            r"how (?:many|much|long|large|big|old|far)|what (?:percentage|share|number)"
        ),
    ),
    (
        "list",
        re.compile(
            r"哪些|哪[几两三四五六七八九十]|分别是|有什么(?:不足|优点|特点|好处|方式|类型)|"
            r"what are the|which (?:companies|people|ones)|list "
        ),
    ),
)
