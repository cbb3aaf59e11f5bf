"""What a snapshot gives out, over articles whose stages are known."""

import os
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import build_index
from index.errors import IndexDamagedError
from index.pipeline import installed_stages
from index.reader import memory_index, open_index
from index.testing import HashEmbedder
from index.types import Article, Field, Mark, Metadata, Post, Quotation, Span

LAKE = "湖边的图书馆延长了开放时间。馆长陈明说，读者会喜欢。读者李華說：“要看冬天有沒有暖氣。”"
THREAD = "有人试过新开的面馆吗？\n阿丁：面很好吃。\n小白：排队太久。"


def articles():
    said = Metadata(
        title=Field("湖边", Span(0, 2)), source=Field("湖畔週刊"), author=Field("王芳"), date=Field("2023-04-25")
    )
    posts = (
        Post(Span(0, 12), "article", "楼主", "2023-05-01"),
        Post(Span(12, 21), "reply", "阿丁", "2023-05-02"),
        Post(Span(21, 29), "reply", "小白"),
    )
    return [
        Article("lake", LAKE, metadata=said),
        Article(
            "month", "只有月份的一篇，讲山里的学校。", metadata=Metadata(date=Field("2023-04"), source=Field("山报"))
        ),
        Article("undated", "没有日期的一篇，讲老邮局。", metadata=Metadata(author=Field("陳明"))),
        Article("thread", THREAD, metadata=Metadata(date=Field("2023-05-01"), author=Field("楼主")), posts=posts),
        Article("book", "第一页。" * 30 + "第二页。" * 30, marks=(Mark("page", 0, "1"), Mark("page", 120, "2"))),
    ]


def quotations(clean, sentences, *, article):
    if article.uri != "lake":
        return ()
    text = clean.text
    words, at = "读者会喜欢", text.index("读者会喜欢")
    other = text.index("要看")
    return (
        Quotation("陈明", Span(at, at + len(words)), Span(at - 6, at + len(words)), "说", False, "馆长"),
        Quotation("李華", Span(other, len(text) - 1), Span(other - 6, len(text)), "說", True, date="2023-04-25"),
    )


@pytest.fixture
def snapshot():
    stages = replace(installed_stages(), extract_quotations=quotations)
    with memory_index(articles(), embedder=HashEmbedder(), stages=stages).snapshot() as snapshot:
        yield snapshot


def uris(snapshot, chosen):
    return sorted({snapshot.chunk(int(number)).uri for number in chosen})


def test_articles_are_listed_with_what_is_known_of_them(snapshot):
    infos = {info.uri: info for info in snapshot.articles()}
    lake = infos["lake"]
    assert (lake.title, lake.source, lake.author, lake.date) == ("湖边", "湖畔週刊", "王芳", "2023-04-25")
    assert (lake.characters, lake.quotations, lake.reprints) == (len(LAKE), 2, 0)
    assert infos["undated"].title == "undated"
    assert snapshot.article_by_uri("lake").article == articles()[0]
    assert snapshot.article(lake.article_id).quotations == snapshot.article_by_uri("lake").quotations


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"source": "湖畔周刊"}, ["lake"]),
        ({"source": "报"}, ["month"]),
        ({"author": "陈明"}, ["undated"]),
        ({"author": "阿丁"}, ["thread"]),
        ({"since": "2023-04-20"}, ["lake", "month", "thread"]),
        ({"since": "2023-04-26"}, ["month", "thread"]),
        ({"since": "2023-05"}, ["thread"]),
        ({"until": "2023-04"}, ["lake", "month"]),
        ({"until": "2023-04-24"}, ["month"]),
        ({"until": "2022"}, []),
        ({"since": "2023", "until": "2023"}, ["lake", "month", "thread"]),
        ({"speaker": "李华"}, ["lake"]),
        ({"speaker": "王芳"}, []),
        ({"source": "湖畔", "until": "2023-01"}, []),
        ({"source": "nobody"}, []),
    ],
    ids=str,
)
def test_filters(snapshot, filters, expected):
    chosen = snapshot.select(**filters)
    assert uris(snapshot, chosen) == expected
    assert chosen.tolist() == sorted(set(chosen.tolist()))
    vector = HashEmbedder().embed_queries(["湖边"])[0]
    assert set(snapshot.dense(vector, 50, chosen)[0].tolist()) == set(chosen.tolist())
    assert set(snapshot.lexical("一的读者面", 50, chosen)[0].tolist()) <= set(chosen.tolist())


def test_without_filters_nothing_is_selected(snapshot):
    assert snapshot.select() is None


def test_a_reply_is_by_its_author_and_of_its_day(snapshot):
    chunks = snapshot.chunks(snapshot.select(since="2023-05"))
    assert [(chunk.post, chunk.author, chunk.date) for chunk in chunks] == [
        (0, "楼主", "2023-05-01"),
        (1, "阿丁", "2023-05-02"),
        (2, "小白", "2023-05-01"),
    ]


def test_chunks_come_in_the_order_asked_and_with_their_places(snapshot):
    ids = snapshot.select(since="2023-05")[::-1]
    chunks = snapshot.chunks(ids)
    assert [chunk.chunk_id for chunk in chunks] == ids.tolist()
    for chunk in chunks:
        assert THREAD[chunk.raw_start : chunk.raw_end] == chunk.text
        assert chunk.sentences[0].start == chunk.start and chunk.sentences[-1].end == chunk.end
    with pytest.raises(KeyError):
        snapshot.chunk(10**6)
    with pytest.raises(KeyError):
        snapshot.article_by_uri("nowhere")


