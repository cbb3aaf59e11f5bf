"""What sites glue to the end of an article: disclaimers, calls to download, credits, links back.

Notices are recognised by phrases that lawyers wrote once and everybody copies. A reported sentence (…提醒投资者, …) is news
and stays. Patterns are over folded text.
"""

from __future__ import annotations

import re

from index.cleaning.credits import CREDIT_AT_END, CREDIT_WORDS, IMAGE_CREDIT_AT_END
from index.cleaning.lines import Line

_NOTICE = re.compile(
    "不(?:代表|反映|等于|表明).{0,14}(?:本站|本网|本平台|平台|公众号|本报|本刊|网站|本人|搜狐|新浪|公司).{0,4}(?:立场|观点|意见)?"
    "|(?:仅|只)(?:代表|表达|系).{0,6}(?:作者|个人|本人|嘉宾).{0,8}(?:观点|看法|意见|立场)?|(?:观点|内容)(?:仅|只|属|系|为).{0,6}(?:作者|个人).{0,6}"
    "|版权(?:均|皆|全部)?(?:归|属于?).{0,16}(?:所有|作者|网站|媒体|公司)|如(?:有|涉|存在).{0,14}(?:侵权|侵犯|版权|异议)"
    "|若有.{0,20}(?:侵犯|侵权|错误).{0,24}(?:联系|取得|告知)|侵(?:权)?(?:联系|立|必|即|请)?删"
    "|(?:联系|联络|告知|通知)(?:我们|本站|本网|小编|作者|后台).{0,12}(?:删除|撤稿|处理|更正|修改)"
    "|未经.{0,18}(?:授权|许可|同意|允许).{0,24}(?:转载|使用|复制|摘编|引用|禁止|不得|严禁|建立镜像)|(?:禁止|严禁|谢绝|请勿)(?:转载|摘编|复制|任意)"
    "|转载(?:请|须|需|时|务必|必须).{0,10}(?:注明|联系|标明|保留|获得)|不构成.{0,18}(?:建议|意见|依据|邀约|要约)"
    "|据此(?:操作|入市|投资|买卖).{0,10}(?:风险|责任|自负|自担|盈亏)|风险(?:请|需|须)?(?:自担|自负|由投资者)"
    "|仅供.{0,8}(?:参考|学习|交流|分享|娱乐|表达)|仅提供信息(?:存储|发布)|仅为?(?:提供|传播|传递).{0,6}信息"
    "|(?:出于|为了|基于|为)传(?:递|播).{0,8}(?:信息|资讯)|(?:股市|投资|理财|入市)有风险.{0,8}谨慎|(?:经|已获|获得).{0,4}授权(?:发布|转载|刊发)"
    "|本(?:网|站|报|刊|公司|平台)(?:将|保留).{0,10}(?:追究|权利)|(?:不|无法)(?:对|保证).{0,24}(?:准确|真实|完整|时效|可靠)性?.{0,24}(?:负责|保证|担保|责任|承诺)?"
    "|(?:准确|真实|完整|原创)性.{0,30}(?:未经|不作|不做|不承担|不保证)|请.{0,6}(?:仅作参考|自行(?:核实|判断|甄别|辨别))"
    "|(?:由|系).{0,8}(?:用户|网友|入驻作者|自媒体).{0,10}(?:上传|发布|撰写|提供)|版权(?:声明|说明)\\s?:"
)
_MARKER = re.compile(
    r"[\[【(<〖*◆■●▲\s]{0,3}(?:(?:本文|本站|本网|本号|平台|作者)?(?:免责|郑重|特别|重要|版权|风险|法律|转载|著作权|平台|严正)?(?:声明|申明|提示|说明)|法律免责条款|notice|disclaimer)"
    r"[\]】)>〗]?\s?[:|,]"
)
_MARKER_BARE = re.compile(
    r"[【\[(〖](?:免责|郑重|特别|重要|版权|风险|法律|平台)(?:声明|提示|说明)[】\])〗]|免责声明(?=本)"
)
_REPORTED = re.compile('表示|指出|强调|提醒|告诉|认为|介绍|(?<!声)[称说][,:]|[“”"].{30,}')
_REPLY_BOX = (
    r"(?:新闻线索|新闻|线索)?(?:报料|爆料)[、,]?(?:维权)?(?:通道|热线|方式|邮箱|电话|平台|微信|qq).{0,160}"
    r"|(?:政企内容服务专席|新闻热线|报料热线|读者热线|投稿邮箱)\s?:?.{0,60}"
)
_GLUED = re.compile(
    r"\s{0,40}(?:(?:返回搜狐)[,\s]{0,3}(?:查看更多)?(?:\s{0,40}责任编辑\s?:?\s?)?|查看更多\s{0,40}责任编辑\s?:?\s?|责任编辑\s?:\s?"
    r"|分享让更多人看到|举报/反馈|责任编辑"
    r"|(?<=[。!?”)\]】\s])(?:阅读原文|查看原文|展开全文|点击查看全文|查看更多|分享到\s?:?|相关阅读\s?:?|推荐阅读\s?:?)"
    r"|(?<=[。!?”)\]】])\s{0,20}"
    r"(?:(?:关注|获取|查看|了解|想看)?更多[^。!?]{0,24}(?:下载|关注|尽在|点击|登录|扫码|扫描)[^。!?]{0,40}[。!]?)"
    r"|(?<=[。!?”)\]】])\s{0,20}(?:扫码|扫描|长按|识别|扫一扫|点击)[^。!?]{0,30}"
    r"(?:二维码|关注|下载|客户端|app|公众号|名片)[^。!?]{0,30}[。!]?"
    rf"|(?<=[。!?”)\]】a-z\d])\s{{0,20}}(?:{_REPLY_BOX}))\s{{0,40}}\Z"
)
_TRIGGERS = (
    *CREDIT_WORDS, "返回", "查看", "分享", "举报", "原文", "阅读", "更多", "扫", "长按", "识别", "点击", "报料", "爆料",
    "热线", "专席", "投稿",
    "声明", "申明", "提示", "说明", "版权", "转载", "授权", "侵", "仅供", "风险", "不构成", "不代表", "观点", "图源", "题图",
    "图片", "展开", "notice", "disclaimer", "真实性", "准确性",
)  # fmt: skip
_CREDIT_TRIGGER = re.compile("|".join((*CREDIT_WORDS, "图片", "图源", "题图")))
_ANY_TRIGGER = re.compile("|".join(_TRIGGERS))
_SENTENCE_START = re.compile("[。!?;…][”’」』)\\]】〗]{0,2}|\\s{2,}|[\\])】〗](?=[^。,;]{6})")
_SENTENCES = re.compile("[。!?;]")
# Sentences of a notice that are none themselves: 本文首发于…, 作者…
_ABOUT_ITSELF = re.compile(r"\s*[*(【]?(?:本文|本篇|文章|原文|来源|作者|素材|图片|以上|转自)")
_WINDOW = 200
_CREDIT_WINDOW = 100
_NOTICE_WINDOW = 700


