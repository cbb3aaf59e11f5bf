import io
import random
import struct
import zipfile

import pytest
import written_files as files

from index.bylines import is_person
from index.config import IndexConfig
from index.errors import (
    BinaryFileError,
    EmptyFileError,
    EncryptedFileError,
    FileTooLargeError,
    FormatError,
)
from index.formats import SUPPORTED_SUFFIXES, article_from_text, load_file

TEXT = "港口扩建谁来出钱\n2023年8月12日 来源：海边日报\n今年港口要扩建，有人说市里出钱，也有人说省里出钱，争论了很久，至今没有结论。\n"


@pytest.fixture
def load(tmp_path):
    def load_bytes(name, data, **config):
        path = tmp_path / name
        path.write_bytes(data)
        return load_file(path, config=IndexConfig(**config))

    return load_bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_text_in_every_encoding_gives_the_same_article(load, encoding):
    article = load("港口.txt", TEXT.encode(encoding))
    assert article.raw == TEXT
    assert article.metadata.title.value == "港口扩建谁来出钱"
    assert article.metadata.source.value == "海边日报"
    assert article.metadata.date.value == "2023-08-12"


@pytest.mark.parametrize("encoding", ["big5", "cp950", "big5hkscs", "gb18030", "utf-8"])
def test_traditional_text_in_every_encoding(load, encoding):
    text = "港口擴建誰來出錢？今年港口要擴建，有人說市裡出錢，也有人說省裡出錢。\r\n至今沒有結論。"
    assert load("a.txt", text.encode(encoding)).raw == text


def test_newlines_stay_as_they_were(load):
    assert load("a.txt", "甲。\r\n乙。\r丙。\n".encode()).raw == "甲。\r\n乙。\r丙。\n"


def test_the_uri_is_the_path(load, tmp_path):
    assert load("a b'c“d”.txt", "甲。".encode()).uri == str(tmp_path / "a b'c“d”.txt")


def test_a_web_page_keeps_its_source(load):
    page = '<html><head><meta charset="gbk"><title>港口</title></head><body><p>港口要扩建了。</p></body></html>'
    article = load("a.html", page.encode("gbk"))
    assert (article.raw, article.media) == (page, "html")


def test_a_wrong_charset_in_a_page_is_not_believed(load):
    page = '<html><head><meta charset="big5"></head><body><p>港口要扩建了，大家都说好，谁来出钱呢？</p></body></html>'
    assert load("a.html", page.encode("gb18030")).raw == page


def test_a_page_named_txt_is_a_page(load):
    assert load("a.txt", "<!DOCTYPE html><html><body>港口。</body></html>".encode()).media == "html"


def test_markdown_headings_are_marks_outside_code(load):
    article = load("a.md", "# 港口\n\n正文。\n\n```\n# 注释\n```\n\n## 出钱 ##\n\n正文。\n".encode())
    assert [(mark.label, mark.level, article.raw[mark.start]) for mark in article.marks] == [
        ("港口", 1, "#"),
        ("出钱", 2, "#"),
    ]


def test_pdf_pages_and_bookmarks_are_marks(load):
    article = load(
        "a.pdf", files.pdf([["港口扩建", "市里出钱。"], ["第二页的字。"]], bookmarks=[(0, "港口扩建"), (1, "后来")])
    )
    assert article.raw == "港口扩建\n市里出钱。\n第二页的字。\n"
    assert [(mark.kind, mark.label, mark.start) for mark in article.marks] == [
        ("page", "1", 0),
        ("heading", "港口扩建", 0),
        ("page", "2", article.raw.index("第二")),
        ("heading", "后来", article.raw.index("第二")),
    ]


def test_page_numbers_and_running_heads_are_no_text(load):
    pages = [["海边日报 2023", f"第{word}段很重要。", f"- {number} -"] for number, word in enumerate("一二三四", 1)]
    assert load("a.pdf", files.pdf(pages)).raw == "第一段很重要。\n第二段很重要。\n第三段很重要。\n第四段很重要。\n"


def test_what_a_browser_prints_around_a_page_is_no_text(load):
    pages = [["市里出钱。", "11/22/26, 4:19 PM 港口扩建", "https://sea.example/a.html 1/1"]]
    assert load("a.pdf", files.pdf(pages)).raw == "市里出钱。\n"


