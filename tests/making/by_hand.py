"""Payouts where Stripe does not go."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import PayoutRoute, User
from payments import actions
from payments.models import BankTransfer, Operation, Payout
from tests import make


def payout_by_hand(country: str = "PH", **given: object) -> Payout:
    """Approved work of a student in a country that our staff pay into."""
    PayoutRoute.objects.update_or_create(
        country=country,
        defaults={"rail": "manual", "since": make.today(), "source": "https://example.org"},
    )
    student = make.student(payout_country=country)
    app = make.application(student=student, status="accepted")
    return make.payout(make.delivered(make.placement(application=app).milestones.get()))


def paper(content: bytes | None = None, name: str = "bank.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make.PDF if content is None else content)


def recorded(payout: Payout | None = None, by: User | None = None) -> BankTransfer:
    payout = payout or payout_by_hand()
    by = by or make.platform()
    return actions.record_transfer(payout, by, "SWIFT 123", make.today(), paper())


def paid_by_hand(payout: Payout) -> BankTransfer:
    return actions.confirm_transfer(recorded(payout), make.platform())


def refused_payout() -> Payout:
    """Stripe has refused it two days ago, and it waits."""
    payout = make.payout()
    long_ago = timezone.now() - timedelta(days=2)
    Operation.objects.create(
        kind="transfer",
        subject=f"{payout.pk}:1",
        params={},
        status="rejected",
        finished_at=long_ago,
    )
    return payout
