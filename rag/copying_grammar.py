"""The automaton of `rag.copying` as a grammar of llama.cpp (GBNF), for engines that mask their scores themselves.

https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md. One rule for each place where a source may be cut:
what is between this cut and the next, then whatever may follow there. Unlike the automaton the grammar does not keep an
answer of several sentences from citing one source twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from rag.copying import INSUFFICIENT, Copying, Source


def grammar(automaton: Copying) -> str:
    """The grammar's text, with the rule `root`."""
    rules: list[str] = []
    beginnings: list[str] = []
    for number, source in enumerate(automaton.sources):
        rules.extend(_rules(source, f"s{number}", automaton.connectives))
        beginnings.extend(f"s{number}-{start}" for start in _beginnings(source))
    answers = ["refusal"]
    if beginnings:
        more = "( stop sentence )? " * (automaton.sentences - 1)
        answers.append(f"sentence {more}stop?")
        rules.append(f"sentence ::= {' | '.join(beginnings)}")
        rules.append(f"stop ::= {_literal('。')}")
    head = [f"root ::= ( {' | '.join(answers)} ) {_literal(chr(10))}?", f"refusal ::= {_literal(INSUFFICIENT)}"]
    return "\n".join((*head, *rules)) + "\n"


def _rules(source: Source, name: str, connectives: tuple[str, ...]) -> Iterator[str]:
    """For each cut two rules: copying from it (`name-12`), and what may come at it behind copied text (`name-12e`)."""
    cuts = sorted({*source.starts, *source.ends, *(end for end, _ in source.joins)} | _joined(source))
    joins = dict(source.joins)
    walls = set(source.walls)
    copies: set[int] = set()
    for place in range(len(cuts) - 1, -1, -1):
        cut, following = cuts[place], cuts[place + 1 : place + 2]
        able = bool(following) and not walls & set(range(cut, following[0]))
        if able and (following[0] in source.ends or following[0] in copies):
            copies.add(cut)
            yield f"{name}-{cut} ::= {_literal(source.text[cut : following[0]])} {name}-{following[0]}e"
    for cut in cuts:
        options = [f"{name}-{cut}"] if cut in copies else []
        if cut in source.ends:
            options.append(_literal(f"[{source.number}]"))
        behind = [f"{name}-{start}" for start in joins.get(cut, ()) if start in copies]
        if behind and connectives:
            options.append(f"( {' | '.join(map(_literal, connectives))} ) ( {' | '.join(behind)} )")
        if options:
            yield f"{name}-{cut}e ::= {' | '.join(options)}"


def _joined(source: Source) -> set[int]:
    return {start for _, starts in source.joins for start in starts}


def _beginnings(source: Source) -> Iterator[int]:
    """The starts from which an end comes before a wall."""
    for start in source.starts:
        end = next((end for end in sorted(source.ends) if end > start), None)
        if end is not None and not any(start <= wall < end for wall in source.walls):
            yield start


def _literal(text: str) -> str:
    """A quoted string; the escapes of JSON are those of the grammar."""
    return json.dumps(text, ensure_ascii=False)