def test_a_passage_knows_its_page(snapshot):
    pages = {chunk.page for chunk in snapshot.chunks(snapshot.lexical("页", 50)[0])}
    assert pages == {"1", "2"}


def test_a_phrase_is_found_across_scripts_and_in_mid_word(snapshot):
    found, count = snapshot.phrase("有没有暖气", 10)
    assert count == 1 and snapshot.chunk(found[0]).uri == "lake"
    assert snapshot.phrase("图书馆冬天", 10) == ((), 0)
    assert snapshot.phrase("  ", 10) == ((), 0)
    found, count = snapshot.phrase("第", 1)
    assert len(found) == 1 and count > 1


def test_quotations_by_speaker_and_matter(snapshot):
    assert [q.quotation.speaker for q in snapshot.quotations()] == ["陈明", "李華"]
    (quotation,) = snapshot.quotations(speaker="李华", about="暖气")
    assert quotation.text == "要看冬天有沒有暖氣。" == LAKE[quotation.raw.start : quotation.raw.end]
    assert snapshot.quotations(speaker="李华", about="喜欢") == ()
    assert snapshot.quotations(speaker="谁") == ()
    assert [q.quotation.speaker for q in snapshot.quotations(limit=1)] == ["陈明"]


def test_equal_texts_are_one_under_both_uris():
    twice = [Article("text:1", "今天天气很好。"), Article("text:2", "今天天气很好。")]
    with memory_index(twice, embedder=HashEmbedder()).snapshot() as snapshot:
        assert [info.uris for info in snapshot.articles()] == [("text:1", "text:2")]
        assert snapshot.article_count == snapshot.chunk_count == 1


def test_threads_share_a_memory_index():
    reader = memory_index(articles(), embedder=HashEmbedder())
    errors = []

    def look():
        try:
            for _ in range(20):
                with reader.snapshot() as snapshot:
                    assert snapshot.article_count == 5 and snapshot.lexical("湖边", 3)[0].size
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "lake.txt").write_text(LAKE, encoding="utf-8")
    build_index([tmp_path / "a"], index=tmp_path / "index", embedder=HashEmbedder())
    return tmp_path


def test_reading_leaves_the_folder_as_it_was(folder):
    before = {path.name: path.read_bytes() for path in (folder / "index").iterdir()}
    reader = open_index(folder / "index", embedder=HashEmbedder())
    with reader.snapshot() as snapshot:
        snapshot.lexical("湖边", 3)
    reader.close()
    assert {path.name: path.read_bytes() for path in (folder / "index").iterdir()} == before


def test_opening_reads_nothing_large(folder):
    for path in (folder / "index").glob("*-*"):
        path.unlink()
    open_index(folder / "index", embedder=HashEmbedder())
    code = "import sys, index.reader, index.build; print(*sorted({'faiss', 'torch', 'opencc'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""


def test_a_page_that_is_torn_out_is_reported(folder):
    database = folder / "index" / "index.sqlite"
    data = bytearray(database.read_bytes())
    data[8192:] = os.urandom(len(data) - 8192)
    database.write_bytes(data)
    with pytest.raises(IndexDamagedError, match="--rebuild"):
        with open_index(folder / "index", embedder=HashEmbedder()).snapshot() as snapshot:
            snapshot.articles()


READ_ONLY = """
mount --bind {0} {0} && mount -o remount,ro,bind {0} && exec {1} - <<'END'
from index.reader import open_index
from index.testing import HashEmbedder
with open_index("{0}", embedder=HashEmbedder()).snapshot() as snapshot:
    print(snapshot.article_count, len(snapshot.lexical("湖边", 3)[0]))
END
"""


@pytest.mark.parametrize("locked", [False, True], ids=["at rest", "while written"])
def test_a_folder_that_cannot_be_written_to_is_read(folder, locked):
    held = open_index(folder / "index", embedder=HashEmbedder())
    if locked:
        with held.snapshot():  # leaves SQLite's lock files, as a build under way does
            done = _read_in_a_read_only_mount(folder / "index")
    else:
        held.close()
        done = _read_in_a_read_only_mount(folder / "index")
    assert done.stdout.split() == ["1", "1"], done.stderr


def _read_in_a_read_only_mount(path):
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        pytest.skip("no right to mount a folder read-only here")
    return subprocess.run(
        ["unshare", "-m", "sh", "-c", READ_ONLY.format(path, sys.executable)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )


@pytest.mark.parametrize("column", ["vectors.vector", "bodies.raw", "bodies.edits"])
def test_a_value_that_cannot_be_unpacked_is_damage(folder, column):
    table, name = column.split(".")
    with sqlite3.connect(folder / "index" / "index.sqlite") as connection:
        connection.execute(f"UPDATE {table} SET {name} = x'00'")
    connection.close()
    for path in (folder / "index").glob("vectors-*"):
        path.unlink()
    with pytest.raises(IndexDamagedError, match="--rebuild"):
        with open_index(folder / "index", embedder=HashEmbedder()).snapshot() as snapshot:
            snapshot.article(1)
