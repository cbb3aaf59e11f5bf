"""Small plots as SVG, for the benchmarks: horizontal bars, and lines over logarithmic axes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

COLOURS = ("#2a6f97", "#d1495b", "#66a182", "#edae49", "#7d5ba6", "#5c5c5c", "#9c6644", "#00a8b5")
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" font-family="sans-serif" font-size="12">'
    '<rect width="{w}" height="{h}" fill="#fff"/>'
)


def bars(path: Path, title: str, rows: Sequence[tuple[str, float, str]]) -> None:
    """Write one bar for each (name, length, what is written beside it)."""
    most = max((value for _, value, _ in rows), default=1.0) or 1.0
    height = 44 + 26 * len(rows)
    parts = [_HEAD.format(w=720, h=height), f'<text x="10" y="22" font-weight="bold">{escape(title)}</text>']
    for number, (name, value, label) in enumerate(rows):
        y = 38 + 26 * number
        colour = COLOURS[number % len(COLOURS)]
        parts.append(
            f'<text x="250" y="{y + 13}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="258" y="{y}" width="{330 * value / most:.1f}" height="18" fill="{colour}"/>'
            f'<text x="{264 + 330 * value / most:.1f}" y="{y + 13}">{escape(label)}</text>'
        )
    path.write_text("".join(parts) + "</svg>\n", encoding="utf-8")


def lines(path: Path, title: str, series: Mapping[str, Sequence[tuple[float, float]]], *, across: str, up: str) -> None:
    """Write lines of (x, y) points, all above zero, both axes logarithmic."""
    points = [point for line in series.values() for point in line]
    low_x, high_x = _decades([x for x, _ in points])
    low_y, high_y = _decades([y for _, y in points])

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            70 + 420 * (math.log10(x) - low_x) / (high_x - low_x),
            330 - 280 * (math.log10(y) - low_y) / (high_y - low_y),
        )

    parts = [_HEAD.format(w=720, h=390), f'<text x="10" y="22" font-weight="bold">{escape(title)}</text>']
    for power in range(low_x, high_x + 1):
        x, _ = at(10.0**power, 10.0**low_y)
        parts.append(
            f'<path d="M{x:.0f} 50V330" stroke="#ddd"/><text x="{x:.0f}" y="346" text-anchor="middle">{10.0**power:g}</text>'
        )
    for power in range(low_y, high_y + 1):
        _, y = at(10.0**low_x, 10.0**power)
        parts.append(
            f'<path d="M70 {y:.0f}H490" stroke="#ddd"/><text x="64" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g}</text>'
        )
    for number, (name, line) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        places = [at(x, y) for x, y in line]
        parts.append(
            f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        parts.append(
            f'<rect x="510" y="{56 + 20 * number}" width="12" height="12" fill="{colour}"/>'
            f'<text x="528" y="{67 + 20 * number}">{escape(name)}</text>'
        )
    parts.append(
        f'<text x="280" y="372" text-anchor="middle">{escape(across)}</text>'
        f'<text transform="translate(16 230)rotate(-90)">{escape(up)}</text></svg>\n'
    )
    path.write_text("".join(parts), encoding="utf-8")


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)
