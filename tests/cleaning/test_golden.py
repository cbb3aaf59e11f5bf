"""Every golden case: dirt goes as stated, what only looks like it stays."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from index.cleaning import clean
from index.types import Article

GOLDEN = sorted((Path(__file__).resolve().parents[1] / "golden").glob("*.toml"))


def _cases(kind: str) -> list[Any]:
    cases = []
    for path in GOLDEN:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for number, case in enumerate(table[kind]):
            parts = [case, case] if isinstance(case, str) else case
            cases.append(pytest.param(path.stem, table.get("media", "txt"), parts, id=f"{path.stem}-{number + 1}"))
    return cases


@pytest.mark.parametrize(("family", "media", "parts"), _cases("positive"))
def test_dirt_goes(family, media, parts):
    raw, expected, *removed = parts
    cleaned = clean(Article(uri="golden", raw=raw, media=media))
    assert cleaned.text == expected
    if removed:
        name = family.replace("_", " ")
        assert [raw[edit.start : edit.end] for edit in cleaned.edits if edit.reason == name] == removed


@pytest.mark.parametrize(("family", "media", "parts"), _cases("negative"))
def test_what_looks_like_dirt_stays(family, media, parts):
    raw, expected = parts
    assert clean(Article(uri="golden", raw=raw, media=media)).text == expected


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_there_are_enough_cases(path):
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert len(table["positive"]) >= 15
    assert len(table["negative"]) >= 15
