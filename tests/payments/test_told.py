"""What is written to people about their money: to everybody, in time, and so that it adds up."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from applications import actions as application_actions
from applications.actions import Wish
from applications.models import Dispute, Milestone, Placement
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions, emails, ledger, operations, overview, tasks
from payments.emails import payers
from payments.models import Payee, Payout, Refund
from tests import make
from tests.making.team import team_placement
from tests.payments.dropping import drop_out, replacement


def decided_part(bank) -> Payout:
    """720.00 was paid in, 300.00 counts: 420.00 back, 30.00 our fee, 270.00 the student's."""
    milestone = make.placement().milestones.get()
    bank.fund(milestone)
    bank.ready(milestone.placement.student)
    application_actions.deliver(milestone, "Here.", [], [])
    dispute = make.answered(Milestone.objects.get(pk=milestone.pk))
    actions.decide(dispute, make.platform(), Wish("part", 300_00), "Half of the rows are missing.")
    tasks.sweep_operations()
    return Payout.objects.get()


def test_the_papers_of_a_part_add_up(bank, sign_in):
    payout = decided_part(bank)

    slip = sign_in(payout.student.user).get(payout.get_absolute_url()).text
    mail = Email.objects.get(key=f"paid:{payout.milestone_id}:student").body
    to_employer = Email.objects.get(key=f"paid:{payout.milestone_id}:employer").body

    for text in (slip, mail, to_employer):
        for amount in ("$720.00", "$420.00", "$300.00", "$30.00", "$270.00"):
            assert amount in text
        assert "$72.00" not in text


def test_each_of_a_team_hears_of_their_own_money_whoever_still_waits(bank):
    first = make.student()
    second = make.student(university=first.university)
    application = make.application(student=first, status="accepted")
    placement = team_placement(make.placement(application=application), [second], [1, 2])
    milestone = placement.milestones.get()
    bank.fund(milestone)
    bank.ready(second)
    application_actions.deliver(milestone, "Here.", [], [])
    actions.approve(milestone, milestone.offer.made_by)
    tasks.sweep_operations()
    told = Email.objects.filter(key__startswith=f"paid:{milestone.pk}")

    assert "$432.00" in told.get().subject
    assert told.get().to == second.user.email
    assert "complete" not in told.get().body

    bank.ready(first)
    tasks.sweep_operations()

    assert "$216.00" in told.get(to=first.user.email).subject
    assert "complete" in told.get(to=first.user.email).body
    assert told.filter(key__endswith=":employer").count() == 1


def test_the_receipt_says_what_came_from_what_was_kept(bank):
    first = make.placement().milestones.get()
    bank.fund(first)
    drop_out(first)
    (second,) = replacement(first, 800_00)
    funding = bank.fund(second)

    mail = Email.objects.get(key=f"receipt:{funding.pk}")
    for text in (mail.body, mail.html):
        for amount in ("$80.00", "$720.00", "$800.00"):
            assert amount in text
    assert mail.body.index("$720.00") < mail.body.index("of which our fee")


@pytest.mark.parametrize("part", ["refund", "full"])
def test_what_a_decision_cancelled_counts_as_paid_by_nobody(db, part):
    first, second = make.placement([100_00, 200_00]).milestones.all()
    dispute = make.answered(make.delivered(first))

    actions.decide(dispute, make.platform(), Wish(part), "Half of the rows are missing.")

    placement = Placement.objects.get(pk=first.placement_id)
    money = overview.of_placement(placement)
    assert money.pay() == (0 if part == "refund" else 300_00)
    if part == "refund":
        assert Milestone.objects.get(pk=second.pk).status == "cancelled"


def test_what_is_cancelled_while_another_part_goes_on_counts_as_paid_by_nobody(db):
    first, second, _ = make.placement([100_00, 200_00, 300_00]).milestones.all()
    make.payout(make.delivered(first))
    dispute = make.answered(make.delivered(Milestone.objects.get(pk=second.pk)))

    actions.decide(dispute, make.platform(), Wish("refund"), "Half of the rows are missing.")

    placement = Placement.objects.get(pk=first.placement_id)
    assert placement.status == "active"
    assert overview.of_placement(placement).pay() == 100_00


def test_who_has_not_said_where_to_be_paid_is_asked_each_week_and_then_by_our_staff(db):
    payout = make.payout()
    asked = Email.objects.filter(key__startswith=f"payout-waiting:{payout.pk}")
    assert asked.count() == 1

    for days, mails in [(6, 1), (7, 2), (8, 2), (14, 3), (22, 4)]:
        with time_machine.travel(payout.created_at + timedelta(days=days, minutes=1), tick=False):
            turn_clocks()
            assert asked.count() == mails
            named = any(payout.reference in each for each in ledger.waiting_for_a_person())
            assert named == (days > 21)


def test_an_account_that_is_restricted_later_is_told_of_too(bank):
    milestone = make.placement().milestones.get()
    bank.fund(milestone)
    application_actions.deliver(milestone, "Here.", [], [])
    payout = actions.approve(milestone, milestone.offer.made_by)
    payee = bank.ready(payout.student)
    payout.refresh_from_db()
    bank.control("decide-account", account=payee.stripe_account_id, status="restricted")

    operations.run(payout.operation_id)

    assert Payee.objects.get().transfers_status != "active"
    assert Payout.objects.get().status == "waiting"
    assert Email.objects.filter(key__startswith=f"payout-waiting:{payout.pk}").count() == 2


def test_a_dispute_that_nobody_decides_is_named_every_night(db):
    dispute = make.answered()
    assert ledger.waiting_for_a_person() == []

    late = timezone.now() - timedelta(days=30)
    Dispute.objects.filter(pk=dispute.pk).update(decide_by=late)

    assert str(dispute.pk) in ledger.waiting_for_a_person()[0]


def test_who_paid_and_has_left_is_not_told_and_who_is_still_there_is(db):
    funding = make.funded()
    organisation, payer = funding.organisation, funding.payer
    colleague = make.employer(organisation)
    payer.membership.delete()

    emails.bounced(Refund(funding=funding, amount_minor=10_00, currency="USD"))

    (mail,) = Email.objects.filter(key__startswith="bounced:")
    assert mail.to == colleague.email
    assert payers(funding) == [(f":{colleague.pk}", colleague)]
    assert payer.email != mail.to
