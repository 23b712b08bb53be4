"""The dry run: what would become of each row, without a draft being touched."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from django.conf import settings
from django.utils import timezone

from accounts.models import Organisation, Skill
from listings.importing import rows, words
from listings.importing.files import Record
from listings.importing.row import Row, Setup
from listings.models import Format, ImportedListing, ImportRow, Listing, ListingImport

# Columns, choices and the way they are read: what is read by another version is read again.
VERSION = 2

Outcome = ImportRow.Outcome


def setup_of(batch: ListingImport) -> Setup:
    organisation = batch.organisation
    formats = list(Format.objects.filter(is_active=True))
    return Setup(
        columns=batch.columns,
        headers=batch.headers,
        choices=batch.choices,
        today=timezone.now().astimezone(ZoneInfo(organisation.time_zone)).date(),
        ours=organisation.name,
        home=organisation.country,
        formats={words.bare(each): row.slug for row in formats for each in (row.name, row.slug)},
        format_names=", ".join(row.name for row in formats),
        standard=(formats[0].slug, formats[0].name),
        topics={
            words.bare(str(each)): value
            for value, label in Listing.Field.choices
            for each in (value, label)
        },
        topic_names=", ".join(str(label) for label in Listing.Field.labels),
        currencies=tuple(settings.CURRENCIES),
        languages=_languages(),
    )


@cache
def _languages() -> dict[str, str]:
    names = Locale("en").languages
    known = {code: name for code, name in names.items() if len(code) == 2}
    return {words.bare(each): code for code, name in known.items() for each in (name, code)}


def digest(*parts: Any) -> str:
    """The same for the same parts, whatever the order of their keys."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def setup_digest(batch: ListingImport) -> str:
    chosen = {kind: option for kind, option in batch.choices.items() if option}
    return digest(VERSION, batch.headers, batch.columns, chosen)


class Checker:
    """Reads one file's rows in order: the second of two that are the same finds the first."""

    def __init__(self, batch: ListingImport) -> None:
        self.batch = batch
        self.setup = setup_of(batch)
        self.digest = setup_digest(batch)
        # Names of skills that were looked up.
        self.asked: set[str] = set()
        # Key → number of the row that has it, and the digest of its cells.
        self.seen: dict[str, tuple[int, str]] = {}

    def check(self, records: Iterable[Record]) -> list[ImportRow]:
        """Rows that can be stored, one for each record."""
        found = [self._begin(number, cells) for number, cells in records]
        self._look_up_skills(cells for _row, cells in found)
        known = known_by_key(self.batch.organisation, [each.key for each, _cells in found])
        for each, cells in found:
            self._decide(each, cells, known.get(each.key))
        return [each for each, _cells in found]

    def _look_up_skills(self, records: Iterable[list[str]]) -> None:
        """Every name once in a file; what nobody knows is not in the setup."""
        column = self.setup.columns.get("skills")
        if column is None:
            return
        cells = (cells[column] for cells in records if column < len(cells))
        new = {name for cell in cells for name in words.names(cell)} - self.asked
        self.asked |= new
        known = Skill.objects.named(sorted(new))
        self.setup.skills.update({name: skill.name for name, skill in known.items()})

    def _begin(self, number: int, cells: list[str]) -> tuple[ImportRow, list[str]]:
        whole = digest([" ".join(cell.split()) for cell in cells])
        own = Row(self.setup, number, cells).cell("id")
        key = digest("id", words.bare(own) or own) if own else whole
        row = ImportRow(batch=self.batch, number=number, key=key, cells=whole)
        return row, cells

    def _decide(self, row: ImportRow, cells: list[str], known: ImportedListing | None) -> None:
        first = self.seen.setdefault(row.key, (row.number, row.cells))
        if known and (known.cells, known.setup) == (row.cells, self.digest):
            row.title = known.values.get("title", "")[:100]
            row.outcome, row.listing_id = Outcome.SAME, known.listing_id
            return
        read = rows.read(self.setup, row.number, cells)
        row.title, row.values = read.values.get("title", "")[:100], read.values
        if first == (row.number, row.cells):
            row.outcome = self._against(read, known)
        elif first[1] == row.cells:
            row.outcome = Outcome.SAME
            read.note("", "twice", first=first[0])
        else:
            row.outcome = Outcome.PROBLEM
            read.problem("id", "id_twice", first=first[0])
        row.problems, row.notes = read.problems, read.notes
        if known:
            row.listing_id = known.listing_id

    def _against(self, read: Row, known: ImportedListing | None) -> str:
        if known is None:
            return Outcome.PROBLEM if read.problems else Outcome.NEW
        if not changed(known, read.values) and not read.problems:
            return Outcome.SAME
        if known.listing.status != Listing.Status.DRAFT:
            read.problem("", "sent")
        return Outcome.PROBLEM if read.problems else Outcome.CHANGE


def known_by_key(
    organisation: Organisation, keys: list[str], *, hold: bool = False
) -> dict[str, ImportedListing]:
    """What was imported before under these keys, each with its listing; with `hold`, nobody else
    changes these until the transaction ends.

    Two questions, not a join: to who planned it the tables are as small as they were before the
    import, and every row would be compared with every other.
    """
    rows = list(ImportedListing.objects.filter(organisation=organisation, key__in=keys))
    there = Listing.objects.select_for_update(no_key=True) if hold else Listing.objects.all()
    listings = there.in_bulk([row.listing_id for row in rows])
    for row in rows:
        row.listing = listings[row.listing_id]
    return {row.key: row for row in rows}


def changed(known: ImportedListing, values: dict[str, Any]) -> dict[str, Any]:
    """What the file says now and did not the last time; a cell left empty changes nothing."""
    return {name: value for name, value in values.items() if known.values.get(name) != value}
