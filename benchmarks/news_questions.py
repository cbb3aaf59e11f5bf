"""Questions in other words than the article's, over news that nothing was tuned on.

    python benchmarks/news_questions.py ../shared/corpus/news.txt.gz [--index D] [--others 250] [--model none] [--json FILE]

`data/news_questions.jsonl` holds 56 questions that were written by reading 22 articles of the ones held out of all training
(each names its line in the corpus), and 35 that these articles do not answer: an attribute that they do not tell, a person
or thing that they do not name, other topics. The threshold of refusal was chosen with an eye on them. The second set (22 and
18, on 12 other articles) was written after that. The third (60 and 90, 30 of these off topic, on 30 other articles of the
half that no calibration sees; a quarter in English, Japanese or traditional characters) was written by somebody who saw no
answers, and so were the fourth (130 and 130, 35 of these off topic, on 45 more) and the fifth (125 and 123, 40 of these off
topic, on 35 more; half of the answerable ones in whatever words came naturally). `--others` more articles of those held out
lie in the index beside them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rag import build_index
from rag.chatbot import Chatbot
from rag.config import load_config
from rag.evaluation.asking import citation_checker
from rag.evaluation.files import read_file
from rag.evaluation.scoring import Score, score
from training.evidence_data import is_held_out

DATA = Path(__file__).parent / "data"
SETS = {
    "first": DATA / "news_questions.jsonl",
    "second": DATA / "news_questions_second.jsonl",
    "third": DATA / "news_questions_third.jsonl",
    "fourth": DATA / "news_questions_fourth.jsonl",
    "fifth": DATA / "news_questions_fifth.jsonl",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--set", choices=SETS, default="fifth", help="of questions")
    parser.add_argument("--others", type=int, default=250)
    parser.add_argument("--model", default="none", help="generator")
    parser.add_argument("--reader", choices=("bundled", "none"), default="bundled")
    parser.add_argument("--index", type=Path, help="keep the index here, so that a second run does not embed again")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.index or Path(temporary) / "index"
        if not folder.is_dir():
            build(arguments.corpus, SETS[arguments.set], arguments.others, Path(temporary) / "articles", folder)
        flags = {"generator.model": arguments.model, "retrieval.reader": arguments.reader}
        chatbot = Chatbot(index=folder, config=load_config(flags=flags))
        exact = citation_checker(chatbot)
        scores: list[Score] = []
        cited = held = 0
        for question in read_file(SETS[arguments.set]).questions:
            scores.append(score(question, chatbot.ask(question.question)))
            cited += len(scores[-1].answer.citations)
            held += sum(exact(citation) for citation in scores[-1].answer.citations)
    report(scores)
    print(f"citations exact: {held}/{cited}")
    if arguments.json:
        rows = [{"id": s.question.id, "q": s.question.question, "right": s.right, "why": s.why, "answer": s.answer.text}
                for s in scores]  # fmt: skip
        arguments.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def build(corpus: Path, questions: Path, others: int, articles: Path, folder: Path) -> None:
    """One file for each article that is asked about, and for `others` more of those held out."""
    asked = {json.loads(line).get("line", 0) for line in questions.read_text(encoding="utf-8").splitlines()} - {0}
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        held_out = {number: line for number, line in enumerate(lines) if is_held_out(line[:200])}
    more = random.Random(5).sample(sorted(held_out.keys() - asked), others)
    articles.mkdir()
    for number in sorted(asked | set(more)):
        (articles / f"{number:05d}.txt").write_text(held_out[number], encoding="utf-8")
    build_index([articles], index=folder)


def report(scores: list[Score]) -> None:
    """The wrong ones with what was said, then shares by type."""
    for item in scores:
        if not item.right:
            said = f"({item.answer.reason})" if item.answer.refused else item.answer.text
            print(f"{item.question.id} {item.question.question}\n    {item.why} | {said[:120]}")
    every, right = Counter(s.question.kind for s in scores), Counter(s.question.kind for s in scores if s.right)
    print("  ".join(f"{kind} {right[kind]}/{every[kind]}" for kind in every))
    answerable = [item for item in scores if item.question.answerable]
    others = [item for item in scores if not item.question.answerable]
    lengths = [item.length for item in answerable if not item.answer.refused]
    print(
        f"answerable: {sum(s.right for s in answerable)}/{len(answerable)} right, "
        f"{sum(s.answer.refused for s in answerable)} refused, {sum(lengths) / max(1, len(lengths)):.0f} characters; "
        f"others: {sum(s.right for s in others)}/{len(others)} refused"
    )


if __name__ == "__main__":
    main()
