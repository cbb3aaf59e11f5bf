"""People whom only the index knows as speakers."""

import pytest

from rag.known_speakers import analyse_with

POSTERS = ("半山腰的咸鱼", "王", "大学", "老渡船")


@pytest.mark.parametrize(
    ("question", "speakers", "matter"),
    [
        ("网友半山腰的咸鱼怎么看拆迁补偿?", ("半山腰的咸鱼",), "拆迁补偿"),
        ("半山腰的鹹魚怎麼看拆遷補償？", ("半山腰的鹹魚",), "拆遷補償"),
        ("半山腰的咸鱼说了什么?", ("半山腰的咸鱼",), ""),
        ("山顶的螃蟹怎么看拆迁补偿?", (), "山顶的螃蟹怎么看拆迁补偿"),
    ],
)
def test_posters_are_known_by_the_nicknames_of_the_index(question, speakers, matter):
    found = analyse_with(question, lambda: POSTERS)
    assert (found.speakers, found.matter) == (speakers, matter)


def test_the_index_is_not_asked_where_nobodys_words_are_wanted():
    def never():
        raise AssertionError("asked")

    assert analyse_with("拆迁补偿有多少钱?", never).speakers == ()
    assert analyse_with("赵六怎么看拆迁补偿?", never).speakers == ("赵六",)
