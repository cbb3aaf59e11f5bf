"""Credits of editors, proofreaders and pictures, as lines and at the end of lines. Patterns are over folded text.

Authors, reporters and sources are not among them: they are metadata, and people ask for them.
"""

from __future__ import annotations

import re

# These never start a sentence's last words; the others do (编辑 is a verb too) and need a boundary before them.
_SURE_ROLES = (
    "责任编辑|执行编辑|值班编辑|流程编辑|美术编辑|视觉编辑|视频编辑|新媒体编辑|值班主编|值班主任|责编|图编|美编|文编|编审|编校|审校|校审|校对|"
    "责校|核校|初审|复审|终审|一审|二审|三审|审核|审签|签审|签发|监制|总监制|总策划|出品人"
)
_OTHER_ROLES = "编辑|主编|副主编|总编|总编辑|审读|审稿|审|视觉|排版|制图|制作|策划|统筹|运营|设计|海报|视频|剪辑|摄影|摄像|拍摄|编发|编制"
_ROLE = f"(?:本期|今日|本版|实习)?(?:{_SURE_ROLES}|{_OTHER_ROLES})"
_SURE = f"(?:本期|今日|本版|实习)?(?:{_SURE_ROLES})"
_HAN = f"(?:(?!{_SURE_ROLES}|编辑|视觉|排版|统筹)[一-龥])"
_NAME = rf"(?:{_HAN}{{2,4}}(?:·{_HAN}{{1,6}})?|{_HAN}\s{{1,2}}{_HAN}|[a-z][\w.]{{0,15}}(?:\s[a-z]\w{{0,15}})?)"
_NAMES = rf"{_NAME}(?:[、,/\s]{{1,3}}{_NAME}){{0,5}}"
_COLON = r"\s{0,3}[:|/丨·│]\s{0,3}"
_AFTER = rf"(?:{_COLON}(?:{_NAMES})?|\s{{1,3}}{_NAMES})"
_UNIT = f"{_ROLE}{_AFTER}"
_JOINT = r"[\s,;|/、·丨│]{0,4}"
_CODE = r"(?:\s?[a-z]{1,2}\d{3,5})?"
_UNITS = rf"{_UNIT}{_CODE}(?:{_JOINT}{_UNIT}{_CODE}){{0,8}}"

CREDIT_LINE = re.compile(rf"[(\[【〔<]?\s{{0,3}}{_UNITS}\s{{0,3}}[)\]】〕>]?[。;]?")
# At the end of a line: in brackets; after a boundary; or glued, when the role is sure.
CREDIT_AT_END = re.compile(
    rf"\s{{0,12}}(?:[(\[【〔]\s{{0,3}}{_UNITS}\s{{0,3}}[)\]】〕]|(?<=[。!?…”’」』)\]】〕\s~])\s{{0,12}}{_UNITS}"
    rf"|{_SURE}{_AFTER}{_CODE}(?:{_JOINT}{_UNIT}{_CODE}){{0,8}})\s{{0,12}}[。]?\Z"
)
CREDIT_WORDS = (
    "编辑",
    "责编",
    "校对",
    "编审",
    "审核",
    "监制",
    "终审",
    "图编",
    "美编",
    "审校",
    "签发",
    "摄影",
    "视觉",
    "制图",
)

_PICTURE = (
    "(?:图片来源|图片来自|图片自|图片由|图源|图据|图自|题图来源|题图来自|题图|配图|封面图?|头图|插图|资料图片?|本文图片|来源图片|"
    "图片|制图|供图|图)"
)
_SOURCE = "(?:本文)?(?:图片来源|图片来自|图源|图据|图自|题图来源|题图来自|来源图片|供图)"
# A bare 图: may open a caption, which is text; only a name or a site after it makes a credit.
_SIGN = r"[(\[【▲△↑↓▼*\s]*"
IMAGE_CREDIT_LINE = re.compile(
    rf"{_SIGN}(?:{_SOURCE}\s?[:/|丨]\s?[^。,]{{1,30}}|{_PICTURE}\s?[:/|丨]\s?[^。,]{{1,8}}|(?:本文)?(?:图片|配图|题图|插图)均?(?:来自|来源于?|源自|由)[^。]{{1,30}}"
    rf"|(?:图片)?来源网络.{{0,20}}|[^。,:]{{2,24}}(?:供图|/图|绘图)|(?:摄影|摄|绘图|制图)\s?[:/|丨]\s?[^。]{{1,30}})[)\]】。\s]*"
)
IMAGE_CREDIT = re.compile(
    rf"[(【\[](?:{_PICTURE}\s?[:/|丨](?!文)|(?:图片|配图|题图)(?:来自|来源)|图源|图据)[^()【】\[\]\n。]{{0,40}}[)】\]]"
)
IMAGE_CREDIT_AT_END = re.compile(
    r"(?<=[。!?”)\s])\s{0,6}(?:本文)?(?:图片来源|图片来自|图源|题图来源|题图)\s?[:/|]?\s?[^。!?\n]{1,30}\Z"
)
