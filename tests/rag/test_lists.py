import pytest

from rag.lists import Enumeration, asked_count, enumerations


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        (
            ["路有三条。", "第一条，租。", "便宜。", "第二条，买。", "第三条，借。", "完了。"],
            [Enumeration(0, (1, 3, 4))],
        ),
        (["原因有二。", "一是没有钱。", "二是没有人。"], [Enumeration(0, (1, 2))]),
        (["首先，看价钱。", "其次，看质量。", "最后，看服务。"], [Enumeration(None, (0, 1, 2))]),
        (["如下：", "1. 租", "2. 买"], [Enumeration(0, (1, 2))]),
        (["第一次见面。", "第二天下雨。"], []),
        (["第二条路，买。", "第三条路，借。"], []),
        (["第一条，租。", *["话。"] * 20, "第二条，买。"], []),
        ([], []),
    ],
)
def test_items_follow_each_other(sentences, expected):
    assert list(enumerations(sentences)) == expected


@pytest.mark.parametrize(
    ("question", "count"), [("有哪四条路径?", 4), ("哪三大關口?", 3), ("3个原因是什么?", 3), ("为什么?", None)]
)
def test_how_many_are_asked_for(question, count):
    assert asked_count(question) == count
