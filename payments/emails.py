"""One function per mail about money. Work that starts or is approved is told by applications."""

from datetime import datetime
from typing import Any

from accounts.models import Student, User
from applications.models import Milestone
from applications.teams import users_of
from listings.people import still_there
from marketplace.clocks import working_days_after
from notifications import outbox
from payments.models import BankTransfer, Credit, Funding, Payout, Refund, Reversal, TopUp
from payments.taxes import CURRENCY, Standing

# Until a bank shows a refund: Stripe says 5 to 10 working days.
# Source: https://docs.stripe.com/refunds
REFUND_DAYS = 10


def payers(funding: Funding) -> list[tuple[str, User]]:
    """Who paid; once they have left the organisation, who is still there. Each with an end for the
    key of their mail."""
    return still_there(funding.payer, funding.organisation_id) or [("", funding.payer)]


def _to_payers(key: str, funding: Funding, template: str, **context: Any) -> None:
    for end, to in payers(funding):
        outbox.post(f"{key}{end}", to, template, funding=funding, **context)


def receipt(funding: Funding) -> None:
    """To who paid: the money is held, here is the receipt."""
    _to_payers(
        f"receipt:{funding.pk}",
        funding,
        "payments/receipt",
        milestone=funding.milestone,
        who=funding.milestone.offer.application.called,
        listing=funding.milestone.offer.application.listing,
    )


def not_paid(funding: Funding, pay_by: datetime | None) -> None:
    """To who paid by bank debit: the bank has refused it. `pay_by` is UTC, None without a clock."""
    _to_payers(
        f"not-paid:{funding.pk}",
        funding,
        "payments/not_paid",
        pay_by=pay_by,
        milestone=funding.milestone,
        listing=funding.milestone.offer.application.listing,
    )


def sending_back(refund: Refund) -> None:
    """To who paid: we did not need this payment, it is on its way back."""
    funding = refund.funding
    _to_payers(
        f"sending-back:{refund.pk}",
        funding,
        "payments/sending_back",
        refund=refund,
        listing=funding.milestone.offer.application.listing,
    )


def paying_back(refund: Refund) -> None:
    """To who paid: what was held goes back, because the work ended or a dispute was decided."""
    funding = refund.funding
    for end, to in payers(funding):
        outbox.post(
            f"paying-back:{refund.pk}{end}",
            to,
            "payments/paying_back",
            refund=refund,
            funding=funding,
            milestone=refund.milestone or funding.milestone,
            listing=funding.milestone.offer.application.listing,
            arrives_by=working_days_after(refund.created_at, REFUND_DAYS, to.time_zone),
        )


def taken_from_student(reversal: Reversal) -> None:
    """To the student: our staff have decided that some of a payout goes back, and why."""
    payout = reversal.payout
    outbox.post(
        f"taken-from-student:{reversal.pk}",
        payout.student.user,
        "payments/taken_from_student",
        reversal=reversal,
        correction=reversal.correction,
        payout=payout,
        student=payout.student,
        milestone=payout.milestone,
        listing=payout.milestone.offer.application.listing,
    )


def hold_ends(funding: Funding, parts: list[Milestone]) -> None:
    """To both sides: by when it has to be decided, and what happens by itself then."""
    assert funding.refund_by
    for milestone in parts:
        _hold_ends(f"hold-ends:{funding.pk}", funding.refund_by, milestone, payers(funding))


def budget_hold_ends(top_up: TopUp, milestone: Milestone) -> None:
    """The same of what a university has paid in for it."""
    assert top_up.leave_by
    payer = [("", milestone.offer.made_by)]
    _hold_ends(f"hold-ends:{top_up.pk}", top_up.leave_by, milestone, payer)


def _hold_ends(
    key: str, until: datetime, milestone: Milestone, payer: list[tuple[str, User]]
) -> None:
    paying = [(f"payer{end}", to) for end, to in payer]
    for end, to in [*paying, *users_of(milestone.offer.application)]:
        outbox.post(
            f"{key}:{milestone.pk}:{end}",
            to,
            "payments/hold_ends",
            pays=end.startswith("payer"),
            until=until,
            milestone=milestone,
            placement=milestone.placement,
            listing=milestone.offer.application.listing,
        )


def hold_ended(milestone: Milestone) -> None:
    """To each student: the money has gone back. The payer hears it with the refund."""
    application = milestone.offer.application
    for end, to in users_of(application):
        outbox.post(
            f"hold-ended:{milestone.pk}{end}",
            to,
            "payments/hold_ended",
            milestone=milestone,
            placement=milestone.placement,
            listing=application.listing,
        )


def bounced(refund: Refund) -> None:
    """To who paid: the bank sent it back to us, or would not take it."""
    funding = refund.funding
    _to_payers(
        f"bounced:{refund.pk}",
        funding,
        "payments/bounced",
        refund=refund,
        listing=funding.milestone.offer.application.listing,
    )


def kept(credit: Credit, minor: int, milestone: Milestone) -> None:
    """To who paid: what was held for `milestone` waits for the next student; or for them to say
    whether it should."""
    # Kept once more when the next student drops out too: each time is another event.
    _of_kept(f"kept:{credit.pk}:{milestone.pk}", credit, "payments/kept", minor)


def kept_reminder(credit: Credit, minor: int) -> None:
    key = f"kept-reminder:{credit.pk}:{credit.use_by:%Y%m%d%H%M}"
    _of_kept(key, credit, "payments/kept_reminder", minor)


def _of_kept(key: str, credit: Credit, template: str, minor: int) -> None:
    funding = credit.funding
    milestone = funding.milestone
    _to_payers(
        key,
        funding,
        template,
        credit=credit,
        listing=credit.listing,
        who=milestone.offer.application.called,
        minor=minor,
    )


def payout_waiting(payout: Payout, why: str = "") -> None:
    """To the student: your pay waits for you to say where it should go.

    `why` names what it is told for besides the approval: a refusal, or that a week has passed.
    """
    outbox.post(
        f"payout-waiting:{payout.pk}:{why}" if why else f"payout-waiting:{payout.pk}",
        payout.student.user,
        "payments/payout_waiting",
        payout=payout,
        student=payout.student,
        listing=payout.milestone.offer.application.listing,
    )


def confirm_transfer(transfer: BankTransfer, hours: str, *, late: bool) -> None:
    """To our staff but for who has recorded it: somebody has to look at our bank's statement."""
    staff = User.objects.filter(kind=User.Kind.PLATFORM, is_staff=True, is_active=True)
    for user in staff.exclude(pk=transfer.recorded_by_id):
        outbox.post(
            f"remind-transfer:{transfer.pk}:{hours}:{user.pk}",
            user,
            "payments/remind_transfer",
            transfer=transfer,
            payout=transfer.payout,
            late=late,
        )


def _tax_form(student: Student, year: int) -> str:
    return f"tax-form:{student.pk}:{year}"


def told_of_tax_form(student: Student, year: int) -> bool:
    return outbox.posted(_tax_form(student, year))


def tax_form(standing: Standing) -> None:
    """To the student, once a year: with what is to come, we report their pay to the tax office."""
    outbox.post(
        _tax_form(standing.student, standing.year),
        standing.student.user,
        "payments/tax_form",
        standing=standing,
        student=standing.student,
        currency=CURRENCY,
    )
