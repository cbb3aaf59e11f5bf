"""Names that the tagger does not know, and what is taken for a name or for speech and is neither."""

import pytest

from index.speech.reading import follow, read


def found(text: str) -> list[tuple[str, str]]:
    return [(each.speaker, text[each.span.start : each.span.end]) for each in read(text)]


def test_a_name_before_verbs_of_speech_is_somebody() -> None:
    text = "副国务卿纽兰周一到访河边。店主王秋说，她很高兴。纽兰说，书店很安静。她强调，明年还会再来。"
    assert found(text)[1:] == [("纽兰", "书店很安静"), ("纽兰", "明年还会再来")]


def test_a_name_with_a_hyphen_after_one_sound_is_whole() -> None:
    assert [each.speaker for each in read("新闻秘书让-皮埃尔24日说，书店会越来越多。")] == ["让-皮埃尔"]


def test_a_short_institution_is_given_in_full_when_the_article_does() -> None:
    text = "国家安全部上月开了一间书屋。国安部表示，书屋欢迎所有读者。"
    assert found(text) == [("国家安全部", "书屋欢迎所有读者")]


def test_a_short_institution_stays_when_no_words_spell_it() -> None:
    assert found("河边的国营大安旧货部关了门。国安部表示，书屋欢迎所有读者。")[-1][0] == "国安部"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("林小舟点头承认，并同意明天把书还给书店。", id="another act follows"),
        pytest.param("双方签字确认，于当天把书还给了书店。", id="signing"),
        pytest.param("在店主林知远披露书单后，读者从各地赶来买书。", id="when something was disclosed"),
        pytest.param("当大家觉得书店快要关门的时候，一位老人走了进来。", id="when everybody thought"),
        pytest.param("林知远随后提出上诉，案件将在明年开庭。", id="an appeal"),
        pytest.param("书店加强对读者的引导、提示，远离危险的书架。", id="a noun among nouns"),
    ],
)
def test_these_are_no_speech(text: str) -> None:
    assert found(text) == []


def test_who_presides_is_no_speaker() -> None:
    text = "店主林知远到河边走访，并主持召开会议，强调要把书店办得更安静。"
    assert [each.speaker for each in follow(text).found] == ["林知远"]


def test_words_end_before_what_they_stirred_up() -> None:
    text = "读者林女士称，自己在书店里丢了一只猫，引起网友广泛关注。"
    assert found(text) == [("林女士", "自己在书店里丢了一只猫")]


def test_papers_comment_after_a_colon() -> None:
    text = "小城书店关门，多家媒体发表评论。河边晚报：书店不该只靠一个人撑着，邻居们也可以多来坐坐。"
    assert found(text) == [("河边晚报", "书店不该只靠一个人撑着，邻居们也可以多来坐坐")]


def test_a_source_after_a_colon_is_no_comment() -> None:
    assert found("小城书店昨天关门。来源河边晚报：记者林知远报道了书店关门的经过和邻居们的心情。") == []


def test_whom_they_are_goes_back_to_some_people() -> None:
    text = "对于书店关门，有人表示惋惜。他们认为，小城的读者太少了。"
    assert found(text) == [("有人", "小城的读者太少了")]


def test_whom_the_newsroom_contacted_is_meant_by_the_pronoun() -> None:
    text = "一名男子认为书店太吵。记者与短片作者取得联系，他说，那天下着小雨。"
    assert ("短片作者", "那天下着小雨") in found(text)


def test_a_statement_is_its_issuers() -> None:
    text = "河边学院昨天就书店关门一事发布声明。声明称，书店将搬到学院里面。"
    assert found(text) == [("河边学院", "书店将搬到学院里面")]


def test_a_service_named_after_somebody_is_not_that_person() -> None:
    text = "副国务卿纽兰周一到访河边。纽兰说，书店很安静。纽兰气候服务局称，今年的夏天会更热。"
    assert [each.speaker for each in read(text)] == ["纽兰", "纽兰气候服务局"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "纪检组组长仁青多杰告诉记者，书屋明年还会开门。仁青多杰说，她很高兴。", "仁青多杰", id="of no known kind"
        ),
        pytest.param(
            "央行行长石田和夫曾表示，书价还会再涨一些。", "石田和夫", id="a Japanese one parted by a conjunction"
        ),
    ],
)
def test_a_name_of_four_characters_after_a_title_is_somebody(text: str, speaker: str) -> None:
    assert {name for name, _ in found(text)} == {speaker}


def test_nouns_after_a_title_are_no_name() -> None:
    assert "团队成员" not in {name for name, _ in found("专家团队成员表示，书屋很好。专家团队成员说，明年再来。")}
