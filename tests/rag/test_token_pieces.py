"""The vocabulary that is kept in the cache is the one that was read."""

import os

import pytest
from test_copying import EVIDENCE
from tokenizers_by_hand import byte_level, sentence_piece, word_piece

from rag.copying_sources import copying
from rag.copying_tokens import Guide
from rag.token_pieces import Vocabulary

TEXTS = [evidence.text for evidence in EVIDENCE] * 3 + ["资料不足[1][2][3]"]


@pytest.fixture
def tokenizer_file(tmp_path):
    tokenizer = byte_level(TEXTS)
    (tmp_path / "model").mkdir()
    tokenizer.save(str(tmp_path / "model" / "tokenizer.json"))
    return tokenizer, tmp_path / "model" / "tokenizer.json"


@pytest.mark.parametrize("make", [byte_level, sentence_piece, word_piece])
def test_what_is_read_back_says_the_same_of_every_id_and_lets_the_same_pass(make):
    tokenizer = make(TEXTS)
    vocabulary = Vocabulary.of(tokenizer)
    again = Vocabulary.from_bytes(vocabulary.to_bytes())
    ids = range(-2, tokenizer.get_vocab_size() + 3)
    assert [again.bytes_of(number) for number in ids] == [vocabulary.bytes_of(number) for number in ids]
    assert (again.inner, again.loose, again.padded) == (vocabulary.inner, vocabulary.loose, vocabulary.padded)
    letters = "资料不足林a1[ 😀𠮷"
    assert [again.spells(letter) for letter in letters] == [vocabulary.spells(letter) for letter in letters]
    guides = [Guide(each, copying(EVIDENCE, spans="clause"), [0]) for each in (vocabulary, again)]
    while allowed := guides[0].allowed():
        assert allowed == guides[1].allowed()
        for guide in guides:
            guide.take(max(allowed))


def test_pieces_that_two_ids_spell_are_read_back_with_both():
    pieces = [(3, "文".encode()), (5, b"a"), (9, "文".encode()), (4, b"")]
    vocabulary = Vocabulary.from_bytes(Vocabulary(pieces, inner=frozenset({5, 3})).to_bytes())
    spelled = {number: vocabulary.bytes_of(number) for number in range(12)}
    assert {number for number, piece in spelled.items() if piece == "文".encode()} == {3, 9}
    assert vocabulary.spells("文") and not vocabulary.spells("a") and not vocabulary.bytes_of(4)


def test_a_vocabulary_is_built_once_for_a_file_and_again_when_the_file_changed(tokenizer_file, tmp_path, monkeypatch):
    tokenizer, path = tokenizer_file
    built = []
    of = Vocabulary.of
    monkeypatch.setattr(Vocabulary, "of", lambda each: (built.append(each), of(each))[1])
    for _ in range(3):
        vocabulary = Vocabulary.kept(tokenizer, path, cache=tmp_path / "cache")
    assert len(built) == 1 and vocabulary.spells("资")
    os.utime(path, ns=(1, 1))
    Vocabulary.kept(tokenizer, path, cache=tmp_path / "cache")
    assert len(built) == 2


def test_a_torn_file_is_no_harm(tokenizer_file, tmp_path):
    tokenizer, path = tokenizer_file
    expected = Vocabulary.kept(tokenizer, path, cache=tmp_path / "cache").to_bytes()
    (kept,) = (tmp_path / "cache" / "pieces").iterdir()
    kept.write_bytes(kept.read_bytes()[:-9])
    assert Vocabulary.kept(tokenizer, path, cache=tmp_path / "cache").to_bytes() == expected
    assert Vocabulary.from_bytes(kept.read_bytes()[64:]).to_bytes() == expected


def test_a_cache_that_cannot_be_written_to_is_no_harm(tokenizer_file, tmp_path):
    tokenizer, path = tokenizer_file
    (tmp_path / "cache").write_text("a file where a folder should be")
    assert Vocabulary.kept(tokenizer, path, cache=tmp_path / "cache").spells("资")
