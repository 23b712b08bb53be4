"""What happened at a university in a year, read for counting: every student of a team by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import University
from applications.models import (
    Application,
    ApplicationEvent,
    Offer,
    Placement,
    PlacementMember,
    TeamMember,
)
from listings.models import ListingPlace, Moderation
from outcomes import calendar
from outcomes.counting import Fact
from outcomes.models import Hidden
from outcomes.rates import Rates
from payments.models import Payout

# Where work is done from anywhere, and what a student has not said.
REMOTE, UNSAID = "remote", "unsaid"
AT_ONCE = 2000
HOUR = 3600  # seconds

Status = Application.Status
type Rows = QuerySet[Any, Any]


class Reader:
    """Of one year. `rates` learns which of them were used."""

    def __init__(self, university: University, begins_on: date, rates: Rates) -> None:
        self.university, self.rates = university, rates
        self.zone = calendar.zone_of(university)
        self.span = calendar.span(begins_on, self.zone)

    def facts(self) -> Iterator[Fact]:
        yield from self.published()
        yield from self.applied()
        yield from self.offered()
        yield from self.placed()
        yield from self.completed()
        yield from self.paid()

    def published(self) -> Iterator[Fact]:
        """Listings that the university has approved, when it did."""
        rows = Moderation.objects.approved().filter(university=self.university)
        for row in self._read(rows, "", "listing", "decided_at"):
            yield self._fact(None, row)

    def applied(self) -> Iterator[Fact]:
        """Sent, whatever became of them. Who applied together is counted each."""
        alone = self._in(Application.objects.all(), "submitted_at").exclude(status=Status.DRAFT)
        reactions = ApplicationEvent.objects.filter(
            application=OuterRef("pk"),
            kind__in=[Status.SHORTLISTED, Status.OFFERED, Status.DECLINED],
        ).order_by()
        first = reactions.values("application").annotate(first=Min("at")).values("first")
        rows = alone.annotate(first_at=Subquery(first))
        more = ("status", "closed_for", "decide_by", "decided_at", "first_at")
        for row in self._read(rows, "student", "listing", "submitted_at", *more):
            yield self._answered(row)
        team = self._members("application__submitted_at")
        for row in self._read(team, "student", "application__listing", "application__submitted_at"):
            yield self._fact(Hidden.APPLIED, row)

    def offered(self) -> Iterator[Fact]:
        made = Offer.objects.all()
        for row in self._read(made, "application__student", "application__listing", "made_at"):
            yield self._fact(Hidden.OFFERED, row)
        at = "application__offers__made_at"
        for row in self._read(self._members(at), "student", "application__listing", at):
            yield self._fact(Hidden.OFFERED, row)

    def placed(self) -> Iterator[Fact]:
        """Offers that were accepted, also if they were called off later."""
        yield from self._placements(Hidden.PLACED, "accepted_at")

    def completed(self) -> Iterator[Fact]:
        yield from self._placements(Hidden.COMPLETED, "completed_at")

    def paid(self) -> Iterator[Fact]:
        """Sent to students, less what was taken back since; by the day it was sent."""
        rows = Payout.objects.filter(status=Payout.Status.SENT).with_received()
        path = "milestone__placement__listing"
        more = ("currency", "received_minor")
        for row in self._read(rows, "student", path, "sent_at", *more):
            *_, currency, minor = row
            fact = self._fact(Hidden.PAID, row, currency)
            fact.minor = minor
            fact.converted = self.rates.converted(minor, currency, self._day(row[2]))
            yield fact

    # --- Rows

    def _placements(self, step: Hidden, at: str) -> Iterator[Fact]:
        """Hours are of the offer, and shared by who works together."""
        team = PlacementMember.objects.filter(placement=OuterRef("pk"))
        alone = Placement.objects.filter(~Exists(team))
        hours = "offer__total_hours"
        for row in self._read(alone, "student", "listing", at, hours):
            yield self._fact(step, row, hours=row[-1])
        members = PlacementMember.objects.select_related(None)
        more = (f"placement__{hours}", "placement__offer__application__team_size")
        for row in self._read(members, "student", "placement__listing", f"placement__{at}", *more):
            yield self._fact(step, row, hours=round(row[-2] / row[-1]))

    def _members(self, at: str) -> Rows:
        """Of teams, all but who sent it."""
        rows = TeamMember.objects.confirmed().filter(application__submitted_at__isnull=False)
        rows = rows.exclude(application__status=Status.DRAFT)
        return rows.exclude(student=F("application__student"))

    def _in(self, rows: Rows, at: str) -> Rows:
        return rows.filter(**{f"{at}__gte": self.span[0], f"{at}__lt": self.span[1]})

    def _read(self, rows: Rows, who: str, listing: str, at: str, *more: str) -> Iterator[Any]:
        """(student, when they graduate, moment, what the listing is…, `more`)."""
        if who:
            rows = rows.filter(**{f"{who}__university": self.university})
        country = ListingPlace.objects.filter(listing=OuterRef(listing)).order_by("position", "pk")
        rows = self._in(rows, at).order_by()
        rows = rows.annotate(works_in=Subquery(country.values("country")[:1]))
        of = ("field", "format__slug", "organisation__type", "arrangement")
        whose = (who, f"{who}__graduates_in") if who else ("pk", "listing")
        names = (*whose, at, *(f"{listing}__{each}" for each in of), "works_in", *more)
        found: Iterator[Any] = rows.values_list(*names).iterator(AT_ONCE)
        return found

    # --- One of them

    def _fact(self, step: Hidden | None, row: Any, currency: str = "", hours: int = 0) -> Fact:
        student, graduates_in, at, *listing, country = row[:8]
        cohort = str(graduates_in or UNSAID) if step else ""
        values = (f"{self._day(at):%Y-%m}", *listing, country or REMOTE, cohort, currency)
        return Fact(step, student if step else 0, values, hours=hours)

    def _answered(self, row: Any) -> Fact:
        """As `applications.flags` counts answers: by a person, not by the clock."""
        fact = self._fact(Hidden.APPLIED, row)
        at, (status, closed_for, decide_by, decided_at, first_at) = row[2], row[8:]
        fact.answered = status in {Status.OFFERED, Status.ACCEPTED, Status.DECLINED}
        silent = status == Status.NOT_SELECTED or decide_by <= timezone.now()
        silent = silent and status != Status.WITHDRAWN
        fact.due = fact.answered or (silent and closed_for == Application.ClosedFor.SILENCE)
        if fact.answered and decided_at:
            fact.decision = _hours(decided_at, at)
        if first_at:
            fact.response = _hours(first_at, at)
        return fact

    def _day(self, at: datetime) -> date:
        return timezone.localdate(at, self.zone)


def _hours(later: datetime, earlier: datetime) -> float:
    return max((later - earlier).total_seconds() / HOUR, 0)
