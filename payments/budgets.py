"""Universities' budgets, prepared for pages and files. Reads only; minor units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.db.models import Case, F, OuterRef, QuerySet, Sum, Value, When, Window
from django.utils.translation import gettext as _

from accounts.models import Role, University, User
from applications.models import Milestone, Placement
from listings.models import Listing
from payments.actions.purses import purse
from payments.models import (
    Budget,
    BudgetReturn,
    Correction,
    Entry,
    Grant,
    Sponsorship,
    TopUp,
    TopUpChargeback,
)
from payments.seen import as_uuid

Status = Sponsorship.Status


def may_spend(user: User) -> bool:
    """Pays into the university's budgets, and funds projects from them."""
    return Role.FUNDER in user.staff_roles


@dataclass(frozen=True)
class Movement:
    """One line of a budget's account. `minor` is negative for what left it; `after`: what was
    left then."""

    at: datetime
    what: str
    about: str
    who: str
    reference: str
    minor: int
    after: int

    @property
    def amount(self) -> int:
        """Without the sign."""
        return abs(self.minor)


def entries(budget: Budget) -> QuerySet[Entry]:
    """The latest first, each with `after`: the balance of its account then."""
    running = Window(Sum("amount"), order_by=F("pk").asc())
    rows = Entry.objects.filter(account=purse(budget)).select_related("journal")
    return rows.annotate(after=running).order_by("-pk")


def movements(found: Iterable[Entry]) -> list[Movement]:
    """In words; asks once for all top-ups and once for all projects they name."""
    rows = list(found)
    ids = {row.pk: as_uuid(row.journal.key.rpartition(":")[2]) for row in rows}
    named = [pk for pk in ids.values() if pk]
    top_ups: dict[Any, Any] = TopUp.objects.filter(pk__in=named).select_related("by").in_bulk()
    top_ups |= BudgetReturn.objects.filter(pk__in=named).select_related("asked_by").in_bulk()
    projects: dict[Any, Any] = Sponsorship.objects.filter(pk__in=named).for_pages().in_bulk()
    corrected = Correction.objects.filter(pk__in=named).select_related(
        "milestone__placement__listing", "milestone__placement__student__user"
    )
    projects |= corrected.in_bulk()
    return [_movement(row, ids[row.pk], top_ups, projects) for row in rows]


def all_movements(budget: Budget) -> Iterator[Movement]:
    """The first first, for a file."""
    rows = entries(budget).order_by("pk").iterator(500)
    for some in batched(rows, 500):
        yield from movements(some)


def _movement(
    row: Entry, pk: UUID | None, top_ups: dict[Any, Any], projects: dict[Any, Any]
) -> Movement:
    about = who = reference = ""
    if (top_up := top_ups.get(pk)) is not None:
        by = top_up.by if isinstance(top_up, TopUp) else top_up.asked_by
        who, reference = by.name if by else "", top_up.reference
    elif (project := projects.get(pk)) is not None and (placement := project.milestone.placement):
        about = f"{placement.listing.title}: {project.milestone.title}"
        who = placement.student.user.name
    words = {
        "topup": _("Paid in"),
        "reserve": _("Reserved: a student accepted"),
        "free": _("Not needed: back in the budget"),
        "correct": _("Came back: corrected after the work was paid"),
        "unspent": _("Came back: work ended, or was paid in part"),
        "return": _("On its way back to you"),
        "keptin": _("Not sent back after all"),
        "apart": _("Taken back by the bank it was paid from"),
        "stands": _("The bank gave it back: the payment stands"),
    }
    return Movement(
        at=row.journal.created_at,
        what=words.get(row.journal.kind, row.journal.kind),
        about=about,
        who=who,
        reference=reference,
        minor=-row.amount,
        after=-row.after,  # type: ignore[attr-defined]
    )


@dataclass(frozen=True)
class Sums:
    """Of one budget: what came, and where it is."""

    came: int
    left: int
    reserved: int
    held: int
    spent: int
    back: int
    taken: int


def sums(budget: Budget) -> Sums:
    """`spent` is what students' approved work was paid with, our fee in it; `back` what went back
    to the university or is to, `taken` what a bank took and keeps, or has not decided about."""
    came = budget.top_ups.filter(status=TopUp.Status.SUCCEEDED).aggregate(n=Sum("came_minor"))["n"]
    done = Case(
        When(status=Status.RESERVED, then=Value("reserved")),
        When(milestone__status__in=Milestone.HELD, then=Value("held")),
        default=Value("spent"),
    )
    rows = (
        budget.sponsorships.live()
        .order_by()
        .values_list(done)
        .annotate(n=Sum(F("amount_minor") - F("back_minor")))
    )
    found: dict[str, int] = dict(rows)
    return Sums(
        came=came or 0,
        left=-purse(budget).balance,
        reserved=found.get("reserved", 0),
        held=found.get("held", 0),
        spent=found.get("spent", 0),
        back=_sum(budget.returns.exclude(status=BudgetReturn.Status.DROPPED), "amount_minor"),
        taken=_sum(TopUpChargeback.objects.filter(top_up__budget=budget), "apart_minor"),
    )


def _sum(rows: QuerySet[Any], column: str) -> int:
    minor: int = rows.aggregate(n=Sum(column))["n"] or 0
    return minor


def to_fund(university: University) -> QuerySet[Placement]:
    """Projects of its students that are not paid in yet, and that no budget pays for."""
    taken = Sponsorship.objects.live().filter(milestone__placement=OuterRef("pk"))
    rows = Placement.objects.filter(
        student__university=university, status=Placement.Status.ACCEPTED
    ).exclude(pk__in=taken.values("milestone__placement"))
    return rows.select_related("offer", "listing__organisation", "student__user").order_by(
        "fund_by"
    )


def missed(placements: Iterable[Placement]) -> set[UUID]:
    """Of these, those that got nothing when the student accepted, though it was promised."""
    rows = Sponsorship.objects.not_given().filter(milestone__placement__in=list(placements))
    return set(rows.values_list("milestone__placement", flat=True))


def grants_of(university: University) -> QuerySet[Grant]:
    rows = Grant.objects.standing().filter(university=university, listing__isnull=False)
    return rows.select_related("budget", "listing__organisation", "by")


def grant_for(listing: Listing, university: University) -> Grant | None:
    return grants_of(university).filter(listing=listing).first()