def test_a_pdf_title_counts_unless_a_program_left_it(load):
    body = [["市里出钱，省里也出钱，大家出钱，一共要出很多很多的钱，谁也不知道到底要出多少，今年还没有结论。"]]
    assert load("1.pdf", files.pdf(body, title="港口往事")).metadata.title.value == "港口往事"
    assert load("2.pdf", files.pdf(body, title="Microsoft Word - 1.doc")).metadata.title is None


def test_a_word_document_gives_lines_rows_headings_and_pages(load):
    table = "".join(
        f"<w:tr>{''.join(f'<w:tc>{files.paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in (["年", "钱"], ["2023", "五亿"])
    )
    body = (
        files.paragraph("港口扩建", style="a9")
        + "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r><w:del><w:r><w:t>删</w:t><w:delText>删</w:delText></w:r></w:del></w:p>"
        + f"<w:tbl>{table}</w:tbl>"
        + "<w:p><w:r><w:t>前</w:t><w:lastRenderedPageBreak/><w:t>后</w:t></w:r></w:p>"
        + "<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>框</w:t></w:r></w:p></mc:Choice>"
        + "<mc:Fallback><w:p><w:r><w:t>框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
    )
    article = load("a.docx", files.docx(body))
    assert article.raw == "港口扩建\n甲\n乙\n年 | 钱\n2023 | 五亿\n前后\n框\n"
    assert [(mark.kind, mark.label, article.raw[mark.start]) for mark in article.marks] == [
        ("page", "1", "港"),
        ("heading", "港口扩建", "港"),
        ("page", "2", "后"),
    ]
    assert article.metadata.title.value == "港口扩建"


@pytest.mark.parametrize(
    ("name", "is_kept"),
    [
        ("王小石", True),
        ("安娜·王", True),
        ("Anna Wang", True),
        ("微软用户", False),
        ("Administrator", False),
        ("python-docx", False),
    ],
)
def test_an_author_that_a_program_filled_in_is_none(name, is_kept):
    assert is_person(name) is is_kept


def test_an_e_book_is_read_in_the_order_of_its_spine(load):
    article = load(
        "a.epub",
        files.epub([("b.xhtml", "<h1>第一章</h1><p>甲\n乙&amp;丁。</p>"), ("a.xhtml", "<h2>第二章</h2><p>丙。</p>")]),
    )
    assert article.raw.split() == ["第一章", "甲乙&丁。", "第二章", "丙。"]
    assert [(mark.label, mark.level, article.raw[mark.start]) for mark in article.marks] == [
        ("第一章", 1, "第"),
        ("第二章", 2, "第"),
    ]
    assert article.metadata.author.value == "王某某"
    assert article.metadata.date.value == "2023-08-12"


def test_a_web_archive_gives_its_page(load):
    page = "<html><head><title>港口</title></head><body>港口要扩建了，谁来出钱？</body></html>"
    for name, charset in (("a.mhtml", "utf-8"), ("b.mht", "gbk"), ("c.txt", "utf-8")):
        article = load(name, files.mhtml(page, charset=charset))
        assert (article.raw, article.media) == (page, "html")


def test_pasted_text_is_an_article():
    article = article_from_text(TEXT, uri="text:1")
    assert (article.raw, article.media, article.uri) == (TEXT, "text", "text:1")
    assert article_from_text(TEXT, uri="text:1", title="别的").metadata.title.value == "别的"
    assert article_from_text("甲\ud800乙", uri="text:2").raw == "甲�乙"
    with pytest.raises(EmptyFileError):
        article_from_text(" \n", uri="text:3")
    with pytest.raises(FileTooLargeError):
        article_from_text("字" * 11, uri="text:4", max_characters=10)


