from datetime import date

import pytest

from index.dates import parse_date_range, parse_dates, year_from_context

TODAY = date(2026, 3, 18)
NEWEST = date(2023, 12, 25)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("登于2023-12-25的一篇", "2023-12-25"),
        ("2023年4月25日", "2023-04-25"),
        ("2023 年 4 月 25 日", "2023-04-25"),
        ("２０２３年８月", "2023-08"),
        ("2023/8/12 下午", "2023-08-12"),
        ("民國112年8月12日", "2023-08-12"),
        ("中華民國一百一十二年十月十日", "2023-10-10"),
        ("民國112/08/12", "2023-08-12"),
        ("二〇二三年十二月二十五日", "2023-12-25"),
        ("二零二三年", "2023"),
        ("發表於 2023-4-25 23:28:56", "2023-04-25"),
        ("Dec 25, 2023", "2023-12-25"),
        ("3 March 2024", "2024-03-03"),
        ("2023年4月25-26日", "2023-04-25"),
    ],
)
def test_a_date_is_read_in_the_forms_met(text, expected):
    (found,) = parse_dates(text)
    assert found.iso() == expected


@pytest.mark.parametrize(
    "text", ["2023-02-30", "192.168.2023.1", "第13月40日", "10-15月", "5000年", "版本1.2.3", "13:45:20"]
)
def test_what_is_no_date_is_not_read(text):
    assert parse_dates(text) == ()


def test_a_year_comes_from_the_context_only_when_it_is_certain():
    (near,) = parse_dates("12月25日")
    assert near.iso() is None
    assert near.iso(2023) == "2023-12-25"
    assert year_from_context("2023年12月20日开会，2021年也开过。", near) == 2023
    assert year_from_context("2021年与2022年都开过会。", near) is None
    assert year_from_context("2023年很忙，整个2023年都在开会。", near) == 2023
    assert year_from_context("与2023年相比增长。", near) is None


def test_the_leap_day_needs_a_leap_year():
    (leap,) = parse_dates("2月29日")
    assert leap.iso(2024) == "2024-02-29"
    assert leap.iso(2023) is None


def test_month_and_day_before_a_time_count_only_at_the_head():
    assert parse_dates("08-12 01:02") == ()
    (found,) = parse_dates("08-12 01:02", head=True)
    assert found.iso(2023) == "2023-08-12"
    (short,) = parse_dates("23-08-17 06:41", head=True)
    assert short.iso() == "2023-08-17"


@pytest.mark.parametrize(
    ("question", "since", "until", "words"),
    [
        ("4月的报道里谁谈到了港口?", "2023-04-01", "2023-04-30", "4月"),
        ("四月份的新聞", "2023-04-01", "2023-04-30", "四月份"),
        ("最近一周有什么新闻?", "2026-03-11", "2026-03-18", "最近一周"),
        ("近三天的消息", "2026-03-15", "2026-03-18", "近三天"),
        ("最近一年港口有什么新闻", "2025-03-18", "2026-03-18", "最近一年"),
        ("2023年8月以后的文章怎么看港口?", "2023-08-01", None, "2023年8月以后"),
        ("2023年8月之前张三说过什么?", None, "2023-07-31", "2023年8月之前"),
        ("去年的报道怎么说?", "2025-01-01", "2025-12-31", "去年"),
        ("12月25日的新闻说了什么?", "2023-12-25", "2023-12-25", "12月25日"),
        ("2023年4月到6月的报道", "2023-04-01", "2023-06-30", "2023年4月到6月"),
        ("在2023年上半年的報道中,誰最樂觀?", "2023-01-01", "2023-06-30", "2023年上半年"),
        ("发表于2023年8月的文章", "2023-08-01", "2023-08-31", "2023年8月"),
        ("关于港口的8月底报道", "2023-08-21", "2023-08-31", "8月底"),
        ("4月25日的报道里,张三出资多少?", "2023-04-25", "2023-04-25", "4月25日"),
        ("what was said about ports since 2023-08?", "2023-08-01", None, "since 2023-08"),
        ("articles from last week about ports", "2026-03-09", "2026-03-15", "from last week"),
        ("news in April 2023", "2023-04-01", "2023-04-30", "April 2023"),
        ("reports before 2023-09-01", None, "2023-08-31", "before 2023-09-01"),
        ("last month's articles", "2026-02-01", "2026-02-28", "last month"),
    ],
)
def test_a_period_of_reports_is_a_filter(question, since, until, words):
    found = parse_date_range(question, TODAY, newest=NEWEST)
    assert found is not None
    assert (found.since and found.since.isoformat(), found.until and found.until.isoformat()) == (since, until)
    assert [question[span.start : span.end] for span in found.spans] == [words]


@pytest.mark.parametrize(
    "question",
    [
        "截至2023年10月,全国总数有多少个?",
        "今年以来到4月24日股价涨了多少?",
        "4月24日股价涨了多少?",
        "去年公司亏损多少?",
        "10月发布的模型有哪些?",
        "12月1日的论坛邀请了多少嘉宾?",
        "8月1日凌晨发生了什么?",
        "过去一年见了多少客户?",
        "2023年8月之前公司融资多少?",
        "张三在2023年4月说了什么?",
        "How many models since August 2023?",
        "What did reports say about the port opened in August 2023?",
        "谁写了这篇报道?",
        "谁说以前天天要报道两回?",
        "",
    ],
)
def test_a_date_in_the_matter_asked_about_is_no_filter(question):
    assert parse_date_range(question, TODAY, newest=NEWEST) is None
