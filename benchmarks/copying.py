"""Whether copying holds whatever the model's scores are: decodes in which chance decides, each one checked.

    python -m benchmarks.copying ../shared [--decodes 10000] [--json FILE]

Each decode has four sentences drawn from held articles as evidence, and a tokenizer in turn: the bundled generator's
(SentencePiece with byte fallback), the bundled embedder's (SentencePiece, unigram, no bytes) and a byte-level BPE that is
trained here on other paragraphs. At each step the scores of all tokens are drawn anew and independently, so each allowed
token is equally likely to be the best. Half of the decodes are in clauses, of up to three sentences, half in phrases. The
check knows nothing of the automaton: every piece between the citations, cut at the connectives where need be, must stand
in the numbered text, in its order; a clause between marks, a phrase not inside a number or a Latin word.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from index.sentences import split_sentences
from index.weights import ensure_embedder, ensure_generator
from rag.citations import MARK
from rag.copying import CONNECTIVES, INSUFFICIENT, Copying
from rag.copying_sources import Spans, copying
from rag.copying_tokens import Guide
from rag.token_pieces import Vocabulary
from rag.types import Evidence

LONGEST = 2_000  # tokens


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--decodes", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, default=None)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    texts = [text for text in sentences(arguments.shared) if 8 <= len(text) <= 200]
    chance.shuffle(texts)
    tokenizers = {
        "SentencePiece, bytes (generator)": read(ensure_generator()),
        "SentencePiece, unigram (embedder)": read(ensure_embedder()),
        "byte-level BPE": byte_level(texts[:2000]),
    }
    kinds = {name: (tokenizer, Vocabulary.of(tokenizer)) for name, tokenizer in tokenizers.items()}
    counts = {name: Counter[str]() for name in kinds}
    seconds = dict.fromkeys(kinds, 0.0)
    for number in range(arguments.decodes):
        name = list(kinds)[number % len(kinds)]
        spans: Spans = "clause" if number // len(kinds) % 2 else "phrase"
        evidence = [piece(place, text) for place, text in enumerate(chance.sample(texts, 4), start=1)]
        began = time.perf_counter()
        text, tokens = decode(
            *kinds[name], copying(evidence, spans=spans, sentences=3 if spans == "clause" else 1), chance
        )
        seconds[name] += time.perf_counter() - began
        counts[name]["tokens"] += tokens
        verdict = judge(text, evidence, spans)
        counts[name][verdict] += 1
        if verdict == "wrong":
            print(f"wrong: {text!r}")
    found = {
        name: {**counts[name], "milliseconds a token": round(1000 * seconds[name] / counts[name]["tokens"], 2)}
        for name in kinds
    }
    for name, row in found.items():
        print(f"{name:36}", ", ".join(f"{key} {value}" for key, value in sorted(row.items())))
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def sentences(shared: Path) -> Iterator[str]:
    """The sentences of the paragraphs of the evaluation sets."""
    for name in ("drcd_dev", "cmrc2018_dev"):
        with gzip.open(shared / "eval" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line)["context"]
                for sentence in split_sentences(text):
                    yield text[sentence.span.start : sentence.span.end].strip()


def read(folder: Path) -> Any:
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def byte_level(texts: Sequence[str]) -> Any:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=8000, initial_alphabet=alphabet, show_progress=False)
    )
    return tokenizer


def piece(number: int, text: str) -> Evidence:
    return Evidence(number, number, "", "", text, 0, len(text), 1.0)


def decode(tokenizer: Any, vocabulary: Vocabulary, automaton: Copying, chance: random.Random) -> tuple[str, int]:
    """The text of a decode, and how many tokens it has."""
    end = -1
    guide = Guide(vocabulary, automaton, [end])
    tokens: list[int] = []
    while len(tokens) < LONGEST and (allowed := guide.allowed()):
        token = chance.choice(allowed)
        if token == end:
            break
        tokens.append(token)
        guide.take(token)
    return tokenizer.decode(tokens, skip_special_tokens=False), len(tokens)


def judge(text: str, evidence: Sequence[Evidence], spans: Spans) -> str:
    """'verbatim', 'refused', or 'wrong'."""
    text = text.strip()
    if text == INSUFFICIENT:
        return "refused"
    numbers = [int(found[1]) for found in MARK.finditer(text)]
    parts = [part.strip() for part in MARK.split(text)[::2]]
    if not numbers or parts[-1].strip("。"):
        return "wrong"
    for number, part in zip(numbers, parts, strict=False):
        source = " ".join(evidence[number - 1].text.split())
        if not part.removeprefix("。") or not stands(part.removeprefix("。"), source, 0, spans):
            return "wrong"
    return "verbatim"


def stands(part: str, source: str, since: int, spans: Spans) -> bool:
    """Whether `part` is made of whole pieces of `source` from `since` on, in order, with connectives between."""
    for size in range(len(part), 0, -1):
        rest = part[size:]
        if rest and not rest.startswith(CONNECTIVES):
            continue
        at = source.find(part[:size], since)
        while at >= 0:
            if whole(source, at, at + size, spans) and (not rest or stands(rest[1:], source, at + size, spans)):
                return True
            at = source.find(part[:size], at + 1)
    return False


def whole(source: str, start: int, end: int, spans: Spans) -> bool:
    """Whether `source[start:end]` is cut where a clause, or a word that is no number and not Latin, may be cut."""
    before, first, last, after = (
        source[max(0, start - 1) : start],
        source[start],
        source[end - 1],
        source[end : end + 1],
    )
    if spans == "clause":
        return not (before.isalnum() or after.isalnum())
    return not any(
        one.isascii() and one.isalnum() and other.isascii() and other.isalnum() and one.isdigit() == other.isdigit()
        for one, other in ((before, first), (last, after))
    )


if __name__ == "__main__":
    main()
