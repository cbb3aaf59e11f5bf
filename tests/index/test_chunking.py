from index.chunking import chunk
from index.cleantext import CleanText, Edit, Span
from index.sentences import split_sentences
from index.types import Post


def lengths(texts):
    return [len(text) for text in texts]


def passages(text, *, budget, overlap=0, edits=(), posts=()):
    clean = CleanText(text, edits)
    chunks = chunk(
        clean, split_sentences(clean.text), count_tokens=lengths, budget=budget, overlap=overlap, posts=posts
    )
    return [clean.text[passage.start : passage.end] for passage in chunks], chunks


def test_passages_are_filled_with_whole_sentences():
    texts, _ = passages("一二三。四五。六七八九。十。", budget=8)
    assert texts == ["一二三。四五。", "六七八九。十。"]


def test_the_next_passage_repeats_what_fits():
    texts, _ = passages("一二三。四。五六七。八。九十一。", budget=8, overlap=1)
    assert texts == ["一二三。四。", "四。五六七。八。", "八。九十一。"]
    texts, _ = passages("一二三四五六。七八九十甲乙。", budget=8, overlap=2)
    assert texts == ["一二三四五六。", "七八九十甲乙。"]


def test_a_heading_goes_with_what_follows():
    texts, _ = passages("一二三。\n小标题\n四五六。\n", budget=9)
    assert texts == ["一二三。\n", "小标题\n四五六。\n"]


def test_a_sentence_over_the_budget_stands_alone_and_one_far_over_it_is_cut_at_clauses():
    texts, _ = passages("一二三四五六七八九。十。", budget=8)
    assert texts == ["一二三四五六七八九。", "十。"]
    texts, _ = passages("一二三，四五六七，八九，十一二三四五六。", budget=8)
    assert texts == ["一二三，", "四五六七，八九，", "十一二三四五六。"]
    texts, _ = passages("一二三四五六七八九十" * 3, budget=8)
    assert all(len(text) <= 8 for text in texts)


def test_a_passage_crosses_no_post_even_inside_a_sentence():
    text = "一二三，四五六。七八。"
    posts = (Post(Span(0, 4), "article"), Post(Span(4, 11), "reply"))
    texts, chunks = passages(text, budget=50, overlap=1, posts=posts)
    assert texts == ["一二三，", "四五六。七八。"]
    assert [passage.post for passage in chunks] == [0, 1]


def test_posts_are_raw_and_passages_clean():
    texts, chunks = passages("杂物一二。三四。", budget=50, edits=(Edit(0, 2),), posts=(Post(Span(2, 5), "article"),))
    assert texts == ["一二。", "三四。"]
    assert [passage.post for passage in chunks] == [0, None]


def test_white_space_alone_is_no_passage():
    assert passages(" \n\n ", budget=5) == ([], ())