BOMB = b"0" * 5_000_000
REFUSED = [
    ("empty.txt", b"", EmptyFileError),
    ("blank.txt", "\ufeff \n\u3000".encode(), EmptyFileError),
    ("image.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), BinaryFileError),
    ("program.txt", b"\x7fELF" + bytes(500), BinaryFileError),
    ("zeros.txt", bytes(1000), (BinaryFileError, EmptyFileError)),
    ("noise.txt", random.Random(1).randbytes(4000), FormatError),
    ("control.txt", bytes(range(1, 32)) * 20, BinaryFileError),
    ("zip.txt", files.archive([("a.txt", "甲")]), BinaryFileError),
    ("data.json", b"{}", FormatError),
    ("none", b"text", FormatError),
    ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), FormatError),
    ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), EncryptedFileError),
    ("text.docx", "其实是文本。".encode(), FormatError),
    ("cut.docx", files.docx(files.paragraph("甲" * 500))[:-30], FormatError),
    ("other.docx", files.archive([("a.txt", "甲")]), FormatError),
    ("void.docx", files.docx(""), EmptyFileError),
    ("torn.docx", files.archive([("word/document.xml", "<w:document><w:p>")]), FormatError),
    ("bomb.docx", files.docx("", parts=[("word/footnotes.xml", BOMB)]), FileTooLargeError),
    (
        "laughs.docx",
        files.archive([("word/document.xml", '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><d>&b;</d>')]),
        FormatError,
    ),
    ("bomb.epub", files.epub([("a.xhtml", "<p>" + "0" * 5_000_000 + "</p>")]), FileTooLargeError),
    ("other.epub", files.archive([("a.txt", "甲")]), FormatError),
    (
        "rights.epub",
        files.epub(
            [("a.xhtml", "<p>甲</p>")],
            extra=[("META-INF/encryption.xml", '<encryption><CipherReference URI="OPS/text/a.xhtml"/></encryption>')],
        ),
        EncryptedFileError,
    ),
    ("locked.pdf", files.pdf([["甲"]], locked=True), EncryptedFileError),
    ("scan.pdf", files.pdf([[], []]), EmptyFileError),
    ("cut.pdf", files.pdf([["甲乙丙"]])[:300], FormatError),
    ("junk.pdf", b"%PDF-1.7\n" + random.Random(2).randbytes(3000), FormatError),
    ("text.pdf", "其实是文本。".encode(), FormatError),
    ("empty.mhtml", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x--\r\n", FormatError),
    ("long.txt", ("字" * 2001).encode(), FileTooLargeError),
    ("big.txt", b"x" * 120_000, FileTooLargeError),
]


@pytest.mark.parametrize(("name", "data", "error"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_what_cannot_be_read_is_one_line(load, name, data, error):
    with pytest.raises(error) as raised:
        load(name, data, max_file_mb=0.1, max_characters=2000)
    assert isinstance(raised.value, FormatError)
    assert str(raised.value).strip()
    assert "\n" not in str(raised.value)


def test_a_part_with_a_password_is_told(load):
    data = bytearray(files.docx(files.paragraph("甲")))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            struct.pack_into("<H", data, at + flags, struct.unpack_from("<H", data, at + flags)[0] | 1)
            at = data.find(signature, at + 4)
    with pytest.raises(EncryptedFileError):
        load("a.docx", bytes(data))


def test_a_size_that_the_zip_lies_about_does_not_help(load):
    data = files.docx("", parts=[("word/footnotes.xml", b"0" * 3_000_000)])
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        size = opened.getinfo("word/footnotes.xml").file_size
    lying = data.replace(struct.pack("<L", size), struct.pack("<L", 10))
    with pytest.raises(FormatError):
        load("a.docx", lying, max_file_mb=0.1)


def test_paths_that_are_no_files(tmp_path):
    loop = tmp_path / "loop.txt"
    loop.symlink_to(tmp_path / "loop2.txt")
    (tmp_path / "loop2.txt").symlink_to(loop)
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    for path in (loop, folder, tmp_path / "absent.txt"):
        with pytest.raises(FormatError) as raised:
            load_file(path, config=IndexConfig())
        assert "\n" not in str(raised.value)


def test_damaged_bytes_in_good_text_become_replacement_characters(load):
    data = (TEXT * 20).encode()
    article = load("a.txt", data[:-2] + b"\xff" + data[-2:-1])
    assert article.raw.startswith(TEXT)
    assert "�" in article.raw
    assert load("cut.txt", (TEXT * 20).encode("gb18030")[:-2] + b"\xb0").raw.startswith(TEXT)


def test_deep_and_torn_markup_is_read(load):
    assert load("deep.html", ("<div>" * 50_000 + "港口。").encode()).raw.endswith("港口。")
    assert load("torn.html", '<html><body><p>港口<a href="x'.encode()).media == "html"


def test_suffixes_are_lower_case_with_a_dot():
    assert {".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".epub", ".mhtml", ".mht"} <= SUPPORTED_SUFFIXES
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in SUPPORTED_SUFFIXES)
