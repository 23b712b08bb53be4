"""Every placement of a year by itself, for analysts who count on their own.

Keys are those of the rows here: they stay the same in every file, whatever is renamed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.models import Placement
from listings.models import ListingPlace
from marketplace.money import major
from outcomes import calendar
from outcomes.models import Year
from payments.models import Payout
from payments.views.tables import Cell

AT_ONCE = 500
COLUMNS = (
    *("pk", "offer__application", "student", "student__user__name", "student__user__email"),
    *("student__graduates_in", "listing__slug", "listing__title", "listing__field"),
    *("listing__format__slug", "listing__organisation__slug", "listing__organisation__name"),
    *("listing__organisation__type", "listing__arrangement", "works_in", "status", "size"),
    *("accepted_at", "completed_at", "offer__total_hours"),
)


def heads() -> list[str]:
    return [
        *(_("Placement"), _("Application"), _("Student"), _("Name"), _("E-mail")),
        *(_("Graduates in"), _("Listing"), _("Title"), _("Field"), _("Format")),
        *(_("Organisation"), _("Name of the organisation"), _("Kind of organisation")),
        *(_("Arrangement"), _("Country of work"), _("State"), _("Students in the team")),
        *(_("Accepted on"), _("Completed on"), _("Hours"), _("Paid"), _("Currency")),
    ]


def lines(year: Year) -> Iterator[list[Cell]]:
    """Accepted in the year, the first first. A team's stands once, with who sent its application;
    what was paid is to all of it."""
    zone = calendar.zone_of(year.university)

    def day(at: datetime | None) -> str:
        return timezone.localdate(at, zone).isoformat() if at else ""

    for row in _rows(year).values_list(*COLUMNS, "paid", "offer__currency").iterator(AT_ONCE):
        *said, accepted, completed, hours, paid, currency = row
        told = ["" if each is None else each for each in said]
        texts: list[Cell] = [each if isinstance(each, int) else str(each) for each in told]
        yield [*texts, day(accepted), day(completed), hours, major(paid or 0, currency), currency]


def _rows(year: Year) -> QuerySet[Placement]:
    begins, ends = calendar.span(year.begins_on, calendar.zone_of(year.university))
    places = ListingPlace.objects.filter(listing=OuterRef("listing")).order_by("position", "pk")
    sent = Payout.objects.filter(status=Payout.Status.SENT, milestone__placement=OuterRef("pk"))
    paid = sent.order_by().values("milestone__placement").annotate(n=Sum("amount_minor"))
    found = Placement.objects.filter(
        student__university=year.university, accepted_at__gte=begins, accepted_at__lt=ends
    )
    return found.annotate(
        works_in=Subquery(places.values("country")[:1]),
        size=F("offer__application__team_size"),
        paid=Subquery(paid.values("n")),
    ).order_by("accepted_at", "pk")
