import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.citations import ParsedSentence, SentenceParser, parse


def run(pieces):
    parser = SentenceParser()
    out = [sentence for piece in pieces for sentence in parser.feed(piece)]
    return [*out, *parser.close()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("小厂有机会[1]。", [("小厂有机会。", (1,))]),
        ("小厂有机会。[1][2]大厂也有。[3]", [("小厂有机会。", (1, 2)), ("大厂也有。", (3,))]),
        ("一共238个【2】。", [("一共238个。", (2,))]),
        ("涨了1.5倍[1, 3]。", [("涨了1.5倍。", (1, 3))]),
        ("“有机会。”[1]他说。", [("“有机会。”", (1,)), ("他说。", ())]),
        ("第一行[1]\n第二行[2]", [("第一行", (1,)), ("第二行", (2,))]),
        ("It works [1]. It is fast. [2]", [("It works .", (1,)), ("It is fast.", (2,))]),
        ("没有出处", [("没有出处", ())]),
        ("[1][2]", []),
        ("", []),
        ("数组a[i]不是出处。", [("数组a[i]不是出处。", ())]),
        ("停在半个标记[1", [("停在半个标记[1", ())]),
    ],
)
def test_sentences_and_their_marks(text, expected):
    assert run([text]) == [ParsedSentence(*pair) for pair in expected]


@given(st.text(alphabet="小厂。！[]【】12, \n.”a", max_size=40), st.lists(st.integers(0, 40), max_size=8))
def test_the_cut_of_the_stream_changes_nothing(text, cuts):
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[start:end] for start, end in zip(edges, edges[1:], strict=False)]
    assert run(pieces) == run([text])


@given(st.text(alphabet="小厂。！[]12 \na", max_size=40))
def test_no_character_but_marks_and_white_space_is_lost(text):
    said = "".join(sentence.text for sentence in run([text]))
    whole = "".join(sentence.text for sentence in parse(text))
    assert set(whole) - set(said) <= set("。！ \n”")


def test_a_sentence_waits_for_its_mark():
    parser = SentenceParser()
    assert parser.feed("小厂有机会。") == ()
    assert parser.feed("[1") == ()
    assert parser.feed("]大") == (ParsedSentence("小厂有机会。", (1,)),)
