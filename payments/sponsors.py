"""What universities pay, prepared for the pages of students and employers. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from accounts.models import University, User
from applications.models import Milestone, Placement
from listings.models import Listing
from marketplace.money import display
from payments.actions.sponsoring import wanted
from payments.models import Grant, Sponsorship

Status = Sponsorship.Status


def of_milestones(milestones: Iterable[Milestone]) -> dict[Any, Sponsorship]:
    """By part: what is reserved, or was paid in, for it."""
    rows = Sponsorship.objects.live().filter(milestone__in=list(milestones))
    return {each.milestone_id: each for each in rows.select_related("budget__university")}


def of_milestone(milestone: Milestone) -> Sponsorship | None:
    return of_milestones([milestone]).get(milestone.pk)


def missed_for(milestone: Milestone) -> Sponsorship | None:
    """What a university was to pay of it, and had too little left for, or too old."""
    rows = Sponsorship.objects.not_given().filter(milestone=milestone)
    return rows.select_related("budget__university").first()


def minor(row: Sponsorship | None) -> int:
    return row.amount_minor if row else 0


@dataclass
class Given:
    """What universities paid of an employer's projects, by currency: of what is held, and of what
    was released."""

    held: dict[str, int] = field(default_factory=dict)
    released: dict[str, int] = field(default_factory=dict)


def of_employer(user: User) -> Given:
    given = Given()
    rows = Sponsorship.objects.filter(
        status=Status.HELD, milestone__placement__in=Placement.objects.for_employer(user)
    )
    sums = (
        rows.order_by()
        .values_list("milestone__currency", "milestone__status")
        .annotate(n=Sum(F("amount_minor") - F("back_minor")))
    )
    for currency, status, n in sums:
        into = given.held if status in Milestone.HELD else given.released
        into[currency] = into.get(currency, 0) + n
    return given


# --- Of a listing


def promise_for(listing: Listing, university: University) -> Grant | None:
    """What students of the university have paid for them when they accept now."""
    rows = Grant.objects.standing().filter(listing=listing, university=university)
    grant = rows.select_related("budget__university").first()
    return grant if grant and grant.budget.is_current else None


def saved(grant: Grant, listing: Listing) -> str:
    """How much the employer does not pay, as people read it; "" where nothing is paid."""
    if not listing.pay_minor:
        return ""
    return display(wanted(grant, listing.pay_minor), listing.currency)


def promises(listing: Listing) -> list[dict[str, Any]]:
    """For the employer of the listing: who pays how much of each of their students' projects."""
    rows = Grant.objects.standing().filter(listing=listing).select_related("budget__university")
    return [
        {"university": each.budget.university, "amount": saved(each, listing)}
        for each in rows
        if each.budget.is_current and listing.pay_minor
    ]


# --- Rows of money


def price_rows(milestone: Milestone, row: Sponsorship | None, kept: int) -> list[dict[str, str]]:
    """The price, what a university and kept money pay of it, and what is left to pay; nothing
    where the employer pays all of it."""
    if not row and not kept:
        return []

    def show(minor: int) -> str:
        return display(minor, milestone.currency)

    rows = [{"label": _("The price"), "amount": show(milestone.amount_minor)}]
    if row:
        label = _("%(university)s pays") % {"university": row.budget.university}
        rows.append({"label": label, "amount": f"−{show(row.amount_minor)}"})
    if kept:
        rows.append({"label": _("Kept for this listing"), "amount": f"−{show(kept)}"})
    left = milestone.amount_minor - minor(row) - kept
    return [*rows, {"label": _("You pay now"), "amount": show(left)}]
