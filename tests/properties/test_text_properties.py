"""Folding, sentences and chunks: what must hold for any text at all."""

from hypothesis import given
from hypothesis import strategies as st

from index.chunking import chunk
from index.cleantext import CleanText, Edit, Span
from index.scripts import fold
from index.sentences import LIMIT, split_sentences
from index.types import Post, Sentence

ANY = st.text(st.characters(codec=None), max_size=60)
CHINESE = st.text(
    st.sampled_from('今天气很好我们去公园「」『』“”"‘’。！？!?；，、：…. \n\r\t（）()《》1A.a—0'), max_size=120
)


@given(ANY | CHINESE)
def test_folding_keeps_length_and_is_its_own_end(text):
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@given(ANY | CHINESE, st.data())
def test_folding_asks_no_neighbour(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert fold(text[start:end]) == fold(text)[start:end]


@given(ANY | CHINESE)
def test_sentences_are_a_partition(text):
    sentences = split_sentences(text)
    assert "".join(text[sentence.start : sentence.end] for sentence in sentences) == text
    position = 0
    for sentence in sentences:
        assert sentence.start == position < sentence.end
        position = sentence.end


@given(CHINESE)
def test_white_space_belongs_to_the_sentence_before_it(text):
    for sentence in split_sentences(text)[1:]:
        assert not text[sentence.start].isspace()


@given(st.text("字，。“”a ", min_size=300, max_size=2000))
def test_no_sentence_is_longer_than_the_limit(text):
    for sentence in split_sentences(text):
        assert len(text[sentence.start : sentence.end].strip()) <= LIMIT + 20


@given(CHINESE, CHINESE)
def test_a_line_is_parted_alike_whatever_follows(line, rest):
    line = line.replace("\n", "").replace("\r", "").strip()
    if not line:
        return
    alone = split_sentences(line + "\n")
    after = split_sentences(line + "\n" + "。" + rest)
    assert after[: len(alone)] == alone


def tokens_of(texts):
    return [len(text.split()) + sum(character > "⺀" for character in text) for text in texts]


@st.composite
def chunk_cases(draw):
    raw = draw(CHINESE | ANY)
    cuts = sorted(set(draw(st.lists(st.integers(0, len(raw)), max_size=4))))
    edits = tuple(Edit(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False))
    clean = CleanText(raw, edits)
    bounds = sorted(set(draw(st.lists(st.integers(0, len(raw)), max_size=4))))
    posts = tuple(Post(Span(start, end), "reply") for start, end in zip(bounds, bounds[1:], strict=False))
    return clean, posts, draw(st.integers(1, 40)), draw(st.integers(0, 3))


@given(chunk_cases())
def test_chunks_cover_every_word_in_order_and_cross_no_post(case):
    clean, posts, budget, overlap = case
    chunks = chunk(
        clean, split_sentences(clean.text), count_tokens=tokens_of, budget=budget, overlap=overlap, posts=posts
    )
    covered = set()
    previous = -1
    for passage in chunks:
        assert passage.sentences
        assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)
        assert passage.end > previous
        previous = passage.end
        for before, after in zip(passage.sentences, passage.sentences[1:], strict=False):
            assert before.end <= after.start
            assert not clean.text[before.end : after.start].strip()
        inside = [
            number
            for number, post in enumerate(posts)
            if clean.to_clean(post.span.start, post.span.end).overlaps(Span(passage.start, passage.end))
        ]
        assert inside == ([] if passage.post is None else [passage.post])
        covered.update(range(passage.start, passage.end))
    assert {at for at, character in enumerate(clean.text) if not character.isspace()} <= covered


@given(chunk_cases())
def test_chunks_keep_to_the_budget_unless_one_sentence_breaks_it(case):
    clean, posts, budget, overlap = case
    sentences = split_sentences(clean.text)
    for passage in chunk(clean, sentences, count_tokens=tokens_of, budget=budget, overlap=overlap, posts=posts):
        counts = tokens_of([clean.text[span.start : span.end] for span in passage.sentences])
        assert sum(counts) <= budget or len(counts) == 1
        assert counts[0] <= 2 * budget or passage.end - passage.start == 1


@given(st.lists(st.integers(1, 12), min_size=1, max_size=30), st.integers(12, 30))
def test_without_overlap_no_sentence_is_repeated_and_none_is_cut(lengths, budget):
    text = "".join("字" * (length - 1) + "。" for length in lengths)
    sentences = split_sentences(text)
    chunks = chunk(
        CleanText(text), sentences, count_tokens=lambda parts: list(map(len, parts)), budget=budget, overlap=0
    )
    assert [span for passage in chunks for span in passage.sentences] == [sentence.span for sentence in sentences]
    for passage, following in zip(chunks, chunks[1:], strict=False):
        first = following.sentences[0]
        assert passage.end - passage.start + len(first) > budget  # what comes next did not fit


def test_a_sentence_list_may_be_empty():
    assert split_sentences("") == ()
    assert chunk(CleanText(""), (), count_tokens=tokens_of, budget=10, overlap=1) == ()
    assert chunk(CleanText(" \n"), (Sentence(0, 2),), count_tokens=tokens_of, budget=10, overlap=1) == ()
