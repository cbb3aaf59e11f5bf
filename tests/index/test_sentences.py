import time

import pytest

from index.sentences import LONG, split_sentences


def parts(text):
    return [text[sentence.start : sentence.end] for sentence in split_sentences(text)]


CASES = {
    "full stops": ("今天下雨。明天放晴！后天呢？", ["今天下雨。", "明天放晴！", "后天呢？"]),
    "runs of stops": ("真的？！！好。。。走。", ["真的？！！", "好。。。", "走。"]),
    "half-width stops": ("今天下雨!明天放晴?好", ["今天下雨!", "明天放晴?", "好"]),
    "introduced quotation": ("他说：“下雨了。走吧！”大家都走了。", ["他说：“下雨了。走吧！”", "大家都走了。"]),
    "quotation first": ("“下雨了。”他说，“走吗？”没人答。", ["“下雨了。”他说，“走吗？”", "没人答。"]),
    "corner brackets": (
        "他說：「我問她『去嗎？』她不答。」然後呢？",
        ["他說：「我問她『去嗎？』她不答。」", "然後呢？"],
    ),
    "quoted words": ("他以“你好吗？”开场。大家笑了。", ["他以“你好吗？”开场。", "大家笑了。"]),
    "several quotations": ("“谁来做？”“怎么做？”都是问题。散会。", ["“谁来做？”“怎么做？”都是问题。", "散会。"]),
    "straight quotes": ('他说:"下雨了。" 大家走了。', ['他说:"下雨了。" ', "大家走了。"]),
    "lone quote": ("下雨了。”大家走了。他说：“好。", ["下雨了。”", "大家走了。", "他说：“好。"]),
    "book title": ("《谁来买单？》卖得好。再版了。", ["《谁来买单？》卖得好。", "再版了。"]),
    "brackets": ("他走了（真的走了。）后来又回来。好。", ["他走了（真的走了。）后来又回来。", "好。"]),
    "bracketed sentence": ("他走了。（编者注：有误。）她来了。", ["他走了。", "（编者注：有误。）", "她来了。"]),
    "decimals": ("增长10.00%，到3.5亿。GPT-3.5比v1.0.2好。", ["增长10.00%，到3.5亿。", "GPT-3.5比v1.0.2好。"]),
    "abbreviations": (
        "The U.S. economy grew. Mr. Li agreed, e.g. twice. 好。",
        ["The U.S. economy grew. ", "Mr. Li agreed, e.g. twice. ", "好。"],
    ),
    "initials": ("J. Smith came. He left.", ["J. Smith came. ", "He left."]),
    "dots after Chinese": ("港口要扩建.钱从哪里来.", ["港口要扩建.", "钱从哪里来."]),
    "addresses": ("见http://a.cn/x?y=1 好。用a.b.com。", ["见http://a.cn/x?y=1 好。", "用a.b.com。"]),
    "ellipsis within": ("我……不知道。", ["我……不知道。"]),
    "ellipsis at a line end": ("我不知道……\n走吧。", ["我不知道……\n", "走吧。"]),
    "ellipsis after a full sentence": (
        "甲公司的港口、乙公司的码头、丙公司的仓库、丁公司的船......无论早晚，都要扩建。",
        ["甲公司的港口、乙公司的码头、丙公司的仓库、丁公司的船......", "无论早晚，都要扩建。"],
    ),
    "dialogue": ("“来了？”\n“来了。”\n", ["“来了？”\n", "“来了。”\n"]),
    "white space": (" \n 甲。 \u3000乙。\n\n丙", [" \n 甲。 \u3000", "乙。\n\n", "丙"]),
    "line ends": ("甲\r\n乙\r丙\u2028丁", ["甲\r\n", "乙\r", "丙\u2028", "丁"]),
    "list numbers": ("1. 甲条。乙条。\n2．丙条。\n", ["1. 甲条。", "乙条。\n", "2．丙条。\n"]),
    "a name with a mark": ("Yahoo!奇摩关了。可惜。", ["Yahoo!奇摩关了。", "可惜。"]),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_sentences_end_where_a_reader_would_say(text, expected):
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("分歧\n市里出钱。\n", ["heading", "sentence"]),
        ("01 矛盾:热钱涌入,但下手谨慎\n", ["heading"]),
        ("谁来出钱？\n市里。", ["heading", "sentence"]),
        ("## 小标题\n", ["heading"]),
        ("（一）总则。\n① 甲。\n- 乙。\n3、丙，丁。", ["item"] * 4),
        ("3.5亿元到账。", ["sentence"]),
        ("这一行很长，写了很多很多很多很多很多很多很多很多很多很多很多很多很多很多的话却没有句号", ["sentence"]),
        ("他来了。她走了", ["sentence", "sentence"]),
    ],
)
def test_headings_and_items_are_told_by_their_looks(text, kinds):
    assert [sentence.kind for sentence in split_sentences(text)] == kinds


def test_a_long_quotation_is_parted_inside_and_keeps_its_speaker():
    said = "这是一句不短的话，说的是港口扩建的事情，一共要花很多很多的钱。" * 8
    found = parts(f"“{said}”港口的负责人说。后来散会。")
    assert found[0].startswith("“这是") and len(found[0]) < LONG
    assert found[-2].endswith("”港口的负责人说。")
    assert found[-1] == "后来散会。"


def test_a_long_sentence_is_parted_at_semicolons():
    text = (
        "；".join(f"第{number}个港口要扩建，一共要花很多很多的钱，也要花很多很多的时间" for number in range(8)) + "。"
    )
    assert all(part.endswith(("；", "。")) for part in parts(text))
    assert len(parts(text)) == 8


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    ["字", "。", "，", "“", "“”", '"', "（", "“好。”", "好。", "a. ", "……", "Yahoo!", "\n", "好\n", "；", " ", "1."],
)
def test_two_megabytes_of_anything_take_seconds_at_most(unit):
    text = unit * (2_000_000 // len(unit.encode()))
    start = time.process_time()
    split_sentences(text)
    assert time.process_time() - start < 6
