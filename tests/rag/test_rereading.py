"""Reading the best sentences once more: what is read, and what the reading changes."""

from dataclasses import replace

from index.cleantext import Span
from index.formats import article_from_text
from index.reader import memory_index
from index.stored import StoredChunk
from rag.candidates import Candidate
from rag.chatbot import Chatbot
from rag.config import load_config
from rag.rereading import LONGEST, passages, reread, reread_whole
from rag.testing import FakeReader, HashEmbedder

SENTENCES = ("修船厂在河东。", "它有四个船台。", "去年修了九十条船。", "今年少了一半。", "工人大多住在河西。")


def chunk_of(sentences, chunk_id=1, start=0):
    spans, position = [], start
    for sentence in sentences:
        spans.append(Span(position, position + len(sentence)))
        position += len(sentence)
    text = "".join(sentences)
    return StoredChunk(
        chunk_id=chunk_id, article_id=chunk_id, ordinal=0, start=start, end=position, raw_start=start, raw_end=position,
        text=text, sentences=tuple(spans), post=None, uri="a", title="", source=None, author=None, date=None, page=None,
        reprints=0,
    )  # fmt: skip


def candidate_of(chunk, place, score, kind=True):
    span = chunk.sentences[place]
    text = chunk.text[span.start - chunk.start : span.end - chunk.start]
    return Candidate(
        chunk=chunk, span=span, text=text, around=text, passage=1, coverage=0, context=0, kind=kind, score=score
    )


def test_neighbours_are_read_as_one_passage():
    chunk = chunk_of(SENTENCES, start=40)
    (part,) = passages([candidate_of(chunk, 1, 2.0), candidate_of(chunk, 3, 1.0)])
    assert part.text == "".join(SENTENCES)
    assert (part.start, part.end, part.members) == (40, chunk.end, (0, 1))


def test_sentences_of_different_passages_are_read_apart():
    one, two = chunk_of(SENTENCES), chunk_of(SENTENCES, chunk_id=2)
    parts = passages([candidate_of(one, 0, 2.0), candidate_of(two, 0, 1.0)])
    assert [part.members for part in parts] == [(0,), (1,)]
    assert parts[0].text == "".join(SENTENCES[:2])


def test_a_passage_stays_as_short_as_the_reader_was_taught_on():
    long = tuple("某" * 90 + f"{number}。" for number in range(8))
    chunk = chunk_of(long)
    parts = passages([candidate_of(chunk, place, 1.0) for place in range(8)])
    assert len(parts) > 1
    assert all(len(part.text) <= LONGEST for part in parts)
    assert sorted(member for part in parts for member in part.members) == list(range(8))


def test_a_sentence_longer_than_any_passage_is_read_alone():
    chunk = chunk_of(("短。", "某" * 400 + "。", "短。"))
    (part,) = passages([candidate_of(chunk, 1, 1.0)])
    assert part.text == "某" * 400 + "。"


def test_the_sentence_that_holds_the_answer_comes_first():
    chunk = chunk_of(SENTENCES)
    ranked = [candidate_of(chunk, 0, 1.3), candidate_of(chunk, 2, 1.0)]
    found = reread(ranked, "修了几条船?", FakeReader({"修了几条船?": "九十条"}))
    assert found.ranked[0].text == "去年修了九十条船。"
    assert found.relevance == 0.95


def test_a_sentence_without_the_kind_asked_for_stays_behind():
    chunk, other = chunk_of(SENTENCES), chunk_of(("一共九十条。",), chunk_id=2)
    ranked = [candidate_of(other, 0, 0.2), candidate_of(chunk, 0, 1.3, kind=False)]
    found = reread(ranked, "在哪?", FakeReader({"在哪?": "河东"}))
    assert found.ranked[0].text == "一共九十条。"


