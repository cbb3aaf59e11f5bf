"""A detail must stand with what is said of it: each case over three citations, and over one that holds all three."""

import pytest

from rag.verification import bearing, verify

REPORT = (
    "8月12日，海蓝科技董事长李建国在发布会上表示，公司去年营收5.2亿元，同比增长20%，预计明年将超过7亿元，但尚未盈利。"
)
SALES = "副总裁王小梅认为，海外市场占比不到三成，如果政策不变，公司可能在欧洲设厂。"
DEAL = "海蓝科技收购了北方电子，OpenAI没有参与。"
EVIDENCE = ([REPORT, SALES, DEAL], [REPORT + SALES + DEAL])


@pytest.mark.parametrize("evidence", EVIDENCE, ids=["three", "one"])
@pytest.mark.parametrize(
    "sentence",
    [
        "海蓝科技董事长李建国表示，公司去年营收5.2亿元，同比增长两成。",
        "公司去年营收5.2亿元，李建国表示。",
        "公司尚未盈利。",
        "北方电子被海蓝科技收购。",
        "Open AI没有参与。",
        "如果政策不变，公司或许在欧洲设厂。",
        "海外市场占比不到30%。",
        "8月12日，李建國在發佈會上指出，公司去年營收5.2億元。",
        "2023年8月12日，李建国在发布会上表示",
        "5.2亿元",
        "公司去年营收约5.2亿元。",
        "海外市场占比不到三成，公司去年营收5.2亿元。",
    ],
)
def test_what_the_evidence_says_passes(sentence, evidence):
    assert verify(sentence, evidence).verdict != "unsupported"


@pytest.mark.parametrize("evidence", EVIDENCE, ids=["three", "one"])
@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("王小梅表示，公司去年营收5.2亿元。", "not 王小梅"),
        ("李建国认为，海外市场占比不到三成。", "not 李建国"),
        ("公司去年营收7亿元，同比增长20%。", "5.2亿元, not 7亿元"),
        ("公司去年营收5.2亿美元。", "5.2亿元, not 5.2亿美元"),
        ("公司今年营收5.2亿元。", "去年, not 今年"),
        ("公司去年营收5.2亿元，同比下降20%。", "增长, not 下降"),
        ("公司去年营收超过5.2亿元。", "not 超过5.2亿元"),
        ("公司已经盈利。", "negation"),
        ("明年将超过7亿元。", "expected"),
        ("公司在欧洲设厂。", "condition"),
        ("如果政策不变，公司在欧洲设厂。", "may"),
        ("北方电子收购了海蓝科技。", ""),
        ("OpenAI参与。", "negation"),
        ("海外市场占比超过30%。", "不到三成, not 超过30%"),
        ("8月15日，李建国在发布会上表示，公司去年营收5.2亿元。", "8月12日, not 8月15日"),
        ("李建国在北京表示，公司去年营收5.2亿元。", "北京 is not in the cited text"),
    ],
)
def test_what_the_evidence_does_not_say_is_caught_and_named(sentence, says, evidence):
    check = verify(sentence, evidence)
    assert check.verdict == "unsupported"
    assert says in check.note


def test_a_speaker_known_beside_the_text_may_be_named():
    said = "利润明年会翻一番。"
    assert verify("赵一鸣说，利润明年会翻一番。", [said]).verdict == "unsupported"
    assert verify("赵一鸣说，利润明年会翻一番。", [said], speakers=["赵一鸣"]).verdict != "unsupported"
    assert verify("赵一鸣说，利润明年会翻一番。", [said], speakers=["孙大成"]).verdict == "unsupported"


def test_relative_dates_count_from_the_day_of_writing_when_it_is_known():
    from datetime import date

    source = ["工厂去年8月停产。"]
    assert verify("工厂2022年8月停产。", source, written=date(2023, 5, 1)).verdict == "supported"
    assert verify("工厂2021年8月停产。", source, written=date(2023, 5, 1)).verdict == "unsupported"


def test_a_signal_of_meaning_lifts_reworded_text_and_never_a_wrong_detail():
    source = ["海蓝科技的董事长在发布会上宣布了裁员3000人的消息。"]
    reworded = "海蓝科技董事长对外公布将缩减人手3000人。"
    assert verify(reworded, source).verdict == "unsupported"
    assert verify(reworded, source, meaning=lambda sentence, evidence: 0.9).verdict == "weak"
    wrong = reworded.replace("3000", "5000")
    assert verify(wrong, source, meaning=lambda sentence, evidence: 0.9).verdict == "unsupported"


@pytest.mark.parametrize(
    ("sentence", "places"),
    [
        ("海蓝科技收购了北方电子。", (2,)),
        ("公司去年营收5.2亿元，海外市场占比不到三成。", (0, 1)),
        ("北方电子收购了海蓝科技。", (0, 1, 2)),
    ],
)
def test_texts_that_only_stand_beside_do_not_bear(sentence, places):
    assert bearing(sentence, [REPORT, SALES, DEAL]) == places


def test_each_of_two_reprints_bears():
    assert bearing("海蓝科技收购了北方电子。", [DEAL, REPORT, DEAL]) == (0, 2)


@pytest.mark.parametrize("text", ["", "。", "\x00", "😀", "的了", "[1]", " \u3000"])
def test_what_says_nothing_is_unsupported(text):
    assert verify(text, [REPORT]).verdict == "unsupported"


def test_every_sentence_bears_itself_out_in_either_script():
    from index.scripts import to_traditional

    for sentence in (REPORT, SALES, DEAL):
        assert verify(sentence, [sentence]).verdict == "supported"
        assert verify(to_traditional(sentence), [SALES, sentence]).verdict == "supported"
        assert verify(sentence, [to_traditional(sentence)]).verdict == "supported"


def test_what_is_far_too_long_must_be_copied():
    long = "灯塔很高，" * 300
    assert verify(long, [long]).verdict == "supported"
    assert verify(long, ["灯塔很高。"]).verdict == "unsupported"
