"""A record becomes values for a draft, under what a person has chosen for its columns."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

from listings.importing import days, places, spans, tidy, words
from listings.importing.places import Place, Where
from listings.importing.prices import read_pay
from listings.importing.row import Row, Setup
from listings.importing.skills import read_skills
from listings.importing.unclear import Unclear

# Entries of a list at most.
LISTS = {"deliverables": 10, "acceptance": 10, "requirements": 10, "questions": 3}
MOST_HOURS, MOST_HOURS_A_WEEK, MOST_DAYS, MOST_PLACES = 2000, 60, 365, 50
# Towns of one project.
MOST_TOWNS = 10


def read(setup: Setup, number: int, cells: list[str]) -> Row:
    row = Row(setup, number, cells)
    for reader in READERS:
        reader(row)
    return row


def read_width(row: Row) -> None:
    extra = row.cells[len(row.setup.headers) :]
    if any(cell.strip() for cell in extra):
        row.problem("", "wide", n=len(row.cells), most=len(row.setup.headers))


def read_organisation(row: Row) -> None:
    named = row.cell("organisation")
    if not named or _same_name(named) == _same_name(row.setup.ours):
        return
    # Decided name by name: one is ours under its short name, another is a stranger's.
    kind = f"other:{_same_name(named)}"
    if row.chosen(kind) == "ours":
        row.note("organisation", "did_ours", decided=kind)
    else:
        row.problem("organisation", kind, ours=row.setup.ours)


def _same_name(name: str) -> str:
    """Of names in other letters than ours a digest, which can stand in a form."""
    return words.bare(name) or sha256(tidy.plain(name).encode()).hexdigest()[:12]


# --- Words -----------------------------------------------------------------


def read_title(row: Row) -> None:
    title = tidy.words(row.cell("title"))
    if title:
        row.values["title"] = title
        _short_enough(row, "title", title, 100)
    else:
        row.problem("title", "missing")


def read_prose(row: Row) -> None:
    for name, most in (("description", 4000), ("good_to_know", 1500)):
        cell = row.cell(name)
        if not cell:
            continue
        text = row.values[name] = tidy.prose(cell)
        _short_enough(row, name, text, most)
        if tidy.has_tags(cell):
            row.note(name, "tags")


def read_lists(row: Row) -> None:
    for name, most in LISTS.items():
        entries = words.lines(row.cell(name))
        if not entries:
            continue
        row.values[name] = entries
        if len(entries) > most:
            row.problem(name, "many", n=len(entries), most=most)
        _short_enough(row, name, max(entries, key=len), 200)


def _short_enough(row: Row, name: str, text: str, most: int) -> None:
    if len(text) > most:
        row.problem(name, "long", n=len(text), most=most)


def read_languages(row: Row) -> None:
    names = words.names(row.cell("languages"))
    known = row.setup.languages
    unknown = [name for name in names if words.bare(name) not in known]
    if unknown:
        row.unclear("languages", "language", language=unknown[0])
    elif names:
        row.values["languages"] = list(dict.fromkeys(known[words.bare(name)] for name in names))


def read_topic(row: Row) -> None:
    cell = row.cell("field")
    found = row.setup.topics.get(words.bare(cell))
    if found:
        row.values["field"] = found
    elif cell:
        row.unclear("field", "field", known=row.setup.topic_names)


def read_format(row: Row) -> None:
    slug, name = row.setup.standard
    cell = row.cell("format")
    row.values["format"] = row.setup.formats.get(words.bare(cell), slug)
    if not cell or words.bare(cell) in row.setup.formats:
        return
    if row.chosen("format") == "empty":
        row.note("format", "did_format", standard=name)
    else:
        row.problem("format", "format", standard=name, known=row.setup.format_names)


# --- Time ------------------------------------------------------------------


def read_length(row: Row) -> None:
    unit = spans.unit_of(row.setup.header("length")) or row.chosen("length_unit")
    found = row.read("length", lambda cell: spans.length(cell, unit))
    if found is None:
        return
    length = _one_of_two(row, "length", "length_range", found.low, found.high)
    if length is None or not _at_most(row, "length", length, MOST_DAYS):
        return
    row.values["length_days"] = length
    if found.unit in ("month", "year"):
        row.note("length", "month", n=length)


def read_hours(row: Row) -> None:
    for name, per, most in (
        ("total_hours", "", MOST_HOURS),
        ("hours_per_week", "week", MOST_HOURS_A_WEEK),
    ):
        found = row.read(name, spans.hours)
        if found is None:
            continue
        if found.per not in ("", per):
            row.unclear(name, "hours_per", per=found.per)
            continue
        hours = _one_of_two(row, name, "hours_range", found.low, found.high)
        if hours is not None and _at_most(row, name, hours, most):
            row.values[name] = hours


def _one_of_two(row: Row, name: str, kind: str, low: int, high: int) -> int | None:
    """The one end that was chosen for the column; None and a problem while nobody has."""
    if low == high:
        return low
    choice = row.chosen(kind)
    if choice in ("low", "high"):
        number = low if choice == "low" else high
        row.note(name, "did_number", n=number)
        return number
    row.unclear(name, kind, low=low, high=high)
    return None


def _at_most(row: Row, name: str, number: int, most: int) -> bool:
    if number > most:
        row.problem(name, "large", most=most)
    return number <= most


def read_days(row: Row) -> None:
    for name in ("apply_by", "starts_from", "starts_by"):
        day = row.read(name, lambda cell: days.read(cell, row.chosen("date_order")))
        if day is None:
            continue
        if day < row.setup.today:
            row.unclear(name, "past", day=day)
            continue
        row.values[name] = day.isoformat()
        _say_order(row, name, day)
    first, last = row.values.get("starts_from"), row.values.get("starts_by")
    if first and last and last < first:
        row.problem("starts_by", "start_order")


def _say_order(row: Row, name: str, day: date) -> None:
    """Where only the choice made it one day, the report says which."""
    try:
        days.read(row.cell(name))
    except Unclear:
        row.note(name, "did_order", day=day)


def read_small(row: Row) -> None:
    openings = row.read("openings", words.count)
    if openings is not None and _at_most(row, "openings", openings, MOST_PLACES):
        row.values["openings"] = openings
    open_ended = row.read("open_ended", words.yes)
    if open_ended is not None:
        row.values["open_ended"] = open_ended


# --- Place -----------------------------------------------------------------


def read_place(row: Row) -> None:
    arrangement = row.read("arrangement", words.arrangement)
    country = row.read("country", places.country) or ""
    largest = row.chosen("place_which") == "largest"
    found = row.read(
        "place", lambda cell: places.read(cell, country, row.setup.home, largest)
    ) or Where([])
    if found.arrangement and arrangement not in (None, found.arrangement):
        row.problem("place", "remote_and_place")
    arrangement = arrangement or found.arrangement or None
    if arrangement:
        row.values["arrangement"] = arrangement
    if arrangement != "remote":
        _keep_places(row, found.places or ([Place("", country)] if country else []))
    elif found.places:
        row.note("place", "remote")


def _keep_places(row: Row, found: list[Place]) -> None:
    if not found:
        return
    row.values["places"] = [place.stored() for place in found]
    _short_enough(row, "place", max((place.city for place in found), key=len), 80)
    if len(found) > MOST_TOWNS:
        row.problem("place", "many", n=len(found), most=MOST_TOWNS)
    named = "; ".join(str(place) for place in found)
    if len(found) > 1 or not all(place.said for place in found):
        row.note("place", "place_is", known=named)
    elif found[0].city and not found[0].town:
        row.note("place", "place_small", known=named)


READERS: list[Callable[[Row], Any]] = [
    *(read_width, read_organisation, read_title, read_prose, read_lists, read_skills, read_topic),
    *(read_languages,),
    *(read_format, read_length, read_hours, read_days, read_small, read_place, read_pay),
]
