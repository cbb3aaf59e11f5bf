from rag.evidence_reader import Reading
from rag.testing import FakeReader
from rag.writing import marks

SOURCE = "修船厂去年修了九十条船，今年少了一半。"
QUESTION = "修船厂去年修了几条船?"


def test_a_lead_is_shown_where_the_reader_marks_the_same_place() -> None:
    reader = FakeReader({QUESTION: "九十条"})
    assert marks(reader, QUESTION, "九十条船", SOURCE)
    assert not marks(reader, QUESTION, "一半", SOURCE)
    assert not marks(reader, QUESTION, "四千条", SOURCE)


def test_the_span_of_a_text_that_does_not_answer_means_nothing() -> None:
    class Doubting:
        name = "doubting"

        def read(self, question, passages):
            return tuple(Reading(0.2, 0, len(passage), 0.9) for passage in passages)

    assert not marks(Doubting(), QUESTION, "九十条船", SOURCE)
