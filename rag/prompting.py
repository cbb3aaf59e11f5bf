"""Prompt templates. Pure: evidence and question in, text out.

The bundled generator is a base model, which continues text and follows no instructions, so it is shown worked examples and
left at the point where the next answer begins. Once it has been taught (`training/generator_lora.py`) it needs neither
instruction nor examples. Instruction-tuned models get the same content as a chat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rag.copying import INSUFFICIENT, Copying
from rag.copying_sources import copying
from rag.types import Evidence

if TYPE_CHECKING:
    from rag.generation import Generator

Style = Literal["auto", "fewshot", "taught", "chat"]
Writing = Literal["auto", "free", "copying"]

TAUGHT_SENTENCES = 6  # that the taught model has seen at most
TAUGHT_STOP = ("\n",)
FEWSHOT_STOP = ("\n", "问题：", "资料：")

_INSTRUCTION = "根据资料回答问题。只用资料中的原话，尽量简短，句末用编号注明出处；资料里没有答案就写“资料不足”。"
_EXAMPLES = (
    (
        ("市图书馆新馆将于今年九月开放，馆藏图书约八十万册。", "馆长介绍，旧馆会改成儿童阅览中心。"),
        "旧馆以后做什么用？",
        "旧馆会改成儿童阅览中心[2]。",
    ),
    (
        ("受台风影响，周三共有46趟列车停运。", "铁路部门表示，退票不收手续费。"),
        "有多少趟列车停运？",
        "46趟列车停运[1]。",
    ),
    (
        ("这家面包店开在老街的尽头，每天只卖两百个面包。",),
        "店主今年多大年纪？",
        f"{INSUFFICIENT}。",
    ),
)


@dataclass(frozen=True, slots=True)
class Task:
    """A prompt, where to stop, and what the answer is.

    "free": sentences in the model's own words (an instruction-tuned one); "sentence": one copied from the evidence (a base
    model); "lead": `span[n]` or 资料不足 (the taught one). `constraint` says what may be written, None anything.
    """

    prompt: str
    stop: tuple[str, ...]
    kind: Literal["free", "sentence", "lead"]
    constraint: Copying | None = None


def task(
    generator: Generator,
    question: str,
    evidence: Sequence[Evidence],
    *,
    style: Style = "auto",
    writing: Writing = "auto",
    refuse_from: float | None = None,
) -> Task:
    """The prompt for `generator`: the one that it was taught, or as a chat when it knows chats, else by worked examples.

    Any `style` but "auto" decides, except that a model without a chat format gets worked examples for "chat". `writing`
    "auto" lets a model that was tuned to follow instructions write freely and every other one copy. The taught one says
    资料不足 from a probability of `refuse_from` on.
    """
    copies = writing != "free"
    if style == "taught" or (style == "auto" and generator.taught):
        evidence = evidence[:TAUGHT_SENTENCES]
        constraint = copying(evidence, spans="phrase", refuse_from=refuse_from) if copies else None
        return Task(taught_prompt(question, [item.text for item in evidence]), TAUGHT_STOP, "lead", constraint)
    if style != "fewshot":
        prompt = generator.chat_prompt(chat_messages(question, evidence))
        if prompt is not None:
            constraint = copying(evidence, spans="clause", sentences=3) if writing == "copying" else None
            return Task(prompt, (), "free", constraint)
    constraint = copying(evidence, spans="clause") if copies else None
    return Task(fewshot_prompt(question, evidence), FEWSHOT_STOP, "sentence", constraint)


def taught_prompt(question: str, sentences: Sequence[str]) -> str:
    """The text that the taught model continues with `span[n]` or 资料不足, and a line break."""
    return _block(tuple(enumerate(sentences, start=1)), question)


def fewshot_prompt(question: str, evidence: Sequence[Evidence]) -> str:
    """The text that a base model continues with the answer."""
    parts = [_INSTRUCTION]
    for texts, asked, answered in _EXAMPLES:
        parts.append(_block(tuple(enumerate(texts, start=1)), asked) + answered)
    parts.append(_block(tuple((item.number, item.text) for item in evidence), question))
    return "\n\n".join(parts)


def chat_messages(question: str, evidence: Sequence[Evidence]) -> tuple[tuple[str, str], ...]:
    """(role, content) pairs for an instruction-tuned model."""
    numbered = tuple((item.number, item.text) for item in evidence)
    return (("system", _INSTRUCTION), ("user", _block(numbered, question).removesuffix("回答：")))


def _block(numbered: Sequence[tuple[int, str]], question: str) -> str:
    lines = "\n".join(f"[{number}] {_one_line(text)}" for number, text in numbered)
    return f"资料：\n{lines}\n问题：{_one_line(question)}\n回答："


def _one_line(text: str) -> str:
    """Evidence is data: its line breaks must not look like the template's own lines."""
    return " ".join(text.split())
