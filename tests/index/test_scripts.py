import pytest

from index.scripts import fold, is_traditional, to_simplified, to_traditional


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阿裏雲", "阿里云"),
        ("羣裏喫爲", "群里吃为"),
        ("臺灣與台灣", "台湾与台湾"),
        ("隨著", "随着"),
        ("关係與關系", "关系与关系"),
        ("百模大战", "百模大戰"),
        ("ＧＰＴ－４　Ｔｕｒｂｏ", "gpt-4 turbo"),
        ("OpenAI", "openai"),
        ("⼤模型", "大模型"),
        ("吴恩达", "吳恩達"),
        ("甯靜", "宁静"),
        ("週刊", "周刊"),
    ],
)
def test_two_spellings_fold_together(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("大", "太"), ("没", "設"), ("3.5", "35"), ("“甲”", '"甲"'), ("①", "1"), ("㍿", "株"), ("ﬁ", "fi")],
)
def test_what_differs_stays_apart(one, other):
    assert fold(one) != fold(other)


def test_letters_whose_lower_case_is_longer_stay():
    assert fold("İ中") == "İ中"


def test_conversion_for_showing_minds_phrases():
    assert to_simplified("皇后在後面") == "皇后在后面"
    assert to_traditional("皇后在后面") == "皇后在後面"


def test_the_script_is_told_by_most_characters():
    assert is_traditional("經歷了大半年的狂飆，开源与閉源")
    assert not is_traditional("经历了大半年的狂飙，開源")
    assert not is_traditional("AI 2023")
