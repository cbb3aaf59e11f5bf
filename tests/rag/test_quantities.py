from fractions import Fraction

import pytest

from rag.quantities import chinese_number, quantities


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("5000万美元", [(50_000_000, "美元")]),
        ("五千萬美元", [(50_000_000, "美元")]),
        ("50,000,000美金", [(50_000_000, "美元")]),
        ("兩成", [(20, "%")]),
        ("20％", [(20, "%")]),
        ("百分之多少", []),
        ("1.5亿元", [(150_000_000, "元")]),
        ("2023年4月25日", [(2023, "年"), (4, "月"), (25, "日")]),
        ("二〇二三年", [(2023, "年")]),
        ("一百二十三", [(123, "")]),
        ("70%-80%", [(70, "%"), (80, "%")]),
        ("一个问题", []),
        ("3 billion", [(3_000_000_000, "")]),
        ("没有数字", []),
    ],
)
def test_values_and_units(text, values):
    assert [(quantity.value, quantity.unit) for quantity in quantities(text)] == [(Fraction(v), u) for v, u in values]


@pytest.mark.parametrize(
    ("text", "value"), [("十", 10), ("二十", 20), ("三千五百", 3500), ("一万零五", 10_005), ("两亿三千万", 230_000_000)]
)
def test_chinese_numerals(text, value):
    assert chinese_number(text) == value


def test_spans_point_at_the_text():
    text = "共投入１２００万美元。"
    (quantity,) = quantities(text)
    assert text[quantity.start : quantity.end] == "１２００万美元"
