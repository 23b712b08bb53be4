"""Where money is, in words and amounts, prepared for pages. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Milestone, Placement
from applications.sharing import own_shares
from marketplace.clocks import end_of_day, working_days_after
from marketplace.money import display
from payments import ahead, sponsors
from payments.models import Funding, Payout, Sponsorship

Status = Milestone.Status

# From our transfer to the student's bank: Stripe says 2 to 7 working days.
BANK_DAYS = 7
NOT_PAID_IN = (Status.AGREED, Status.CANCELLED)
HELD = Milestone.HELD
RELEASED = Milestone.SETTLED


@dataclass
class PlacementMoney:
    """The money of one placement: its milestones with their payment and their payout."""

    placement: Placement
    milestones: list[Milestone]
    fundings: dict[Any, Funding]
    payouts: dict[Any, Payout]
    # Of one of a team, by milestone; empty for who sees all of it.
    shares: dict[Any, int] = field(default_factory=dict)
    # What a university pays of each, by milestone.
    sponsored: dict[Any, Sponsorship] = field(default_factory=dict)
    currency: str = field(init=False)

    def __post_init__(self) -> None:
        self.currency = self.placement.offer.currency

    def pay(self, *states: str) -> int:
        """What the employer pays for milestones in these states, minor units; all without."""
        return sum(each.pays_minor for each in self.among(states))

    def of_university(self, *states: str) -> int:
        """What a university pays of these, what went back to it left out."""
        return sum(self._given(each) for each in self.among(states))

    def back_to_university(self) -> int:
        return sum(each.back_minor for each in self.sponsored.values())

    def university(self) -> str:
        """Its name; "" where none pays."""
        row = next(iter(self.sponsored.values()), None)
        return str(row.budget.university) if row else ""

    def to_pay(self, milestone: Milestone) -> int:
        """What is the employer's of its price."""
        row = self.sponsored.get(milestone.pk)
        return milestone.amount_minor - (row.amount_minor if row else 0)

    def _given(self, milestone: Milestone) -> int:
        row = self.sponsored.get(milestone.pk)
        return row.spent_minor if row else 0

    def fee(self, *states: str) -> int:
        return sum(each.our_fee_minor for each in self.among(states))

    def student(self, *states: str) -> int:
        return sum(self.share(each) for each in self.among(states))

    def share(self, milestone: Milestone) -> int:
        """What the reader has of it: their own of a team, or all that is the student's."""
        return self.shares.get(milestone.pk, milestone.student_minor)

    def of_payouts(self, *, sent: bool) -> int:
        rows = self.payouts.values()
        done = Payout.Status.SENT
        return sum(each.amount_minor for each in rows if (each.status == done) is sent)

    def among(self, states: Iterable[str]) -> list[Milestone]:
        """In these states; without any, all that is or will be worked for."""
        states = tuple(states) or tuple(each for each in Status if each != Status.REFUNDED)
        return [each for each in self.milestones if each.status in states]

    def next(self) -> Milestone | None:
        """The milestone whose money moves next."""
        return next((each for each in self.milestones if each.status not in Milestone.OVER), None)

    def show(self, minor: int) -> str:
        return display(minor, self.currency)


def of_placement(placement: Placement, viewer: User | None = None) -> PlacementMoney:
    """`viewer`: one of a team sees their own share and their own payouts."""
    milestones = [
        each
        for each in placement.milestones.all()
        # Once work has begun, what is cancelled is neither paid nor worked for.
        if not (placement.started_at and each.status == Status.CANCELLED)
    ]
    fundings = Funding.objects.applied().filter(milestone__in=milestones).with_taken_back()
    # Of several for one milestone, one that is not sent yet comes last and counts.
    payouts = Payout.objects.filter(milestone__in=milestones).order_by("sent_at")
    payouts = payouts.select_related("student__user")
    shares: dict[Any, int] = {}
    if viewer and viewer.kind == User.Kind.STUDENT:
        payouts = payouts.filter(student__user=viewer)
        shares = own_shares(placement, milestones, viewer)
    return PlacementMoney(
        placement,
        milestones,
        {each.milestone_id: each for each in fundings},
        {each.milestone_id: each for each in payouts},
        shares,
        sponsors.of_milestones(milestones),
    )


# --- When ---


