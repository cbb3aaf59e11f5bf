"""Plots as inline SVG: bars and a histogram, without a script and without a style attribute."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_ROW = 26
_LABEL = 190
_WIDTH = 720


def bars(
    title: str,
    rows: Sequence[tuple[str, float, str]],
    *,
    second: Sequence[float] = (),
    legend: tuple[str, str] = ("", ""),
) -> str:
    """Horizontal bars: label, value, and what is written at the end; `second` draws a paler bar behind each."""
    if not rows:
        return ""
    top = max([value for _, value, _ in rows] + list(second)) or 1.0
    room = _WIDTH - _LABEL - 150
    height = _ROW * len(rows) + 8
    parts = [_open(title, height)]
    for place, (label, value, written) in enumerate(rows):
        y = 4 + place * _ROW
        if second:
            parts.append(
                f'<rect class="pale" x="{_LABEL}" y="{y}" width="{room * second[place] / top:.1f}" height="18"/>'
            )
        parts.append(f'<rect class="bar" x="{_LABEL}" y="{y}" width="{room * value / top:.1f}" height="18"/>')
        end = _LABEL + room * max(value, second[place] if second else 0.0) / top + 6
        parts.append(f'<text x="{_LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(_shorter(label))}</text>')
        parts.append(f'<text x="{end:.1f}" y="{y + 13}">{escape(written)}</text>')
    parts.append("</svg>")
    key = (
        f'<p class="key"><b class="bar">■</b> {escape(legend[0])} <b class="pale">■</b> {escape(legend[1])}</p>'
        if second
        else ""
    )
    return f"<figure><figcaption>{escape(title)}</figcaption>{key}{''.join(parts)}</figure>"


def histogram(title: str, values: Sequence[float], *, unit: str, bins: int = 16) -> str:
    """How often values fall into equal steps from 0 to the largest."""
    if not values:
        return ""
    step = _step(max(values) / bins)
    counts = [0] * (int(max(values) // step) + 1)
    for value in values:
        counts[int(value // step)] += 1
    height, floor, left = 190, 160, 44
    width = (_WIDTH - left - 10) / len(counts)
    parts = [_open(title, height)]
    for place, count in enumerate(counts):
        tall = 130 * count / max(counts)
        x = left + place * width
        parts.append(
            f'<rect class="bar" x="{x + 1:.1f}" y="{floor - tall:.1f}" width="{max(1.0, width - 2):.1f}" height="{tall:.1f}"/>'
        )
        if count:
            parts.append(
                f'<text x="{x + width / 2:.1f}" y="{floor - tall - 4:.1f}" text-anchor="middle">{count}</text>'
            )
        if place % max(1, len(counts) // 8) == 0:
            parts.append(f'<text x="{x:.1f}" y="{floor + 16}" text-anchor="middle">{place * step:g}</text>')
    parts.append(f'<text x="{_WIDTH - 10}" y="{floor + 28}" text-anchor="end">{escape(unit)}</text></svg>')
    return f"<figure><figcaption>{escape(title)}</figcaption>{''.join(parts)}</figure>"


def _open(title: str, height: int) -> str:
    return f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img" aria-label="{escape(title, quote=True)}">'


def _step(least: float) -> float:
    """The next of 1, 2, 5, 10, 20 … that is no smaller than `least`."""
    size = 1.0
    while True:
        for factor in (1, 2, 5):
            if size * factor >= least:
                return size * factor
        size *= 10


def _shorter(label: str, limit: int = 26) -> str:
    return label if len(label) <= limit else label[: limit - 1] + "…"
