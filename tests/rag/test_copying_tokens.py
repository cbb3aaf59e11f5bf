"""Tokens that the automaton lets pass, for tokenizers of each family, and decodes in which chance decides."""

import random

import pytest
from test_copying import EVIDENCE, item
from tokenizers_by_hand import byte_level, decode_at_random, sentence_piece, word_piece

from rag.citations import MARK
from rag.copying_sources import copying
from rag.copying_tokens import CopyingProcessor, Guide
from rag.token_pieces import Vocabulary

MIXED = item(7, "主席 Lin Xiaozhou 在 2025 年买下 GPT-4o，价格是 3.5 万美元，𠮷野家没有参加😀。")
ALL = (*EVIDENCE, MIXED)
TEXTS = [evidence.text for evidence in ALL] * 3 + ["资料不足[1][2][3]"]
MAKERS = {
    "byte-level BPE": byte_level,
    "SentencePiece": sentence_piece,
    "SentencePiece without bytes": lambda texts: sentence_piece(texts, fallback=False),
    "WordPiece": word_piece,
}


@pytest.fixture(scope="module", params=MAKERS)
def tokenizer(request):
    return MAKERS[request.param](TEXTS)


@pytest.mark.parametrize("spans", ["clause", "phrase"])
def test_whatever_chance_decides_is_verbatim_in_what_it_cites(tokenizer, spans):
    chance = random.Random(11)
    vocabulary = Vocabulary.of(tokenizer)
    end = tokenizer.token_to_id("<eos>")
    seen = set()
    for _ in range(60):
        automaton = copying(chance.sample(ALL, 4), spans=spans, sentences=2)
        text = decode_at_random(tokenizer, vocabulary, automaton, chance, end=end)
        assert text is not None
        assert_verbatim(text, automaton, loose=vocabulary.loose)
        seen.add(text)
    assert len(seen) > 20


def assert_verbatim(text, automaton, *, loose):
    if loose:  # WordPiece knows no spaces
        text = text.replace(" ", "")
    if text.strip() == "资料不足":
        return
    numbers = [int(found[1]) for found in MARK.finditer(text)]
    parts = [part.strip().removeprefix("。") for part in MARK.split(text)[::2]]
    assert numbers and len(parts) == len(numbers) + 1 and not parts[-1].strip("。\n ")
    for number, part in zip(numbers, parts, strict=False):
        held = [source.text for source in automaton.sources if source.number == number]
        if loose:
            held = [source.replace(" ", "") for source in held]
        assert any(stands(part, source, automaton.connectives) for source in held), (part, held)


def stands(part, source, connectives):
    """Whether `part` is made of pieces of `source`, in order, with connectives between (by trying every way)."""
    if part in source:
        return True
    for size in range(len(part) - 1, 0, -1):
        at = source.find(part[:size])
        if at >= 0:
            for connective in connectives:
                rest = part[size:].removeprefix(connective)
                if rest != part[size:] and stands(rest, source[at + size :], connectives):
                    return True
    return False


def test_allowed_tokens_are_those_that_trying_each_one_finds(tokenizer):
    vocabulary = Vocabulary.of(tokenizer)
    chance = random.Random(3)
    for spans in ("clause", "phrase"):
        guide = Guide(vocabulary, copying(ALL, spans=spans), [0])
        automaton = guide._automaton
        for _ in range(40):
            if not guide.allowed():
                guide.restart()
            spelled = {number: vocabulary.bytes_of(number) for number in range(tokenizer.get_vocab_size())}
            fit = {n for n, piece in spelled.items() if piece and automaton.step(guide.state, piece) is not None}
            fit -= vocabulary.inner if guide.state == automaton.start else set()
            fit |= {0} if automaton.finished(guide.state) else set()
            assert set(guide.allowed()) == fit
            guide.take(chance.choice(guide.allowed()))


def test_special_tokens_never_come_but_where_the_text_may_end(tokenizer):
    end = tokenizer.token_to_id("<eos>")
    guide = Guide(Vocabulary.of(tokenizer), copying([item(1, "灯塔高<eos>米。")], spans="clause"), [end])
    assert end not in guide.allowed()
    while guide.allowed():
        token = max(guide.allowed())
        assert token != end or guide._automaton.finished(guide.state)
        guide.take(token)


def test_the_tokenizers_own_spelling_may_come(tokenizer):
    vocabulary = Vocabulary.of(tokenizer)
    automaton = copying(EVIDENCE, spans="clause")
    for text in ("新码头占地120公顷[1]", "据港务局介绍，总投资约36亿元[2]", "资料不足"):
        guide = Guide(vocabulary, automaton, [0])
        tokens = tokenizer.encode(text, add_special_tokens=False).ids
        if any(not vocabulary.bytes_of(token) for token in tokens):
            continue  # it cannot spell it
        for token in tokens:
            assert token in guide.allowed(), (text, tokenizer.id_to_token(token))
            guide.take(token)
        assert 0 in guide.allowed()


def test_as_a_processor_of_transformers_it_leaves_only_what_may_come():
    torch = pytest.importorskip("torch")
    tokenizer = byte_level(TEXTS)
    vocabulary, automaton = Vocabulary.of(tokenizer), copying(EVIDENCE, spans="phrase")
    end = tokenizer.token_to_id("<eos>")
    processor = CopyingProcessor(vocabulary, automaton, prompt=2, ends=[end])
    torch.manual_seed(0)
    rows = torch.zeros((3, 2), dtype=torch.long)
    for _ in range(200):
        scores = processor(rows, torch.randn(3, tokenizer.get_vocab_size()))
        rows = torch.cat([rows, scores.argmax(-1, keepdim=True)], dim=1)
    for row in rows.tolist():
        tokens = row[2 : row.index(end, 2)]
        assert automaton.accepts(tokenizer.decode(tokens))
        assert set(row[2 + len(tokens) :]) == {end}
