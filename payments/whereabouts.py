"""Where the money of a part is: dated steps, past and expected. Reads only.

Moments are UTC; pages show them in the reader's zone. What is expected assumes that everybody
takes as long as they may: so it comes at the latest then, and mostly sooner.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Dispute, Milestone
from marketplace.clocks import working_days_after
from payments import overview
from payments.emails import REFUND_DAYS
from payments.models import Chargeback, Credit, CreditUse, Payout, Refund
from payments.overview import PlacementMoney

Status = Milestone.Status
type Step = dict[str, Any]

HANDED_IN = (Status.DELIVERED, Status.DISPUTED, *Milestone.SETTLED)


@dataclass
class Part:
    """One part, as the page shows it: open when its money moves next."""

    title: str
    amount: str
    state: str
    steps: list[Step]
    is_next: bool


@dataclass
class Reader:
    """What the steps of all parts need to know, fetched once."""

    money: PlacementMoney
    user: User
    refunds: list[Refund] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    chargebacks: list[Chargeback] = field(default_factory=list)

    @property
    def pays(self) -> bool:
        return self.user.kind == User.Kind.EMPLOYER

    @property
    def who(self) -> str:
        """Of the other side, as they are called."""
        placement = self.money.placement
        if not self.pays:
            return placement.listing.organisation.name
        return placement.who_in_short


def parts(money: PlacementMoney, user: User) -> list[Part]:
    reader = _reader(money, user)
    upcoming = money.next()
    return [
        Part(
            title=each.title,
            amount=money.show(money.to_pay(each) if reader.pays else money.share(each)),
            state=str(Status(each.status).label),
            steps=steps(each, reader),
            is_next=each == upcoming,
        )
        for each in money.milestones
        if each.status != Status.CANCELLED
    ]


def _reader(money: PlacementMoney, user: User) -> Reader:
    """Asks only for what there can be."""
    reader = Reader(money, user)
    back = [each for each in money.milestones if each.status == Status.REFUNDED or each.back_minor]
    disputed = [each for each in money.milestones if each.status == Status.DISPUTED]
    if back and reader.pays:
        reader.refunds = list(Refund.objects.filter(milestone__in=back).order_by("created_at"))
        if len(reader.refunds) < len(back):
            reader.credits = _kept(money, back)
    taken = [each for each in money.fundings.values() if getattr(each, "taken_back", False)]
    if taken:
        rows = Chargeback.objects.not_won().filter(funding__in=taken).order_by("opened_at")
        reader.chargebacks = list(rows)
    if disputed:
        reader.disputes = [
            each
            for each in Dispute.objects.filter(milestone__in=disputed).order_by("opened_at")
            if each.is_going_on
        ]
    return reader


def _kept(money: PlacementMoney, back: list[Milestone]) -> list[Credit]:
    """Of their own payments, and of the earlier ones that paid for them."""
    own = Q(funding__in=[each.pk for each in money.fundings.values()])
    used = CreditUse.objects.filter(milestone__in=back).values("credit")
    rows = Credit.objects.open().filter(own | Q(pk__in=used))
    return list(rows.prefetch_related("uses").order_by("use_by", "pk"))


def _is_of(credit: Credit, milestone: Milestone, reader: Reader) -> bool:
    """Whether what this part was paid with is kept; not if it has gone back."""
    funding = reader.money.fundings.get(milestone.pk)
    if funding and credit.funding_id == funding.pk:
        return True
    gone = {each.funding_id for each in reader.refunds if each.milestone_id == milestone.pk}
    used = {each.milestone_id for each in credit.uses.all()}
    return milestone.pk in used and credit.funding_id not in gone


def steps(milestone: Milestone, reader: Reader) -> list[Step]:
    """Of one part, in the order of the money's way."""
    if milestone.status == Status.REFUNDED:
        return [_paid_in(milestone, reader), *_back(milestone, reader)]
    return [
        _paid_in(milestone, reader),
        *_wanted_back(milestone, reader),
        _work(milestone, reader),
        _approval(milestone, reader),
        *_out(milestone, reader),
        *(_back(milestone, reader) if milestone.back_minor else []),
    ]


