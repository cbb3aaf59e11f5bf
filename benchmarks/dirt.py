"""How much planted dirt the cleaner removes, what it loses, and what it does to articles nobody dirtied.

    python benchmarks/dirt.py CORPUS.txt.gz                  planted dirt by family, then untouched articles
    python benchmarks/dirt.py CORPUS.txt.gz --draw 50        boilerplate removals drawn at random, to be read
    python benchmarks/dirt.py CORPUS.txt.gz --only planted   the first half alone (or: untouched)
    python benchmarks/dirt.py CORPUS.txt.gz --show jammer    what went wrong in one family, with its surroundings

"Clean" articles are middles of articles from which the cleaner, before any dirt is planted, takes no letter: what it
takes from articles as they are is the other measure's matter, over all of them. White space is counted as dirt where it
was planted and not at all where it is clean: texts are compared without it. Speed is of one core, in processor time.
"""

from __future__ import annotations

import argparse
import gzip
import random
import time
from collections import Counter, defaultdict
from dataclasses import dataclass

from dirt_generator import PLANTERS, plant
from dirt_pieces import Planted, body_of

from index.cleaning import clean
from index.cleantext import CleanText
from index.types import Article


@dataclass(slots=True)
class Tally:
    """Characters of one family: planted, removed (or restored as they were), clean, and lost."""

    dirt: int = 0
    removed: int = 0
    clean: int = 0
    lost: int = 0


def read_corpus(path: str) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [line.rstrip("\n") for line in lines]


def clean_bodies(corpus: list[str], count: int) -> list[str]:
    """Middles of at least 200 characters that hold no dirt of their own, by the cleaner's lights."""
    bodies: list[str] = []
    looked = 0
    for line in corpus:
        body = body_of(line)
        if len(body) < 200:
            continue
        looked += 1
        whole = "".join(piece.text for piece in plant(body, "line break", looked).pieces if not piece.dirt)
        if "".join(clean(Article(uri="body", raw=whole)).text.split()) == "".join(whole.split()):
            bodies.append(body)
        if len(bodies) == count:
            break
    print(f"{len(bodies):,} clean bodies among {looked:,}")
    return bodies


def kept_characters(cleaned: CleanText) -> list[bool]:
    """For every raw character whether it is in the clean text: outside edits, or given back by a replacement."""
    kept = [True] * len(cleaned.raw)
    for edit in cleaned.edits:
        left = Counter(edit.replacement)
        for offset in range(edit.start, edit.end):
            character = cleaned.raw[offset]
            kept[offset] = left[character] > 0
            left[character] -= kept[offset]
    return kept


def score(planted: Planted, cleaned: CleanText, tally: Tally, wrong: list[str]) -> None:
    """Add one text to the tally; collect what went wrong with its surroundings."""
    kept = kept_characters(cleaned)
    offset = 0
    for piece in planted.pieces:
        end = offset + len(piece.text)
        if piece.dirt:
            tally.dirt += len(piece.text)
            if piece.expected.strip():
                span = cleaned.to_clean(offset, end)
                right = piece.expected in cleaned.text[span.start : span.end] and any(
                    edit.start < end and edit.end > offset for edit in cleaned.edits
                )
                gone = len(piece.text) if right else 0
            elif piece.text.isspace() and "\n" not in piece.text:
                gone = sum(not kept[at] for at in range(offset, end))
            else:  # white space at a dirty line's end may stay as a break between paragraphs
                gone = sum(
                    not kept[at] or (piece.text[at - offset].isspace() and not piece.text.isspace())
                    for at in range(offset, end)
                )
            tally.removed += gone
            if gone < len(piece.text):
                wrong.append(
                    f"left  {planted.raw[max(0, offset - 12) : offset]!r} [{piece.text!r}] {planted.raw[end : end + 12]!r}"
                )
        else:
            letters = [at for at in range(offset, end) if not planted.raw[at].isspace()]
            missing = [at for at in letters if not kept[at]]
            tally.clean += len(letters)
            tally.lost += len(missing)
            if missing:
                wrong.append(f"lost  {planted.raw[max(0, missing[0] - 25) : missing[-1] + 25]!r} ({len(missing)})")
        offset = end


def planted_dirt(articles: list[str], show: str | None) -> None:
    """Plant each family into its share of the articles in turn."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    seconds: Counter[str] = Counter()
    size: Counter[str] = Counter()
    wrong: defaultdict[str, list[str]] = defaultdict(list)
    for family in PLANTERS:
        if show and family != show:
            continue
        for seed, body in enumerate(articles):
            planted = plant(body, family, seed)
            article = Article(uri="planted", raw=planted.raw, media=planted.media)
            began = time.process_time()
            cleaned = clean(article)
            seconds[family] += time.process_time() - began
            size[family] += len(planted.raw.encode())
            score(planted, cleaned, tallies[family], wrong[family])
        tally = tallies[family]
        print(
            f"{family:12} dirt {tally.dirt:9,}  removed {100 * tally.removed / max(1, tally.dirt):6.2f} %   "
            f"clean {tally.clean:10,}  lost {100 * tally.lost / max(1, tally.clean):6.3f} %   "
            f"{size[family] / 1e6 / seconds[family]:5.1f} MB/s",
            flush=True,
        )
        if show:
            for line in random.Random(1).sample(wrong[family], min(40, len(wrong[family]))):
                print("   ", line)


def untouched(corpus: list[str], draw: int, reason: str | None) -> None:
    """What the cleaner removes from articles as they are."""
    removed: Counter[str] = Counter()
    total = size = 0
    drawn: list[str] = []
    began = time.process_time()
    cleaned = [clean(Article(uri="corpus", raw=line)) for line in corpus]
    seconds = time.process_time() - began
    for text in cleaned:
        total += sum(not character.isspace() for character in text.raw)
        size += len(text.raw.encode())
        for edit in text.edits:
            gone = "".join(text.raw[edit.start : edit.end].split())
            letters = len(gone) - len("".join(edit.replacement.split()))
            removed[edit.reason] += max(0, letters)
            if letters and (edit.reason == (reason or "boilerplate")):
                before, after = text.raw[max(0, edit.start - 40) : edit.start], text.raw[edit.end : edit.end + 25]
                drawn.append(f"{before!r}\n      [{gone}]\n      {after!r}")
    outside = sum(count for name, count in removed.items() if name != "boilerplate")
    print(f"untouched    {len(corpus):,} articles, {total:,} characters, {size / 1e6 / seconds:.1f} MB/s")
    # The corpus holds quote-board tickers of its own (draw some with --reason ticker): dirt, not a loss.
    print(
        f"             boilerplate {100 * removed['boilerplate'] / total:.3f} %   outside {100 * outside / total:.4f} %, "
        f"without its own tickers {100 * (outside - removed['ticker']) / total:.4f} %"
    )
    print("             " + "   ".join(f"{name} {count:,}" for name, count in removed.most_common()))
    for number, text in enumerate(random.Random(7).sample(drawn, min(draw, len(drawn)))):
        print(f"{number + 1:3}   {text}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--show", choices=list(PLANTERS))
    parser.add_argument("--only", choices=["planted", "untouched"])
    parser.add_argument("--draw", type=int, default=0)
    parser.add_argument("--reason", default=None)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    corpus = read_corpus(options.corpus)
    if not options.draw and options.only != "untouched":
        chosen = random.Random(options.seed).sample(corpus, len(corpus))
        planted_dirt(clean_bodies(chosen, options.articles), options.show)
    if not options.show and options.only != "planted":
        untouched(corpus, options.draw, options.reason)


if __name__ == "__main__":
    main()
