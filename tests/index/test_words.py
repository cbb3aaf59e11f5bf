from index.words import is_word, tag_words


def test_words_are_a_partition_of_the_text() -> None:
    for text in ("书店老板王秋说,书还会有人读的。", "", " \n\u3000a b", "\ud800坏字😀"):
        words = tag_words(text)
        assert [word.start for word in words] == [0, *(word.end for word in words)][: len(words)]
        assert (words[-1].end if words else 0) == len(text)


def test_a_person_is_tagged_as_one() -> None:
    assert any(word.tag == "nr" for word in tag_words("王秋走进书店"))


def test_the_dictionary_knows_words_and_not_names() -> None:
    assert is_word("书店")
    assert not is_word("林知远")
