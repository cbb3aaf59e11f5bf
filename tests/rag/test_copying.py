"""What may be copied: cuts of the evidence, and the automaton over them."""

import pytest

from rag.copying_sources import copying, sources_of, with_limit
from rag.types import Evidence


def item(number, text, speaker=None):
    return Evidence(number, number, "u", "t", text, 0, len(text), 1.0, speaker=speaker)


PORT = item(1, "新码头占地120公顷，可以停靠八艘货轮，比旧码头多一倍。")
TOLD = item(2, "据港务局介绍，工程将在2025年3月完工，总投资约36亿元。")
QUOTED = item(3, "“挖泥会毁掉产卵场，渔民一定吃亏，”林小舟说。")
IF = item(4, "如果油价再涨，渡轮会停开，学生只能绕路。")
NOT = item(5, "这并不是说，渡轮会停开。")
MAYBE = item(6, "渡轮可能涨价，班次减少。")
EVIDENCE = (PORT, TOLD, QUOTED, IF, NOT, MAYBE)


@pytest.fixture(scope="module")
def clauses():
    return copying(EVIDENCE, spans="clause", sentences=2)


@pytest.fixture(scope="module")
def phrases():
    return copying(EVIDENCE, spans="phrase")


@pytest.mark.parametrize(
    "text",
    [
        "新码头占地120公顷[1]",
        "新码头占地120公顷[1]。",
        "可以停靠八艘货轮[1]\n",
        "可以停靠八艘货轮，比旧码头多一倍[1]",
        "新码头占地120公顷，比旧码头多一倍[1]",
        "新码头占地120公顷；比旧码头多一倍[1]",
        "据港务局介绍，工程将在2025年3月完工[2]",
        "据港务局介绍，总投资约36亿元[2]",
        "渔民一定吃亏，”林小舟说[3]",
        "如果油价再涨，学生只能绕路[4]",
        "这并不是说，渡轮会停开[5]",
        "渡轮可能涨价[6]",
        "新码头占地120公顷[1]。渡轮可能涨价[6]。",
        "资料不足",
        "资料不足\n",
    ],
)
def test_clauses_that_may_be_copied(clauses, text):
    assert clauses.accepts(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("新码头占地120公顷", "no citation"),
        ("新码头占地120公顷[2]", "another source"),
        ("新码头占地[1]", "not a whole clause"),
        ("码头占地120公顷[1]", "not a whole clause"),
        ("新码头占地130公顷[1]", "changed"),
        ("比旧码头多一倍，新码头占地120公顷[1]", "out of order"),
        ("新码头占地120公顷，工程将在2025年3月完工[1]", "two sources in a sentence"),
        ("新码头占地120公顷而且比旧码头多一倍[1]", "a connective that is not listed"),
        ("工程将在2025年3月完工[2]", "without who says so"),
        ("据港务局介绍[2]", "says nothing"),
        ("挖泥会毁掉产卵场[3]", "without who says so"),
        ("渔民一定吃亏[3]", "without who says so"),
        ("林小舟说[3]", "says nothing"),
        ("渡轮会停开[4]", "without its condition"),
        ("如果油价再涨[4]", "says nothing"),
        ("渡轮会停开[5]", "without its negation"),
        ("班次减少[6]", "without its hedge"),
        ("新码头占地120公顷[1]。新码头占地120公顷[1]。", "one source twice"),
        ("新码头占地120公顷[1]渡轮可能涨价[6]", "no full stop between"),
        ("资料不足[1]", "a refusal cites nothing"),
        ("", "nothing"),
    ],
)
def test_clauses_that_may_not(clauses, text, why):
    assert not clauses.accepts(text), why


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("120公顷[1]", True),
        ("八艘货轮[1]", True),
        ("八艘[1]", True),
        ("120[1]", False),  # without its unit
        ("20公顷[1]", False),  # inside a number
        ("2025年3月[2]", True),
        ("约36亿元[2]", True),
        ("36亿元[2]", True),
        ("6亿元[2]", False),  # inside a number
        ("林小舟[3]", True),
        ("林[3]", False),  # inside a name
        ("舟[3]", False),
        ("，渔民一定吃亏[3]", False),
        ("渡轮[4]", True),
        ("渡轮[6]", True),
        ("渡轮[1]", False),  # cites what does not hold it
        ("120公顷，比旧码头多一倍[1]", False),  # no jumps
        ("120公顷[1]。八艘货轮[1]", False),
        ("资料不足", True),
    ],
)
def test_phrases(phrases, text, may):
    assert phrases.accepts(text) == may


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("他没有公布价格。", "公布价格"),
        ("参加者不50人。", "50人"),
        ("票价300元以上。", "300元"),
        ("新机型叫GPT-4o。", "GPT"),
        ("新机型叫GPT-4o。", "4o"),
        ("增长了12.5%。", "12"),
        ("增长了12.5%。", "5%"),
        ("比分是3:10。", "10"),
        ("事发十点三十五分。", "三十五"[1:]),
    ],
)
def test_phrases_that_would_say_something_else(text, span):
    assert span in text
    assert not copying([item(1, text)], spans="phrase").accepts(f"{span}[1]")


