"""What was measured: a table for people, a flat object for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """`must` and `great` are bounds: from below where `more_is_better`, else from above."""

    key: str
    value: float
    what: str
    must: float | None = None
    great: float | None = None
    more_is_better: bool = False

    @property
    def verdict(self) -> str:
        if self.must is None:
            return ""
        if not self.reaches(self.must):
            return "misses"
        return "great" if self.great is not None and self.reaches(self.great) else "must"

    def reaches(self, bound: float) -> bool:
        return self.value >= bound if self.more_is_better else self.value <= bound


def table(figures: Iterable[Figure]) -> str:
    """A line for each, with its bounds and what it reaches."""
    rows = [("figure", "value", "must", "great", "", "what")]
    rows += [
        (
            each.key,
            number(each.value),
            bound(each, each.must),
            bound(each, each.great),
            each.verdict,
            each.what,
        )
        for each in figures
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if n in (1, 2, 3) else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def number(value: float) -> str:
    """Three digits that mean something."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def bound(figure: Figure, value: float | None) -> str:
    if value is None:
        return ""
    return f"{'≥' if figure.more_is_better else '≤'} {number(value)}"


def write(figures: Iterable[Figure], file: Path) -> None:
    """`{"figures": {key: value}}`"""
    flat = {each.key: round(each.value, 4) for each in figures}
    file.write_text(json.dumps({"figures": flat}, indent=2) + "\n")
