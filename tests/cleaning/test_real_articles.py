"""The five real articles, labelled by reading: which spans must go and which must stay.

The articles are third-party text and are not part of the project: labels are offsets and the hash of each file. The test
is skipped where the files are absent.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from index.cleaning import clean
from index.config import IndexConfig
from index.formats import load_file

ARTICLES = Path(__file__).resolve().parents[3] / "shared/articles"
LABELS = json.loads((Path(__file__).parent / "real_articles.json").read_text(encoding="utf-8"))


def _load(name: str):
    path = ARTICLES / name
    if not path.exists():
        pytest.skip(f"the real articles are not at {ARTICLES}")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == LABELS[name]["sha256"]
    return load_file(path, config=IndexConfig())


@pytest.mark.parametrize("name", LABELS)
def test_what_must_go_goes(name):
    cleaned = clean(_load(name))
    for start, end in LABELS[name]["go"]:
        span = cleaned.to_clean(start, end)
        assert cleaned.text[span.start : span.end].strip() == "", (name, start, end)


@pytest.mark.parametrize("name", LABELS)
def test_what_must_stay_stays(name):
    article = _load(name)
    cleaned = clean(article)
    for start, end in LABELS[name]["stay"]:
        assert "".join(cleaned.apply(start, end).split()) == "".join(article.raw[start:end].split()), (name, start, end)


@pytest.mark.parametrize("name", LABELS)
def test_split_names_are_whole_again(name):
    article = _load(name)
    cleaned = clean(article)
    for start, end, length in LABELS[name]["joined"]:
        span = cleaned.to_clean(start, end)
        assert span.end - span.start == length
        assert cleaned.to_raw(span.start, span.end).start == start
