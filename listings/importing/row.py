"""One record on its way: what was read of it so far, what was not, and what was decided."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from listings.importing.tidy import is_nothing, words
from listings.importing.unclear import Unclear

type Found = dict[str, Any]
# Characters of a cell that the report repeats.
LONGEST_READ = 120


@dataclass(frozen=True)
class Setup:
    """What is the same for every row of one import."""

    columns: dict[str, int]
    headers: list[str]
    choices: Mapping[str, str]
    today: date
    # The organisation's name, and the ISO code of its country.
    ours: str = ""
    home: str = ""
    # Names in letters and figures only → the value; and the names, for who wrote another.
    formats: dict[str, str] = field(default_factory=dict)
    format_names: str = ""
    standard: tuple[str, str] = ("", "")
    topics: dict[str, str] = field(default_factory=dict)
    topic_names: str = ""
    currencies: tuple[str, ...] = ()
    # Names and codes in letters only → ISO 639-1.
    languages: dict[str, str] = field(default_factory=dict)
    # Skills as they are written in the file → as we write them.
    skills: dict[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        index = self.columns.get(name)
        return "" if index is None else self.headers[index]


@dataclass
class Row:
    """`values` can be stored as JSON; `problems` keep it from being imported, `notes` do not."""

    setup: Setup
    number: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Found] = field(default_factory=list)
    notes: list[Found] = field(default_factory=list)

    def cell(self, name: str) -> str:
        """What stands in the column of this field, or "" where there is nothing."""
        index = self.setup.columns.get(name)
        if index is None or index >= len(self.cells) or is_nothing(self.cells[index]):
            return ""
        return self.cells[index]

    def chosen(self, kind: str) -> str:
        return self.setup.choices.get(kind, "")

    def problem(self, name: str, kind: str, **params: Any) -> None:
        self.problems.append(self._found(name, kind, params))

    def note(self, name: str, kind: str, **params: Any) -> None:
        found = self._found(name, kind, params)
        if found not in self.notes:
            self.notes.append(found)

    def _found(self, name: str, kind: str, params: dict[str, Any]) -> Found:
        read = words(self.cell(name))[:LONGEST_READ]
        return {
            "field": name,
            "column": self.setup.columns.get(name),
            "kind": kind,
            "read": read,
            "params": {"read": read, **{key: stored(value) for key, value in params.items()}},
        }

    def read[T](self, name: str, reader: Callable[[str], T]) -> T | None:
        """What `reader` makes of the cell; None where it is empty, unclear or left out."""
        cell = self.cell(name)
        if not cell:
            return None
        try:
            return reader(cell)
        except Unclear as unclear:
            self.unclear(name, unclear.kind, **unclear.params)
        return None

    def unclear(self, name: str, kind: str, **params: Any) -> None:
        """A problem, unless somebody chose to import such rows without this value."""
        if self.chosen(kind) == "empty":
            self.note(name, "did_empty")
        else:
            self.problem(name, kind, **params)


def stored(value: Any) -> Any:
    """As `sayings.shown` expects it back."""
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value
