import random
import re

import pytest

pytest.importorskip("pypinyin", reason="pypinyin makes the questions with romanised names")

from index.scripts import fold
from rag.prompting import INSUFFICIENT
from training.evidence_data import Collection, Item
from training.evidence_news import questions_of
from training.generator_data import Teacher, brief

ARTICLE = (
    "松原機械董事長杜明遠表示，今年的訂單已經排到明年春天。杜明遠認為，二手農機市場會比新機市場恢復得更慢。"
    "2021年3月5日，松原機械在榆樹縣建成了第二座裝配車間。該車間每年可以裝配4200台播種機，現有裝配工人310人。"
    "榆樹縣農機站站長賀蘭認為，小型播種機更適合山坡地。雨季來得早，今年的春播比往年提前了一週。"
)
OTHER = "青湾渔港的渔船昨天全部回港避风。港务处说，休渔期从五月开始。码头上堆着修补好的渔网，猫在网上睡觉。"


@pytest.fixture
def collection() -> Collection:
    texts = (fold(ARTICLE), fold(OTHER))
    items = tuple(
        Item("news", q.kind, q.question, 0, ((q.start, q.end),), q.person, q.matter)
        for seed in range(4)
        for q in questions_of(texts[0], random.Random(seed))
    )
    near = tuple((1,) for _ in items)
    passages = ((0, 0, len(ARTICLE)), (1, 0, len(OTHER)))
    return Collection(texts, (ARTICLE, OTHER), items, passages, near, ("唐一鸣", "段小楼"), ("码头扩建", "渔业补贴"))


def test_answers_stand_in_the_sentence_that_they_cite(collection: Collection) -> None:
    teacher = Teacher(collection, seed=1)
    lessons = [teacher.next() for _ in range(300)]
    answered = [lesson for lesson in lessons if lesson.kind == "answer"]
    assert 0.5 < len(answered) / 300 < 0.85
    for lesson in answered:
        found = re.fullmatch(r"(.+)\[(\d)\]", lesson.answer)
        assert found is not None
        assert found[1] in lesson.sentences[int(found[2]) - 1]


def test_a_long_opinion_is_cut_after_its_first_clause() -> None:
    assert brief("小型播种机更适合山坡地") == "小型播种机更适合山坡地"
    assert (
        brief("今年的订单，已经排到明年春天，两个车间日夜不停地赶工，工人们轮班吃饭") == "今年的订单，已经排到明年春天"
    )
    assert brief("长" * 80) == ""


def test_other_lessons_say_that_the_material_does_not_suffice(collection: Collection) -> None:
    teacher = Teacher(collection, seed=2)
    lessons = [lesson for _ in range(300) if (lesson := teacher.next()).kind != "answer"]
    assert {lesson.kind for lesson in lessons} == {"absent", "near miss"}
    assert {lesson.answer for lesson in lessons} == {INSUFFICIENT}
    asked = {fold(item.question) for item in collection.items}
    assert all(fold(lesson.question) not in asked for lesson in lessons if lesson.kind == "near miss")


def test_sentences_are_as_they_were_written(collection: Collection) -> None:
    teacher = Teacher(collection, seed=3)
    for _ in range(50):
        lesson = teacher.next()
        assert 2 <= len(lesson.sentences) <= 6
        assert all(sentence in ARTICLE or sentence in OTHER for sentence in lesson.sentences)


def test_questions_come_in_both_scripts(collection: Collection) -> None:
    teacher = Teacher(collection, seed=4)
    questions = [teacher.next().question for _ in range(200)]
    traditional = sum(fold(question) != question.replace("？", "?").replace("，", ",") for question in questions)
    assert 20 < traditional < 195
