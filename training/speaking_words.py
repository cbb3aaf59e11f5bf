"""Count which nouns speak: how much likelier than any word one stands right before a speech verb.

    python training/speaking_words.py CORPUS.txt.gz LABELS.jsonl index/speaking_words.txt

CORPUS holds one article a line; articles that LABELS or the fresh labels name are left out, so that what is measured on
them is not learned from them. A noun kept is seen MINIMUM times by the narrator (words between quotation marks do not
count); its score is the log of the share of its uses that a speech verb with a mark follows (adverbs may stand between),
over that share for all words, smoothed. No randomness, so no seed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
from collections import Counter, defaultdict
from pathlib import Path

from index.scripts import fold
from index.words import tag_words

MINIMUM = 20
SMOOTHING = 30.0  # uses of an average word
VERBS = re.compile(
    "(?:表示|认为|指出|坦言|透露|强调|介绍|感慨|感叹|回忆|解释|直言|回应|告诉|说道|说|称|补充道|表示道|回答)$"
)
MARKS = frozenset((",", ":", "“"))
BETWEEN = frozenset(("d", "ad", "t", "p", "c", "zg"))  # tags of what may stand between subject and verb
NOUNS = ("n", "j", "l", "i", "eng", "vn", "s")
_QUOTED = re.compile("“[^”]*”")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    labelled = {json.loads(line)["article"] for line in arguments.labels.read_text(encoding="utf-8").splitlines()}
    uses: Counter[str] = Counter()
    speaks: Counter[str] = Counter()
    words = 0
    with gzip.open(arguments.corpus, "rt", encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            if number not in labelled:
                words += count(_QUOTED.sub("“”", fold(line)), uses, speaks)
    average = sum(speaks.values()) / words
    by_score: defaultdict[int, list[str]] = defaultdict(list)
    for word, used in uses.items():
        if used >= MINIMUM:
            share = (speaks[word] + SMOOTHING * average) / (used + SMOOTHING)
            by_score[round(10 * math.log(share / average))].append(word)
    rows = (f"{score}\t{' '.join(sorted(by_score[score]))}\n" for score in sorted(by_score, reverse=True))
    arguments.output.write_text("".join(rows), encoding="utf-8")
    print(f"{sum(map(len, by_score.values()))} nouns, {arguments.output.stat().st_size} bytes")


def count(folded: str, uses: Counter[str], speaks: Counter[str]) -> int:
    """Count the nouns of a text, and those that a verb of speech follows; returns the number of words."""
    words = tag_words(folded)
    written = [folded[word.start : word.end] for word in words]
    for index, word in enumerate(words):
        if word.tag.startswith(NOUNS) and not written[index].isspace():
            uses[written[index]] += 1
        if not VERBS.search(written[index]) or "".join(written[index + 1 : index + 2]) not in MARKS:
            continue
        before = index - 1
        while before >= 0 and index - before < 5 and words[before].tag in BETWEEN:
            before -= 1
        if before >= 0 and words[before].tag.startswith(NOUNS):
            speaks[written[before]] += 1
    return len(words)


if __name__ == "__main__":
    main()
