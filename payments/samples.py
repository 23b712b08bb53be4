"""Invented payments, never saved: what a preview of a mail is filled with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.samples import KEY, Samples, career_centre, employer, our_staff, student, university
from applications.invented import milestone, placement
from applications.models import Milestone
from payments.models import (
    BankTransfer,
    Break,
    Budget,
    BudgetReturn,
    Chargeback,
    Correction,
    Credit,
    Funding,
    Payout,
    Refund,
    ReturnTransfer,
    Reversal,
    TopUp,
    TopUpChargeback,
)
from payments.taxes import CURRENCY, Standing

DAY = timedelta(days=1)


def funding(**given: Any) -> Funding:
    part = milestone()
    assert part.placement is not None
    return Funding(
        pk=KEY,
        milestone=part,
        payer=employer(),
        organisation=part.placement.listing.organisation,
        amount_minor=400_00,
        currency="USD",
        paid_at=timezone.now(),
        refund_by=timezone.now() + 20 * DAY,
        method="Visa 4242",
        **given,
    )


def _paid(reader: Callable[[], User] = employer, **more: Any) -> Callable[[], dict[str, Any]]:
    """Mails about one payment. `more`: values, or what makes them of the payment."""

    def made() -> dict[str, Any]:
        row = funding()
        return {**_about(row, reader()), **{k: _of(v, row) for k, v in more.items()}}

    return made


def _of(value: Any, row: Funding) -> Any:
    return value(row) if callable(value) else value


def _about(row: Funding, reader: User) -> dict[str, Any]:
    work = row.milestone.placement
    assert work is not None
    return {
        "reader": reader,
        "funding": row,
        "milestone": row.milestone,
        "placement": work,
        "listing": work.listing,
        "organisation": work.listing.organisation,
        "who": work.who,
        "student": work.student,
        "due": timezone.now() + DAY,
    }


def _refund(why: str) -> Callable[[Funding], Refund]:
    return lambda row: Refund(
        pk=KEY, funding=row, why=why, amount_minor=400_00, currency="USD", created_at=timezone.now()
    )


def _credit(status: str) -> Callable[[Funding], Credit]:
    by = timezone.now() + 21 * DAY
    return lambda row: Credit(
        pk=KEY,
        funding=row,
        listing=row.milestone.offer.application.listing,
        status=status,
        use_by=by,
    )


def _chargeback(status: str = "open", **given: Any) -> Callable[[Funding], Chargeback]:
    return lambda row: Chargeback(
        pk=0,
        funding=row,
        amount_minor=400_00,
        currency="USD",
        status=status,
        answer_by=timezone.now() + 7 * DAY,
        **given,
    )


def _later(days: int) -> Callable[[Funding], Any]:
    return lambda row: timezone.now() + days * DAY


def _changed(row: Funding) -> list[Milestone]:
    return [row.milestone]


def payout() -> Payout:
    part = milestone()
    return Payout(
        pk=KEY,
        milestone=part,
        student=part.offer.application.student,
        amount_minor=360_00,
        currency="USD",
        set_up_by=timezone.now() + 21 * DAY,
    )


def _ada() -> User:
    return student().user


def _payout(**more: Any) -> dict[str, Any]:
    row = payout()
    listing = row.milestone.offer.application.listing
    about = {"payout": row, "student": row.student, "milestone": row.milestone}
    return {"reader": row.student.user, "listing": listing, **about, **more}


def _taken() -> dict[str, Any]:
    made = _payout()
    why = Correction(
        pk=KEY,
        milestone=made["milestone"],
        basis=Correction.Basis.MISTAKE,
        reasons="The part was paid twice: once here, and once by bank transfer.",
    )
    row = Reversal(
        pk=KEY, correction=why, payout=made["payout"], amount_minor=360_00, currency="USD"
    )
    return {**made, "reversal": row, "correction": why}


def _tax_form() -> dict[str, Any]:
    who = student()
    standing = Standing(who, timezone.now().year, 1_700_00, 360_00, 2_000_00)
    return {"reader": who.user, "standing": standing, "student": who, "currency": CURRENCY}


def _transfer() -> dict[str, Any]:
    row = payout()
    made = BankTransfer(
        pk=KEY,
        payout=row,
        reference="NT-20417",
        recorded_by=our_staff("Ines Kraft"),
        confirm_by=timezone.now() + DAY,
    )
    return {"reader": our_staff(), "transfer": made, "payout": row, "late": False}


# --- Budgets ---


def budget() -> Budget:
    return Budget(pk=KEY, university=university(), name="First projects 2026", currency="USD")


def _top_up() -> TopUp:
    return TopUp(
        pk=KEY,
        budget=budget(),
        by=career_centre(),
        came_minor=5_000_00,
        amount_minor=5_000_00,
        method="Visa 4242",
    )


def _of_budget(**more: Any) -> dict[str, Any]:
    return {"reader": career_centre(), "budget": budget(), **more}


def _topped_up() -> dict[str, Any]:
    return _of_budget(top_up=_top_up())


def _budget_back(event: str) -> Callable[[], dict[str, Any]]:
    def made() -> dict[str, Any]:
        row = BudgetReturn(pk=KEY, budget=budget(), amount_minor=800_00, why="limit")
        sent = ReturnTransfer(pk=KEY, of=row, reference="NT-20418")
        by = timezone.now() + 30 * DAY
        return _of_budget(event=event, minor=800_00, row=row, transfer=sent, by=by)

    return made


def _bank_back(event: str) -> Callable[[], dict[str, Any]]:
    def made() -> dict[str, Any]:
        row = _bank_has_it(event)
        return _of_budget(event=event, chargeback=row, top_up=row.top_up)

    return made


def _bank_has_it(status: str = "open") -> TopUpChargeback:
    return TopUpChargeback(
        pk=0,
        top_up=_top_up(),
        amount_minor=5_000_00,
        apart_minor=4_200_00,
        lost_minor=800_00 if status == "lost" else 0,
        status=status,
        answer_by=timezone.now() + 7 * DAY,
    )


def _soon(_row: Funding) -> datetime:
    return timezone.now() + 11 * DAY


def _sponsored(reader: Callable[[], User], **more: Any) -> Callable[[], dict[str, Any]]:
    def made() -> dict[str, Any]:
        work = placement()
        amounts = {"minor": 500_00, "price": 720_00, "rest": 220_00, "currency": "USD"}
        whose = {"university": university(), "budget": budget()}
        about = {"placement": work, "listing": work.listing}
        return {"reader": reader(), **about, **whose, **amounts, **more}

    return made


def _look(event: str) -> Callable[[], dict[str, Any]]:
    def made() -> dict[str, Any]:
        who = our_staff()
        row: Any = Break(
            pk=0,
            kind=Break.Kind.MISSING,
            currency="USD",
            said="a transfer of $360.00 is not in what Stripe has booked",
            owner=who,
        )
        if event == "send_back":
            row = BudgetReturn(pk=KEY, budget=budget(), amount_minor=800_00, why="limit")
        if event == "budget_bank":
            row = _bank_has_it()
        amounts = {"minor": 800_00, "currency": "USD"}
        about = {"funding": funding(), "budget": budget(), "row": row}
        path = reverse("payments:differences")
        return {"reader": who, "path": path, "event": event, **about, **amounts}

    return made


SAMPLES: Samples = {
    "payments/receipt": _paid(),
    "payments/remind_pay_in": _paid(),
    "payments/remind_review": _paid(),
    "payments/not_paid": _paid(pay_by=_later(2)),
    "payments/sending_back": _paid(refund=_refund("unneeded")),
    "payments/paying_back": _paid(refund=_refund("ended"), arrives_by=_later(14)),
    "payments/paying_back#decided": _paid(refund=_refund("decided"), arrives_by=_later(14)),
    "payments/bounced": _paid(refund=_refund("ended")),
    "payments/kept": _paid(credit=_credit("asked"), minor=400_00),
    "payments/kept#chosen": _paid(credit=_credit("kept"), minor=400_00),
    "payments/kept_reminder": _paid(credit=_credit("kept"), minor=400_00),
    "payments/hold_ends": _paid(_ada, pays=False, until=_soon),
    "payments/hold_ends#payer": _paid(pays=True, until=_soon),
    "payments/hold_ended": _paid(_ada),
    "payments/chargeback_payer": _paid(chargeback=_chargeback(), event="opened", changed=_changed),
    "payments/chargeback_payer#won": _paid(
        chargeback=_chargeback("won"), event="won", changed=_changed
    ),
    "payments/chargeback_payer#lost": _paid(
        chargeback=_chargeback("lost", lost_minor=400_00), event="lost", changed=[]
    ),
    "payments/chargeback_student": _paid(_ada, event="opened", changed=True),
    "payments/chargeback_student#won": _paid(_ada, event="won", changed=True),
    "payments/chargeback_student#lost": _paid(_ada, event="lost", changed=False),
    "payments/chargeback_staff": _paid(our_staff, chargeback=_chargeback(), event="opened"),
    "payments/chargeback_staff#soon": _paid(our_staff, chargeback=_chargeback(), event="72h"),
    "payments/chargeback_staff#lost": _paid(
        our_staff,
        chargeback=_chargeback("lost", lost_minor=400_00, covered_minor=360_00),
        event="lost",
    ),
    "payments/payout_waiting": _payout,
    "payments/taken_from_student": _taken,
    "payments/tax_form": _tax_form,
    "payments/remind_transfer": _transfer,
    "payments/topped_up": _topped_up,
    "payments/sponsored": _sponsored(employer),
    "payments/budget_short": _sponsored(employer),
    "payments/budget_short#university": _sponsored(career_centre),
    "payments/budget_short#old": _sponsored(career_centre, old=True),
    "payments/budget_short#capped": _sponsored(employer, capped=True),
    "payments/budget_too_old": _sponsored(employer),
    "payments/budget_too_old#university": _sponsored(career_centre),
    "payments/budget_back": _budget_back("soon"),
    "payments/budget_back#limit": _budget_back("limit"),
    "payments/budget_back#sent": _budget_back("sent"),
    "payments/budget_taken_back": _bank_back("open"),
    "payments/budget_taken_back#lost": _bank_back("lost"),
    "payments/look_staff": _look("difference"),
    "payments/look_staff#send_back": _look("send_back"),
    "payments/look_staff#bank": _look("budget_bank"),
    "payments/look_staff#parked": _look("parked"),
}
