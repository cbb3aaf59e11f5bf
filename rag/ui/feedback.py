"""What readers thought of answers: kept beside the index, exported as a question file that `rag eval` reads."""

from __future__ import annotations

import difflib
import hashlib
import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.errors import RagError
from index.scripts import fold

FEEDBACK = "feedback.jsonl"
_LONGEST = 8_000
_MOST_QUOTES = 50
_SHORTEST_COMMON = 2  # characters that answer and quote must share to be worth asking for again
_lock = threading.Lock()

Record = Mapping[str, Any]


def keep_feedback(folder: Path, values: Mapping[str, Any], *, at: str) -> None:
    """Append one judgement: of a whole answer, or where `number` is given, of that citation.

    Raises RagError when it is no judgement.
    """
    texts = {name: values.get(name) for name in ("question", "answer")}
    quotes = values.get("quotes")
    if not isinstance(values.get("right"), bool) or not all(_is_text(text) for text in texts.values()):
        raise RagError("Feedback names its question and answer and says right or wrong.")
    if not isinstance(quotes, list) or len(quotes) > _MOST_QUOTES or not all(_is_text(quote) for quote in quotes):
        raise RagError("Feedback lists the quotes that it is about.")
    number = values.get("number")
    record = {
        "at": at,
        **texts,
        "quotes": quotes,
        "right": values["right"],
        "refused": values.get("refused") is True,
        "number": number if isinstance(number, int) else None,
    }
    folder.mkdir(parents=True, exist_ok=True)
    with _lock, (folder / FEEDBACK).open("a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST


def read_feedback(folder: Path) -> Iterator[Record]:
    """The judgements in order; a torn line is left out."""
    path = folder / FEEDBACK
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def eval_file(records: Iterable[Record]) -> str:
    """A question file, one JSON object a line, from the last word said on each question and citation.

    What was called right must come again: `must` is the longest text that the answer shares with each quote. What was
    called wrong must not, and a refusal called right must stay one. Where only wrong is known, a question file has no
    way to say so, and the question is left out.
    """
    questions: dict[str, dict[int | None, Record]] = {}
    for record in records:
        said = questions.setdefault(record["question"], {})
        said.pop(record["number"], None)
        said[record["number"]] = record
    entries = (_entry(question, tuple(said.values())) for question, said in questions.items())
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries if entry is not None)


def _entry(question: str, said: Sequence[Record]) -> dict[str, Any] | None:
    entry: dict[str, Any] = {"id": f"f-{hashlib.sha256(question.encode()).hexdigest()[:8]}", "q": question}
    if said[-1]["refused"]:
        return {**entry, "answerable": False, "type": "feedback"} if said[-1]["right"] else None
    right = list(dict.fromkeys(_shared(record) for record in said if record["right"] and not record["refused"]))
    wrong = list(dict.fromkeys(_shared(record) for record in said if not record["right"] and not record["refused"]))
    must = [text for text in right if text]
    if not must:
        return None
    entry["must"] = [[text] for text in must]
    must_not = [text for text in wrong if text and not any(text in asked or asked in text for asked in must)]
    return {**entry, **({"must_not": must_not} if must_not else {}), "type": "feedback"}


def _shared(record: Record) -> str:
    """The longest text that the answer and one of the quotes have in common, whatever their script; "" for none."""
    answer, best = record["answer"], ""
    folded = fold(answer)
    for quote in record["quotes"]:
        match = difflib.SequenceMatcher(None, folded, fold(quote), autojunk=False).find_longest_match()
        if match.size >= _SHORTEST_COMMON and match.size > len(best):
            best = answer[match.a : match.a + match.size]
    return best.strip(" \n，。；：、,.;:")
