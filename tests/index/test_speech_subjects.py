"""Who the subject of a verb of speech is where another noun stands nearer, and names that the tagger misreads."""

import pytest

from index.names import find_people
from index.scripts import fold
from index.speech.people import find_everyone
from index.speech.reading import follow


def speakers(text: str) -> list[str]:
    return [each.speaker for each in follow(text).found]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("王先生推着车来到河边，边招手边喊：“等等！我把书带来啦。”", "王先生", id="while doing"),
        pytest.param("店主听后放下书本，转身对着保安大声嚷嚷：“书店还没有关门！”", "店主", id="towards somebody"),
        pytest.param("书店里，有店员指着读者喊道“请把雨伞放在门外，地上都是水”。", "店员", id="pointing at somebody"),
        pytest.param(
            "书店里的另一名老读者，看见门开着，将王女士的雨伞收走了，并对店员说：“我先来的，不是她。”",
            "另一名老读者",
            id="after somebody's things were taken",
        ),
        pytest.param("方老师脸上带着藏不住的喜悦说：“今天来读书的人真多。”", "方老师", id="what a face shows"),
        pytest.param("店员闻讯后马上跑来抱怨：“这书太旧了，你看看。”", "店员", id="on hearing"),
        pytest.param("第二天，就有读者陆续回答：“愿意来帮忙的人很多。”", "读者", id="one after the other"),
        pytest.param("邮递员喊了一声：“这书店怎么又关门了。”", "邮递员", id="one sentence"),
    ],
)
def test_the_subject_of_the_sentence_speaks(text: str, speaker: str) -> None:
    assert set(speakers(text)) == {speaker}


def test_whom_a_sentence_introduces_by_name_is_meant_by_the_pronoun() -> None:
    text = "民警李静说，要守时。书店里有一名25岁的船员，他叫方旭，常来看书。他说：“小时候家里没有书。”"
    assert speakers(text)[-1] == "方旭"


def test_one_person_is_no_crowd() -> None:
    text = "当地居民担心，书店会关门。现年70岁的铃木一郎是书店的老板，这里离河边不远。他说：“没有书，我就没有话说。”"
    assert speakers(text)[-1] == "铃木一郎"


def test_what_somebody_else_says_something_about_is_no_report() -> None:
    text = "“书店没有那么多规矩。”对于店长林小舟批评读者迟到的言论，王秋这样回应道。林小舟没有回答。"
    assert speakers(text) == ["王秋"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("古籍鉴定师方洪水表示，这本书是真的。", "方洪水", id="a word in a name"),
        pytest.param("林知远回来了。他的侄女方洪水回忆说，那天在下雨。", "方洪水", id="kin"),
        pytest.param(
            "策略师克里斯蒂娜霍珀（Kristina Hopper）认为，书价会涨。", "克里斯蒂娜霍珀", id="spelt out in brackets"
        ),
        pytest.param("索菲-耐特在书店读诗。", "索菲-耐特", id="a hyphen"),
    ],
)
def test_names_are_whole(text: str, name: str) -> None:
    assert name in {person.name for person in find_everyone(text, fold(text))}


@pytest.mark.parametrize("text", ["店员闻讯后走了。", "读者陆续回答。", "景顺首席策略师来了。"])
def test_these_are_no_names(text: str) -> None:
    assert find_everyone(text, fold(text)) == ()


def test_a_long_foreign_name_after_a_title_speaks() -> None:
    assert speakers("副代表科瓦连斯基称，书店会越来越多。") == ["科瓦连斯基"]
    assert find_people("书店没有人。") == ()
