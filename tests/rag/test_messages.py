import re

import pytest

from rag import messages
from rag.messages import is_refusal, message, suggested, without_notes
from rag.questions import analyse
from rag.refusal_words import nearest
from rag.types import Evidence

TABLES = (messages._CHINESE, messages._ENGLISH, messages._JAPANESE)


def test_every_language_says_the_same_things_of_the_same_values():
    for table in TABLES[1:]:
        assert set(table) == set(TABLES[0])
        for key, text in table.items():
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", TABLES[0][key])), key


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en", "ja"])
@pytest.mark.parametrize("key", messages._REFUSALS)
def test_a_refusal_is_known_again_from_its_text(key, language):
    values = {name[1:-1]: "伞{0}" for name in re.findall(r"\{\w+\}", TABLES[0][key])}
    assert is_refusal(message(key, language, **values))


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en", "ja"])
def test_a_suggestion_is_read_back_from_its_text(language):
    assert (
        suggested("…" + message("did_you_mean", language, questions="“小林怎么看伞”、“小凌怎么看伞”"))
        == "小林怎么看伞?"
    )


def _evidence(text):
    return Evidence(1, 1, "a.txt", "雨伞店的一年", text, 0, len(text), 0.5)


@pytest.mark.parametrize(
    ("question", "text", "lack"),
    [
        ("雨伞店去年卖了多少把伞?", "雨伞店的伞卖得很好。", "没有所问的数字"),
        ("雨伞店是哪一年开的?", "雨伞店开在车站。", "没有所问的时间"),
        ("雨傘店的櫥窗是誰設計的?", "雨伞店开在车站。", "沒有說到“櫥窗"),
        ("How many umbrellas were sold?", "雨伞店的伞卖得很好。", "no such number"),
        ("雨伞店は何本売りましたか？", "雨伞店的伞卖得很好。", "ただし"),
    ],
)
def test_the_nearest_sentence_is_quoted_with_what_it_lacks(question, text, lack):
    said = nearest(_evidence(text), analyse(question))
    assert "雨伞店的一年" in said
    assert text.rstrip("。") in said
    assert lack in said


def test_a_long_sentence_is_cut():
    assert len(nearest(_evidence("伞" * 300), analyse("雨伞店的橱窗是谁设计的?"))) < 150


def test_a_note_on_a_missing_part_is_no_part_of_what_was_said() -> None:
    for language in ("zh-Hans", "zh-Hant", "en", "ja"):
        note = message("part_missing", language, name="贺兰")
        assert without_notes(f"林岚得了第二名。[1]{note}") == "林岚得了第二名。[1]"
