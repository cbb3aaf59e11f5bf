"""Answers in the other script on request. What is quoted from an article stays in the article's characters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from index.scripts import to_simplified, to_traditional

SCRIPTS: dict[str, Callable[[str], str]] = {"hans": to_simplified, "hant": to_traditional}


def converted(event: dict[str, Any], script: str | None) -> dict[str, Any]:
    """An event (as JSON) with the answer's own words in `script`; marked with `converted` where that changed any."""
    convert = SCRIPTS.get(script or "")
    if convert is None:
        return event
    match event["event"]:
        case "extract":
            return {**event, "sentences": [_sentence(sentence, convert) for sentence in event["sentences"]]}
        case "delta":
            return {**event, "text": convert(event["text"])}
        case "checked":
            return {**event, "sentence": _sentence(event["sentence"], convert)}
        case "finished":
            return {**event, "answer": _answer(event["answer"], convert)}
    return event


def _sentence(sentence: dict[str, Any], convert: Callable[[str], str]) -> dict[str, Any]:
    return {**sentence, "text": convert(sentence["text"]), "note": convert(sentence["note"])}


def _answer(answer: dict[str, Any], convert: Callable[[str], str]) -> dict[str, Any]:
    text = convert(answer["text"])
    return {
        **answer,
        "text": text,
        "reason": convert(answer["reason"]) if answer["reason"] else answer["reason"],
        "sentences": [_sentence(sentence, convert) for sentence in answer["sentences"]],
        "converted": text != answer["text"],
    }
