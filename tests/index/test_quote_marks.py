import pytest

from index.speech.quotemarks import could_be_said, find_quoted, is_sentence, mask


def inner(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find_quoted(text)]


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("他说“书还在。”走了", ["书还在。"]),
        ("「甲」和「乙」", ["甲", "乙"]),
        ('他说 " 书还在。 " 走了', ["书还在。"]),
        ("“做‘书店’的人”", ["做‘书店’的人"]),
        ("“不做“店”,做“人”。”", ["不做“店”,做“人”。"]),
        ("“没有关上\n下一段", ["没有关上"]),
        ("”先关后开“", []),
        ("“”", [""]),
        ("“甲”。“乙\n“丙”", ["甲", "乙", "丙"]),
    ],
)
def test_pairs(text: str, stretches: list[str]) -> None:
    assert inner(text) == stretches


def test_a_term_is_not_said_and_a_sentence_is() -> None:
    text = "“百店大战”与“书还在。”"
    term, sentence = find_quoted(text)
    assert not could_be_said(text, term)
    assert could_be_said(text, sentence)
    assert is_sentence(text, sentence)


def test_masking_keeps_length_and_the_narrator() -> None:
    text = "王秋说“书还会有人读的。”走了"
    masked = mask(text, find_quoted(text))
    assert len(masked) == len(text)
    assert masked.startswith("王秋说“")
    assert masked.endswith("”走了")
    assert "书" not in masked
