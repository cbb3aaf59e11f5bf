"""Words and their parts of speech, by jieba's dictionary and hidden Markov model (the `rjieba` wheel holds both)."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, NamedTuple


class Word(NamedTuple):
    """One word of a folded text: `[start, end)` and its tag in the ICTCLAS set (nr: person, ns: place, v: verb …)."""

    start: int
    end: int
    tag: str


def tag_words(folded: str) -> tuple[Word, ...]:
    """The words of `folded` in order; together they are the whole text, white space and marks included."""
    return _tag_short(folded) if len(folded) <= _SHORT else _tag(folded)


_SHORT = 64  # characters of a clause, which is asked about more than once


@lru_cache(maxsize=4096)
def _tag_short(folded: str) -> tuple[Word, ...]:
    return _tag(folded)


def _tag(folded: str) -> tuple[Word, ...]:
    words: list[Word] = []
    position = 0
    for word, tag in _tagger().tag(_encodable(folded)):
        end = position + len(word)
        words.append(Word(position, end, tag))
        position = end
    return tuple(words)


def _encodable(text: str) -> str:
    """`text` with lone surrogates, which the tagger cannot take, replaced one for one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    return text


def is_word(folded: str) -> bool:
    """Whether the dictionary lists `folded`."""
    return bool(_tagger().has_word(_encodable(folded)))


@cache
def _tagger() -> Any:
    import rjieba

    return rjieba
