import pytest

from index.names import canonical, find_people, same_person, short_forms, without_honorific


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("研究所所长林知远说", ["林知远"]),
        ("青禾科技創始人、CEO 周牧野則認為", ["周牧野"]),
        ("意大利文化部长詹纳罗·桑吉里证实", ["詹纳罗·桑吉里"]),
        ("顾女士和王师傅都来了", ["顾女士", "王师傅"]),
        ("Mary Holt 和陈静波在会上", ["Mary Holt", "陈静波"]),
        ("文明的高水平与幸福感", []),
        ("公司董事长欧阳明远表示", ["欧阳明远"]),
    ],
)
def test_finds_people(text: str, names: list[str]) -> None:
    assert [person.name for person in find_people(text)] == names


def test_offsets_are_of_the_text_as_given() -> None:
    text = "昨天，經濟學家蘇慕白在會上說。"
    for person in find_people(text):
        assert text[person.start : person.end] == person.name


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("林知远", "知远", True),
        ("周鴻禕", "周鸿祎", True),
        ("周鸿祎", "周總", True),
        ("山姆·奧特曼(Sam Altman)", "奥特曼", True),
        ("Mary Holt", "Holt", True),
        ("林知远", "林爷爷", True),
        ("林爷爷", "林奶奶", False),
        ("岸田文雄", "岸田", True),
        ("Lin Zhiyuan", "林知远", True),
        ("Zhiyuan Lin", "林知遠", True),
        ("Lin Zhixing", "林知远", False),
        ("Lin", "林知远", False),
        ("林知远", "林知行", False),
        ("林知远", "周总", False),
        ("林知远", "林", False),
        ("", "林", False),
    ],
)
def test_same_person(first: str, second: str, same: bool) -> None:
    assert same_person(first, second) is same
    assert same_person(second, first) is same


def test_canonical_is_one_spelling() -> None:
    assert canonical(" 瑪麗•霍特（Mary Holt）") == canonical("玛丽·霍特")


def test_short_forms_leave_out_words_of_the_language() -> None:
    assert short_forms("玛丽·霍特") == ("玛丽", "霍特")
    assert short_forms("李文化") == ()


def test_an_honorific_leaves_a_full_name_but_not_a_surname() -> None:
    assert without_honorific("林知远先生") == "林知远"
    assert without_honorific("林先生") == "林先生"