def arrives_by(milestone: Milestone, payout: Payout | None, zone: str) -> datetime | None:
    """By when the student's share should be in their bank; None while nobody can say."""
    if payout and payout.status == Payout.Status.SENT:
        return (
            None if payout.sent_at is None else working_days_after(payout.sent_at, BANK_DAYS, zone)
        )
    if payout and payout.status == Payout.Status.QUEUED:
        return working_days_after(payout.created_at, BANK_DAYS, zone)
    if milestone.status == Status.DELIVERED and milestone.review_by:
        return working_days_after(milestone.review_by, BANK_DAYS, zone)
    if milestone.stopped_at:
        return None
    if milestone.status in (Status.FUNDED, Status.CHANGES):
        return working_days_after(reviewed_by(milestone, zone), BANK_DAYS, zone)
    return None


def reviewed_by(milestone: Milestone, zone: str) -> datetime:
    """If it is handed in on the last day and nobody answers."""
    due: date = milestone.hand_in_by
    assert milestone.placement is not None
    hours = milestone.placement.listing.format.review_hours
    return end_of_day(due, zone) + timedelta(hours=hours)


# --- The panel on a placement's page ---

type Row = dict[str, str]
type Link = dict[str, Any]


def employer_rows(money: PlacementMoney) -> list[Row]:
    team = money.placement.is_of_team
    student = _("the team") if team else money.placement.student.user.first_name
    upcoming = money.next()
    return [
        {"label": _("You pay"), "amount": money.show(money.pay() - money.of_university())},
        *_university_rows(money),
        {"label": _("Our fee, in it"), "amount": money.show(money.fee())},
        {
            "label": _("The team receives")
            if team
            else _("%(student)s receives") % {"student": student},
            "amount": money.show(money.student()),
        },
        {"label": _("Held by us now"), "amount": money.show(money.pay(*HELD))},
        {
            "label": _("Released to %(student)s") % {"student": student},
            "amount": money.show(money.student(*RELEASED)),
        },
        *_back_rows(money),
        _employer_next(money, upcoming, student),
    ]


def _university_rows(money: PlacementMoney) -> list[Row]:
    """What the employer does not pay."""
    if not money.sponsored:
        return []
    label = _("%(university)s pays") % {"university": money.university()}
    return [{"label": label, "amount": money.show(money.of_university())}]


def _back_rows(money: PlacementMoney) -> list[Row]:
    """What was paid in for work that was called off or not good enough, or for more than it was."""
    minor = sum(
        each.amount_minor - (0 if each.status == Status.REFUNDED else each.pays_minor)
        for each in money.milestones
    )
    minor -= money.back_to_university()
    return [{"label": _("Yours again"), "amount": money.show(minor)}] if minor else []


def ending_rows(
    money: PlacementMoney, back: list[Milestone], stays: list[Milestone], *, for_student: bool
) -> list[Row]:
    """What becomes of the money when it is called off now."""
    organisation = money.placement.listing.organisation.name
    rows = [
        {
            "label": each.title,
            "note": _("approved: yours") if for_student else _("approved: the student’s"),
            "amount": money.show(each.student_minor),
        }
        for each in stays
    ]
    for each in back:
        note = (
            _("held, goes back to %(organisation)s") % {"organisation": organisation}
            if for_student
            else _("held, yours again; our fee of %(fee)s in it")
            % {"fee": money.show(each.our_fee_minor)}
        )
        rows.append({"label": each.title, "note": note, "amount": money.show(each.pays_minor)})
        if money.to_pay(each) != each.amount_minor:
            given = money.show(each.amount_minor - money.to_pay(each))
            words = {"amount": given, "university": money.university()}
            rows[-1]["note"] = _("held; %(amount)s of it go back to %(university)s") % words
    if for_student:
        label, sum_minor = _("You receive in all"), sum(each.student_minor for each in stays)
    else:
        label, sum_minor = _("Yours again"), sum(money.to_pay(each) for each in back)
    return [*rows, {"label": label, "amount": money.show(sum_minor)}]


def _employer_next(money: PlacementMoney, upcoming: Milestone | None, student: str) -> Row:
    if upcoming is None:
        return {"label": _("Next"), "note": _("Nothing is left to pay."), "amount": money.show(0)}
    words = {
        Status.AGREED: _("You pay this in, so that the work can start."),
        Status.FUNDED: _("Released when you approve the work."),
        Status.CHANGES: _("Released when you approve the work."),
        Status.DELIVERED: _("Released when you approve, or by itself when your time is up."),
        Status.DISPUTED: _("Held until the dispute is decided."),
        Status.APPROVED: _after_approval(money.payouts.get(upcoming.pk), student),
    }
    agreed = upcoming.status == Status.AGREED
    minor = money.to_pay(upcoming) if agreed else upcoming.student_minor
    return {"label": _("Next"), "note": words[Status(upcoming.status)], "amount": money.show(minor)}


