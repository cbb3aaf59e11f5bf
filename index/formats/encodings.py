"""Bytes to text: UTF-8, UTF-16 and UTF-32 by their marks and structure, GB18030 and Big5 by what they would say.

Short GBK and Big5 texts fool detectors that look at bytes, so both decodings are made and the one whose characters are
the common ones of Chinese is taken. Anything else is left to charset-normalizer.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import log

from index.errors import BinaryFileError, EmptyFileError, EncodingError
from index.scripts import fold

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "big5": "cp950", "big5-hkscs": "big5hkscs"}
_CHINESE = ("gb18030", "cp950", "big5hkscs")
_WIDE = ("utf-16-le", "utf-16-be")

# The most frequent characters of news and encyclopaedia text, most frequent first (counted, simplified).
_FREQUENT = (
    "的一是不在人中国大有为年日了和发行上月时市公会业动地生区文出部作新对工到全成来以家进个等民正方开多于法现高要通分学力"
    "下务者员能后安关展经长实场水这用理报前同将资体化合主事过建保们自元期与提加道重及金网海车台产本子表他北任机示可美心电"
    "司据天次小其定面政目我度交间入记持活内强平应路查点名东量当情设被位最万社并利也南外好至信管数更服运局防品题就近警此省"
    "性风责受西联所之基已都物比制明相计股流第山调向看共院得队科增线原特项还门标三处回起该京布续雨源委总解系意预推程称从组"
    "州式收指消案息说气河立规广里办导城企站集某供各投视营今施级众支因商江传而军代两议村接党手问件着求达医编创客证女告团价"
    "口降救华造治但技如无险步斯由号常护参游费打专影教统亿整升监群环色济育球然二结单质青取领深县需带助辑种书老或身研境知未"
    "周况认让做米域格引赛决户完约举图注确响港积战直果张术少灾四感没转超态放显非友权协限头去清备首获份率际十准效尔复闻益志"
    "排构优些使极别选房先林王校反值策检类孩克条急精改亚宣职快观府包频给范士走形易型旅世园空很速红热阳严落较德援健段农融么"
    "李列具势演根铁师界象每己请识居乐镇马织违播余爱害低银想额节洪见财男变律款致儿采维她半温愿康执罗边食搜官容龙断存拉暴星"
    "火随依连普模黄乡兰样审置控均料习副纪只干返装论划围难季景障负再究考验罪光央福送诉历属义住察击话街湾兴字苏涉足介神双真"
    "航馆始何停评充票失即坚亲措言片店往宁减销望便卫声博英照测除核五午药售湖切命白香则讯满把净继犯俄太什离络退才帮绍批截功"
    "讲配货突智养紧微媒班夏券武承互购云花百陈密故稳石你移临终例巴争涨越牌许病晚卡派担几挥油川促辆室训按史古岛止刘底培占修"
    "吗呢吧您它谁哪怎那错对谢买卖笑哭听写读跑吃喝睡早夜春秋冬东鱼鸟树草叶父母兄弟姐妹朋爸妈奶爷"
)
_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》「」『』…—·　～【】％")
_INVISIBLE = frozenset("\xa0\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\ufeff\u3000")
_OTHER = re.compile(r"[^\x00-\x7f]")
_OTHER_RUN = re.compile(r"[^\x00-\x7f]+")
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 4000
_PLAUSIBLE = -10.0


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the codec that gave it."""

    text: str
    encoding: str


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """The text of `data`, a byte order mark left out and newlines as they were.

    `declared` is an encoding that the file claims (an HTML charset): tried first, believed only if the text makes
    sense. A few damaged bytes become U+FFFD. Raises EmptyFileError, BinaryFileError or EncodingError.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(Decoded(data[len(mark) :].decode(encoding, "replace"), encoding))
    if not data.strip():
        raise EmptyFileError("the file is empty.")
    if data.count(0) > len(data) // 100:
        return _checked(_wide(data))
    strict = _strictly(data, "utf-8")
    if strict is not None:
        return _checked(Decoded(strict, "utf-8"))
    if declared is not None:
        claimed = _claimed(data, declared)
        if claimed is not None:
            return _checked(claimed)
    return _checked(_guess(data))


def plausibility(text: str) -> float:
    """How common the characters of `text` beyond ASCII are in Chinese: a mean log probability, 0 for none at all."""
    sample = "".join(islice((match.group() for match in _OTHER_RUN.finditer(text)), _SAMPLE))[:_SAMPLE]
    if not sample:
        return 0.0
    ranks, common = _ranks(), _common()
    counts = Counter(fold(sample))
    return sum(count * _weight(character, ranks, common) for character, count in counts.items()) / len(sample)


def _weight(character: str, ranks: dict[str, float], common: frozenset[str]) -> float:
    known = ranks.get(character)
    if known is not None:
        return known
    if character in common:
        return -9.5
    if "\u4e00" <= character <= "\u9fff":
        return -13.0
    if unicodedata.category(character) in ("Cc", "Co", "Cn", "Cs") or character >= "\U00020000":
        return -20.0
    return -8.0 if character in _INVISIBLE else -12.0


@cache
def _ranks() -> dict[str, float]:
    """Log probability by rank (Zipf with a flat head, which fits Chinese characters)."""
    total = sum(1 / (rank + 30) for rank in range(3000))
    ranks = {character: -log((rank + 30) * total) for rank, character in enumerate(dict.fromkeys(_FREQUENT))}
    return ranks | {character: -4.0 for character in fold("".join(_PUNCTUATION))} | dict.fromkeys(_PUNCTUATION, -4.0)


@cache
def _common() -> frozenset[str]:
    """The first levels of GB2312 and Big5: the characters that schools teach."""
    simplified = bytes(byte for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) for byte in (high, low))
    traditional = bytes(
        byte for high in range(0xA4, 0xC7) for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF)) for byte in (high, low)
    )
    return frozenset(fold(simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore")))


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _claimed(data: bytes, declared: str) -> Decoded | None:
    """`data` as the file says it is, if that gives Chinese or a text that never needed a claim."""
    name = declared.strip().lower()
    encoding = _ALIASES.get(name, name)
    text = _strictly(data, encoding) if encoding not in _WIDE else None
    if text is None or "�" in text or plausibility(text) < _PLAUSIBLE:
        return None
    return Decoded(text, encoding)


def _wide(data: bytes) -> Decoded:
    """UTF-16 or UTF-32 without a mark, by its zero bytes."""
    if len(data) % 4 == 0 and data.count(0) >= len(data) // 2:
        for encoding in ("utf-32-le", "utf-32-be"):
            text = _strictly(data, encoding)
            if text is not None:
                return Decoded(text, encoding)
    candidates = [Decoded(data[: len(data) // 2 * 2].decode(encoding, "replace"), encoding) for encoding in _WIDE]
    best = max(candidates, key=lambda candidate: _score(candidate.text))
    if _score(best.text) < _PLAUSIBLE or best.text.count("\0") > len(best.text) // 1000:
        raise BinaryFileError("not text (it holds zero bytes).", hint="Remove it, or convert it to txt, html or pdf.")
    return best


def _score(text: str) -> float:
    """Plausibility in which ASCII letters count as ordinary and control characters as nonsense."""
    sample = text[: 4 * _SAMPLE]
    if not sample:
        return -20.0
    other = _OTHER.findall(sample)
    plain = len(sample) - len(other)
    strange = len(_CONTROL.findall(sample)) + sample.count("\0")
    return (plausibility(sample) * len(other) - 5.0 * (plain - strange) - 20.0 * strange) / len(sample)


def _guess(data: bytes) -> Decoded:
    """The most plausible decoding that has no error, else one with few, else what charset-normalizer says."""
    strict = [Decoded(text, name) for name in _CHINESE if (text := _strictly(data, name)) is not None]
    if not data.isascii() and len(data) % 2 == 0:
        strict += [Decoded(text, name) for name in _WIDE if (text := _strictly(data, name)) is not None]
    best = _most_plausible(strict)
    if best is not None:
        return best
    damaged = [Decoded(data.decode(name, "replace"), name) for name in ("utf-8", *_CHINESE)]
    best = _most_plausible(candidate for candidate in damaged if _little_damage(candidate.text))
    return best or _by_library(data)


def _most_plausible(candidates: Iterable[Decoded]) -> Decoded | None:
    scored = [(_score(candidate.text), candidate) for candidate in candidates]
    if not scored:
        return None
    score, best = max(scored, key=lambda pair: pair[0])
    return best if plausibility(best.text) >= _PLAUSIBLE and score >= _PLAUSIBLE else None


def _little_damage(text: str) -> bool:
    """Whether nine characters in ten are sound: then the article is worth having, its damage shown as U+FFFD."""
    return text.count("�") <= 2 + len(_OTHER.findall(text)) // 10


def _by_library(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    if best is not None:
        text = data.decode(best.encoding, "replace")
        if text.count("�") <= len(text) // 100 and len(_CONTROL.findall(text)) <= len(text) // 100:
            return Decoded(text, best.encoding)
    if len(_CONTROL.findall(data[:10_000].decode("latin-1"))) > len(data[:10_000]) // 20:
        raise BinaryFileError("not text.", hint="Remove it, or convert it to txt, html or pdf.")
    raise EncodingError("its encoding could not be made out.", hint="Save it as UTF-8.")


def _checked(decoded: Decoded) -> Decoded:
    """`decoded`, unless it is blank or binary."""
    if not decoded.text.strip("\ufeff\0 \t\r\n\f\v\u3000\xa0"):
        raise EmptyFileError("the file is empty.")
    if len(_CONTROL.findall(decoded.text)) + decoded.text.count("\0") > 2 + len(decoded.text) // 50:
        raise BinaryFileError(
            "not text (it holds control characters).", hint="Remove it, or convert it to txt, html or pdf."
        )
    return decoded
