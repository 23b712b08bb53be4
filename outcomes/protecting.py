"""Which counts nobody but an analyst reads, because few people are behind them.

A cell of one to four people is hidden. So is what would give it away: where it alone is hidden in
a row or a column with a sum, the smallest of the others is hidden, too, and the sum itself where
there is no other. This is done over all tables of a year together, since each is shown, and before
anything is written: a page, a file and a report cannot differ. What was hidden stays apart for
each step of the funnel.

Two hidden cells in each row and column are not always enough: of two groups of them that a single
one ties together, that one follows from the sums of either. It is an edge that no circle goes
through (a bridge), of the graph whose nodes are rows and columns; then more is hidden.

Source of the rule: primary and complementary suppression, as statistical offices do it (Federal
Committee on Statistical Methodology, working paper 22, chapter 4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from outcomes.counting import DIMENSIONS, WHOLE, Place, Sum, Sums
from outcomes.models import Hidden

FEWEST = 5

# A table: each cell by its row and column; "" is the sum of a row, of a column, or of all.
type Table = dict[tuple[str, str], Place]
# A row or a column.
type Node = tuple[int, str]


def hidden_of(sums: Sums) -> dict[Place, int]:
    """The bits of every place of which something is hidden."""
    found: dict[Place, int] = defaultdict(int)
    for step in Hidden:
        for place in _hidden(sums.get(step) or {}):
            found[place] |= step
    return dict(found)


def _hidden(sums: dict[Place, Sum]) -> set[Place]:
    hidden = {place for place, each in sums.items() if 0 < len(each.people) < FEWEST}
    if not hidden:
        return hidden
    tables = list(_tables(sums))
    while any(_close(table, sums, hidden) for table in tables):
        pass
    return hidden


def _tables(sums: dict[Place, Sum]) -> Iterator[Table]:
    """Every pair of dimensions with its sums. Each sum is a cell of several tables."""
    singles = [place for place in sums if place[0] and not place[2]]
    pairs: dict[tuple[str, str], Table] = {
        pair: {("", ""): WHOLE} for pair in combinations(DIMENSIONS, 2)
    }
    for place in singles:
        for (one, other), table in pairs.items():
            if place[0] == one:
                table[place[1], ""] = place
            if place[0] == other:
                table["", place[1]] = place
    for place in sums:
        if place[2]:
            pairs[place[0], place[2]][place[1], place[3]] = place
    # Of unpaid steps there is no table by currency: sums alone follow from nothing in it.
    yield from (table for table in pairs.values() if any(all(cell) for cell in table))


def _close(table: Table, sums: dict[Place, Sum], hidden: set[Place]) -> bool:
    """Hide more of this table until nothing hidden follows from it. Whether anything was."""
    more = False
    while known := _given_away(table, hidden):
        other = _smallest(table, sums, hidden, known)
        if other is None:
            break
        hidden.add(table[other])
        more = True
    return more


def _given_away(table: Table, hidden: set[Place]) -> list[tuple[str, str]]:
    """Its hidden cells that follow from the others: bridges."""
    edges: dict[Node, list[Node]] = defaultdict(list)
    cells = [cell for cell, place in table.items() if place in hidden]
    for row, column in cells:
        edges[0, row].append((1, column))
        edges[1, column].append((0, row))
    tied = _bridges(edges)
    return [cell for cell in cells if frozenset(((0, cell[0]), (1, cell[1]))) in tied]


def _bridges(edges: dict[Node, list[Node]]) -> set[frozenset[Node]]:
    """By depth first: what is below a bridge leads nowhere above it (Tarjan 1974)."""
    found: set[frozenset[Node]] = set()
    seen: dict[Node, int] = {}

    def lowest(node: Node, came: Node) -> int:
        """The first seen of all that can be reached from `node`, or below it, but for `came`."""
        seen[node] = low = at = len(seen)
        for to in edges[node]:
            if to in seen:
                low = min(low, seen[to]) if to != came else low
                continue
            below = lowest(to, node)
            if below > at:
                found.add(frozenset((node, to)))
            low = min(low, below)
        return low

    for root in list(edges):
        if root not in seen:
            lowest(root, root)
    return found


def _smallest(
    table: Table, sums: dict[Place, Sum], hidden: set[Place], known: list[tuple[str, str]]
) -> tuple[str, str] | None:
    """Of the rows and columns of `known`, what is still shown and is not nothing."""
    rows, columns = {cell[0] for cell in known}, {cell[1] for cell in known}
    shown = [
        each
        for each, place in table.items()
        if (each[0] in rows or each[1] in columns) and place not in hidden and sums[place].n
    ]
    return min(shown, key=lambda each: (sums[table[each]].n, each), default=None)
