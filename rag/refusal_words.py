"""What a refusal adds for a person: which sentence came nearest, and why it is no answer."""

from __future__ import annotations

from rag import refusal
from rag.answer_kinds import asked_kind, holds_kind
from rag.extracts import one_line
from rag.messages import message
from rag.questions import Question
from rag.types import Evidence

QUOTED = 60  # characters of the nearest sentence that are quoted
LEAST = 1.0  # weight of a word that is worth naming as missing from one sentence


def nearest(evidence: Evidence, question: Question) -> str:
    """The nearest sentence with its title, and what it lacks, in the language of the question.

    The quote is the article's; whatever it says, it is between quotation marks and says nothing for the system.
    """
    quote = one_line(evidence.text)
    if len(quote) > QUOTED:
        quote = quote[:QUOTED].rstrip("，,、；;：: ") + "…"
    return message(
        "nearest", question.language, title=evidence.title, quote=quote.rstrip("。"), lack=_lack(evidence, question)
    )


def _lack(evidence: Evidence, question: Question) -> str:
    """Why the sentence does not answer."""
    kind = asked_kind(question.text)
    language = question.language
    if kind == "date" and not holds_kind(evidence.text, kind):
        return message("lacks_date", language)
    if kind in ("number", "percent", "money") and not holds_kind(evidence.text, kind):
        return message("lacks_number", language)
    if language not in ("en", "ja"):
        texts = [f"{evidence.title}\n{evidence.text}"]
        missing = refusal.missing_number(question.text, texts) or refusal.missing_words(
            question.text,
            texts,
            elsewhere=lambda word: False,
            names=(*question.persons, *question.entities),
            at_least=LEAST,
        )
        if missing:
            return message("lacks_words", language, missing=missing)
    return message("lacks_answer", language)
