import json
from pathlib import Path

import pytest

from index.scripts import fold
from rag.conversation import asks_for_more, nobody_meant, standalone
from rag.messages import is_refusal, message
from rag.questions import analyse

FIRST = "王小川怎么看小厂?"


@pytest.mark.parametrize(
    ("follow_up", "expected"),
    [
        ("那傅盛呢?", "傅盛怎么看小厂?"),
        ("那傅盛呢", "傅盛怎么看小厂?"),
        ("還有傅盛呢？", "傅盛怎么看小厂?"),
        ("那大厂呢?", "王小川怎么看大厂?"),
        ("他还说了什么?", "王小川还说了什么?"),
        ("他的公司叫什么?", "王小川的公司叫什么?"),
        ("为什么?", "王小川怎么看小厂，为什么?"),
        ("what about 傅盛?", "傅盛怎么看小厂?"),
        ("What else did he say?", "What else did 王小川 say?"),
        ("大模型有多少个?", "大模型有多少个?"),
        ("朱啸虎怎么看创业公司?", "朱啸虎怎么看创业公司?"),
        ("其他公司有多少家?", "其他公司有多少家?"),
        ("他们有多少人?", "他们有多少人?"),
        ("", ""),
    ],
)
def test_only_what_is_left_out_is_carried_over(follow_up, expected):
    assert standalone(follow_up, [(FIRST, "…")], analyse) == expected


def test_a_chain_of_follow_ups_is_followed():
    history = [(FIRST, "…"), ("那傅盛呢?", "…")]
    assert standalone("他还说了什么?", history, analyse) == "傅盛还说了什么?"


def test_without_history_nothing_changes():
    assert standalone("他还说了什么?", [], analyse) == "他还说了什么?"


@pytest.mark.parametrize(
    ("question", "more"), [("他还说了什么?", True), ("What else did she say?", True), ("他说了什么?", False)]
)
def test_asking_for_more(question, more):
    assert asks_for_more(question) is more


DIALOGUES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "labels" / "dialogues.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["id"])
def test_a_follow_up_says_what_it_means(dialogue):
    found = standalone(dialogue["then"], [(dialogue["first"], dialogue["answer"])], analyse)
    if dialogue.get("unchanged"):
        assert found == dialogue["then"]
    for group in dialogue["must"]:
        assert any(fold(word) in fold(found) for word in group), found
    for word in dialogue.get("must_not", ()):
        assert fold(word) not in fold(found)


OWN_WORDS = [
    "傅盛为什么说他的公司能活下来?",
    "小厂有什么优势?",
    "其他公司有多少家?",
    "怎么做红烧肉?",
    "What time is it in Tokyo?",
    "Is it true that models are free?",
    "明天台北会下雨吗?",
    "妙鸭相机的团队怎么看第一天就收费这件事?",
    "红烧肉要炖多久呢?",
    "東京タワーの高さは何メートルですか？",
]


@pytest.mark.parametrize("question", OWN_WORDS)
def test_a_change_of_topic_carries_nothing_over(question):
    answer = "王小川与茹立云一起办起百川智能,小厂更有能力颠覆传统模式。[1]"
    assert standalone(question, [(FIRST, answer)], analyse) == question


def test_a_refusal_brings_no_antecedent():
    refusal = message("person_absent", "zh-Hans", person="马化腾")
    assert is_refusal(refusal)
    assert standalone("他多大?", [("谁办了一家卖伞的店?", refusal)], analyse) == "他多大?"


@pytest.mark.parametrize("text", ["资料库里的伞卖完了。", "The umbrella shop closed.", "王小川认为小厂更灵活。[1]"])
def test_an_answer_is_no_refusal(text):
    assert not is_refusal(text)


def test_an_older_turn_lends_its_person_to_a_pronoun():
    history = [(FIRST, "小厂更灵活。[1]"), ("启动资金有多少?", "启动资金是一千万元。[1]")]
    assert standalone("他还说了什么?", history, analyse) == "王小川还说了什么?"


@pytest.mark.parametrize(
    ("question", "pronoun"),
    [
        ("他怎么看小厂?", "他"),
        ("她说了什么?", "她"),
        ("What does he think of small firms?", "he"),
        ("彼は小さい会社をどう見ていますか？", "彼"),
        ("王小川怎么看小厂?", ""),
        ("他在哪一年当上教授?", ""),
        ("他们怎么看小厂?", ""),
        ("What is the share of he-goats?", ""),
    ],
)
def test_whose_words_are_wanted_must_be_known(question, pronoun):
    assert nobody_meant(question, analyse) == pronoun
