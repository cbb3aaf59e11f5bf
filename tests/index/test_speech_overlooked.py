"""Speakers whom tags hide: compound surnames, names with hyphens, who reported something, jobs that one person holds."""

import pytest

from index.speech.quotemarks import find_quoted
from index.speech.reading import follow, read
from index.speech.roles import Role, who_has


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param("河边中学的欧阳小舟表示，今年的书很好。", ["欧阳小舟"], id="a surname of two characters"),
        pytest.param("投资者凯文-奥利弗在一次采访中表示，书店会越来越多。", ["凯文-奥利弗"], id="a hyphen"),
        pytest.param("河边派出所接群众林女士报警，称自家的小狗走失了两天。", ["林女士"], id="who reported it"),
        pytest.param("林女士的儿子表示，书店明天还会开门。", ["林女士的儿子"], id="somebody's son"),
        pytest.param("据书店老板所述，今年的客人比去年多了三成。", ["书店老板"], id="as somebody tells it"),
    ],
)
def test_hidden_subjects_are_found(text: str, speakers: list[str]) -> None:
    assert [each.speaker for each in read(text)] == speakers


def test_what_follows_in_the_sentence_is_another_report() -> None:
    text = "店主王秋表示，书店明年还会开门，读者林舟认为书价有些高。"
    assert [(each.speaker, text[each.span.start : each.span.end]) for each in read(text)] == [
        ("王秋", "书店明年还会开门"),
        ("林舟", "书价有些高"),
    ]


def test_a_pronoun_of_one_is_nobody_of_many() -> None:
    text = "店主王秋说，书店搬到了河边。许多人都来道贺。他表示，明年还想再开一家书店。"
    assert [each.speaker for each in read(text)] == ["王秋", "王秋"]


def test_somebody_whose_mood_a_sentence_is_about_is_meant_by_the_pronoun() -> None:
    reader = follow("顾客没有来。不过王秋的心态很好。他表示，明天还会开门。")
    assert [each.speaker for each in reader.found] == ["王秋"]


ROLES = (Role("负责人", "河边书店", "王秋"), Role("", "", "林女士"), Role("工作人员", "区文旅局", "陈舟"))


@pytest.mark.parametrize(
    ("noun", "name"),
    [
        ("该书店负责人", "王秋"),
        ("负责人", "王秋"),
        ("一名女子", "林女士"),
        ("另一名负责人", None),
        ("码头负责人", None),
        ("工作人员", None),
        ("多名女子", None),
        ("一名男子", None),
    ],
)
def test_a_job_that_one_person_holds_names_that_person(noun: str, name: str | None) -> None:
    assert who_has(ROLES, noun) == name


def test_a_job_of_two_people_names_neither() -> None:
    assert who_has((*ROLES, Role("负责人", "南岸书店", "林舟")), "书店负责人") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("王秋说：“书店在河边，今天开门。“明天也开门。”", ["书店在河边，今天开门。", "明天也开门。"]),
        ("王秋说，”书店在河边，今天不开门”。", ["书店在河边，今天不开门"]),
    ],
)
def test_marks_that_do_not_pair_still_hold_words(text: str, words: list[str]) -> None:
    folded = text.replace("，", ",").replace("：", ":")
    assert [folded[each.start : each.end].replace(",", "，") for each in find_quoted(folded)] == words


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("网上流传的一篇帖文称，河边的书店下周就要搬走。", "帖文", id="a post"),
        pytest.param("此外，街上的一些观察家也指出，读者正在回到书店。", "观察家", id="somebody without a name"),
        pytest.param("林知远家属向河边新闻记者确认，书店已经卖掉了。", "林知远家属", id="told to a journalist"),
    ],
)
def test_the_noun_before_a_plain_verb_of_speech_speaks(text: str, speaker: str) -> None:
    (quotation,) = read(text)
    assert speaker in quotation.speaker and "记者" not in quotation.speaker


def test_a_caption_does_not_speak() -> None:
    assert all(
        "图源" not in each.speaker and "资料" not in each.speaker
        for each in read("书店门前 资料图报道称，书店会搬走。")
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("邻国大使林知远就此强调，书店的决定只会伤害读者。", id="on this"),
        pytest.param("河边市教育局发说明称已经买下那间书店，但还没有收到回复。", id="by a note"),
        pytest.param("店主王秋表示的确是在河里找到了那本书。", id="indeed after the verb"),
        pytest.param("书店馆长王秋24日谴责对方行为是“对读者的不敬”。", id="a clause that is condemned"),
    ],
)
def test_rarer_turns_report(text: str) -> None:
    assert [each.direct for each in read(text)] == [False]


def test_what_somebody_knows_is_theirs() -> None:
    text = "记者致电书店，店主王秋说，书屋还在。据他了解，旧书中午已经送到了仓库。"
    assert [each.speaker for each in read(text)] == ["王秋", "王秋"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("央视报道称，在店主林知远看来，书价已经涨得太快了。", id="a broadcaster without an ending"),
        pytest.param("加拿大书业广播公司(CBK)称，店主林知远表示，书价已经涨得太快了。", id="a company"),
    ],
)
def test_who_is_reported_speaks_and_not_the_paper(text: str) -> None:
    assert [each.speaker for each in read(text)] == ["林知远"]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param("王秋华要求，各书店要尽快把旧书送到仓库，做好登记。", ["王秋华"], id="somebody demands"),
        pytest.param("按照王秋华馆长在会上的讲话要求，各书店已经把旧书送到仓库。", [], id="what somebody demanded"),
        pytest.param("旧书屋是河边三间书店的概称，也是一个读书会的名字。", [], id="a name for several"),
    ],
)
def test_a_demand_is_a_report_when_somebody_makes_it(text: str, speakers: list[str]) -> None:
    assert [each.speaker for each in read(text)] == speakers