def is_notice(words: str) -> bool:
    """Whether a folded line is a notice as a whole: marked as one, or made of little but such phrases."""
    if len(words) > 400 or _ANY_TRIGGER.search(words) is None:
        return False
    if _NOTICE.search(words) is None:
        return False
    if _MARKER.match(words) or _MARKER_BARE.match(words):
        return True
    sentences = [part for part in _SENTENCES.split(words) if part.strip() and not _ABOUT_ITSELF.match(part)]
    noticed = [len(_NOTICE.findall(part)) for part in sentences]
    if _REPORTED.search(words) or noticed.count(0) * 3 > len(sentences):
        return False
    return sum(noticed) >= 2 or len(words) <= 60


def spans_at_end(text: str, line: Line, *, is_last: bool) -> list[tuple[int, int]]:
    """Spans to drop at the end of a line (of the article, when `is_last`), as offsets of the text."""
    folded = line.folded
    end = len(folded.rstrip())
    stop = end
    while stop:
        before = stop
        window = max(0, stop - (_WINDOW if is_last else _CREDIT_WINDOW))
        tail = folded[window:stop]
        if (_ANY_TRIGGER if is_last else _CREDIT_TRIGGER).search(tail) is None:
            break
        patterns = (_GLUED, CREDIT_AT_END, IMAGE_CREDIT_AT_END) if is_last else (CREDIT_AT_END, IMAGE_CREDIT_AT_END)
        for pattern in patterns:
            found = pattern.search(tail)
            if found:
                stop = window + found.start()
                break
        else:
            if is_last:
                stop = _before_notice(folded, stop)
        stop = len(folded[:stop].rstrip())
        if stop >= before:
            break
    return [(line.start + stop, line.start + end)] if stop < end else []


def _before_notice(folded: str, stop: int) -> int:
    """Where the notice that ends at `stop` begins; `stop` when none does."""
    low = max(0, stop - _NOTICE_WINDOW)
    starts = [low] if low == 0 else []
    starts += [low + match.end() for match in _SENTENCE_START.finditer(folded, low, stop) if match.end() < stop]
    for start in starts:  # a marker makes everything after it the notice
        piece = folded[start:stop].lstrip()
        if (_MARKER.match(piece) or _MARKER_BARE.match(piece)) and _NOTICE.search(piece):
            return start
    if not starts:
        return stop
    last = folded[starts[-1] : stop]
    if len(last) <= 160 and _NOTICE.search(last) and not _REPORTED.search(last):
        return starts[-1]
    return stop
