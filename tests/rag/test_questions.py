import pytest

from rag.questions import analyse

SPEAKERS = [
    ("林知远怎么看小书店?", "opinion", ("林知远",), "小书店"),
    ("編輯林知遠如何看待電子書？", "opinion", ("林知遠",), "電子書"),
    ("林知远对电子书的看法是什么?", "opinion", ("林知远",), "电子书"),
    ("林知远认为书店应该开在哪里?", "opinion", ("林知远",), "书店应该开在哪里"),
    ("关于纸价,林知远说了什么?", "opinion", ("林知远",), "纸价"),
    ("纸价会跌吗，林知远怎么看？", "opinion", ("林知远",), "纸价会跌"),
    ("在林知远看来，慢是什么?", "opinion", ("林知远",), "慢"),
    ("林知远说了什么?", "statement", ("林知远",), ""),
    ("北方图书公司怎么看纸价?", "opinion", ("北方图书公司",), "纸价"),
    ("What did Lin Zhiyuan (林知远) say about small bookshops?", "statement", ("林知远",), "small bookshops"),
    ("What does Mary Holt think of e-books?", "opinion", ("Mary Holt",), "e-books"),
]


@pytest.mark.parametrize(("text", "form", "speakers", "matter"), SPEAKERS)
def test_whose_words_on_what(text: str, form: str, speakers: tuple[str, ...], matter: str) -> None:
    question = analyse(text)
    assert (question.form, question.speakers, question.matter) == (form, speakers, matter)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("谁说纸书会消失?", "who_said"),
        ("哪位编辑认为慢就是快?", "who_said"),
        ("“慢就是快”是谁说的?", "who_said"),
        ("Who said that paper is dead?", "who_said"),
        ("各方怎么看纸书的未来?", "all_sides"),
        ("業內如何看待紙價上漲？", "all_sides"),
        ("关于纸价,有哪些不同看法?", "all_sides"),
        ("What do experts think about paper?", "all_sides"),
        ("林知远和王秋的看法有什么不同?", "compare"),
        ("林知远和王秋对纸价的看法有什么不同?", "compare"),
        ("How do Mary Holt and John Weir differ in their views on paper?", "compare"),
        ("书店开了多少年?", "number"),
        ("书店什么时候开门?", "date"),
        ("书店有哪些不足?", "list"),
        ("总结一下这篇文章", "summary"),
        ("书店为什么开在河边?", "fact"),
        ("你好", "greeting"),
        ("Hello!", "greeting"),
        ("你能做什么?", "ability"),
        ("what can you do?", "ability"),
        ("库里有哪些文章?", "about_library"),
        ("how many articles are there?", "about_library"),
        ("有多少篇文章?", "about_library"),
        ("", "fact"),
        ("？？？", "fact"),
    ],
)
def test_forms(text: str, form: str) -> None:
    assert analyse(text).form == form


def test_two_people_are_compared_on_a_matter() -> None:
    question = analyse("林知远和王秋对纸价的看法有什么不同?")
    assert question.speakers == ("林知远", "王秋")
    assert question.matter == "纸价"


@pytest.mark.parametrize(
    "text", ["青禾科技的总部在哪个城市?", "大模型行业里谁最赚钱?", "为什么算力紧张?", "你好", "苹果怎么样?"]
)
def test_companies_and_common_nouns_are_no_persons(text: str) -> None:
    assert analyse(text).persons == ()


def test_a_company_is_an_entity() -> None:
    assert "百川智能" in analyse("百川智能的总部在哪个城市?").entities


def test_a_person_that_no_article_names_is_found_by_shape() -> None:
    assert analyse("韩若溪怎么看小厂?").persons == ("韩若溪",)
    assert analyse("马斯克怎么看小厂?").persons == ("马斯克",)


def test_a_known_speaker_is_found_by_a_short_form() -> None:
    assert analyse("知远怎么看小书店?", known_speakers=["林知远"]).speakers == ("知远",)


def test_a_romanised_name_is_that_of_a_known_speaker() -> None:
    assert analyse("What does Lin Zhiyuan think of paper?", known_speakers=["林知远"]).speakers == ("林知远",)


def test_a_question_for_a_figure_names_its_people_but_wants_nobodys_words() -> None:
    question = analyse("王慧文打算拿出多少股份?")
    assert question.persons == ("王慧文",)
    assert question.speakers == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("小书店怎么样?", "zh-Hans"),
        ("書店為什麼開在河邊?", "zh-Hant"),
        ("What did 林知远 say about books?", "en"),
        ("本はどこですか", "ja"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert analyse(text).language == language


@pytest.mark.parametrize(
    ("question", "form", "speaker", "matter"),
    [
        ("王小川は小さい会社をどう見ていますか？", "opinion", "王小川", "小さい会社"),
        ("陶哲軒はAIについて何と予測しましたか？", "opinion", "陶哲軒", "AI"),
        ("傅盛の大モデルに対する見方は？", "opinion", "傅盛", "大モデル"),
        ("王小川はほかに何と言いましたか？", "statement", "王小川", ""),
        ("方汉为什么认为创新会出自小厂?", "opinion", "方汉", "创新会出自小厂"),
    ],
)
def test_whose_words_are_wanted_in_other_wordings(question, form, speaker, matter):
    found = analyse(question)
    assert (found.form, found.speakers, found.matter) == (form, (speaker,), matter)


@pytest.mark.parametrize("question", ["林小舟在哪一年宣布退休?", "林小舟在哪个城市宣布参选?", "林小舟于何时宣布退出?"])
def test_when_and_where_something_was_announced_is_a_fact(question):
    assert analyse(question).form not in ("statement", "opinion")


@pytest.mark.parametrize("question", ["林小舟在哪些方面表示担忧?", "林小舟在什么场合说过这话?"])
def test_on_what_somebody_spoke_is_for_their_words_alone(question):
    assert analyse(question).speakers == ("林小舟",)


def test_a_japanese_question_for_a_fact_asks_for_nobodys_words():
    assert analyse("東京の天気はどうですか？").speakers == ()
