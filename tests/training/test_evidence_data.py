import json
import random
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("pypinyin", reason="pypinyin makes the questions with romanised names")

from training import evidence_data
from training.evidence_calibration import fit
from training.evidence_data import WRITTEN, Collection, Item
from training.evidence_examples import Sampler
from training.evidence_news import questions_of, romanised
from training.evidence_scores import area, overlap

ARTICLE = (
    "松原机械董事长杜明远表示,今年的订单已经排到明年春天。杜明远认为,二手农机市场会比新机市场恢复得更慢。"
    "2021年3月5日,松原机械在榆树县建成了第二座装配车间。该车间每年可以装配4200台播种机,现有装配工人310人。"
    "榆树县农机站站长贺兰认为,小型播种机更适合山坡地。雨季来得早,今年的春播比往年提前了一周。"
)
OTHER = "青湾渔港的渔船昨天全部回港避风。港务处说,休渔期从五月开始。码头上堆着修补好的渔网,猫在网上睡觉。" * 3


@pytest.fixture
def collection() -> Collection:
    found = list(questions_of(ARTICLE, random.Random(3)))
    items = tuple(Item("news", q.kind, q.question, 0, ((q.start, q.end),), q.person, q.matter) for q in found)
    wikipedia = Item(
        "drcd_dev",
        "wikipedia",
        "第二座装配车间建在哪个县?",
        0,
        ((ARTICLE.index("榆树县"), ARTICLE.index("榆树县") + 3),),
    )
    return Collection(
        (ARTICLE, OTHER),
        (ARTICLE, OTHER),
        (*items, wikipedia),
        ((0, 0, len(ARTICLE)), (1, 0, len(OTHER))),
        tuple((1,) for _ in range(len(items) + 1)),
        ("唐一鸣", "段小楼"),
        ("码头扩建", "渔业补贴"),
    )


def test_opinions_point_at_what_the_speaker_said() -> None:
    opinions = [q for seed in range(5) for q in questions_of(ARTICLE, random.Random(seed)) if q.kind == "opinion"]
    said = {(q.person, ARTICLE[q.start : q.end]) for q in opinions}
    assert ("杜明远", "二手农机市场会比新机市场恢复得更慢") in said
    assert ("贺兰", "小型播种机更适合山坡地") in said
    assert all(q.person in q.question or romanised(q.person) in q.question for q in opinions)


def test_a_figure_is_asked_for_without_being_told() -> None:
    figures = [q for seed in range(20) for q in questions_of(ARTICLE, random.Random(seed)) if q.kind == "figure"]
    assert {ARTICLE[q.start : q.end] for q in figures} >= {"4200台", "310人"}
    assert not [q for q in figures if ARTICLE[q.start : q.end].rstrip("台人") in q.question]


def test_the_date_that_opens_a_sentence_is_asked_for() -> None:
    dates = {
        ARTICLE[q.start : q.end]
        for seed in range(9)
        for q in questions_of(ARTICLE, random.Random(seed))
        if q.kind == "date"
    }
    assert dates == {"2021年3月5日"}


def test_examples_are_what_they_say(collection: Collection) -> None:
    sampler = Sampler(collection, seed=1)
    answers = {ARTICLE[start:end] for item in collection.items for start, end in item.spans}
    kinds: dict[str, int] = {}
    for _ in range(600):
        example = sampler.next()
        kinds[example.kind] = kinds.get(example.kind, 0) + 1
        if example.kind == "answer":
            assert example.passage[example.start : example.end] in answers
        else:
            assert (example.start, example.end) == (-1, -1)
        if example.kind == "near miss":
            assert example.question not in {item.question for item in collection.items}
    assert kinds.keys() >= {"answer", "bm25", "elsewhere", "near miss"}
    assert 0.35 < kinds["answer"] / 600 < 0.7


def test_the_same_seed_draws_the_same_examples(collection: Collection) -> None:
    one, other = Sampler(collection, seed=4), Sampler(collection, seed=4)
    assert [one.next() for _ in range(50)] == [other.next() for _ in range(50)]