def test_the_reader_decides_between_two_sentences_in_an_answer():
    text = "渡口的修船厂\n修船厂的老板姓罗，修船厂去年修船。\n那一年有九十条船进了船台。\n"
    config = load_config(environment={}, flags={"index.embedder": "hash", "generator.model": "none"})
    embedder = HashEmbedder()
    index = memory_index([article_from_text(text, uri="a")], config=config.index, embedder=embedder)
    question = "修船厂去年修了几条船?"
    reader = FakeReader({question: "九十条"})
    answer = Chatbot(config=config, embedder=embedder, reader=index, evidence_reader=reader).ask(question)
    assert "九十条" in answer.text


class Recorder(FakeReader):
    """Keeps what it was given to read."""

    def read(self, question, passages):
        self.seen = tuple(passages)
        return super().read(question, passages)


def test_a_question_that_names_a_year_is_read_with_the_date_of_the_article():
    chunk = replace(chunk_of(SENTENCES), date="2021-04-09")
    question = "2021年修了几条船?"
    reader = Recorder({question: "九十条"})
    found = reread([candidate_of(chunk, 2, 1.0)], question, reader)
    assert reader.seen[0].startswith("2021年4月9日，")
    best = found.ranked[0]
    assert chunk.text[best.answer.start : best.answer.end] == "九十条"


def test_other_questions_are_read_without_it():
    reader = Recorder({})
    reread([candidate_of(replace(chunk_of(SENTENCES), date="2021-04-09"), 2, 1.0)], "修了几条船?", reader)
    assert not reader.seen[0].startswith("2021")


def test_a_neighbour_that_holds_the_answer_comes_first_though_it_was_not_in_the_head():
    chunk = chunk_of(SENTENCES)
    others = [candidate_of(chunk_of(("别处的事。",), chunk_id=number), 0, 1.5) for number in range(10, 30)]
    ranked = [candidate_of(chunk, 0, 2.0), *others, candidate_of(chunk, 1, 1.4)]
    found = reread(ranked, "有几个船台?", FakeReader({"有几个船台?": "四个"}))
    raised = next(item for item in found.ranked if item.text == "它有四个船台。")
    assert raised.answer is not None
    assert raised.relevance == 0.95


def test_of_a_passage_the_sentence_that_holds_the_answer_goes_first_whatever_else_speaks_for_its_neighbour():
    chunk = chunk_of(("贺兰的船厂出手很大。", "它去年修了九十条船。", "今年少了一半。"))
    ranked = [candidate_of(chunk, 0, 9.0), candidate_of(chunk, 1, 3.0)]
    found = reread(ranked, "贺兰的船厂修了几条船?", FakeReader({"贺兰的船厂修了几条船?": "九十条"}))
    assert found.ranked[0].text == "它去年修了九十条船。"


def test_an_answer_in_a_sentence_about_somebody_else_does_not_speak_for_the_passage():
    chunk = chunk_of(("林小舟去年修了九十条船。", "陈大川修得更多。"))
    ranked = [candidate_of(chunk, 0, 5.0), candidate_of(chunk, 1, 4.5)]
    question = "陈大川修了几条船?"
    found = reread(ranked, question, FakeReader({question: "九十条"}), persons=("陈大川",))
    assert found.ranked[0].text == "陈大川修得更多。"
    assert found.relevance < 0.5
    assert reread(ranked, question, FakeReader({question: "九十条"})).relevance > 0.5


def test_whole_passages_are_read_and_the_sentence_that_holds_the_answer_leads():
    one, two = chunk_of(SENTENCES), chunk_of(("河西有一家醋坊。", "醋坊归船工家属管。"), chunk_id=2)
    ranked = [candidate_of(one, place, 0.0) for place in range(5)] + [
        candidate_of(two, place, 0.0) for place in range(2)
    ]
    read = reread_whole(ranked, "How many boats?", FakeReader({"How many boats?": "九十条船"}))
    assert read.ranked[0].text == SENTENCES[2]
    assert read.relevance == read.ranked[0].relevance
    assert {item.chunk.chunk_id for item in read.ranked[:5]} == {1}
    assert reread_whole([], "How many boats?", FakeReader({})).ranked == ()
