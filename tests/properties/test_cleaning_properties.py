"""What holds for any text, however dirty: idempotence, a monotone map, characters kept as they were, no exception."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.cleaning import clean
from index.cleaning.pipeline import FAMILIES
from index.cleantext import CleanText
from index.types import Article

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
PIECES = sorted(
    {
        piece
        for path in GOLDEN.glob("*.toml")
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["positive"]
        for piece in (case[0], *case[0].split("\n"), *case[2:])
    }
)
MARKS = list("\n\n\n  \t\r，。：；“”()（）<>&[]|*#`_-\u200b\u00a0\u3000\ufeff。1a模")

dirty = st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(MARKS), st.text(max_size=12)), max_size=12).map(
    "".join
)
media_types = st.sampled_from(["txt", "html", "md"])


def cleaned(raw: str, media: str = "txt") -> CleanText:
    return clean(Article(uri="x", raw=raw, media=media))


@given(dirty, media_types)
def test_cleaning_cleaned_text_changes_nothing(raw, media):
    once = cleaned(raw, media).text
    assert cleaned(once).text == once


@given(dirty, media_types)
def test_the_map_is_monotone_and_keeps_characters(raw, media):
    text = cleaned(raw, media)
    covered = [False] * len(raw)
    for edit in text.edits:
        covered[edit.start : edit.end] = [True] * (edit.end - edit.start)
    last = -1
    for at, character in enumerate(text.text):
        span = text.to_raw(at, at + 1)
        assert span.start >= last
        last = span.start
        if not covered[span.start]:
            assert raw[span.start : span.end] == character
    assert [character for character, gone in zip(raw, covered, strict=True) if not gone] == [
        character for at, character in enumerate(text.text) if not covered[text.to_raw(at, at + 1).start]
    ]


@given(dirty, media_types)
def test_the_edits_make_the_text(raw, media):
    text = cleaned(raw, media)
    assert text.apply(0, len(raw)) == text.text
    assert CleanText(raw, text.edits).text == text.text


@given(dirty)
def test_every_family_gives_edits_that_fit_together(raw):
    for family in FAMILIES:
        edits = family.find(raw)
        CleanText(raw, edits)  # raises when they overlap or leave the text
        assert all(raw[edit.start : edit.end] != edit.replacement for edit in edits)


def fuzz(count: int, seed: int) -> None:
    """Random texts of random pieces, cut anywhere: no exception, and cleaning twice is cleaning once."""
    source = random.Random(seed)
    for _ in range(count):
        pieces = []
        for _ in range(source.randint(1, 30)):
            piece = source.choice(PIECES) if source.random() < 0.7 else chr(source.randrange(1, 0xD000))
            cut = source.randrange(len(piece) + 1) if piece and source.random() < 0.5 else len(piece)
            pieces.append(piece[:cut])
        once = cleaned("".join(pieces), source.choice(["txt", "html", "md"])).text
        assert cleaned(once).text == once


def test_fuzzed_texts():
    fuzz(300, seed=1)


@pytest.mark.slow
def test_ten_thousand_fuzzed_texts():
    fuzz(10_000, seed=2)
