import numpy as np

from rag.evidence_reader import Reading
from rag.once import ReadingOnce, embedding_once


def test_a_text_is_embedded_once_whatever_company_it_comes_in() -> None:
    asked: list[list[str]] = []

    def embed(texts):
        asked.append(list(texts))
        return np.array([[len(text), 1.0] for text in texts], np.float32).reshape(len(texts), 2)

    remembered = embedding_once(embed)
    assert remembered(["港", "青湾", "港"]).tolist() == [[1, 1], [2, 1], [1, 1]]
    assert remembered(["青湾", "青湾港"]).tolist() == [[2, 1], [3, 1]]
    assert asked == [["港", "青湾"], ["青湾港"]]
    assert remembered([]).shape == (0, 2)


def test_a_passage_is_read_once_for_a_question() -> None:
    class Counting:
        name = "counting"
        read_so_far = 0

        def read(self, question, passages):
            Counting.read_so_far += len(passages)
            return tuple(Reading(0.5, 0, len(passage), float(len(question))) for passage in passages)

        def needed(self, question):
            Counting.read_so_far += 100
            return ()

    reader = ReadingOnce(Counting())
    assert [reading.end for reading in reader.read("谁?", ["港", "青湾", "港"])] == [1, 2, 1]
    reader.read("谁?", ["青湾"])
    assert Counting.read_so_far == 2
    assert reader.read("几台?", ["港"])[0].span_score == 3.0
    assert (Counting.read_so_far, reader.name) == (3, "counting")
    assert reader.needed("谁?") == reader.needed("谁?") == ()
    assert Counting.read_so_far == 103