@pytest.mark.parametrize(
    ("given", "expected", "em", "f1"),
    [
        ("四千二百台", "四千二百台", 1.0, 1.0),
        ("“四千二百台”。", "四千二百台", 1.0, 1.0),
        ("约四千二百台", "四千二百台", 0.0, 10 / 11),
        ("三人", "四千二百台", 0.0, 0.0),
        ("", "四千二百台", 0.0, 0.0),
    ],
)
def test_overlap_is_over_characters_without_marks(given: str, expected: str, em: float, f1: float) -> None:
    assert overlap(given, expected) == (em, pytest.approx(f1))


def test_area_counts_pairs_in_order() -> None:
    high, low = [0.9, 0.4, 0.4], [0.1, 0.4, 0.7]
    pairs = [(a > b) + (a == b) / 2 for a in high for b in low]
    assert area(high, low) == pytest.approx(sum(pairs) / 9)


def test_calibration_finds_the_law_that_made_the_answers() -> None:
    chance = random.Random(2)
    features = [(chance.gauss(0, 3), chance.gauss(0, 5)) for _ in range(20_000)]
    answers = [chance.random() < 1 / (1 + 2.718281828 ** -(0.7 * a + 0.2 * b - 0.5)) for a, b in features]
    found = fit(features, answers)
    assert found["slope"] == pytest.approx(0.7, abs=0.05)
    assert found["null"] == pytest.approx(0.2, abs=0.03)
    assert found["offset"] == pytest.approx(-0.5, abs=0.08)


def test_a_written_question_that_nothing_answers_comes_with_a_window_of_its_text(collection: Collection) -> None:
    absent = Item("written", "near", "杜明远哪年退休?", 0, ())
    every = replace(collection, items=(absent,), near=((1,),))
    sampler = Sampler(every, seed=3)
    for _ in range(20):
        example = sampler.next()
        assert (example.kind, example.start, example.end) == ("absent", -1, -1)
        assert example.passage and example.passage in ARTICLE


def test_written_questions_point_into_lines_of_the_corpus() -> None:
    rows = [json.loads(line) for line in WRITTEN.read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 4000
    assert all(set(row) == {"line", "q", "start", "end", "kind"} for row in rows)
    assert all((row["start"] == row["end"] == -1) or 0 <= row["start"] < row["end"] for row in rows)


class _Letters:
    """Stands in for an embedder: a text is the letters of a few that it holds."""

    def embed_passages(self, texts: list[str]) -> np.ndarray:
        return np.array([[letter in text for letter in "梨桃李杏"] for text in texts], dtype=np.float32)

    embed_queries = embed_passages


def test_written_questions_meet_what_cosines_take_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_data, "load_embedder", _Letters)
    texts = ("梨", "桃梨", "桃", "李")
    asked = [Item("written", "what", "梨桃", at, ((0, 1),)) for at in range(4)]
    other = Item("news", "what", "梨", 0, ((0, 1),))
    passages = [(at, 0, len(text)) for at, text in enumerate(texts)]
    near = evidence_data._with_dense(texts, [*asked, other], passages, [(3,)] * 5)
    assert near[0] == (2, 3)  # its own text and what holds its answer are left out
    assert near[3][:2] == (1, 3)  # the nearest by cosine, then by characters
    assert near[4] == (3,)


def test_an_absent_answer_is_mostly_shown_beside_words_that_were_asked() -> None:
    weather = "".join(f"第{n}段只是说天气如何如何变化,河水涨落。" for n in range(12))
    text = weather + "码头上堆着渔网,价钱没有人提。" + weather
    item = Item("written", "attribute", "码头上的渔网价钱", 0, ())
    collection = Collection((text,), (text,), (item,), ((0, 0, 20),), ((),), (), ())
    drawn = [Sampler(collection, seed=seed).next() for seed in range(60)]
    assert all(example.kind == "absent" for example in drawn)
    assert sum("渔网" in example.passage for example in drawn) >= 28  # one window alone: about 16
