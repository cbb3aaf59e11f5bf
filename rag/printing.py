"""Answers, passages and articles as terminal text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from rag.types import Answer, Citation, Evidence, Hit

if TYPE_CHECKING:
    from index.cleaning.report import Removal
    from index.stored import StoredQuotation

# Control characters of article text must not reach a terminal, where they could move the cursor or set the title; the
# bidirectional ones could make a quote read otherwise than it is.
_CONTROL = {code: None for code in (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_CONTROL.pop(ord("\n"))
_CONTROL[ord("\t")] = " "  # type: ignore[assignment]


def printable(text: str) -> str:
    """Text that is safe on a terminal: control and bidirectional characters are dropped."""
    return text.translate(_CONTROL)


def as_data(value: Any) -> Any:
    """Dataclasses, tuples and mappings as plain JSON data."""
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: as_data(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(item) for item in value]
    return value


def as_json(value: Any) -> str:
    """`as_data` as JSON text, Chinese characters as themselves."""
    return json.dumps(as_data(value), ensure_ascii=False, indent=2)


def citation_lines(citations: Sequence[Citation]) -> str:
    """One block a citation: number, title, source, author, date, where it stands, and the quote."""
    return "\n".join(_block(item, f"「{item.quote}」") for item in citations)


def evidence_lines(evidence: Sequence[Evidence]) -> str:
    """The same for evidence that is shown as the nearest on a refusal."""
    return "\n".join(_block(item, f"「{item.text}」") for item in evidence)


def hit_lines(hits: Iterable[Hit]) -> str:
    """One block a passage, with its scores."""
    return "\n".join(_hit_lines(number, hit) for number, hit in enumerate(hits, start=1))


def _block(item: Citation | Evidence, quote: str) -> str:
    parts = (item.title, item.source, item.author, item.date, f"第{item.page}页" if item.page else None)
    head = " · ".join(part for part in parts if part)
    speaker = f"（{item.speaker}）" if item.speaker else ""
    return printable(f"[{item.number}] {head}\n    {_place(item)}\n    {speaker}{_joined(quote)}")


def _place(item: Citation | Evidence) -> str:
    return f"{item.uri}:{item.start}-{item.end}"


def _joined(quote: str) -> str:
    return " ".join(quote.split())


def _hit_lines(number: int, hit: Hit) -> str:
    scores = ", ".join(
        f"{name} {value:.3f}"
        for name, value in (("fused", hit.fused), ("dense", hit.dense), ("bm25", hit.lexical), ("rerank", hit.rerank))
        if value is not None
    )
    head = " · ".join(part for part in (hit.title, hit.source, hit.author, hit.date) if part)
    return printable(f"{number}. {head}  ({scores})\n    {hit.uri}:{hit.start}-{hit.end}\n    {_joined(hit.text)}")


def answer_text(answer: Answer) -> str:
    """The whole answer for a terminal: text, citations; on refusal the reason and the nearest passages."""
    if answer.refused:
        nearest = evidence_lines(answer.evidence[:3])
        return printable(answer.text) + (f"\n\n{nearest}" if nearest else "")
    converted = (
        "\n（答案已转换用字，引文照原文 / converted to the other script, quotes as they are）"
        if answer.converted
        else ""
    )
    cited = f"\n\n{citation_lines(answer.citations)}" if answer.citations else ""
    return printable(answer.text) + converted + cited


def quotation_lines(quotations: Iterable[StoredQuotation]) -> str:
    """One block a quotation: speaker, role, date, where it stands, and the words."""
    blocks: list[str] = []
    for item in quotations:
        said = item.quotation
        who = f"{said.speaker}（{said.role}）" if said.role else said.speaker
        head = " · ".join(part for part in (who, said.verb, said.date or item.date, item.title) if part)
        blocks.append(f"{head}\n    {item.uri}:{item.raw.start}-{item.raw.end}\n    {_joined(item.text)}")
    return printable("\n".join(blocks))


def removal_lines(removals: Iterable[Removal]) -> str:
    """One line an edit: where, why, what went and what stands there instead, with the text on either side."""
    return printable("\n".join(_removal_line(removal) for removal in removals))


def _removal_line(removal: Removal) -> str:
    instead = f" → {removal.replacement!r}" if removal.replacement else ""
    return (
        f"{removal.span.start}-{removal.span.end}\t{removal.reason}\t"
        f"{_joined(removal.before)}[-{removal.removed!r}{instead}-]{_joined(removal.after)}"
    )
