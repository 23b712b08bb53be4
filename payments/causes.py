"""What a journal is about: the rows that its key and its memo name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Milestone
from payments.models import Credit, Funding, Journal, Payout, Refund, Sponsorship, TopUp
from payments.seen import as_uuid


@dataclass(frozen=True)
class Cause:
    label: str
    value: str
    url: str = ""


def causes(journal: Journal) -> list[Cause]:
    """In the order in which one would ask for them. What is not found is left out."""
    ids = [as_uuid(part) for part in journal.key.split(":")[1:]]
    named = [pk for pk in ids if pk]
    if journal.kind == "fee":
        of = journal.memo.get("funding") or journal.memo.get("top_up", "")
        named = [pk for pk in [as_uuid(str(of))] if pk]
    found = [row for pk in named for row in _rows(journal.kind, pk)]
    milestone = next((_milestone_of(row) for row in found), None)
    told = [_told(row) for row in found if not isinstance(row, Milestone)]
    return [*told, *(_about(milestone) if milestone else []), *_memo(journal)]


OF_KIND: dict[str, tuple[type[Model], ...]] = {
    "fund": (Funding,),
    "fee": (Funding, TopUp),
    "release": (Payout,),
    "transfer": (Payout,),
    "refund": (Refund,),
    "refunded": (Refund,),
    "refundfail": (Refund,),
    "keep": (Milestone, Funding),
    "use": (Credit, Milestone),
    "topup": (TopUp,),
    "reserve": (Sponsorship,),
    "sponsor": (Sponsorship,),
    "free": (Sponsorship,),
    "unspent": (Sponsorship,),
}


def _rows(kind: str, pk: UUID) -> list[Any]:
    """Ids are random, so one of another kind of row is not found by accident."""
    models = OF_KIND.get(kind, (Funding, Payout, Refund, Credit, Milestone))
    return [row for model in models for row in model._default_manager.filter(pk=pk)]


def _milestone_of(row: Any) -> Milestone | None:
    if isinstance(row, TopUp):
        return None
    if isinstance(row, Milestone):
        return row
    if isinstance(row, Refund):
        return row.milestone or row.funding.milestone
    milestone: Milestone = row.funding.milestone if isinstance(row, Credit) else row.milestone
    return milestone


def _told(row: Any) -> Cause:
    labels = {
        Funding: _("Payment"),
        Payout: _("Payout"),
        Refund: _("Refund"),
        Credit: _("Kept money"),
        TopUp: _("Payment into a budget"),
        Sponsorship: _("Paid by a university"),
    }
    value = _called(row)
    name = type(row)._meta.model_name
    value = f"{value} · {row.get_status_display()}"
    return Cause(labels[type(row)], value, reverse(f"admin:payments_{name}_change", args=[row.pk]))


def _called(row: Any) -> str:
    if isinstance(row, Sponsorship):
        return f"{row.budget.university}: {row.budget}"
    if isinstance(row, TopUp):
        return f"{row.reference}, {row.budget.university}: {row.budget}"
    return str(row.reference if hasattr(row, "reference") else row.funding.reference)


def _about(milestone: Milestone) -> list[Cause]:
    every = f"{reverse('payments:ledger_journals')}?milestone={milestone.pk}"
    placement = milestone.placement
    if placement is None:
        return [Cause(_("Part"), milestone.title, every)]
    page = reverse("admin:applications_placement_change", args=[placement.pk])
    return [
        Cause(_("Project"), placement.listing.title, page),
        Cause(_("Part"), f"{milestone.title} · {milestone.get_status_display()}", every),
        Cause(_("Student"), placement.student.user.name),
        Cause(_("Employer"), placement.listing.organisation.name),
    ]


def _memo(journal: Journal) -> list[Cause]:
    """What Stripe or our bank calls it."""
    labels = {
        "charge": _("Charge at Stripe"),
        "stripe_transfer_id": _("Transfer at Stripe"),
        "manual_reference": _("Bank reference"),
    }
    return [
        Cause(labels[name], str(value)) for name, value in journal.memo.items() if name in labels
    ]