def _step(state: str, title: str, when: datetime | None = None, text: str = "") -> Step:
    return {"state": state, "title": title, "when": when, "text": text}


def _paid_in(milestone: Milestone, reader: Reader) -> Step:
    if milestone.status != Status.AGREED:
        funding = reader.money.fundings.get(milestone.pk)
        paid_at = funding.paid_at if funding and funding.paid_at else milestone.funded_at
        return _step("done", _("Paid in"), paid_at, _who_paid(milestone, reader))
    if milestone.with_bank:
        text = _("A bank debit takes some days, up to a working week.")
        return _step("now", _("On its way from the bank"), None, text)
    title = _("Pay in by") if reader.pays else _("Paid in by %(who)s by") % {"who": reader.who}
    if milestone.pay_in_by is None:
        text = _("When the part before it is approved.")
        return _step("todo", _("Paid in"), None, text)
    return _step("now", title, milestone.pay_in_by)


def _taken_back(milestone: Milestone, reader: Reader) -> list[Chargeback]:
    funding = reader.money.fundings.get(milestone.pk)
    return [each for each in reader.chargebacks if funding and each.funding_id == funding.pk]


def _wanted_back(milestone: Milestone, reader: Reader) -> list[Step]:
    """While a bank decides, of what is not released yet."""
    found = _taken_back(milestone, reader)
    row = next((each for each in found if each.status == Chargeback.Status.OPEN), None)
    if row is None or milestone.status not in Milestone.HELD:
        return []
    title = (
        _("Your bank asks for it back")
        if reader.pays
        else _("The bank of %(who)s asks for it back") % {"who": reader.who}
    )
    return [_step("now", title, row.told_at, _("Nothing of it moves until the bank decides."))]


def _who_paid(milestone: Milestone, reader: Reader) -> str:
    """Where it was not the employer alone."""
    money = reader.money
    row = money.sponsored.get(milestone.pk)
    if row is None:
        return ""
    words = {
        "university": money.university(),
        "given": money.show(row.amount_minor),
        "rest": money.show(money.to_pay(milestone)),
        "organisation": money.placement.listing.organisation.name,
    }
    if not money.to_pay(milestone):
        return _("%(given)s by %(university)s.") % words
    return _("%(given)s by %(university)s, %(rest)s by %(organisation)s.") % words


def _work(milestone: Milestone, reader: Reader) -> Step:
    if milestone.status in HANDED_IN:
        return _step("done", _("Work handed in"), milestone.delivered_at)
    if milestone.status == Status.AGREED:
        return _step("todo", _("Work due"), milestone.due_at)
    if milestone.stopped_at:
        return _step("todo", _("Work goes on if the payment stands"))
    held = reader.money.show(
        milestone.amount_minor if reader.pays else reader.money.share(milestone)
    )
    text = _("We hold %(amount)s until it is approved.") % {"amount": held}
    return _step("now", _("Work due"), milestone.due_at, text)


def _approval(milestone: Milestone, reader: Reader) -> Step:
    if milestone.status in Milestone.SETTLED:
        by_itself = _("By itself, as nobody answered.") if milestone.approved_by_id is None else ""
        return _step("done", _("Approved"), milestone.approved_at, by_itself)
    if milestone.status == Status.DISPUTED:
        return _in_dispute(milestone, reader)
    if milestone.status == Status.DELIVERED:
        text = _("Then by itself, if nobody answers.")
        return _step("now", _("Approved by"), milestone.review_by, text)
    if milestone.stopped_at:
        return _step("todo", _("Approved"))
    latest = overview.reviewed_by(milestone, milestone.zone)
    return _step("todo", _("Approved at the latest"), latest)


