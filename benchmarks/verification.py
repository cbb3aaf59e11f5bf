"""Swapped details caught, and plain paraphrases passed, by rag.verification. No model.

True sentences are drawn by seed from the news corpus and changed by script, one change each:

* swaps: a number, name, date, unit or negation becomes another of its kind; for numbers, names and dates it is every
  other time one that stands elsewhere in the same evidence. Caught means "unsupported".
* paraphrases, by named transformations that keep what is said: the other script, numerals, full width, connectives dropped
  or added, 的 and 了 dropped, another verb of saying, a clause left out at either end (not a first one that negates, hedges,
  sets a condition or names the speaker of the rest), dates in other writing, quotation marks dropped, 某人说 moved behind.
  Passed means "supported" or "weak".

The evidence is the true sentence with two or three others of its article: as separate citations or as one text, by turns.

    python benchmarks/verification.py --seed 2 [--each 100] [--show 5] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.verification_paraphrases import PARAPHRASES
from benchmarks.verification_swaps import SWAPS, Context
from index.sentences import split_sentences
from rag.verification import verify

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "news.txt.gz"
_HEAD = re.compile(r"^.{0,40}?正文[：:]\s*")
_PLAIN = re.compile(r"^[\u4e00-\u9fff“《\d].*[。！]$")


@dataclass(frozen=True, slots=True)
class Item:
    """A changed sentence with its evidence; `near` when what was put in stands elsewhere in the evidence."""

    kind: str
    original: str
    changed: str
    evidence: tuple[str, ...]
    near: bool


def sentences(article: str) -> list[str]:
    text = _HEAD.sub("", article.strip())
    parts = (text[item.start : item.end].strip() for item in split_sentences(text))
    return [part for part in parts if 18 <= len(part) <= 120 and _PLAIN.match(part)]


def draws(articles: Sequence[str], randomness: random.Random) -> Iterator[tuple[str, tuple[str, ...]]]:
    """True sentences, each with its evidence in the order of the article."""
    while True:
        pool = sentences(randomness.choice(articles))
        if len(pool) < 4:
            continue
        place = randomness.randrange(len(pool))
        others = randomness.sample([other for other in range(len(pool)) if other != place], k=randomness.choice((2, 3)))
        chosen = [pool[other] for other in sorted((place, *others))]
        if chosen.count(pool[place]) == 1:
            yield pool[place], tuple(chosen) if randomness.random() < 0.5 else ("".join(chosen),)


def make(
    changes: dict[str, Callable[[Context], str | None]], articles: Sequence[str], each: int, seed: int
) -> list[Item]:
    """`each` items of every kind, every one from another sentence."""
    items: list[Item] = []
    for kind, change in changes.items():
        randomness = random.Random(f"{seed} {kind}")
        count, seen = 0, set()
        for sentence, evidence in draws(articles, randomness):
            near = count % 2 == 1
            changed = change(Context(sentence, evidence, randomness, near, articles))
            if changed and changed != sentence and sentence not in seen:
                seen.add(sentence)
                items.append(Item(kind, sentence, changed, evidence, near and kind in ("number", "name", "date")))
                count += 1
                if count == each:
                    break
    return items


def measure(items: Sequence[Item], *, caught: bool, show: int) -> dict[str, dict[str, float]]:
    """By kind: how many, how many right, of those put in from the evidence too; prints what went wrong."""
    total, right, near, near_right, supported = Counter(), Counter(), Counter(), Counter(), Counter()
    shown: Counter[str] = Counter()
    for item in items:
        check = verify(item.changed, item.evidence)
        fine = (check.verdict == "unsupported") == caught
        total[item.kind] += 1
        right[item.kind] += fine
        supported[item.kind] += check.verdict == "supported"
        near[item.kind] += item.near
        near_right[item.kind] += item.near and fine
        if not fine and shown[item.kind] < show:
            shown[item.kind] += 1
            print(
                f"\n[{item.kind}] {check.verdict} {check.support:.2f} {check.note}\n  was {item.original}\n  now {item.changed}"
            )
    return {
        kind: {"items": total[kind], "right": right[kind], "supported": supported[kind], "near": near[kind], "near_right": near_right[kind]}
        for kind in total
    }  # fmt: skip


def table(title: str, rows: dict[str, dict[str, float]]) -> float:
    print(f"\n{title:24}{'items':>7}{'right':>7}{'share':>8}{'supported':>11}{'from the evidence':>20}")
    for kind, row in rows.items():
        near = f"{row['near_right']:.0f}/{row['near']:.0f}" if row["near"] else ""
        print(
            f"{kind:24}{row['items']:7.0f}{row['right']:7.0f}{row['right'] / row['items']:8.1%}{row['supported']:11.0f}{near:>20}"
        )
    items, right = (sum(row[name] for row in rows.values()) for name in ("items", "right"))
    print(f"{'all':24}{items:7.0f}{right:7.0f}{right / items:8.1%}")
    return right / items


def main() -> None:
    import gzip

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--each", type=int, default=100, help="swaps of each of the five kinds; half as many paraphrases of each of ten"
    )
    parser.add_argument("--show", type=int, default=0, help="print so many errors of each kind")
    parser.add_argument("--only", default="", help="kinds, with commas")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        articles = [line for line in lines if len(line) > 300]
    only = set(filter(None, arguments.only.split(",")))
    swaps = make({k: v for k, v in SWAPS.items() if not only or k in only}, articles, arguments.each, arguments.seed)
    plain = make(
        {k: v for k, v in PARAPHRASES.items() if not only or k in only}, articles, arguments.each // 2, arguments.seed
    )
    started = time.process_time()
    caught = measure(swaps, caught=True, show=arguments.show)
    passed = measure(plain, caught=False, show=arguments.show)
    spent = 1000 * (time.process_time() - started) / max(1, len(swaps) + len(plain))
    shares = {
        name: table(name, rows) for name, rows in (("swaps caught", caught), ("paraphrases passed", passed)) if rows
    }
    print(f"\nseed {arguments.seed}, {spent:.1f} ms of one core a sentence")
    if arguments.json:
        result = {
            "seed": arguments.seed,
            "shares": shares,
            "swaps": caught,
            "paraphrases": passed,
            "milliseconds": round(spent, 2),
        }
        arguments.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
