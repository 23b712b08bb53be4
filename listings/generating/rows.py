"""One listing after another, as rows for its table, with its skills and its approvals."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils.text import slugify

from accounts.models import Skill
from listings.generating.people import Employer
from listings.generating.places import Place, places, town
from listings.generating.shapes import FORMATS, open_times, past_times, shape
from listings.generating.texts import kinds, write
from listings.generating.words import Ranked
from listings.models import Format, Listing
from marketplace.money import to_minor

NAMES = [
    "id",
    "slug",
    "status",
    "title",
    "field",
    "description",
    "deliverables",
    "questions",
    "languages",
    "written_in",
    "arrangement",
    "total_hours",
    "hours_per_week",
    "length_days",
    "open_ended",
    "starts_from",
    "starts_by",
    "apply_by",
    "openings",
    "direction",
    "currency",
    "pay_minor",
    "programme_fee_minor",
    "created_at",
    "updated_at",
    "submitted_at",
    "published_at",
    "closed_at",
    "organisation_id",
    "created_by_id",
    "format_id",
]

Status, Direction, Arrangement = Listing.Status, Listing.Direction, Listing.Arrangement
PROGRAMME = "facilitated-programme"
FIELDS = Ranked(Listing.Field.values)
ENDED = Ranked([Status.CLOSED, Status.FILLED, Status.REJECTED, Status.DRAFT], [60, 35, 3, 2])
DIRECTIONS = Ranked([Direction.PAID, Direction.EXPENSES, Direction.STUDENT_PAYS], [90, 3, 7])
ARRANGEMENTS = Ranked(Arrangement.values, [55, 20, 25])
OPENINGS = Ranked(range(1, 9))
PLACE = ["listing_id", "position", "country", "city", "geoname_id", "latitude", "longitude"]
PLACES = Ranked([1, 2, 3], [90, 7, 3])
APPROVALS = Ranked([1, 2, 3, 4], [40, 30, 20, 10])


@dataclass
class Maker:
    """Makes the rows of listings; what belongs to other tables is kept here meanwhile.

    `pairs`: primary keys of listing and skill in turn; `approvals`: of listing and university;
    `places`: rows of `PLACE`.
    """

    rng: Random
    now: datetime
    employers: Ranked[Employer]
    universities: Ranked[int]
    pairs: array[int] = field(default_factory=lambda: array("q"))
    approvals: array[int] = field(default_factory=lambda: array("q"))
    places: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = dict(Skill.objects.accepted().order_by("pk").values_list("name", "pk"))
        others = list(names.values())
        self.rng.shuffle(others)
        self.skills = {
            field: Ranked([*(names[name] for name in kind.skills if name in names), *others])
            for field, kind in kinds().items()
        }
        self.formats = {format.slug: format for format in Format.objects.all()}

    def listings(self, first: int, n: int, n_open: int) -> Iterator[tuple[Any, ...]]:
        """`n` rows from the primary key `first` on; the last `n_open` are open."""
        for number in range(n):
            yield self.listing(first + number, is_open=number >= n - n_open)

    def listing(self, id: int, *, is_open: bool) -> tuple[Any, ...]:
        rng, by = self.rng, self.employers.pick(self.rng)
        slug = FORMATS.pick(rng)
        work, abroad = shape(rng, slug), slug == PROGRAMME and rng.random() < 0.6
        kind = FIELDS.pick(rng)
        at = places().pick(rng) if abroad else by.place
        arrangement = Arrangement.IN_PERSON if slug == PROGRAMME else ARRANGEMENTS.pick(rng)
        text = write(rng, kind, at.country)
        times = open_times(rng, self.now) if is_open else past_times(rng, self.now)
        status = Status.OPEN if is_open else ENDED.pick(rng)
        was_published = status not in (Status.DRAFT, Status.REJECTED)
        format, direction = self.formats[slug], DIRECTIONS.pick(rng)
        if direction not in format.directions:
            direction = Direction.PAID
        pay, fee = self.money(direction, by.place, work.total)
        starts = times.apply_by.date() + timedelta(days=rng.randint(0, 21))
        self.note_skills(id, kind)
        if arrangement != Arrangement.REMOTE:
            self.note_places(id, at)
        if was_published:
            self.note_approvals(id)
        return (
            id, f"{slugify(text.title)}-{id}", status, text.title, kind, text.description,
            text.deliverables, text.questions, text.languages, text.languages[0], arrangement,
            work.total, work.per_week, work.days, slug == PROGRAMME,
            starts, starts + timedelta(days=rng.randint(0, 21)), times.apply_by, OPENINGS.pick(rng),
            direction, by.place.currency, pay, fee, times.sent, times.published, times.sent,
            times.published if was_published else None,
            times.closed if was_published else None, by.id, by.owner, format.pk,
        )  # fmt: skip

    def money(self, direction: str, place: Place, hours: int) -> tuple[int, int | None]:
        """What the employer pays and what the student does, minor units."""
        exact = hours * place.hourly * self.rng.triangular(0.8, 2.2, 1)
        step = 5 if exact < 1000 else 50
        amount = to_minor(Decimal(max(step, round(exact / step) * step)), place.currency)
        if direction == Direction.STUDENT_PAYS:
            return 0, amount
        return amount, None

    def note_skills(self, id: int, kind: str) -> None:
        for skill in self.skills[kind].some(self.rng, self.rng.randint(3, 8)):
            self.pairs.extend((id, skill))

    def note_places(self, id: int, at: Place) -> None:
        """In one place; some in two or three of the same country."""
        for position, city in enumerate(at.cities.some(self.rng, PLACES.pick(self.rng))):
            known = town(city, at.country)
            found = (known.id, known.latitude, known.longitude) if known else (None, None, None)
            self.places.append((id, position, at.country, city, *found))

    def note_approvals(self, id: int) -> None:
        for university in self.universities.some(self.rng, APPROVALS.pick(self.rng)):
            self.approvals.extend((id, university))
