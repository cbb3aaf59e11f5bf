"""Word tables of the rules that make questions. All folded."""

from __future__ import annotations

# Subjects that are nobody in particular.
NOBODY = frozenset(
    (
        "专家|业内|人士|他|会议|作者|公司|公告|其|分析|她|对方|意见|我|我们|报告|报道|数据|文章|方案|有人|消息|"
        "研究|网友|记者|该|通知"
    ).split("|")
)
# Nouns that are no matter to ask about.
POOR = frozenset(
    (
        "中国|企业|公司|内容|原因|发展|因素|国家|基础|工作|影响|情况|我国|方面|时候|时间|有关|未来|活动|目前|"
        "相关|结果|记者|过程|进行|部分|重要|问题|项目"
    ).split("|")
)
# Matters that a question in English can name without a translator.
_ENGLISH = (
    "人工智能=artificial intelligence|大模型=large models|市场=the market|经济=the economy|"
    "房地产=real estate|新能源=new energy|汽车=cars|芯片=chips|半导体=semiconductors|股市=the stock market|"
    "通胀=inflation|就业=employment|教育=education|医疗=health care|安全=safety|消费=consumption|"
    "出口=exports|进口=imports|投资=investment|旅游=tourism|环境=the environment|气候=the climate|"
    "天气=the weather|价格=prices|房价=house prices|油价=oil prices|利率=interest rates|加息=rate hikes|"
    "降息=rate cuts|美联储=the Fed|银行=banks|基金=funds|数据=data|算法=algorithms|技术=technology|"
    "创新=innovation|合作=cooperation|战争=the war|俄罗斯=Russia|乌克兰=Ukraine|美国=the United States|"
    "日本=Japan|欧盟=the EU|核污染水=the nuclear waste water|病毒=the virus|疫苗=vaccines|学生=students|"
    "老人=the elderly|儿童=children|电影=the film|比赛=the match|球队=the team|政策=the policy|法律=the law|"
    "交通=traffic|航班=flights|机器人=robots|自动驾驶=self-driving|电池=batteries|光伏=solar power|"
    "能源=energy|农业=farming|粮食=grain|养老=old-age care|生育=childbearing|游戏=games|直播=live streaming|"
    "电商=e-commerce|手机=mobile phones|互联网=the internet|中国=China|台湾=Taiwan|香港=Hong Kong"
)
ENGLISH = {chinese: english for chinese, _, english in (pair.partition("=") for pair in _ENGLISH.split("|"))}
OPINION_FORMS = tuple(
    (
        "{p}怎么看{m}?|{p}如何看待{m}?|{p}对{m}怎么看?|{p}对{m}有什么看法?|{p}怎么看待{m}|{p}认为{m}怎么样?|"
        "{p}关于{m}说了什么?|{p}怎么评价{m}?|{p}谈到{m}时说了什么?|{p}对{m}的观点是什么?|{m},{p}是怎么说的?|"
        "{p}说{m}怎么了?|{p}对{m}怎么说|{p}觉得{m}如何?|{p}是怎么看{m}的?|{p}就{m}表达了什么看法?|"
        "关于{m},{p}的态度是什么?|{p}认为{m}会怎样?|{p}对{m}有何评论?|请问{p}怎么看{m}?"
    ).split("|")
)
SPEAKER_FORMS = ("{p}说了什么?", "{p}的观点是什么?", "{p}怎么说?", "{p}表示了什么?", "{p}有什么看法?")
ENGLISH_FORMS = tuple(
    (
        "what did {p} say about {m}?|what does {p} think of {m}?|how does {p} see {m}?|"
        "what is {p}'s view on {m}?|what did {p} say on {m}|according to {p}, what about {m}?"
    ).split("|")
)
# Other words for the same.
_SAME = (
    "实现营业收入=营收|营业收入=营收|同比增长=比去年涨了|同比下降=比去年跌了|发布=推出|增长=增加|下降=减少|"
    "突破=超过|举行=举办|位于=在|造成=导致|宣布=公布|购买=买|成立=创立|收购=买下|人员=人|企业=公司|"
    "净利润=盈利|死亡=去世|建成=建好|投入=花费|上涨=涨|下跌=跌|募资=融资|获得=拿到"
)
SAME = tuple((left, right) for left, _, right in (pair.partition("=") for pair in _SAME.split("|")))
# Words whose exchange makes a true question one that its passage does not answer.
_OPPOSITES = (
    "上半年 下半年|一季度 三季度|二季度 四季度|净利润 营业收入|营收 净利润|毛利率 负债率|出口 进口|男 女|"
    "最大 最小|最高 最低|最早 最晚|最多 最少|增长 下降|上涨 下跌|增加 减少|第一 第三|第二 第五|首次 最后一次|"
    "开始 结束|出生 去世|父亲 母亲|东部 西部|南部 北部|夏季 冬季|春季 秋季|国内 国外|同比 环比|投资 融资|"
    "收购 出售|总裁 秘书长|董事长 财务总监|北京 杭州|上海 成都|美国 巴西|中国 印度|日本 埃及|德国 泰国|"
    "英国 智利|法国 越南|香港 昆明|台湾 海南|成立 解散|导演 摄影|作者 译者|小说 电影|年龄 身高|面积 海拔|"
    "长度 重量|人口 财政收入|价格 产量|原因 费用|优点 缺点|结婚 离婚|大学 中学|哥哥 妹妹|妻子 女儿|儿子 祖父|"
    "冠军 季军|进攻 防守"
)
OPPOSITES = tuple((left, right) for left, _, right in (pair.partition(" ") for pair in _OPPOSITES.split("|")))
# What may be asked of somebody or something, with characters one of which a passage that tells it would hold.
_ATTRIBUTES = (
    "{}今年多大?=岁,年龄,出生,年纪|{}是哪里人?=人,籍贯,出生|{}毕业于哪所大学?=大学,毕业,学院|{}的妻子是谁?=妻,夫人,结婚,夫妇|"
    "{}的负责人叫什么名字?=负责人,总裁,董事长,经理,主任,会长,ceo|{}有多少名员工?=员工,职工,人数,名|{}的总部在哪里?=总部,位于,位在,设在|"
    "{}是哪一年成立的?=成立,创立,建立,创办,建于|{}的门票多少钱?=票,元|{}的价格是多少?=价,元|{}的面积有多大?=面积,平方,公顷,亩|"
    "{}造成多少人死亡?=死,遇难,丧生,身亡|{}有多少人受伤?=伤|{}的注册资本是多少?=资本|{}去年的收入是多少?=收入,营收,营业额|"
    "{}什么时候结束?=结束,截止,闭幕,终|{}的作者是谁?=作者,著,写,作|{}是谁设计的?=设计|{}由谁投资?=投资,出资,融资|{}的电话是多少?=电话|"
    "{}的得票率是多少?=票|{}为什么失败?=失败,败|{}用了多长时间?=时间,年,月,天,小时|{}的第二名是谁?=第二,亚军|{}的竞争对手有哪些?=竞争,对手|"
    "{}什么时候去世?=去世,逝世,死,卒,病逝|{}的父亲是做什么的?=父|{}获得过什么奖?=奖|{}怎么评价自己?=自己,自称|{}的首席执行官是谁?=首席,ceo,执行"
)
ATTRIBUTES = tuple(
    (question, tuple(cues.split(","))) for question, _, cues in (pair.partition("=") for pair in _ATTRIBUTES.split("|"))
)
