"""Who said what, measured: labels, the whole corpus, and the cost beside embedding.

python benchmarks/quotations.py                 the working half of the labels
python benchmarks/quotations.py --held-out      the half that nothing was built on
python benchmarks/quotations.py --corpus        every article of the corpus: speed, exceptions, counts
python benchmarks/quotations.py --cost          seconds against embedding the same text
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.cleaning import clean as clean_article
from index.cleantext import CleanText
from index.names import canonical, is_full_name, same_person
from index.quotations import extract_quotations
from index.types import Article, Quotation
from index.words import is_word

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
LABELS = ROOT / "tests" / "labels" / "quotations.jsonl"
MATCH = 0.5  # a found span and a labelled one are the same quotation when their F1 reaches this


@dataclass
class Score:
    """Counts over articles; `direct` and `indirect` hold (speaker right, found, labelled)."""

    right: Counter[bool] = field(default_factory=Counter)
    found: Counter[bool] = field(default_factory=Counter)
    labelled: Counter[bool] = field(default_factory=Counter)
    predicted: int = 0
    wrong: int = 0
    overlap: float = 0.0
    shared_characters: int = 0
    labelled_characters: int = 0
    predicted_characters: int = 0
    articles: int = 0


def corpus() -> list[str]:
    """The lines of the news corpus."""
    with gzip.open(SHARED / "corpus" / "news.txt.gz", "rt", encoding="utf-8", newline="\n") as lines:
        return lines.read().removesuffix("\n").split("\n")


def labelled_articles(half: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Label records of one half with the text they are about. Raises ValueError when a text is not the labelled one."""
    lines = corpus()
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["half"] != half:
            continue
        name = record["article"]
        text = lines[name - 1] if isinstance(name, int) else (SHARED / "articles" / name).read_bytes().decode()
        if hashlib.sha256(text.encode()).hexdigest() != record["sha256"]:
            raise ValueError(f"{name} is not the text that was labelled")
        yield record, text


def extract(text: str, uri: str) -> tuple[CleanText, tuple[Quotation, ...]]:
    """Clean and extract as a build does."""
    article = Article(uri, text)
    clean = clean_article(article)
    return clean, extract_quotations(clean, (), article=article)


def same_speaker(found: str, labelled: str) -> bool:
    """Equal, one person's names, or (when neither is a Chinese personal name) one within the other."""
    one, other = (" ".join(canonical(name).split()) for name in (found, labelled))
    if one == other or same_person(found, labelled):
        return len(one) >= len(other) or one in other
    if _is_chinese_name(one) or _is_chinese_name(other):
        return False
    return len(one) > 1 and len(other) > 1 and (one in other or other in one)


def _is_chinese_name(name: str) -> bool:
    """Whether a name is a Chinese personal one by its shape, and no word (游客 and 白宫 begin with surnames)."""
    return is_full_name(name) and not is_word(name)


def span_f1(first: list[int], second: list[int]) -> float:
    """Character F1 of two spans."""
    shared = max(0, min(first[1], second[1]) - max(first[0], second[0]))
    return 2 * shared / ((first[1] - first[0]) + (second[1] - second[0]) or 1)


def score_article(score: Score, record: dict[str, Any], text: str, *, show: bool) -> None:
    """Match found and labelled quotations, best overlap first, each once."""
    clean, quotations = extract(text, str(record["article"]))
    raw = [clean.to_raw(each.span.start, each.span.end) for each in quotations]
    spans = [[each.start, each.end] for each in raw]
    labels = record["quotations"]
    found = matched(spans, labels)
    score.articles += 1
    for number, label in enumerate(labels):
        if not label.get("optional"):
            position = found.get(number)
            score_label(score, label, None if position is None else (spans[position], quotations[position]))
            if show:
                show_label(record, text, label, None if position is None else (spans[position], quotations[position]))
    taken = {position: number for number, position in found.items()}
    for position, span in enumerate(spans):
        number = taken.get(position)
        if number is None and any(each.get("optional") and span_f1(span, each["span"]) > 0.2 for each in labels):
            continue
        if number is not None and labels[number].get("optional"):
            continue
        score.predicted += 1
        score.wrong += number is None
        if show and number is None:
            print(f"  extra   {record['article']} {quotations[position].speaker!r}: {text[slice(*span)][:50]!r}")
    score_characters(score, labels, spans)


def matched(spans: list[list[int]], labels: list[dict[str, Any]]) -> dict[int, int]:
    """For each label the span that it is matched with."""
    pairs = sorted(
        ((span_f1(span, label["span"]), i, j) for i, span in enumerate(spans) for j, label in enumerate(labels)),
        reverse=True,
    )
    found: dict[int, int] = {}
    for value, i, j in pairs:
        if value >= MATCH and i not in found.values() and j not in found:
            found[j] = i
    return found


Found = tuple[list[int], Quotation] | None


def score_label(score: Score, label: dict[str, Any], found: Found) -> None:
    """Count a label, and how it was found."""
    direct = label["direct"]
    score.labelled[direct] += 1
    score.labelled_characters += label["span"][1] - label["span"][0]
    if found is not None:
        score.found[direct] += 1
        score.overlap += span_f1(found[0], label["span"])
        score.right[direct] += same_speaker(found[1].speaker, label["speaker"])