def _after_approval(payout: Payout | None, student: str) -> str:
    if payout and payout.is_stuck:
        return _("Waits for %(student)s to say where to be paid.") % {"student": student}
    if payout and payout.is_with_staff:
        return _("Our staff pay %(student)s by bank transfer.") % {"student": student}
    return _("On its way to %(student)s.") % {"student": student}


def student_rows(money: PlacementMoney) -> list[Row]:
    on_its_way = money.of_payouts(sent=False)
    waits = any(each.is_stuck for each in money.payouts.values())
    return [
        {
            "label": _("You receive in all"),
            "note": _note_of_price(money),
            "amount": money.show(money.student()),
        },
        {"label": _("Held for you"), "amount": money.show(money.student(*HELD))},
        {"label": approved(waits=waits), "amount": money.show(on_its_way)},
        {
            "label": _("Sent to you"),
            "amount": money.show(money.of_payouts(sent=True)),
        },
        _student_next(money),
    ]


def _note_of_price(money: PlacementMoney) -> str:
    words = {"price": money.show(money.pay()), "fee": money.show(money.fee())}
    if money.sponsored:
        words |= {"university": money.university(), "given": money.show(money.of_university())}
        return _("Funded by %(university)s: %(given)s of %(price)s. Our fee is %(fee)s.") % words
    if money.placement.is_of_team:
        return _("They pay %(price)s, our fee is %(fee)s; your team shares the rest.") % words
    return _("They pay %(price)s, our fee is %(fee)s.") % words


def approved(*, waits: bool) -> str:
    """What is owed to a student: `waits` while they have not said where to be paid."""
    return _("Approved, waits for you") if waits else _("Approved, being sent")


def _student_next(money: PlacementMoney) -> Row:
    upcoming = money.next()
    if upcoming is None:
        return {"label": _("Next"), "note": _("Nothing is left to pay."), "amount": money.show(0)}
    organisation = money.placement.listing.organisation.name
    words = {
        Status.AGREED: _("Waits for %(organisation)s to pay it in."),
        Status.FUNDED: _("Held until your work is approved."),
        Status.CHANGES: _("Held until your work is approved."),
        Status.DELIVERED: _("Held until %(organisation)s answers, or their time is up."),
        Status.DISPUTED: _("Held until the dispute is decided."),
        Status.APPROVED: _("Approved by %(organisation)s."),
    }
    return {
        "label": _("Next"),
        "note": words[Status(upcoming.status)] % {"organisation": organisation},
        "amount": money.show(money.share(upcoming)),
    }


def employer_actions(money: PlacementMoney) -> list[Link]:
    """What the employer can do about the money now: a later part follows an approval."""
    links: list[Link] = []
    for each in money.milestones:
        if each.is_next_to_fund(money.milestones) and not each.with_bank:
            minor = money.to_pay(each)
            label = _("Pay %(amount)s") % {"amount": money.show(minor)}
            if not minor:
                label = _("Start the work: %(university)s pays") % {
                    "university": money.university()
                }
            links.append({"label": label, "url": reverse("payments:fund", args=[each.pk])})
        if each.status == Status.DELIVERED:
            label = _("Approve and pay %(amount)s") % {"amount": money.show(each.student_minor)}
            links.append({"label": label, "url": reverse("payments:approve", args=[each.pk])})
    part = ahead.first_of(money.milestones) if money.placement.started_at else None
    if part and not part.is_next_to_fund(money.milestones):
        label = _("Pay %(amount)s for “%(part)s” already") % {
            "amount": money.show(money.to_pay(part)),
            "part": part.title,
        }
        links.append({"label": label, "url": reverse("payments:fund", args=[part.pk])})
    return links


def papers(money: PlacementMoney, *, for_employer: bool) -> list[Link]:
    """Receipts for who paid, statements for who is paid."""
    rows: Iterable[Funding | Payout]
    rows = money.fundings.values() if for_employer else money.payouts.values()
    words = _("Receipt, %(amount)s") if for_employer else _("Payout, %(amount)s")
    return [
        {
            "label": words % {"amount": money.show(each.amount_minor)},
            "url": each.get_absolute_url(),
        }
        for each in rows
    ]
