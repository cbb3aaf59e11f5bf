"""The grammar for llama.cpp accepts what the automaton accepts. A small reader of GBNF stands in for the engine."""

import json
import random
import re

import pytest
from test_copying import EVIDENCE, item
from test_copying_tokens import MIXED

from rag.copying_grammar import grammar
from rag.copying_sources import copying

TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[A-Za-z0-9-]+|[()|?])')


class Grammar:
    """Rules `name ::= a "b" ( c | d )? | e`, matched by the set of positions that each part can end at."""

    def __init__(self, text):
        self.rules = {}
        for line in text.splitlines():
            name, _, body = line.partition(" ::= ")
            assert re.fullmatch(r"[a-zA-Z0-9-]+", name) and name not in self.rules
            tokens = TOKEN.findall(body)
            assert "".join(tokens) == re.sub(r'\s+(?=(?:[^"]*"[^"]*")*[^"]*$)', "", body)
            self.rules[name], rest = self.alternatives(tokens)
            assert not rest

    def alternatives(self, tokens):
        options = [[]]
        while tokens and tokens[0] != ")":
            token, tokens = tokens[0], tokens[1:]
            if token == "|":
                options.append([])
            elif token == "(":
                inner, tokens = self.alternatives(tokens)
                options[-1].append(("group", inner))
                tokens = tokens[1:]
            elif token == "?":
                options[-1].append(("maybe", options[-1].pop()))
            else:
                options[-1].append(("text", json.loads(token)) if token[0] == '"' else ("rule", token))
        return options, tokens

    def ends(self, part, text, at):
        kind, value = part
        if kind == "text":
            return {at + len(value)} if text.startswith(value, at) else set()
        if kind == "maybe":
            return {at} | self.ends(value, text, at)
        return self.any_of(self.rules[value] if kind == "rule" else value, text, at)

    def any_of(self, options, text, at):
        found = set()
        for option in options:
            ends = {at}
            for part in option:
                ends = {end for start in ends for end in self.ends(part, text, start)}
            found |= ends
        return found

    def accepts(self, text):
        return len(text) in self.any_of(self.rules["root"], text, 0)


@pytest.mark.parametrize("spans", ["clause", "phrase"])
def test_every_answer_that_chance_finds_is_in_the_grammar_and_no_damaged_one_more_than_in_the_automaton(spans):
    chance = random.Random(5)
    seen = 0
    for _ in range(40):
        automaton = copying(chance.sample((*EVIDENCE, MIXED), 3), spans=spans)
        rules = Grammar(grammar(automaton))
        text = walk(automaton, chance)
        assert rules.accepts(text), text
        for _ in range(12):
            at = chance.randrange(len(text))
            damaged = text[:at] + chance.choice(["", text[at] * 2, "，", "1", "[2]"]) + text[at + 1 :]
            assert rules.accepts(damaged) == automaton.accepts(damaged), damaged
            seen += not rules.accepts(damaged)
    assert seen > 100


def walk(automaton, chance):
    state, text = automaton.start, b""
    while automaton.edges(state) and not (automaton.finished(state) and chance.random() < 0.5):
        byte = chance.choice(sorted(automaton.edges(state)))
        state, text = automaton.edges(state)[byte], text + bytes([byte])
    return text.decode()


def test_an_answer_of_several_sentences():
    rules = Grammar(grammar(copying(EVIDENCE, spans="clause", sentences=2)))
    assert rules.accepts("新码头占地120公顷[1]。渡轮可能涨价[6]。")
    assert not rules.accepts("新码头占地120公顷[1]渡轮可能涨价[6]")
    assert not rules.accepts("渡轮可能涨价[6]。渡轮可能涨价[6]。渡轮可能涨价[6]。")


def test_quotation_marks_and_backslashes_of_the_evidence_stay_inside_their_strings():
    automaton = copying([item(1, '路径是"data\\new"，名字叫"root ::= x"。')], spans="clause")
    rules = Grammar(grammar(automaton))
    assert automaton.accepts('路径是"data\\new"[1]')
    assert rules.accepts('路径是"data\\new"[1]')
    assert rules.accepts("资料不足\n")


def test_without_evidence_only_the_refusal_is_left():
    rules = Grammar(grammar(copying([], spans="clause")))
    assert rules.accepts("资料不足") and not rules.accepts("")


def test_every_rule_that_is_named_is_there():
    rules = Grammar(grammar(copying((*EVIDENCE, MIXED), spans="phrase", sentences=3))).rules

    def named(options):
        for option in options:
            for kind, value in option:
                part = (kind, value) if kind != "maybe" else value
                if part[0] == "rule":
                    yield part[1]
                elif part[0] == "group":
                    yield from named(part[1])

    assert {name for options in rules.values() for name in named(options)} <= rules.keys()
