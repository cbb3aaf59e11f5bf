"""Traditional and simplified Chinese: `fold()` for matching, never shown, and conversion for showing.

Folding works character by character and keeps the length of the text, so a span of the folded text is the same span
of the original. Phrase-level conversion (後 as in 皇后) is for people; for matching both scripts need only meet.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

# Variants that OpenCC's single characters leave apart, as found in web text: forms for one word, never for two words
# that a reader would keep apart.
_VARIANTS = dict(
    zip(
        "著妳牠甯祇髪鬪勗栢砲濶氷灋煑衞迺廼峩歳戱戯緖晳暎晩徴徳増寛歴吿黒髙囘囬囯囶冐冩凴効勅収埀塲壊姸娯宻帋廻徃悳懐戦択毎気沢済"
        "渓満瀬焼犠猟発県砕秊窓竜経続総縁臓舎覇覚覧観訳読譲豊賛転軽辺逓遅郷鉄鉱銭錬闘関陥隠雑霊頼顕駅験騒鶏黙齢靑鄕郞淸兪凖値愼呉"
        "単図団圧囲変実対専従応恵悪拠拝揺斎栄検楽様権歩浄渉渋滝焔畳痩粋絵継繊聡荘薬蔵釈鋳険駆髄塩壱帰広庁弾戸払拡挙斉桜労営厳桟闗",
        "着你它宁只发斗勖柏炮阔冰法煮卫乃乃峨岁戏戏绪皙映晚征德增宽历告黑高回回国国冒写凭效敕收垂场坏妍娱密纸回往德怀战择每气泽济"
        "溪满濑烧牺猎发县碎年窗龙经续总缘脏舍霸觉览观译读让丰赞转轻边递迟乡铁矿钱炼斗关陷隐杂灵赖显驿验骚鸡默龄青乡郎清俞准值慎吴"
        "单图团压围变实对专从应惠恶据拜摇斋荣检乐样权步净涉涩泷焰叠瘦粹绘继纤聪庄药藏释铸险驱髓盐壹归广厅弹户拂扩举齐樱劳营严栈关",
        strict=True,
    )
)

# Bump by hand when the rules here change; OpenCC's own tables come with its version.
FOLDER_VERSION = f"1/opencc-{version('opencc')}"

_LAST = 0x32000  # no assigned ideograph lies beyond; what does is left alone


def fold(text: str) -> str:
    """`text` for matching: simplified, half-width, lower case, each character for itself.

    Promises `len(fold(text)) == len(text)`, `fold(text[i:j]) == fold(text)[i:j]` and `fold(fold(text)) == fold(text)`.
    Changed are: characters that OpenCC `t2s` converts when asked alone, listed variants, compatibility and radical
    forms of ideographs, U+FF01-FF5E and U+3000, and letters whose lower case is one character.
    """
    if text.isascii():
        return text.lower()
    import numpy

    codes = numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=numpy.uint32)
    table = _table()
    folded = table[numpy.minimum(codes, _LAST)]
    if codes.max() >= _LAST:
        folded = numpy.where(codes >= _LAST, codes, folded)
    result = folded.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    assert len(result) == len(text)
    return result


def to_simplified(text: str) -> str:
    """`text` in simplified script, phrase by phrase. For showing, marked as converted."""
    return str(_converter("t2s").convert(text))


def to_traditional(text: str) -> str:
    """`text` in traditional script, phrase by phrase. For showing, marked as converted."""
    return str(_converter("s2t").convert(text))


def is_traditional(text: str) -> bool:
    """Whether most characters that tell the scripts apart are traditional. False when none does."""
    simplified, traditional = _telling_characters()
    return sum(map(traditional.__contains__, text)) > sum(map(simplified.__contains__, text))


@cache
def _converter(name: str) -> Any:
    from opencc import OpenCC

    return OpenCC(name)


@cache
def _telling_characters() -> tuple[frozenset[str], frozenset[str]]:
    """Characters of simplified texts alone, and of traditional texts alone: 开 and 開, but not 后, which both write."""
    characters = _ideographs()

    def changed(name: str, other: str) -> frozenset[str]:
        converted = _alone(name, characters)
        return frozenset(
            old
            for old, new in zip(characters, converted, strict=True)
            if old != new and not old.encode(other, "ignore")
        )

    return changed("s2t", "big5"), changed("t2s", "gb2312")


@cache
def _table() -> numpy.ndarray[tuple[int], numpy.dtype[numpy.uint32]]:
    """The folded code point of every code point up to `_LAST`, from about 0.1 s of work on first use."""
    import numpy

    steps = _steps()
    table = numpy.arange(_LAST + 1, dtype=numpy.uint32)
    for character in steps:
        folded = character
        for _ in range(8):  # a variant may lead to a traditional form, that to a simplified one
            following = steps.get(folded, folded)
            if following == folded:
                break
            folded = following
        table[ord(character)] = ord(folded)
    table.setflags(write=False)
    return table


def _steps() -> dict[str, str]:
    """One folding step for each character that has one; a listed variant outranks OpenCC."""
    steps = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " "}
    for code in range(_LAST):
        lower = chr(code).lower()
        if len(lower) == 1 and lower != chr(code) and code not in range(0xFF01, 0xFF5F):
            steps[chr(code)] = lower
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)):
        canonical = unicodedata.normalize("NFKC", chr(code))
        if len(canonical) == 1 and canonical != chr(code):
            steps[chr(code)] = canonical
    characters = _ideographs()
    steps.update(
        (character, simple)
        for character, simple in zip(characters, _alone("t2s", characters), strict=True)
        if simple != character
    )
    return steps | _VARIANTS


def _ideographs() -> list[str]:
    return [chr(code) for code in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, _LAST))]


def _alone(name: str, characters: list[str]) -> list[str]:
    """Each character converted alone (itself when the result is not one character)."""
    converted = str(_converter(name).convert("\n".join(characters))).split("\n")  # a line break parts phrases
    return [new if len(new) == 1 else old for old, new in zip(characters, converted, strict=True)]
