"""Whatever is pasted becomes an article whose spans lie within it, or is refused in one line."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.dates import parse_date_range, parse_dates
from index.errors import FormatError
from index.formats import article_from_text
from index.formats.encodings import decode

PIECES = st.sampled_from(
    [
        *"港口扩建谁来出钱。，：“”|/>-_ \n\n\t\xa0\u3000\ufeff\x00",
        "来源：",
        "海边日报",
        "作者|王小石",
        "（记者 王小石）",
        "2023-08-12 10:00",
        "民國112年8月12日",
        "8月12日电",
        "08-12 01:02，正文：",
        "原标题：",
        "发表于 2023-5-6 10:01:02 | 显示全部楼层",
        "\n回复\n\n使用道具 举报\n",
        "[复制链接]",
        "查看: 1|回复: 2",
        "作者  seaman (海) 看板\n標題  [閒聊] 港口\n時間  Sat May  6 10:01:02 2023\n",
        "\n推 rocky: 支持 05/06 10:05\n",
        "<!DOCTYPE html><html>",
        "<title>港口_海边网</title>",
        "<h1>",
        "</h1>",
        '<meta property="og:title" content="港口">',
        '<span class="source">',
        '<time datetime="2023-08-12">',
        "<script>var ct = '1703000000';",
        "</script>",
        "<p",
        "&amp;",
        "&#xD800;",
        "---\ntitle: 港口\n---\n",
    ]
)
SCRAPS = st.lists(PIECES, max_size=30).map("".join)
TODAY = date(2024, 2, 29)


@given(SCRAPS | st.text(max_size=80))
def test_every_span_of_an_article_lies_within_it(text):
    try:
        article = article_from_text(text, uri="text:1")
    except FormatError as error:
        assert "\n" not in str(error)
        return
    length = len(article.raw)
    found = article.metadata
    for field in (found.title, found.source, found.author, found.date):
        if field is not None:
            assert field.value.strip()
            assert field.span is None or 0 <= field.span.start < field.span.end <= length
    position = 0
    for number, post in enumerate(article.posts):
        assert position <= post.span.start <= post.span.end <= length
        assert post.kind == ("reply" if number else "article")
        position = post.span.end


@given(SCRAPS | st.text("年月日号民國〇二三十0123456789-/.: 电", max_size=40))
def test_dates_are_in_order_and_exist(text):
    position = 0
    for found in parse_dates(text, head=True):
        assert position <= found.span.start < found.span.end <= len(text)
        position = found.span.end
        assert found.iso(2024) is not None


@given(st.text("最近一周去年4月25日2023以来后前的报道新闻说since before-0 上半季度底", max_size=30))
def test_a_question_gives_a_period_that_is_one_or_none(question):
    found = parse_date_range(question, TODAY)
    if found is not None:
        assert found.since or found.until
        assert not (found.since and found.until) or found.since <= found.until
        assert all(0 <= span.start < span.end <= len(question) for span in found.spans)


@given(
    st.text("港口扩建谁来出钱今年有人说市里也，。", min_size=12, max_size=80),
    st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-8-sig"]),
)
def test_decoding_undoes_encoding(text, encoding):
    assert decode(text.encode(encoding)).text == text


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_one_line(data):
    try:
        decode(data).text.encode()
    except FormatError as error:
        assert "\n" not in str(error)
