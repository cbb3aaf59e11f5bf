import pytest

from index.cleantext import CleanText
from index.quotations import extract_quotations
from index.stored import StoredQuotation
from index.types import Article
from rag.questions import analyse
from rag.stances import stance
from rag.topics import topics_of
from rag.viewpoints import RELEVANT, relevant_quotations, said_by, table, viewpoints

TEXT = (
    "店主王秋认为，小书店更有机会，因为邻居每周都来。编辑林知远却认为，小书店很难活下去，纸价太高，风险不小。"
    "王秋还说，咖啡机要换新的。作家玛丽·霍特（Mary Holt）表示，小书店是城市的客厅。一位纸张代理商透露，纸价明年还要涨一成。"
)


def stored(text: str = TEXT, number: int = 1) -> list[StoredQuotation]:
    clean = CleanText(text)
    found = extract_quotations(clean, (), article=Article("a", text))
    return [
        StoredQuotation(
            number, "a.txt", "小书店", None, "2024-05-01", each, text[each.span.start : each.span.end], each.span
        )
        for each in found
    ]


@pytest.mark.parametrize(
    ("speaker", "count"),
    [
        ("王秋", 2),
        ("林知遠", 1),
        ("霍特", 1),
        ("Mary Holt", 0),
        ("一位纸张代理商", 1),
        ("那位代理商", 1),
        ("苏慕白", 0),
    ],
)
def test_said_by(speaker: str, count: int) -> None:
    assert len(said_by(stored(), speaker)) == count


def test_a_surname_that_two_people_share_is_nobody() -> None:
    text = "编辑林知远说，纸价会跌。编辑林知行说，纸价会涨。"
    assert said_by(stored(text), "林总") == ()


def test_only_words_on_the_matter_are_relevant() -> None:
    mine = said_by(stored(), "王秋")
    best, other = relevant_quotations(mine, analyse("王秋怎么看小书店?"))
    assert "小书店更有机会" in best.quotation.text
    assert best.score >= RELEVANT > other.score


def test_nothing_said_on_the_matter_scores_under_the_threshold() -> None:
    scored = relevant_quotations(said_by(stored(), "王秋"), analyse("王秋怎么看足球?"))
    assert all(statement.score < RELEVANT for statement in scored)


def test_without_a_matter_everything_is_relevant() -> None:
    scored = relevant_quotations(said_by(stored(), "王秋"), analyse("王秋说了什么?"))
    assert [statement.score for statement in scored] == [1.0, 1.0]


def test_meaning_helps_words_that_share_few_terms() -> None:
    question = analyse("王秋怎么看小书店的前途?")
    mine = said_by(stored(), "王秋")
    plain = relevant_quotations(mine, question)[0].score
    near = relevant_quotations(mine, question, similarity=lambda texts: [0.93] * len(texts))[0].score
    assert near > plain


def test_topics_are_nouns_of_the_words() -> None:
    topics = topics_of(said_by(stored(), "王秋"))
    assert topics
    assert all(topic in TEXT for topic in topics)
    assert topics_of(()) == ()


def test_plain_latin_words_are_no_topics() -> None:
    text = "店主王秋说，All in 的小店都活不久，GPU 也救不了小店。"
    assert not {"All", "in"} & set(topics_of(stored(text)))


def test_all_sides_stand_side_by_side_with_their_sources() -> None:
    rows = viewpoints(stored(), analyse("各方怎么看小书店?"))
    sides = {row.speaker: row.group for row in rows}
    assert sides["王秋"] == "for"
    assert sides["林知远"] == "against"
    assert all(TEXT[row.start : row.end] == row.quote for row in rows)
    assert [row.group for row in rows] == sorted((row.group for row in rows), key=["for", "against", "neutral"].index)


def test_compare_shows_only_the_two() -> None:
    rows = viewpoints(stored(), analyse("王秋和林知远对小书店的看法有什么不同?"))
    assert {row.speaker for row in rows} == {"王秋", "林知远"}


def test_reprints_stand_in_the_table_once() -> None:
    rows = viewpoints(stored() + stored(number=2), analyse("各方怎么看小书店?"))
    assert len({row.quote for row in rows}) == len(rows)


def test_the_table_is_markdown() -> None:
    lines = table(viewpoints(stored(), analyse("各方怎么看小书店?"))).splitlines()
    assert all(line.startswith("|") and line.endswith("|") for line in lines)
    assert len(lines) > 3


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("小书店更有机会", "for"),
        ("小书店很难活下去", "against"),
        ("不看好小书店", "against"),
        ("没有风险", "for"),
        ("书店在河边", "neutral"),
        ("机会不少,但风险太高,很难成功", "against"),
    ],
)
def test_stances(text: str, side: str) -> None:
    assert stance(text)[0] == side


def test_words_that_only_mean_alike_go_when_enough_name_the_matter() -> None:
    names = ("王秋", "林知远", "周牧野", "苏慕白", "霍明珠")
    text = "".join(f"店主{name}认为，纸价今年第{place}次上涨。" for place, name in enumerate(names[:4], 1))
    text += "店主霍明珠认为，咖啡机要换新的。"
    rows = viewpoints(stored(text), analyse("各方怎么看纸价?"), similarity=lambda texts: [0.95] * len(texts))
    assert {row.speaker for row in rows} == set(names[:4])


def test_what_is_avoided_is_not_feared() -> None:
    assert stance("小城正走在避免书店亏损的路上")[0] == "for"
    assert stance("小城的书店亏损很大")[0] == "against"
