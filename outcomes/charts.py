"""Charts, drawn here as SVG: they need no script, follow the colours of the page, print, and are
the same in the report. What they show stands beside them as a table.

Lengths are units of the drawing, WIDE by HIGH; a template puts the rectangles in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

WIDE, HIGH = 360, 150
# Left for the figures of the scale, above the columns, and below them for the months.
LEFT, TOP, BOTTOM = 40, 10, 22
BAR = 100


@dataclass(frozen=True)
class Column:
    """`title` is what a pointer that rests on it reads; `hidden`: nobody is to know how high."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    label: str
    title: str
    hidden: bool


@dataclass(frozen=True)
class Line:
    y: int
    label: str


@dataclass(frozen=True)
class Columns:
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    summary: str


@dataclass(frozen=True)
class Point:
    """A value with how it is said: `n` None is hidden."""

    label: str
    n: int | None
    said: str


def drawn(title: str, points: Sequence[Point], summary: str) -> Columns:
    """A column for each; the scale ends at a round number that is not below the highest."""
    most = top_of(max((each.n or 0 for each in points), default=0))
    room, floor = HIGH - TOP - BOTTOM, HIGH - BOTTOM
    step = (WIDE - LEFT) // max(len(points), 1)
    columns = []
    for number, point in enumerate(points):
        height = round(room * (point.n or 0) / most)
        # What is there is seen, however little it is.
        height = max(height, 2) if point.n else height
        x = LEFT + number * step
        columns.append(
            Column(
                x=x + step // 6,
                y=floor - (6 if point.n is None else height),
                width=step - step // 3,
                height=6 if point.n is None else height,
                middle=x + step // 2,
                label=point.label,
                title=point.said,
                hidden=point.n is None,
            )
        )
    lines = tuple(
        Line(y=floor - round(room * part / 2), label=f"{most * part // 2:,}")
        for part in range(3)
        if most * part % 2 == 0
    )
    return Columns(title, tuple(columns), lines, summary)


def top_of(most: int) -> int:
    """1, 2 or 5 with noughts, or four: the next that `most` does not pass."""
    if most <= 4:
        return 4
    power: int = 10 ** int(log10(most))
    return next(each * power for each in (1, 2, 4, 5, 6, 8, 10) if each * power >= most)


def bar(n: int | None, most: int) -> int:
    """How long the bar of `n` is beside the longest, of BAR."""
    return ceil(BAR * n / most) if n and most else 0
