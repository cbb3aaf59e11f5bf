"""Metadata of five articles as they were really saved, by offsets alone: the texts themselves lie beside the project."""

import hashlib
from pathlib import Path

import pytest

from index.config import IndexConfig
from index.formats import load_file
from index.scripts import is_traditional

ARTICLES = Path(__file__).resolve().parents[3] / "shared" / "articles"

# Name, hash, spans of title, source and author (None: the file has none), date, posts; read by eye.
EXPECTED = [
    ("000", "d5c968cc2fdb7637", None, (7, 13), None, "2023-12-25", []),
    (
        "001",
        "1db9d849113b8875",
        (68, 82),
        (181, 185),
        (198, 204),
        "2023-04-25",
        [("article", 68, 5212, "2023-04-25"), ("reply", 5212, 5382, "2023-04-26")],
    ),
    ("002", "0b49a9b4253748a1", (0, 24), None, None, None, []),
    ("003", "dba1cf1188d4a03e", None, (34, 38), (42, 45), "2023-12-19", []),
    ("004", "cc01f812d7857545", (0, 17), (36, 39), None, "2023-08-12", []),
]


@pytest.mark.parametrize(("name", "digest", "title", "source", "author", "date", "posts"), EXPECTED)
def test_what_a_saved_article_says_of_itself(name, digest, title, source, author, date, posts):
    found = sorted(ARTICLES.glob(f"{name}_*.txt"))
    if not found:
        pytest.skip(f"the real articles are not at {ARTICLES}")
    if not hashlib.sha256(found[0].read_bytes()).hexdigest().startswith(digest):
        pytest.skip("another text than the one that was read")
    article = load_file(found[0], config=IndexConfig())
    read = article.metadata
    spans = [
        field and field.span and (field.span.start, field.span.end) for field in (read.title, read.source, read.author)
    ]
    assert spans == [title, source, author]
    assert (read.date and read.date.value) == date
    assert [(post.kind, post.span.start, post.span.end, post.date) for post in article.posts] == posts


def test_the_script_of_a_saved_article_is_told():
    found = sorted(ARTICLES.glob("*.txt"))
    if not found:
        pytest.skip(f"the real articles are not at {ARTICLES}")
    scripts = [is_traditional(load_file(path, config=IndexConfig()).raw) for path in found]
    assert scripts == [False, False, True, False, True]
