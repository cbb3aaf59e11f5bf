"""Names that the tagger sees, mended where it cut one in two or took a common word for one. Everything is folded."""

from __future__ import annotations

from index.name_lists import PLACES, SHORT_FOREIGN, SURNAMES
from index.name_shapes import TITLE_END, follows_title, is_full_name, made_of_name_characters, sounds_foreign
from index.speaking import speaks
from index.words import Word, is_word, tag_words

# Words that the tagger takes for the end of a name before them.
_AFTER = frozenset("笑向对说称则在就也还却曾并与和是于将已又为从被把跟给等说表认")


_SPEAKS = frozenset(
    "说 表示 认为 介绍 告诉 称 指出 强调 坦言 透露 回忆 提到 谈到 感慨 坦言 直言 解释 补充 写道 笑 看来".split()
)


_HEARING = frozenset("闻言 闻讯 闻声".split())  # that the tagger takes for names


_SPEAKER = 2.0  # a word of the dictionary that speaks as often as this is somebody's name (see `index.speaking`)


_ADJECTIVES = frozenset("大小多少高低新老好坏快慢早晚真假正全同满空近太很最")


_NOUN_ENDS = frozenset(
    "性感率部区市县镇乡村营证者员人水展层法图册单品馆院厅店局团队机车路桥岛湾港省州族语化式型类级度量力权费额价病"
    "药症赛季节会社网站群令观邦"
)


def tagged_names(folded: str, words: tuple[Word, ...]) -> list[tuple[int, int]]:
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
        after = words[index + 2] if index + 2 < len(words) else None
        speaks = after is not None and (after.tag in ("p", "d", "c") or folded[after.start : after.end] in _SPEAKS)
        named = follower.tag in ("nr", "nrt", "nrfg") or (word.tag == "nr" and (speaks or not is_word(given)))
        if (
            joined <= 3
            and made_of_name_characters(given)
            and TITLE_END.fullmatch(given) is None
            and (named or follows_title(folded, word.start))
            and given[-1] not in _AFTER
        ):
            return (word.start, follower.end), 2
    if word.tag not in ("nr", "nrt", "nrfg"):
        return None, 1
    used = _foreign_run(folded, words, index)
    if used > 1:
        return (word.start, words[index + used - 1].end), used
    name = folded[word.start : word.end]
    if length in (3, 4) and name[-1] in _AFTER and is_full_name(name[:-1]):
        return (word.start, word.end - 1), 1
    titled = follows_title(folded, word.start)
    # A name with a character in the middle that names seldom have.
    listed = length == 3 and name[0] in SURNAMES and (is_word(name) or (titled and word.tag == "nr"))
    if TITLE_END.fullmatch(name) or name in _HEARING:
        return None, 1
    if not is_full_name(name) and not listed and not (length >= 2 and sounds_foreign(name)):
        return None, 1
    if (_is_common(name) and not titled) or name in PLACES:
        return None, 1
    if follower is not None and _goes_on(folded, word, follower, titled=titled):
        return (word.start, follower.end), 2
    if follower is not None and titled and _swallowed(folded, word, follower):
        return (word.start, word.end + 1), 1
    return (word.start, word.end), 1


def _foreign_run(folded: str, words: tuple[Word, ...], index: int) -> int:
    """How many words from `index` on are parts of one foreign name, of which the last is a name to the tagger."""
    used = 1
    for ahead in range(index + 1, min(index + 5, len(words))):
        word = words[ahead]
        if not sounds_foreign(folded[words[index].start : word.end]):
            break
        if word.tag in ("nr", "nrt"):
            used = ahead - index + 1
        elif word.end - word.start > 1:
            break
    return used


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


def _is_common(name: str) -> bool:
    """Whether a word that the tagger's dictionary takes for a name is rather a common noun (文明, 幸福感)."""
    if len(name) == 2:
        known = name in SHORT_FOREIGN or (speaks(name) >= _SPEAKER and TITLE_END.fullmatch(name) is None)
        return is_word(name) and not known
    if not is_word(name):
        return False
    return name[-1] in _NOUN_ENDS or (is_word(name[1:]) and not tag_words(name[1:])[0].tag.startswith("nr"))
