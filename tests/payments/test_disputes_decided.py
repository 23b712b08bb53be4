"""What becomes of a dispute: our staff's decisions, agreement, silence; and the money of each."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions as application_actions
from applications.actions import Wish
from applications.models import Delivery, Dispute, Placement
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions, ledger, reminders, tasks
from payments.ledger import Kind
from payments.models import Payout, Refund
from payments.seen import Transfer
from payments.views import deciding
from tests import make
from tests.payments.disputing import (
    REASONS,
    asked_for_changes,
    decide_url,
    decision,
    fresh,
    people_of,
    time_is_up,
)

COPY = "It is a copy of page 3 of the table that they were given."


# --- Decisions, and their money


def test_paid_in_full_is_an_approval(bank, sign_in):
    milestone = make.placement().milestones.get()
    bank.fund(milestone)
    bank.ready(milestone.placement.student)
    application_actions.deliver(milestone, "Here.", [], [])
    dispute = make.answered(fresh(milestone))
    browser = sign_in(make.platform())

    look = browser.post(decide_url(dispute), decision("full"))
    assert "$648.00" in look.text
    assert fresh(dispute).status == "answered"
    browser.post(decide_url(dispute), decision("full", decide="1"))
    tasks.sweep_operations()

    assert fresh(milestone).status == "paid"
    assert [each.amount for each in bank.transfers(milestone)] == [648_00]
    assert Delivery.objects.get().status == "approved"
    assert fresh(milestone.placement).status == "completed"


def test_f36_a_part_is_split_to_the_cent(bank, sign_in):
    milestone = make.placement([333_33]).milestones.get()
    funding = bank.fund(milestone)
    bank.ready(milestone.placement.student)
    application_actions.deliver(milestone, "Here.", [], [])
    dispute = make.answered(fresh(milestone))
    browser = sign_in(make.platform())

    look = browser.post(decide_url(dispute), decision("part", part="100.05")).text
    for amount in ("$90.05", "$10.00", "$233.28", "$333.33"):
        assert amount in look
    browser.post(decide_url(dispute), decision("part", part="100.05", decide="1"))
    tasks.sweep_operations()
    tasks.sweep_operations()

    milestone = fresh(milestone)
    assert (milestone.status, milestone.part_minor, milestone.part_fee_minor) == (
        "paid",
        100_05,
        10_00,
    )
    assert [each.amount for each in bank.transfers(milestone)] == [90_05]
    assert bank.transfers(milestone)[0].source_transaction == funding.stripe_charge_id
    assert [each.amount for each in bank.refunds(funding)] == [233_28]
    assert ledger.totals(Kind.PLATFORM_FEE)["USD"] == -10_00
    page = sign_in(milestone.offer.made_by).get(milestone.placement.get_absolute_url()).text
    assert "$233.28" in page


def test_a_refund_sends_all_of_it_back(bank, sign_in):
    milestone = make.placement().milestones.get()
    funding = bank.fund(milestone)
    application_actions.deliver(milestone, "Here.", [], [])
    dispute = make.answered(fresh(milestone))

    sign_in(make.platform()).post(decide_url(dispute), decision("refund", decide="1"))
    tasks.sweep_operations()

    assert fresh(milestone).status == "refunded"
    assert Delivery.objects.get().status == "refused"
    assert [each.amount for each in bank.refunds(funding)] == [720_00]
    assert Refund.objects.get().why == "decided"
    placement = fresh(milestone.placement)
    assert placement.status == "cancelled"
    for who in (milestone.offer.made_by, milestone.placement.student.user):
        assert "Ended by a decision" in sign_in(who).get(placement.get_absolute_url()).text


def test_what_is_done_again_keeps_the_money_where_it_is(db, sign_in):
    dispute = make.answered()
    milestone = dispute.milestone
    day = make.today(9)

    sign_in(make.platform()).post(
        decide_url(dispute), decision("redo", day=day.isoformat(), decide="1")
    )

    milestone = fresh(milestone)
    assert (milestone.status, milestone.changes_by, milestone.changes_asked) == ("changes", day, 0)
    assert ledger.held(milestone) == 720_00
    assert Delivery.objects.get().answer == REASONS
    application_actions.deliver(milestone, "Once more.", [], [])
    assert fresh(milestone).status == "delivered"


def test_a_refund_of_one_part_ends_what_is_not_paid_in_and_keeps_what_is_approved(db):
    one, two, three = make.placement([100_00, 200_00, 300_00]).milestones.all()
    make.payout(make.delivered(one))
    dispute = make.answered(make.delivered(two))

    actions.decide(dispute, make.platform(), Wish("refund"), "Copied.")

    states = [fresh(each).status for each in (one, two, three)]
    assert states == ["approved", "refunded", "cancelled"]
    placement = Placement.objects.get()
    assert placement.status == "active"
    assert Refund.objects.get().amount_minor == 200_00


def test_the_pay_that_arrives_last_completes_what_a_decision_cut(db):
    one, two = make.placement([100_00, 200_00]).milestones.all()
    payee = make.payee(one.placement.student)
    assert payee.is_ready
    owed = make.payout(make.delivered(one))
    dispute = make.answered(make.delivered(two))
    actions.decide(dispute, make.platform(), Wish("refund"), "Copied.")

    actions.settle_transfer(owed, _transfer(owed))

    assert Placement.objects.get().status == "completed"


def _transfer(owed):
    return Transfer(
        id="tr_last",
        amount=owed.amount_minor,
        currency=owed.currency,
        destination="",
        payout=owed.pk,
        operation=owed.operation_id,
    )


def test_both_sides_read_the_decision_and_its_reasons(db, sign_in):
    dispute = make.answered()
    sign_in(make.platform()).post(decide_url(dispute), decision("refund", reasons=COPY, decide="1"))

    for side, who in zip(("student", "employer"), people_of(dispute), strict=True):
        mail = Email.objects.get(key=f"dispute-decided:{dispute.pk}:{side}")
        assert COPY in mail.body
        assert COPY in sign_in(who).get(dispute.get_absolute_url()).text


def test_our_staffs_list_is_one_pile_at_a_time_and_has_pages(
    db, sign_in, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(deciding, "PER_PAGE", 2)
    answered = [make.answered() for _ in range(3)]
    asked = make.dispute()
    late = Dispute.objects.filter(pk=answered[2].pk)
    late.update(decide_by=timezone.now() - timedelta(days=1))
    browser, address = sign_in(make.platform()), reverse("payments:disputes")
    browser.get(address)

    with django_assert_max_num_queries(9):
        first = browser.get(address).text
    second = browser.get(address, {"page": 2}).text
    waiting = browser.get(address, {"show": "open"}).text

    assert decide_url(answered[2]) in first, "the longest waiting stands first"
    on_pages = [(decide_url(each) in first) + (decide_url(each) in second) for each in answered]
    assert on_pages == [1, 1, 1]
    assert first.count("list__link") == 2
    assert decide_url(asked) not in first + second
    assert decide_url(asked) in waiting
    assert "?show=decided" in first
    assert browser.get(address, {"show": "none", "page": "x"}).status_code == 200


def test_our_staff_see_everything_in_one_view(db, sign_in):
    dispute = make.answered()

    browser = sign_in(make.platform())
    assert dispute.milestone.title in browser.get(reverse("payments:disputes")).text
    page = browser.get(decide_url(dispute)).text

    for words in (
        "Half of the rows are missing.",
        "All rows are there",
        "The clean table is in the file.",
        "One CSV and a data dictionary",
        "Rounds of changes",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"reasons": ""}, "Give your reasons"),
        ({"outcome": "part", "part": "9999"}, "less than $720.00"),
        ({"outcome": "redo"}, "Enter the day"),
        ({"outcome": "nothing"}, "Select a valid choice"),
    ],
)
def test_a_decision_that_is_not_whole_decides_nothing(db, sign_in, given, says):
    dispute = make.answered()

    page = sign_in(make.platform()).post(decide_url(dispute), decision(**{"decide": "1", **given}))

    assert says in page.text
    assert fresh(dispute).status == "answered"


def test_nothing_is_decided_before_the_other_side_was_heard_or_twice(db, sign_in):
    early = make.dispute()
    late = make.answered()
    browser = sign_in(make.platform())
    browser.post(decide_url(late), decision("refund", decide="1"))

    for dispute in (early, late):
        page = browser.post(decide_url(dispute), decision("full", decide="1"), follow=True)
        assert "It is not for us to decide now. Nothing was changed." in page.text
    assert Refund.objects.count() == 1
    assert not Payout.objects.exists()


def test_nobody_else_decides(db, sign_in):
    dispute = make.answered()

    for who in (*people_of(dispute), make.staff()):
        assert sign_in(who).post(decide_url(dispute), decision(decide="1")).status_code == 404

    assert fresh(dispute).status == "answered"


# --- Agreed, and decided by the clock


def test_the_other_side_may_agree_and_it_is_done_at_once(db, sign_in):
    dispute = make.dispute(wish=Wish("part", 300_00))
    browser = sign_in(people_of(dispute)[0])
    address = reverse("payments:agree", args=[dispute.pk])

    page = browser.get(address)
    for amount in ("$270.00", "$30.00", "$420.00"):
        assert amount in page.text
    browser.post(address, {"seen": page.context["seen"]})
    browser.post(address, {"seen": page.context["seen"]})

    assert (fresh(dispute).how, fresh(dispute).outcome) == ("agreed", "part")
    assert Payout.objects.get().amount_minor == 270_00
    assert Refund.objects.get().amount_minor == 420_00


def test_who_opened_it_cannot_agree_with_themselves(db, sign_in):
    dispute = make.dispute()

    response = sign_in(dispute.opened_by).post(reverse("payments:agree", args=[dispute.pk]))

    assert response.status_code == 404
    assert fresh(dispute).status == "open"


def test_an_employer_needs_a_second_factor_to_agree(db, sign_in):
    milestone = asked_for_changes()
    student, employer = milestone.placement.student.user, milestone.offer.made_by
    dispute = make.dispute(milestone, by=student, wish=Wish("full"), reason="unfair")
    employer.authenticator_set.all().delete()

    response = sign_in(employer).post(
        reverse("payments:agree", args=[dispute.pk]), {"seen": "full:None:None"}
    )

    assert response.url.startswith(reverse("accounts:second_factor"))
    assert fresh(dispute).status == "open"


@pytest.mark.parametrize(
    ("wish", "becomes", "paid", "back"),
    [
        (Wish("refund"), "refunded", 0, 720_00),
        (Wish("part", 300_00), "approved", 270_00, 420_00),
        (Wish("redo", day=make.today(1)), "changes", 0, 0),
    ],
)
def test_silence_ends_it_as_whoever_opened_it_wished(db, wish, becomes, paid, back):
    dispute = make.dispute(wish=wish)
    time_is_up(dispute)

    turn_clocks()
    turn_clocks()

    milestone = fresh(dispute.milestone)
    assert (milestone.status, fresh(dispute).how) == (becomes, "clock")
    assert sum(Payout.objects.values_list("amount_minor", flat=True)) == paid
    assert sum(Refund.objects.values_list("amount_minor", flat=True)) == back
    if becomes == "changes":  # never a day that is gone, or almost
        assert milestone.changes_by == make.today(3)


def test_the_silence_of_an_employer_pays_the_student(db):
    milestone = asked_for_changes()
    student = milestone.placement.student.user
    dispute = make.dispute(milestone, by=student, wish=Wish("full"), reason="beyond")
    time_is_up(dispute)

    turn_clocks()

    assert Payout.objects.get().amount_minor == 648_00
    assert Delivery.objects.get().status == "approved"


def test_the_clock_leaves_alone_what_has_time_or_an_answer(db):
    with pytest.raises(WrongState):
        actions.decide_by_clock(make.dispute())
    answered = make.answered()
    time_is_up(answered)

    turn_clocks()

    assert set(Dispute.objects.values_list("status", flat=True)) == {"open", "answered"}


def test_our_staff_are_told_loudly_when_it_is_late(db, caplog):
    staff = make.platform()
    dispute = make.answered()

    reminders.decide_dispute(dispute, timedelta(days=1))
    assert not caplog.records
    reminders.decide_dispute(dispute, timedelta(days=-1))

    mails = Email.objects.filter(
        key__startswith=f"remind-decide-dispute:{dispute.pk}", to=staff.email
    )
    assert sorted(mail.subject[:5] for mail in mails) == ["Decid", "Late:"]
    assert f"dispute {dispute.pk} waits for a decision" in caplog.text
