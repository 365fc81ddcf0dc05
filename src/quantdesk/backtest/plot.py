"""Plots as SVG text, drawn from whole numbers: lines over an axis, with marks.

Invariant: the same numbers give the same bytes; a value that is not known is left out, never drawn as zero.
"""

from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise
from typing import Final

import msgspec

WIDTH: Final = 860
HEIGHT: Final = 300
LEFT: Final = 96
RIGHT: Final = 16
TOP: Final = 44
BOTTOM: Final = 44
STEPS: Final = 5
POINTS_MAX: Final = 2_000
"""More points than this are thinned: of each group its lowest and its highest stay."""
COLOURS: Final = ("#1b6ca8", "#c8553d", "#3d8c5a", "#7a5195", "#8a6d1f", "#444444")

Point = tuple[int, int]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A named series; marks: points alone, without a line between them. step: each value holds until the next."""

    name: str
    points: Sequence[Point]
    marks: bool = False
    step: bool = False


class Axis(msgspec.Struct, frozen=True, kw_only=True):
    """What an axis says, and how its numbers are written."""

    name: str
    text: Callable[[int], str] = str


def chart(title: str, across: Axis, up: Axis, lines: Sequence[Line]) -> str:
    """One chart as an SVG document. Lines without a point are named with `no data`."""
    every = [point for line in lines for point in line.points]
    x_low, x_high = _range([x for x, _ in every])
    y_low, y_high = _range([y for _, y in every])

    def place(point: Point) -> tuple[float, float]:
        x = LEFT + (point[0] - x_low) / (x_high - x_low) * (WIDTH - LEFT - RIGHT)
        y = HEIGHT - BOTTOM - (point[1] - y_low) / (y_high - y_low) * (HEIGHT - TOP - BOTTOM)
        return x, y

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="11">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="18" font-size="14">{escape(title)}</text>',
    ]
    for step in range(STEPS + 1):
        x_value = x_low + (x_high - x_low) * step // STEPS
        y_value = y_low + (y_high - y_low) * step // STEPS
        x, y = place((x_value, y_value))
        parts += [
            f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#dddddd"/>',
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{escape(up.text(y_value))}</text>',
            f'<text x="{x:.1f}" y="{HEIGHT - 26}" text-anchor="middle">{escape(across.text(x_value))}</text>',
        ]
    parts += [
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end">{escape(across.name)}</text>',
        f'<text x="6" y="34">{escape(up.name)}</text>',
    ]
    for number, line in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        name = line.name if line.points else f"{line.name}: no data"
        parts.append(f'<text x="{LEFT + 150 * number}" y="34" fill="{colour}">{escape(name)}</text>')
        parts += _drawn(line, colour, place)
    return "\n".join([*parts, "</svg>", ""])


def _drawn(line: Line, colour: str, place: Callable[[Point], tuple[float, float]]) -> list[str]:
    if line.marks:
        spots = [place(point) for point in line.points]
        return [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in spots]
    points = _thinned(line.points)
    if line.step:
        before = pairwise(points)
        points = points[:1] + [corner for one, two in before for corner in ((two[0], one[1]), two)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(place, points))
    return [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.3"/>'] if path else []


def _thinned(points: Sequence[Point]) -> list[Point]:
    """At most POINTS_MAX points with every extreme still there."""
    size = -(-len(points) * 2 // POINTS_MAX)
    if size <= 2:
        return list(points)
    kept: list[Point] = []
    for start in range(0, len(points), size):
        group = points[start : start + size]
        ends = {
            min(range(len(group)), key=lambda at: group[at][1]),
            max(range(len(group)), key=lambda at: group[at][1]),
        }
        kept += [group[at] for at in sorted(ends)]
    return kept


def _range(values: list[int]) -> tuple[int, int]:
    """Lowest and highest, with room so that a flat line lies inside."""
    if not values:
        return 0, 1
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 1, high + 1)