def show_label(record: dict[str, Any], text: str, label: dict[str, Any], found: Found) -> None:
    """Print a label that was missed, given to somebody else, or cut otherwise."""
    wanted = f"{label['speaker']!r}: {text[slice(*label['span'])][:40]!r}…{text[slice(*label['span'])][-12:]!r}"
    if found is None:
        print(f"  missed  {record['article']} {wanted}")
        return
    span, quotation = found
    value = span_f1(span, label["span"])
    if not same_speaker(quotation.speaker, label["speaker"]):
        print(f"  speaker {record['article']} {quotation.speaker!r} for {wanted}")
    elif value < 0.85:
        print(
            f"  span    {record['article']} {value:.2f} {text[slice(*span)][:30]!r}…{text[slice(*span)][-12:]!r} for {wanted}"
        )


def score_characters(score: Score, labels: list[dict[str, Any]], spans: list[list[int]]) -> None:
    """Count the characters that are labelled, found, and both; those of optional labels count neither way."""
    wanted = {at for label in labels if not label.get("optional") for at in range(*label["span"])}
    optional = {at for label in labels if label.get("optional") for at in range(*label["span"])} - wanted
    got = {at for span in spans for at in range(*span)} - optional
    score.shared_characters += len(wanted & got)
    score.predicted_characters += len(got)


def report(score: Score, half: str) -> None:
    """Print the figures."""
    found, labelled = sum(score.found.values()), sum(score.labelled.values())
    share = lambda part, whole: part / whole if whole else 0.0  # noqa: E731
    characters = 2 * score.shared_characters / (score.labelled_characters + score.predicted_characters)
    print(f"{half}: {score.articles} articles, {labelled} quotations ({score.labelled[True]} direct)")
    print(
        f"  recall               {share(found, labelled):.3f}  (direct {share(score.found[True], score.labelled[True]):.3f}, "
        f"indirect {share(score.found[False], score.labelled[False]):.3f})"
    )
    print(
        f"  precision            {share(score.predicted - score.wrong, score.predicted):.3f}  ({score.predicted} found)"
    )
    print(f"  speaker, direct      {share(score.right[True], score.found[True]):.3f}")
    print(f"  speaker, indirect    {share(score.right[False], score.found[False]):.3f}")
    print(f"  span overlap F1      {share(score.overlap, found):.3f}  (all characters {characters:.3f})")


def run_corpus() -> None:
    """Every article once."""
    lines = corpus()
    characters = quotations = failures = 0
    speakers: Counter[str] = Counter()
    seconds = slowest = 0.0
    for number, text in enumerate(lines, 1):
        article = Article(str(number), text)
        clean = clean_article(article)
        started = time.perf_counter()
        try:
            found = extract_quotations(clean, (), article=article)
        except Exception as error:  # noqa: BLE001 - the count of exceptions is the figure
            failures += 1
            print(f"  line {number}: {error!r}", file=sys.stderr)
            continue
        spent = time.perf_counter() - started
        seconds, slowest = seconds + spent, max(slowest, spent)
        characters += len(clean.text)
        quotations += len(found)
        speakers.update(each.speaker for each in found)
    print(f"corpus: {len(lines)} articles, {characters:,} characters, {failures} exceptions")
    print(
        f"  {quotations:,} quotations by {len(speakers):,} names; {characters / seconds:,.0f} characters a second, "
        f"slowest article {slowest * 1000:.0f} ms"
    )


def run_cost(articles: int) -> None:
    """Seconds of extraction against seconds of embedding, on the same articles."""
    from index.chunking import chunk
    from index.config import IndexConfig
    from index.embedding import load_embedder
    from index.sentences import split_sentences

    config = IndexConfig()
    embedder = load_embedder(config)
    texts: list[str] = []
    extraction = 0.0
    characters = 0
    for line in corpus()[:: max(1, 17364 // articles)][:articles]:
        article = Article("cost", line)
        clean = clean_article(article)
        started = time.perf_counter()
        extract_quotations(clean, (), article=article)
        extraction += time.perf_counter() - started
        sentences = split_sentences(clean.text)
        chunks = chunk(
            clean,
            sentences,
            count_tokens=embedder.count_tokens,
            budget=config.chunk_tokens,
            overlap=config.chunk_overlap_sentences,
        )
        texts.extend(clean.text[each.start : each.end] for each in chunks)
        characters += len(clean.text)
    embedder.embed_passages(texts[:8])
    started = time.perf_counter()
    embedder.embed_passages(texts)
    embedding = time.perf_counter() - started
    print(f"cost: {articles} articles, {characters:,} characters, {len(texts)} passages")
    print(f"  extraction {extraction:.2f} s, embedding {embedding:.2f} s: {extraction / embedding:.3f} of embedding")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument(
        "--half",
        default="work",
        choices=(
            "work",
            "held-out",
            "second",
            "third",
            "fresh",
            "taught",
            "final",
            "last",
            "unseen",
            "drawn",
            "uniform",
        ),
        help="which labels",
    )
    parser.add_argument("--corpus", action="store_true")
    parser.add_argument("--cost", action="store_true")
    parser.add_argument("--articles", type=int, default=60, help="how many articles to measure the cost on")
    parser.add_argument("--show", action="store_true", help="print every error (text of the articles is printed)")
    options = parser.parse_args()
    if options.corpus:
        run_corpus()
    elif options.cost:
        run_cost(options.articles)
    else:
        half = "held-out" if options.held_out else options.half
        score = Score()
        for record, text in labelled_articles(half):
            score_article(score, record, text, show=options.show)
        report(score, half)


if __name__ == "__main__":
    main()
