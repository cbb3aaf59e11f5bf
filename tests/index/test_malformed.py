"""Two hundred inputs that no one should have to index: each is indexed or a line in the report, and the rest stays."""

import os
import random
import socket

import pytest
from index_contents import contents, make_article

from index.build import build_index
from index.config import IndexConfig
from index.reader import open_index
from index.testing import HashEmbedder

CONFIG = IndexConfig(max_file_mb=3.0)


class QuickEmbedder(HashEmbedder):
    """Looks at the first 50 characters only: some of the texts here are very long."""

    def embed_passages(self, texts):
        return super().embed_passages([text[:50] for text in texts])


GOOD = "湖边的图书馆决定延长开放时间，馆长说读者会喜欢。"


def malformed(chance):
    """Pairs of name and bytes."""
    text = make_article(3)
    html = f"<html><head><title>标题</title></head><body><p>{GOOD}</p><table><tr><td>单元".encode()
    yield "empty.txt", b""
    yield "空白.md", " \n\t　\n".encode()
    yield "marks only.html", b"<html><body></body></html>"
    yield "nul.txt", b"\x00" * 1000
    yield "picture.txt", b"\x89PNG\r\n\x1a\n" + chance.randbytes(5000)
    yield "archive.html", b"PK\x03\x04" + chance.randbytes(5000)
    yield "over.txt", ("太长了。" * 400_000).encode()
    yield "one line.txt", ("没有标点的一行" * 100_000).encode()
    yield "one line of latin.md", b"word " * 400_000
    yield "one tag.html", b"<p " + b"a" * 2_000_000
    yield "deep.html", b"<div>" * 50_000 + GOOD.encode() + b"</div>" * 50_000
    yield "deep.md", b"> " * 20_000 + GOOD.encode()
    yield "open quotes.txt", ("“" * 30_000 + GOOD).encode()
    yield "brackets.md", b"[" * 30_000 + b"](" * 30_000
    yield "controls.txt", bytes(range(1, 32)) * 50 + GOOD.encode()
    yield "surrogates.txt", b"\xed\xa0\x80\xed\xb0\x80" * 20 + GOOD.encode()
    yield "overlong.txt", b"\xc0\xaf\xe0\x80\xaf" * 50 + GOOD.encode()
    yield "odd utf-16.txt", b"\xff\xfe" + GOOD.encode("utf-16-le") + b"\x00"
    yield "bom only.txt", b"\xef\xbb\xbf"
    yield "private.txt", ("\ue000\U0010ffff\ufffd" * 40 + GOOD).encode()
    yield "bidi.txt", ("\u202e\u200b\u2066" * 40 + GOOD).encode()
    yield "entities.html", b"<p>" + b"&#x110000;&#0;&bogus;&#xD800;" * 50 + GOOD.encode()
    yield "null tag.html", b"<\x00p>" + GOOD.encode() + b"<!--" * 500
    yield "script.html", b"<script>" + b"x" * 100_000
    yield 'it\'s "quoted".txt', text.encode()
    yield "名字 带 空格 和\n换行.txt", text.encode()
    yield "-rf.txt", text.encode()
    yield "%s{}$HOME;`ls`.txt", text.encode()
    yield "长" * 80 + ".txt", text.encode()
    yield "UPPER.TXT", text.encode("gb18030")
    yield "big5.txt", "湖邊的圖書館決定延長開放時間，館長說讀者會喜歡。".encode("big5")
    for number in range(60):
        encoding = chance.choice(["utf-8", "gb18030", "big5", "utf-16"])
        data = bytearray(text.encode(encoding, "ignore"))
        for _ in range(chance.randint(1, 60)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield f"flipped {number}.{chance.choice(['txt', 'md', 'html'])}", bytes(data)
    for number in range(60):
        yield f"cut {number}.html", html[: chance.randrange(len(html))]
    for number in range(45):
        yield (
            f"noise {number}.{chance.choice(['txt', 'md', 'htm', 'html'])}",
            chance.randbytes(chance.randrange(1, 4000)),
        )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good").mkdir()
    for number in range(3):
        (tmp_path / "good" / f"{number}.txt").write_text(make_article(number), encoding="utf-8")
    build_index([tmp_path / "good"], index=tmp_path / "index", config=CONFIG, embedder=QuickEmbedder())
    (tmp_path / "bad").mkdir()
    return tmp_path


def read(folder):
    with open_index(folder / "index", config=CONFIG, embedder=QuickEmbedder()).snapshot() as snapshot:
        return contents(snapshot)


def test_every_input_is_indexed_or_a_line(folder):
    before, _, _ = read(folder)
    bad = folder / "bad"
    names = []
    for name, data in malformed(random.Random(7)):
        (bad / name).write_bytes(data)
        names.append(name)
    (bad / "loop").symlink_to(bad)
    (bad / "dangling.txt").symlink_to(bad / "nowhere")
    (bad / "link.txt").symlink_to(bad / "UPPER.TXT")
    os.mkfifo(bad / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(bad / "socket.txt"))
    os.mkdir(bad / "folder.txt")
    latin = os.fsencode(bad) + b"/caf\xe9.txt"
    with open(latin, "wb") as file:
        file.write(GOOD.encode())
    names += ["loop", "dangling.txt", "link.txt", "pipe.txt", "socket.txt", os.fsdecode(b"caf\xe9.txt")]
    assert len(names) >= 200

    report = build_index([folder / "bad"], index=folder / "index", config=CONFIG, embedder=QuickEmbedder())
    lines = {os.path.basename(line.path): line.reason for line in (*report.failures, *report.skipped)}
    with open_index(folder / "index", config=CONFIG, embedder=QuickEmbedder()).snapshot() as snapshot:
        indexed = {os.path.basename(uri) for info in snapshot.articles() for uri in info.uris}
    assert sorted(name for name in names if (name in lines) == (name in indexed)) == []
    assert all(reason and "\n" not in reason for reason in lines.values())
    assert not [f"{name}: {reason}" for name, reason in lines.items() if "Error:" in reason]
    for name in ("empty.txt", "over.txt", "nul.txt", "picture.txt", "pipe.txt", "loop", "dangling.txt"):
        assert name in lines
    for name in (
        "one line.txt",
        "deep.html",
        'it\'s "quoted".txt',
        "UPPER.TXT",
        "big5.txt",
        os.fsdecode(b"caf\xe9.txt"),
    ):
        assert name in indexed
    after, _, _ = read(folder)
    assert before.items() <= after.items()


def test_links_are_followed_when_asked_and_never_in_circles(folder):
    config = IndexConfig(max_file_mb=3.0, follow_links=True)
    bad = folder / "bad"
    (bad / "sub").mkdir()
    (bad / "sub" / "up").symlink_to(bad)
    (bad / "sub" / "self").symlink_to(bad / "sub" / "self")
    (bad / "there").symlink_to(folder / "good")
    report = build_index([bad], index=folder / "other", config=config, embedder=QuickEmbedder())
    assert report.articles == 3
    assert {os.path.basename(line.path) for line in (*report.failures, *report.skipped)} == {"up", "self"}


def test_hidden_files_and_saved_page_folders_are_passed_over(folder):
    for name in (".hidden.txt", ".git/config.txt", "page_files/part.txt", "notes.xyz", "README"):
        path = folder / "bad" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(GOOD)
    report = build_index([folder / "bad"], index=folder / "other", config=CONFIG, embedder=QuickEmbedder())
    assert report.articles == 0 and report.failures == ()
    assert {os.path.basename(line.path) for line in report.skipped} == {
        ".hidden.txt", ".git", "page_files", "notes.xyz", "README",
    }  # fmt: skip