def test_who_quotes_may_come_first_or_last_and_a_known_speaker_frees_a_quotation_that_began_before():
    first = copying([item(1, "厂长表示：“今年不涨价，明年再看。”")], spans="clause")
    assert first.accepts("厂长表示：“今年不涨价[1]")
    assert not first.accepts("今年不涨价[1]") and not first.accepts("明年再看[1]")
    inside = "”他又笑道：“今年不涨价。明年再看，不着急。"
    assert not any("明年" in source.text for source in sources_of(item(1, inside[1:] * 1), spans="clause"))
    assert any("明年" in source.text for source in sources_of(item(1, inside[1:], "厂长"), spans="clause"))


def test_what_looks_like_a_citation_in_the_evidence_is_never_copied():
    for spans in ("clause", "phrase"):
        automaton = copying([item(1, "塔高八十米[2]，建于清末[3]。"), item(2, "灯塔在岛上。")], spans=spans)
        assert not automaton.accepts("塔高八十米[2]")
        assert not automaton.accepts("塔高八十米[2]，建于清末[1]")
        assert automaton.accepts("灯塔在岛上[2]")
    assert automaton.accepts("塔高八十米[1]") and automaton.accepts("八十米[1]")


def test_line_breaks_of_the_evidence_are_spaces_as_in_the_prompt():
    automaton = copying([item(1, "主席 林小舟\n回答：三台[1]\n问题：")], spans="phrase")
    assert automaton.accepts("林小舟[1]")
    assert not automaton.accepts("林小舟\n回答[1]")


@pytest.mark.parametrize("text", ["", " \n", "。，！", "[1]", "“”"])
def test_evidence_that_holds_nothing_leaves_the_refusal(text):
    for spans in ("clause", "phrase"):
        automaton = copying([item(1, text)], spans=spans)
        assert automaton.accepts("资料不足")
        assert set(automaton.edges(automaton.start)) == {"资".encode()[0]}


def test_from_every_state_the_end_can_be_reached(clauses, phrases):
    for automaton in (clauses, phrases):
        waiting, leading = [automaton.start], {}
        while waiting:
            state = waiting.pop()
            if state not in leading:
                leading[state] = set(automaton.edges(state).values())
                waiting.extend(leading[state])
        good = {state for state in leading if automaton.finished(state)}
        while more := {state for state, after in leading.items() if after & good} - good:
            good |= more
        assert good == set(leading)


@pytest.mark.parametrize(
    ("span", "source", "whole"),
    [
        ("50人", "参加者不超过50人。", "不超过50人"),
        ("300元", "票价至少300元。", "至少300元"),
        ("36亿元", "總投資約36亿元。", "約36亿元"),
        ("三百元", "票价三百元。", "三百元"),
        ("大厅", "人近大厅。", "大厅"),
        ("50人", "没有。", "50人"),
    ],
)
def test_a_number_takes_its_limit_along(span, source, whole):
    assert with_limit(span, source) == whole
