import pytest

from rag.verification import verify

SOURCE = "这家公司去年卖出5000万台机器，但不打算在三年内上市，创始人林某认为成本约占两成。"


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("这家公司去年卖出5000万台机器。", "supported"),
        ("這家公司去年賣出5000萬台機器。", "supported"),
        ("这家公司去年卖出五千万台机器。", "supported"),
        ("据介绍这家公司去年共卖出了5000万台机器。", "weak"),
        ("成本约占20%。", "supported"),
        ("这家公司去年卖出6000万台机器。", "unsupported"),
        ("这家公司打算在三年内上市。", "unsupported"),
        ("这家公司去年没卖出5000万台机器。", "unsupported"),
        ("这家公司去年卖出5000万台iPhone。", "unsupported"),
        ("天气很好，适合郊游。", "unsupported"),
        ("不打算在三年内上市。", "supported"),
    ],
)
def test_verdicts(sentence, verdict):
    assert verify(sentence, [SOURCE]).verdict == verdict


def test_nothing_cited_supports_nothing():
    assert verify("这家公司去年卖出5000万台机器。", []).verdict == "unsupported"


def test_the_note_says_what_is_wrong():
    assert "6000万" in verify("这家公司去年卖出6000万台机器。", [SOURCE]).note
    assert verify("这家公司去年卖出5000万台机器。", [SOURCE]).note == ""


def test_evidence_may_be_spread_over_two_citations():
    assert verify("甲公司有三千人，乙公司有五千人。", ["甲公司有三千人。", "乙公司有五千人。"]).verdict == "supported"
