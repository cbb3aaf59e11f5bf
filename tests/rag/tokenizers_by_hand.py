"""Small tokenizers of each family, and random walks through what a guide allows."""

from rag.copying_tokens import Guide


def byte_level(texts, size=700):
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=alphabet, special_tokens=["<eos>"], show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def sentence_piece(texts, *, fallback=True):
    """Unigram pieces with ▁ for a space, a space in front of every text, and bytes for what is not a piece."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    written = ["▁" + text.replace(" ", "▁") for text in texts]
    runs = {text[at : at + size] for text in written for at in range(len(text)) for size in (1, 1, 2, 3)}
    pieces = sorted(run for run in runs if "▁" not in run[1:] and not (fallback and len(run) == 1 and run > "林"))
    first = [f"<0x{byte:02X}>" for byte in range(256)] if fallback else []
    vocabulary = [("<eos>", 0.0), ("<unk>", 0.0), *((piece, -20.0) for piece in first)]
    vocabulary += [(piece, -5.0 / len(piece)) for piece in pieces]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=1, byte_fallback=fallback))
    tokenizer.add_special_tokens(["<eos>", "<unk>"])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    return tokenizer


def word_piece(texts):
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    letters = sorted(
        {letter for text in texts for letter in text if not letter.isspace()} | set("[]0123456789资料不足")
    )
    pieces = ["<eos>", "[UNK]", *letters, *(f"##{letter}" for letter in letters), "GPT", "##400", "2025"]
    tokenizer = Tokenizer(
        models.WordPiece({piece: number for number, piece in enumerate(dict.fromkeys(pieces))}, unk_token="[UNK]")
    )
    tokenizer.add_special_tokens(["<eos>"])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(cleanup=False)
    return tokenizer


def decode_at_random(tokenizer, vocabulary, automaton, chance, *, end, longest=1500):
    """The text of a decode in which every allowed token is as likely as another; None when it did not end."""
    guide = Guide(vocabulary, automaton, [end])
    tokens = []
    while len(tokens) < longest:
        allowed = guide.allowed()
        assert allowed, "a state from which nothing may come"
        token = chance.choice(allowed)
        if token == end:
            return tokenizer.decode(tokens, skip_special_tokens=False)
        tokens.append(token)
        guide.take(token)
        if not guide.allowed():
            return tokenizer.decode(tokens, skip_special_tokens=False)
    return None
