"""Rows that were read become drafts, and change drafts they made before: nothing else does."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.actions import skills_named
from accounts.models import Organisation, Skill
from listings.actions import free_slug
from listings.importing.checking import changed, known_by_key, setup_digest
from listings.importing.writing import insert, update
from listings.models import Format, ImportedListing, ImportRow, Listing, ListingImport, ListingPlace
from marketplace.clocks import end_of_day

PLAIN = ["title", "description", "deliverables", "acceptance", "requirements", "questions"]
PLAIN += ["languages", "good_to_know", "field", "arrangement", "total_hours"]
PLAIN += ["hours_per_week", "length_days", "open_ended", "openings", "direction", "currency"]
PLAIN += ["pay_minor"]
WRITTEN = [*PLAIN, "format", "starts_from", "starts_by", "apply_by", "updated_at"]
Through = Listing.skills.through
# A tenth of the time that `bulk_update` takes.
LINK = """
    UPDATE listings_importrow SET listing_id = made.listing
      FROM unnest(%s::bigint[], %s::bigint[]) AS made (id, listing)
     WHERE listings_importrow.id = made.id
"""


class Writer:
    """Writes the rows of one import, a chunk at a time, inside its caller's transaction."""

    def __init__(self, batch: ListingImport) -> None:
        self.batch = batch
        self.organisation: Organisation = batch.organisation
        self.setup = setup_digest(batch)
        self.formats = {row.slug: row for row in Format.objects.all()}
        self.skills: dict[str, int] = {}

    def write(self, rows: list[ImportRow]) -> None:
        known = known_by_key(self.organisation, [row.key for row in rows], hold=True)
        self._learn_skills(rows)
        self._add([row for row in rows if row.key not in known])
        self._change([(row, known[row.key]) for row in rows if row.key in known])
        with connection.cursor() as cursor:
            made = [row.listing_id for row in rows]
            cursor.execute(LINK, [[row.pk for row in rows], made])

    # --- New drafts ---

    def _add(self, rows: list[ImportRow]) -> None:
        drafts = [self._draft(row.values) for row in rows]
        insert(drafts)
        named = [
            Through(listing_id=draft.pk, skill_id=pk)
            for row, draft in zip(rows, drafts, strict=True)
            for pk in self._skills_of(row.values)
        ]
        insert(named)
        insert(
            [
                place
                for row, draft in zip(rows, drafts, strict=True)
                for place in _places(draft, row.values)
            ]
        )
        insert(
            [
                ImportedListing(
                    listing=draft,
                    organisation=self.organisation,
                    key=row.key,
                    cells=row.cells,
                    setup=self.setup,
                    values=row.values,
                )
                for row, draft in zip(rows, drafts, strict=True)
            ]
        )
        for row, draft in zip(rows, drafts, strict=True):
            row.listing = draft

    def _draft(self, values: dict[str, Any]) -> Listing:
        draft = Listing(organisation=self.organisation, created_by=self.batch.created_by)
        draft.slug = free_slug(values["title"])
        return self._fill(draft, values)

    def _fill(self, listing: Listing, values: dict[str, Any]) -> Listing:
        for name in PLAIN:
            if name in values:
                setattr(listing, name, values[name])
        if "format" in values:
            listing.format = self.formats[values["format"]]
        for name in ("starts_from", "starts_by"):
            if name in values:
                setattr(listing, name, date.fromisoformat(values[name]))
        if "apply_by" in values:
            last = date.fromisoformat(values["apply_by"])
            listing.apply_by = end_of_day(last, self.organisation.time_zone)
        return listing

    # --- Drafts that were imported before ---

    def _change(self, pairs: list[tuple[ImportRow, ImportedListing]]) -> None:
        drafts = []
        for row, known in pairs:
            row.listing = known.listing
            new = changed(known, row.values)
            known.cells, known.setup = row.cells, self.setup
            if known.listing.status != Listing.Status.DRAFT:
                continue
            known.values = {**known.values, **new}
            known.listing.updated_at = timezone.now()
            drafts.append(_in_order(self._fill(known.listing, new)))
            _move(known.listing, new)
            if "skills" in new:
                known.listing.skills.set(self._skills_of(new))
        update(drafts, WRITTEN)
        update([known for _row, known in pairs], ["cells", "setup", "values"])

    # --- Skills ---

    def _learn_skills(self, rows: Iterable[ImportRow]) -> None:
        """Each name is looked up once in a file."""
        named = {name for row in rows for name in row.values.get("skills", [])}
        new = sorted(named - self.skills.keys())
        self.skills |= {name: skill.pk for name, skill in Skill.objects.named(new).items()}
        for name in new:
            if name not in self.skills:
                self.skills[name] = skills_named([name], self.batch.created_by)[0].pk

    def _skills_of(self, values: dict[str, Any]) -> list[int]:
        return list(dict.fromkeys(self.skills[name] for name in values.get("skills", [])))


def _places(listing: Listing, values: dict[str, Any]) -> list[ListingPlace]:
    return [
        ListingPlace(listing=listing, position=position, **place)
        for position, place in enumerate(values.get("places", []))
    ]


def _move(listing: Listing, new: dict[str, Any]) -> None:
    if "places" in new or new.get("arrangement") == Listing.Arrangement.REMOTE:
        listing.places.all().delete()
        ListingPlace.objects.bulk_create(_places(listing, new))


def _in_order(listing: Listing) -> Listing:
    """A start that somebody has changed by hand stays before the latest one of the file."""
    first, last = listing.starts_from, listing.starts_by
    if first and last and last < first:
        listing.starts_by = None
    return listing
