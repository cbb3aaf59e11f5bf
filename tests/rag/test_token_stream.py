from hypothesis import given
from hypothesis import strategies as st

from rag.token_stream import Detokenizer, StopFilter


def decode_bytes(tokens):
    """A tokenizer whose tokens are single bytes: the worst case for characters of several tokens."""
    return bytes(tokens).decode("utf-8", "replace")


@given(st.text())
def test_detokenizer_gives_the_text_and_never_half_a_character(text):
    text = text.encode("utf-8", "replace").decode().replace("\ufffd", "")
    detokenizer = Detokenizer(decode_bytes)
    pieces = [detokenizer.feed(byte) for byte in text.encode()]
    assert all("\ufffd" not in piece for piece in pieces)
    assert "".join(pieces) + detokenizer.flush() == text


def test_detokenizer_leaves_out_a_character_that_is_cut_off():
    detokenizer = Detokenizer(decode_bytes)
    pieces = [detokenizer.feed(byte) for byte in "山🐉".encode()[:-1]]
    assert "".join(pieces) + detokenizer.flush() == "山"


def test_detokenizer_keeps_spaces_that_a_tokenizer_drops_at_the_start():
    pieces = {0: " two", 1: " words"}
    detokenizer = Detokenizer(lambda tokens: "".join(pieces[token] for token in tokens).lstrip())
    assert [detokenizer.feed(0), detokenizer.feed(1)] == ["two", " words"]


def expected(text, stops):
    """Up to the stop string that is complete first; of several that end there, the longest."""
    for end in range(len(text) + 1):
        starts = [end - len(stop) for stop in stops if text[:end].endswith(stop)]
        if starts:
            return text[: min(starts)]
    return text


@given(st.text("abc\n"), st.lists(st.text("abc\n", min_size=1, max_size=4), max_size=3), st.data())
def test_stop_filter_does_not_depend_on_how_the_stream_is_cut(text, stops, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    bounds = [0, *cuts, len(text)]
    limit = StopFilter(stops)
    streamed = [limit.feed(text[start:end]) for start, end in zip(bounds, bounds[1:], strict=False)]
    assert "".join(streamed) + limit.flush() == expected(text, stops)
    assert limit.stopped == (expected(text, stops) != text or any(text.endswith(stop) for stop in stops))


def test_stop_filter_holds_back_only_what_may_become_a_stop_string():
    limit = StopFilter(["\n\n问"])
    assert [limit.feed("甲\n"), limit.feed("乙"), limit.feed("\n\n"), limit.feed("问题")] == ["甲", "\n乙", "", ""]
    assert limit.stopped
    assert limit.flush() == ""
