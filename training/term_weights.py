"""Count the background document frequencies that `rag/terms.py` weighs terms by.

    python training/term_weights.py CORPUS.txt.gz rag/models/term_weights.safetensors

CORPUS holds one article a line. A term kept is a Chinese character, a pair of neighbouring ones, or a Latin word, found in
at least MINIMUM articles; its weight is ln(articles / articles with the term), in 255 steps. No randomness, so no seed.
"""

from __future__ import annotations

import argparse
import gzip
import math
import re
from collections import Counter
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from index.scripts import fold

MINIMUM = 12
PIECE = re.compile(r"[㐀-鿿]+|[a-z][a-z0-9]*")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    articles = 0
    with gzip.open(arguments.corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            articles += 1
            counts.update(terms_of(fold(line)))
    kept = sorted((term, count) for term, count in counts.items() if count >= MINIMUM)
    scale = math.log(articles) / 255
    weights = [round(math.log(articles / count) / scale) for _, count in kept]
    names = "\n".join(["", *(term for term, _ in kept)])
    save_file(
        {
            "terms": np.frombuffer(names.encode(), dtype=np.uint8),
            "weights": np.array([255, *weights], dtype=np.uint8),
        },
        arguments.output,
        metadata={"scale": repr(scale), "articles": str(articles), "minimum": str(MINIMUM)},
    )
    print(f"{len(kept)} terms of {articles} articles, {arguments.output.stat().st_size} bytes")


def terms_of(text: str) -> set[str]:
    """The distinct terms of folded text."""
    found: set[str] = set()
    for piece in PIECE.findall(text):
        if piece[0] < "㐀":
            found.add(piece)
        else:
            found.update(piece)
            found.update(piece[i : i + 2] for i in range(len(piece) - 1))
    return found


if __name__ == "__main__":
    main()
