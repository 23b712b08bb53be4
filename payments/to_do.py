"""What waits for the platform's own staff, of every room, on one page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, Skill, UniversityRequest
from applications.models import Dispute, Report
from listings.models import Moderation
from marketplace.money import display
from payments.models import (
    BankTransfer,
    Break,
    BudgetReturn,
    Chargeback,
    Operation,
    Payout,
    Reversal,
)

# Of each kind; the rest is a link away.
FIRST = 5


@dataclass(frozen=True)
class Row:
    """One thing. `due`: by when, UTC; None where nobody was promised a moment."""

    title: str
    small: str
    url: str
    due: datetime | None = None


@dataclass(frozen=True)
class Pile:
    """All of one kind: `n` of them, the first few of them as `rows`. `url`: of all of them."""

    label: str
    url: str
    n: int
    rows: list[Row] = field(default_factory=list)


def piles() -> list[Pile]:
    """In the order in which they cost somebody money or patience; empty ones too."""
    return [
        *_of_people(),
        *_of_money(),
        *_of_the_vocabulary(),
    ]


def _pile(label: str, url: str, rows: QuerySet[Any], show: Callable[[Any], Row]) -> Pile:
    return Pile(label, url, rows.count(), [show(each) for each in rows[:FIRST]])


def _admin(name: str, **asked: str) -> str:
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(f"admin:{name}_changelist") + (f"?{query}" if query else "")


# --- What people wait for


def _of_people() -> list[Pile]:
    disputes = Dispute.objects.for_staff().for_pages().order_by("decide_by")
    reports = Report.objects.open().for_pages().order_by("answer_by", "pk")
    late = Moderation.objects.waiting().filter(due_at__lt=timezone.now())
    late = late.select_related("listing__organisation", "university")
    organisations = Organisation.objects.filter(status=Organisation.Status.UNVERIFIED)
    return [
        _pile(_("Disputes to decide"), reverse("payments:disputes"), disputes, _dispute),
        _pile(_("Reports to answer"), reverse("applications:reports"), reports, _report),
        _pile(
            _("Organisations to verify"),
            _admin("accounts_organisation", status__exact="unverified"),
            organisations.order_by("created_at"),
            _organisation,
        ),
        _pile(
            _("Listings that a university is late with"),
            _admin("listings_moderation", status__exact="waiting"),
            late,
            _late,
        ),
    ]


def _dispute(row: Dispute) -> Row:
    placement = row.milestone.placement
    assert placement is not None
    amount = display(row.milestone.amount_minor, row.milestone.currency)
    small = f"{placement.student} · {placement.listing.organisation} · {amount}"
    url = reverse("payments:decide", args=[row.pk])
    return Row(row.milestone.title, small, url, row.decide_by)


def _report(row: Report) -> Row:
    small = f"{row.get_kind_display()} · {row.get_reason_display()}"
    return Row(row.title, small, row.get_absolute_url(), row.answer_by)


def _organisation(row: Organisation) -> Row:
    small = f"{row.get_type_display()} · {row.website or _('no website')}"
    return Row(row.name, small, reverse("admin:accounts_organisation_change", args=[row.pk]))


def _late(row: Moderation) -> Row:
    url = reverse("admin:listings_moderation_change", args=[row.pk])
    small = f"{row.university} · {row.listing.organisation}"
    return Row(row.listing.title, small, url, row.due_at)


# --- Money


def _of_money() -> list[Pile]:
    chargebacks = Chargeback.objects.open().filter(sent_at=None).for_pages()
    to_send = Payout.objects.to_send_by_hand().for_pages().order_by("created_at")
    to_confirm = BankTransfer.objects.to_confirm().for_pages().order_by("confirm_by")
    differences = Break.objects.open().for_pages().order_by("opened_at")
    reversals = Reversal.objects.filter(status=Reversal.Status.WAITS).for_pages()
    unsure = Operation.objects.filter(status=Operation.Status.RECONCILE).order_by("created_at")
    back = BudgetReturn.objects.to_send().for_pages()
    transfers = reverse("payments:transfers")
    return [
        _pile(
            _("Chargebacks to answer"),
            reverse("payments:chargebacks"),
            chargebacks.order_by("answer_by"),
            _chargeback,
        ),
        _pile(_("Transfers to send by hand"), transfers, to_send, _to_send),
        _pile(_("Transfers to confirm"), transfers, to_confirm, _to_confirm),
        _pile(_("To send back to universities"), transfers, back.order_by("asked_at"), _back),
        _pile(
            _("Differences with Stripe"), reverse("payments:differences"), differences, _difference
        ),
        _pile(
            _("Pay to take back from students"),
            reverse("payments:corrections"),
            reversals.order_by("pk"),
            _reversal,
        ),
        _pile(
            _("Steps at Stripe that may or may not have been done"),
            _admin("payments_operation", status__exact=Operation.Status.RECONCILE),
            unsure,
            _unsure,
        ),
    ]


def _chargeback(row: Chargeback) -> Row:
    amount = display(row.amount_minor, row.currency)
    return Row(
        f"{row.funding.reference} · {amount}", str(row), row.get_absolute_url(), row.answer_by
    )


def _to_send(row: Payout) -> Row:
    url = reverse("payments:transfer", args=[row.pk])
    return Row(f"{row.student} · {display(row.amount_minor, row.currency)}", row.reference, url)


def _to_confirm(row: BankTransfer) -> Row:
    amount = display(row.payout.amount_minor, row.payout.currency)
    small = _("recorded by %(name)s") % {"name": row.recorded_by}
    return Row(f"{row.payout.student} · {amount}", small, row.get_absolute_url(), row.confirm_by)


def _back(row: BudgetReturn) -> Row:
    amount = display(row.amount_minor, row.budget.currency)
    return Row(f"{row.budget.university} · {amount}", row.reference, row.get_absolute_url())


def _difference(row: Break) -> Row:
    small = f"{row.ref} · {row.owner or row.get_status_display()}"
    return Row(str(row.get_kind_display()), small, row.get_absolute_url())


def _reversal(row: Reversal) -> Row:
    amount = display(row.amount_minor, row.currency)
    url = reverse("payments:reversal", args=[row.pk])
    return Row(f"{row.payout.student} · {amount}", row.payout.reference, url)


def _unsure(row: Operation) -> Row:
    url = reverse("admin:payments_operation_change", args=[row.pk])
    return Row(str(row), row.last_error or "", url)


# --- Words


def _of_the_vocabulary() -> list[Pile]:
    proposed = Skill.objects.proposed().select_related("proposed_by").order_by("proposed_at")
    asked = UniversityRequest.objects.order_by("created_at")
    return [
        _pile(
            _("Skills that were proposed"),
            _admin("accounts_skill", status__exact="proposed"),
            proposed,
            _skill,
        ),
        _pile(
            _("Universities that were asked for"),
            _admin("accounts_universityrequest"),
            asked,
            _university,
        ),
    ]


def _skill(row: Skill) -> Row:
    small = _("by %(name)s") % {"name": row.proposed_by} if row.proposed_by else ""
    return Row(row.name, small, reverse("admin:accounts_skill_change", args=[row.pk]))


def _university(row: UniversityRequest) -> Row:
    url = reverse("admin:accounts_universityrequest_change", args=[row.pk])
    return Row(row.university_name, row.domain, url)
