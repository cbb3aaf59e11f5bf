"""An answer in simplified or traditional script on request. Quotes and evidence stay in the article's characters."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

from index.scripts import is_traditional, to_simplified, to_traditional
from rag.types import Answer, AnswerSentence

Script = Literal["simplified", "traditional"]
SCRIPTS: tuple[str, ...] = get_args(Script)


def convert(text: str, script: Script) -> str:
    """`text` in `script`; a text that is traditional already is left alone, as converting it again would harm it."""
    if script == "simplified":
        return to_simplified(text)
    return text if is_traditional(text) else to_traditional(text)


def in_script(answer: Answer, script: Script | None) -> Answer:
    """`answer` with its own words in `script`, marked as converted where that changed any; None leaves it as it is.

    Raises ValueError for another script.
    """
    if script is None:
        return answer
    if script not in SCRIPTS:
        raise ValueError(f"script must be one of {', '.join(SCRIPTS)}, not {script!r}")
    sentences = tuple(_sentence(sentence, script) for sentence in answer.sentences)
    text = _text(answer, script)
    return replace(
        answer,
        text=text,
        sentences=sentences,
        reason=convert(answer.reason, script) if answer.reason else answer.reason,
        converted=text != answer.text,
    )


def _sentence(sentence: AnswerSentence, script: Script) -> AnswerSentence:
    return replace(sentence, text=convert(sentence.text, script), note=convert(sentence.note, script))


def _text(answer: Answer, script: Script) -> str:
    """The whole text, sentence by sentence, as articles of both scripts may be quoted in one answer."""
    if not answer.sentences:
        return convert(answer.text, script)
    text, done = answer.text, 0
    out: list[str] = []
    for sentence in answer.sentences:
        at = text.find(sentence.text, done)
        if at < 0:
            return convert(text, script)
        out += [text[done:at], convert(sentence.text, script)]
        done = at + len(sentence.text)
    return "".join((*out, text[done:]))
