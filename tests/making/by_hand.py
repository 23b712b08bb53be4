"""Payouts where Stripe does not go."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import PayoutRoute, User
from payments import actions
from payments.models import BankTransfer, Payout
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
