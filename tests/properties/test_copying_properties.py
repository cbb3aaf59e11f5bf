"""Whatever the evidence looks like, what may be copied is a part of it under its own number."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.citations import MARK
from rag.copying_sources import copying
from rag.types import Evidence

PIECES = st.sampled_from(
    [
        "灯塔",
        "高四十二米",
        "不",
        "没有",
        "，",
        "。",
        "：",
        "“",
        "”",
        "「",
        "」",
        "（",
        "）",
        "(",
        "[1]",
        "[2]",
        "【3】",
        "[",
        "]",
    ]
    + [
        "2025年3月",
        "1,200",
        "3.5%",
        "不超过",
        "GPT-4o",
        "Lin Wei",
        "说",
        "如果",
        "据港务局介绍",
        "可能",
        "\n",
        " ",
        "　",
        "？",
    ]
    + ["𠮷", "é", "e\u0301", "😀", "\ud800", "\x00", '"', "\\", "资料不足", "；", "陈大川", "："]
)
TEXTS = st.lists(PIECES, max_size=18).map("".join)


def item(number, text, speaker):
    return Evidence(number, number, "u", "t", text, 0, len(text), 1.0, speaker=speaker)


@settings(max_examples=120, deadline=None)
@given(
    texts=st.lists(TEXTS, min_size=1, max_size=3),
    spans=st.sampled_from(["clause", "phrase"]),
    speaker=st.sampled_from([None, "陈大川"]),
    seed=st.integers(0, 1000),
)
def test_a_walk_by_chance_ends_and_cites_what_holds_it(texts, spans, speaker, seed):
    evidence = [item(number, text, speaker) for number, text in enumerate(texts, start=1)]
    automaton = copying(evidence, spans=spans, sentences=2)
    chance = random.Random(seed)
    for source in automaton.sources:
        places = [*source.starts, *source.ends, *(end for end, _ in source.joins)]
        assert all(0 <= place <= len(source.text) for place in places)
    for _ in range(3):
        state, said = automaton.start, b""
        while automaton.edges(state) and not (automaton.finished(state) and chance.random() < 0.5):
            byte = chance.choice(sorted(automaton.edges(state)))
            state, said = automaton.edges(state)[byte], said + bytes([byte])
            assert len(said) < 4000
        assert automaton.finished(state)
        answer = said.decode().rstrip("\n")
        assert automaton.accepts(answer)
        if answer == "资料不足":
            continue
        shown = {entry.number: " ".join(entry.text.split()).encode("utf-8", "replace").decode() for entry in evidence}
        parts = MARK.split(answer)
        assert not parts[-1].strip("。")
        for text, number in zip(parts[::2], parts[1::2], strict=False):
            for clause in cuts(text.removeprefix("。"), shown[int(number)]):
                assert clause in shown[int(number)]


def cuts(text, source):
    """The longest beginning of `text` that stands in the source, and so on behind a connective."""
    while text and text not in source:
        size = next(
            size for size in range(len(text) - 1, 0, -1) if text[:size] in source and text[size : size + 1] in "，；"
        )
        yield text[:size]
        text = text[size + 1 :]
    yield text