def _in_dispute(milestone: Milestone, reader: Reader) -> Step:
    dispute = next((each for each in reader.disputes if each.milestone_id == milestone.pk), None)
    text = _("We hold it all until then.")
    if dispute is None:
        return _step("now", _("In dispute"), None, text)
    if dispute.decide_by:
        return _step("now", _("Our staff decide by"), dispute.decide_by, text)
    return _step("now", _("The other side answers by"), dispute.answer_by, text)


def _out(milestone: Milestone, reader: Reader) -> list[Step]:
    """To the student, and into their bank."""
    payout = reader.money.payouts.get(milestone.pk)
    arrives = overview.arrives_by(milestone, payout, reader.user.time_zone)
    if reader.pays:
        of_team = reader.money.placement.is_of_team
        expected = (
            _("Expected in everybody’s bank by")
            if of_team
            else _("Expected in %(who)s’s bank by") % {"who": reader.who}
        )
    else:
        expected = _("Expected in your bank by")
    if payout and payout.status == Payout.Status.SENT:
        there = arrives is not None and arrives < timezone.now()
        return [
            _step("done", _("Sent"), payout.sent_at),
            _step("done" if there else "now", expected, arrives),
        ]
    if arrives is None:
        expected = _("In the bank some working days later")
    return [_on_its_way(milestone, payout, reader), _step("todo", expected, arrives)]


def _on_its_way(milestone: Milestone, payout: Payout | None, reader: Reader) -> Step:
    if milestone.status not in Milestone.SETTLED or payout is None:
        text = _(
            "By itself: within minutes of the approval, or as soon as it is said where to be paid."
        )
        return _step("todo", _("Sent"), None, text)
    if payout.is_stuck and reader.pays:
        text = _("%(who)s has to say first where to be paid.") % {"who": reader.who}
        return _step("now", _("Waits to be sent"), None, text)
    if payout.is_stuck:
        return _step("now", _("Waits for you"))
    if payout.is_with_staff:
        return _step("now", _("Our staff send it by bank transfer"))
    return _step("now", _("On its way"), payout.created_at)


def _back(milestone: Milestone, reader: Reader) -> list[Step]:
    """What went back to who paid, or waits for their next student."""
    covered = [each for each in _taken_back(milestone, reader) if each.covered_minor]
    if not reader.pays and covered:
        text = _("The bank of %(who)s took the payment back.") % {"who": reader.who}
        return [_step("done", _("Ended"), covered[0].closed_at, text)]
    if not reader.pays:
        text = _("The money went back to %(who)s.") % {"who": reader.who}
        return [] if milestone.back_minor else [_step("done", _("Ended"), None, text)]
    rows = [_refund(each, reader) for each in reader.refunds if each.milestone_id == milestone.pk]
    for each in covered:
        amount = {"amount": reader.money.show(each.covered_minor)}
        title = _("%(amount)s taken back by your bank") % amount
        rows.append(_step("done", title, each.closed_at))
    sponsor = reader.money.sponsored.get(milestone.pk)
    if sponsor and sponsor.back_minor:
        words = {
            "amount": reader.money.show(sponsor.back_minor),
            "university": sponsor.budget.university,
        }
        rows.append(_step("done", _("%(amount)s back with %(university)s") % words))
    for credit in reader.credits:
        if _is_of(credit, milestone, reader):
            rows.append(_step("now", _("Kept for the next student, until"), credit.use_by))
    return rows or [_step("done", _("Yours again"))]


def _refund(refund: Refund, reader: Reader) -> Step:
    amount = {"amount": reader.money.show(refund.amount_minor)}
    arrives = working_days_after(refund.created_at, REFUND_DAYS, reader.user.time_zone)
    if refund.status == Refund.Status.FAILED:
        text = _("Your bank sent it back to us. We write to you to find another way.")
        return _step("now", _("%(amount)s could not be paid back") % amount, None, text)
    there = refund.status == Refund.Status.SUCCEEDED and arrives < timezone.now()
    return _step(
        "done" if there else "now", _("%(amount)s back where it came from by") % amount, arrives
    )
