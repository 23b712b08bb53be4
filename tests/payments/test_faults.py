"""Every fault of the design has a test of its number, where docs/money.md says that it is."""

import re
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "docs" / "money.md"
FAULTS = set(range(1, 43))
ROW = re.compile(r"\| F(\d+)(?:(–|, )F(\d+))? \|.*\|.*\|")


def files_by_number() -> dict[int, set[str]]:
    """The files with tests of each number."""
    found: dict[int, set[str]] = {}
    for file in HERE.glob("test_*.py"):
        for number in re.findall(r"def test_f(\d+)_", file.read_text()):
            found.setdefault(int(number), set()).add(file.stem)
    return found


def files_in_the_table() -> dict[int, set[str]]:
    """The files that the table names for each number."""
    found = {}
    for row in ROW.finditer(TABLE.read_text()):
        first = int(row[1])
        for number in range(first, int(row[3] or first) + 1):
            found[number] = set(re.findall(r"test_\w+", row[0]))
    return found


def test_each_has_a_test_of_its_number_where_the_table_says():
    where, table = files_by_number(), files_in_the_table()
    assert set(where) == set(table) == FAULTS
    assert [n for n in sorted(FAULTS) if not where[n] & table[n]] == []


def test_the_table_names_no_file_that_is_not_there():
    files = {file.stem for file in HERE.glob("test_*.py")}
    assert set().union(*files_in_the_table().values()) - files == set()
