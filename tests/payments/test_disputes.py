"""A dispute from its opening to its money, for both sides and our staff."""

from datetime import timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications import actions as application_actions
from applications.actions import Wish
from applications.models import Delivery, Dispute, Milestone, Placement, StatementFile
from marketplace.clocks import working_days_after
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions, ledger, reminders, tasks
from payments.ledger import Kind
from payments.models import Payout, Refund
from payments.views import deciding
from tests import make
from tests.making.team import team_placement
from tests.payments.conftest import assert_money_ok
from tests.payments.test_calling_off import at_once

REASONS = "Seen and weighed: one sheet of the two is missing."

COPY = "It is a copy of page 3 of the table that they were given."


def opening(**more):
    return {
        "reason": "not_whole",
        "note": "Half of the rows are missing.",
        "links": "",
        "outcome": "part",
        "part": "300",
        "day": "",
        **more,
    }


def decision(outcome="refund", **more):
    """Typed, looked at and meant: with what is asked once more where it is."""
    given = {"outcome": outcome, "part": "", "day": "", "reasons": REASONS, **more}
    return {"again": given["part"], "meant": "on", **given}


def open_url(milestone):
    return reverse("applications:open_dispute", args=[milestone.pk])


def decide_url(dispute):
    return reverse("payments:decide", args=[dispute.pk])


def asked_for_changes():
    milestone = make.delivered()
    application_actions.ask_for_changes(milestone, "Write a second report too.", make.today(4))
    return Milestone.objects.get(pk=milestone.pk)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# --- Opening


def test_an_employer_opens_one_about_work_that_was_handed_in(db, sign_in):
    milestone = make.delivered()
    browser = sign_in(milestone.offer.made_by)
    table = SimpleUploadedFile("counted.csv", b"shop,rows\n7,0\n")

    assert "Open a dispute" in browser.get(milestone.placement.get_absolute_url()).text
    page = browser.post(open_url(milestone), opening(attached=[table]), follow=True)

    dispute = Dispute.objects.get()
    assert "The dispute is open, and the other side told." in page.text
    assert (dispute.side, dispute.wanted, dispute.wanted_minor) == ("employer", "part", 300_00)
    assert fresh(milestone).status == "disputed"
    student = milestone.placement.student.user
    assert dispute.answer_by == working_days_after(dispute.opened_at, 5, student.time_zone)
    mail = Email.objects.get(key=f"dispute-opened:{dispute.pk}:student")
    assert "Half of the rows are missing." in mail.body
    there = sign_in(student).get(dispute.get_absolute_url())
    assert "counted.csv" in there.text
    assert there.context["turn"].due == dispute.answer_by


def test_what_an_outcome_needs_is_not_called_optional_and_has_its_currency(db, sign_in):
    milestone = make.delivered()

    page = sign_in(milestone.offer.made_by).get(open_url(milestone)).text
    for name in ("part", "day"):
        asked = page[page.index(f'<label class="field__label" for="id_{name}"') :]
        assert "optional" not in asked[: asked.index("</label>")]
    amount = page[page.index('for="id_part"') : page.index('for="id_day"')]

    assert f'aria-hidden="true">{milestone.currency}<' in amount


def test_a_student_opens_one_about_changes_that_go_too_far(db, sign_in):
    milestone = asked_for_changes()
    browser = sign_in(milestone.placement.student.user)

    browser.post(open_url(milestone), opening(reason="beyond", outcome="full"))

    dispute = Dispute.objects.get()
    assert (dispute.side, dispute.wanted) == ("student", "full")
    assert (
        "Answer the dispute"
        in sign_in(milestone.offer.made_by).get(milestone.placement.get_absolute_url()).text
    )


@pytest.mark.parametrize(
    ("made", "side"),
    [
        (make.delivered, "student"),
        (asked_for_changes, "employer"),
        (lambda: make.funded().milestone, "employer"),
    ],
)
def test_there_is_nothing_to_dispute_for_who_is_not_asked(db, sign_in, made, side):
    milestone = made()
    who = milestone.placement.student.user if side == "student" else milestone.offer.made_by

    page = sign_in(who).post(open_url(milestone), opening(), follow=True)

    assert "There is nothing to dispute now. Nothing was changed." in page.text
    assert not Dispute.objects.exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"note": ""}, "Say what happened."),
        ({"reason": ""}, "Say what it is about."),
        ({"outcome": ""}, "Choose one of these."),
        ({"outcome": "full"}, "Select a valid choice"),
        ({"part": ""}, "more than nothing and less than $720.00"),
        ({"part": "720"}, "more than nothing and less than $720.00"),
        ({"part": "0.001"}, "Enter an amount in figures"),
        ({"outcome": "redo"}, "Enter the day by which it is done again."),
        ({"part": "-5"}, "more than nothing and less than $720.00"),
        ({"outcome": "redo", "day": "2020-01-01"}, "Choose a day after today."),
        ({"links": "javascript:alert(1)"}, "not a link that starts with"),
    ],
)
def test_what_is_wrong_in_the_form_is_said_and_what_was_typed_stays(db, sign_in, given, says):
    milestone = make.delivered()

    page = sign_in(milestone.offer.made_by).post(
        open_url(milestone), opening(**{"note": "Rows are missing.", **given})
    )

    assert says in page.text
    assert given.get("note", "Rows are missing.") in page.text
    assert not Dispute.objects.exists()


# --- While it goes on


def test_the_clock_of_the_review_stands_still(db):
    milestone = make.delivered()
    make.dispute(milestone)
    Milestone.objects.filter(pk=milestone.pk).update(review_by=timezone.now() - timedelta(days=1))

    turn_clocks()

    assert fresh(milestone).status == "disputed"
    assert not Payout.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "payments:approve",
        "applications:ask_for_changes",
        "applications:check_delivery",
        "payments:call_off",
    ],
)
def test_nothing_else_can_be_done_with_work_in_dispute(db, sign_in, name):
    milestone = make.dispute().milestone
    student = name == "applications:check_delivery"
    who = milestone.placement.student.user if student else milestone.offer.made_by
    pk = milestone.placement_id if name == "payments:call_off" else milestone.pk
    form = {"note": "Again.", "answer": "More.", "by_date": make.today(3).isoformat(), "told": 0}

    sign_in(who).post(reverse(name, args=[pk]), form)

    assert fresh(milestone).status == "disputed"
    assert ledger.held(milestone) == 720_00


def test_the_answer_of_the_other_side_starts_the_clock_of_our_staff(db, sign_in):
    dispute = make.dispute()
    student = dispute.milestone.placement.student.user

    sign_in(student).post(reverse("applications:say", args=[dispute.pk]), {"note": "Look again."})

    dispute = fresh(dispute)
    assert (dispute.status, dispute.statements.count()) == ("answered", 2)
    assert dispute.decide_by == working_days_after(dispute.answered_at, 5, "UTC")
    assert Email.objects.filter(key__startswith=f"dispute-answered:{dispute.pk}").count() == 2


def test_more_of_the_opener_is_no_answer(db, sign_in):
    dispute = make.dispute()
    browser = sign_in(dispute.opened_by)
    address = reverse("applications:say", args=[dispute.pk])

    page = browser.post(address, {"note": ""})
    browser.post(address, {"note": "And the chart is upside down."})

    assert "Say what happened." in page.text
    assert (fresh(dispute).status, dispute.statements.count()) == ("open", 2)


def test_nobody_says_more_than_ten_things(db, sign_in):
    dispute = make.dispute()
    browser = sign_in(dispute.opened_by)
    address = reverse("applications:say", args=[dispute.pk])

    for _ in range(10):
        page = browser.post(address, {"note": "Again."}, follow=True)

    assert "as much as one side may" in page.text
    assert dispute.statements.count() == 10


def test_evidence_is_for_both_sides_and_our_staff(db, sign_in):
    dispute = make.dispute()
    milestone = dispute.milestone
    other = milestone.placement.student.user
    data = {"note": "Here.", "attached": [SimpleUploadedFile("rows.csv", b"a,b\n1,2\n")]}
    sign_in(other).post(reverse("applications:say", args=[dispute.pk]), data)
    address = reverse("applications:statement_file", args=[StatementFile.objects.get().pk])

    for who in (other, dispute.opened_by, make.platform()):
        assert sign_in(who).get(address).status_code == 200
    for who in (make.student().user, make.employer(), make.staff()):
        assert sign_in(who).get(address).status_code == 404


def test_who_opened_it_may_take_it_back_and_the_clock_goes_on(db, sign_in):
    milestone = make.delivered()
    before = milestone.review_by
    dispute = make.dispute(milestone)
    Dispute.objects.filter(pk=dispute.pk).update(opened_at=timezone.now() - timedelta(hours=30))
    address = reverse("applications:take_back_dispute", args=[dispute.pk])

    refused = sign_in(milestone.placement.student.user).post(address, follow=True).text
    sign_in(dispute.opened_by).post(address)

    assert "cannot be taken back" in refused
    milestone = fresh(milestone)
    assert (milestone.status, fresh(dispute).status) == ("delivered", "withdrawn")
    assert timedelta(hours=30) <= milestone.review_by - before < timedelta(hours=31)


def test_a_student_who_takes_it_back_has_the_time_that_was_left(db):
    milestone = asked_for_changes()
    student = milestone.placement.student.user
    dispute = make.dispute(milestone, by=student, wish=Wish("full"), reason="beyond")

    application_actions.take_back_dispute(dispute, student)

    milestone = fresh(milestone)
    assert milestone.status == "changes"
    assert milestone.changes_by == make.today(5)
    assert milestone.work_by > timezone.now()


def test_changes_that_are_late_are_ended_by_a_dispute_in_which_the_student_is_heard(db, sign_in):
    milestone = asked_for_changes()
    employer = milestone.offer.made_by
    room = milestone.placement.get_absolute_url()

    early = sign_in(employer).post(open_url(milestone), opening(outcome="refund"), follow=True)
    assert "There is nothing to dispute now." in early.text
    assert "Open a dispute" not in sign_in(employer).get(room).text
    with time_machine.travel(milestone.work_by + timedelta(minutes=1), tick=False):
        browser = sign_in(employer)
        assert open_url(milestone) in browser.get(room).text
        assert "the student is heard before" in browser.get(open_url(milestone)).text
        browser.post(open_url(milestone), opening(outcome="refund"))
        dispute = Dispute.objects.get()
        assert dispute.answer_by > timezone.now() + timedelta(days=5)
        assert not Refund.objects.exists()

    time_is_up(dispute)
    turn_clocks()

    assert fresh(milestone).status == "refunded"
    assert Refund.objects.get().amount_minor == 720_00
    assert_money_ok()


def test_late_changes_whose_dispute_is_taken_back_get_a_whole_day_more(db, sign_in):
    milestone = asked_for_changes()
    with time_machine.travel(milestone.work_by + timedelta(days=20), tick=False):
        dispute = make.dispute(fresh(milestone))
        page = take_back(sign_in, dispute)

        milestone = fresh(milestone)
        assert "The dispute is taken back. The changes are due by" in page
        assert milestone.status == "changes"
        assert milestone.work_by >= timezone.now() + timedelta(hours=24)
        page = sign_in(dispute.opened_by).post(open_url(milestone), opening(), follow=True)
        assert "Nothing was changed." in page.text


def take_back(sign_in, dispute):
    address = reverse("applications:take_back_dispute", args=[dispute.pk])
    return sign_in(dispute.opened_by).post(address, follow=True).text


def opened_by_the_student():
    milestone = asked_for_changes()
    return make.dispute(
        milestone, by=milestone.placement.student.user, wish=Wish("full"), reason="beyond"
    )


@pytest.mark.parametrize("made", [make.dispute, opened_by_the_student])
def test_the_same_work_is_not_disputed_twice_by_who_has_taken_it_back(db, sign_in, made):
    dispute = made()
    milestone = dispute.milestone
    take_back(sign_in, dispute)
    browser = sign_in(dispute.opened_by)

    page = browser.post(open_url(milestone), opening(), follow=True)

    assert "one about the same work only. Nothing was changed." in page.text
    assert open_url(milestone) not in page.text
    assert Dispute.objects.get().status == "withdrawn"


def test_new_work_may_be_disputed_again(db, sign_in):
    dispute = make.dispute()
    milestone = dispute.milestone
    take_back(sign_in, dispute)
    application_actions.ask_for_changes(fresh(milestone), "Sort it.", make.today(4))
    application_actions.deliver(fresh(milestone), "Sorted.", [], [])

    sign_in(dispute.opened_by).post(open_url(milestone), opening())

    assert fresh(milestone).status == "disputed"


def test_what_our_staff_have_decided_the_student_does_not_dispute_again(db, sign_in):
    dispute = make.answered()
    actions.decide(dispute, make.platform(), Wish("redo", day=make.today(9)), "Half is missing.")
    student = dispute.milestone.placement.student.user

    page = sign_in(student).post(open_url(dispute.milestone), opening(outcome="full"), follow=True)

    assert "one about the same work only. Nothing was changed." in page.text
    assert fresh(dispute.milestone).status == "changes"


def test_once_it_is_answered_nobody_takes_it_back(db, sign_in):
    dispute = make.answered()

    assert (
        "Take the dispute back"
        not in sign_in(dispute.opened_by).get(dispute.get_absolute_url()).text
    )
    assert "cannot be taken back any more" in take_back(sign_in, dispute)

    assert (fresh(dispute).status, fresh(dispute.milestone).status) == ("answered", "disputed")


def test_a_wish_for_a_day_is_reckoned_where_the_student_is(db, sign_in):
    milestone = make.delivered()
    User.objects.filter(pk=milestone.placement.student.user_id).update(time_zone="Pacific/Auckland")
    User.objects.filter(pk=milestone.offer.made_by_id).update(time_zone="Pacific/Pago_Pago")
    noon = timezone.now().replace(hour=14, minute=0)
    there = timezone.localdate(noon, ZoneInfo("Pacific/Auckland"))
    with time_machine.travel(noon, tick=False):
        page = sign_in(User.objects.get(pk=milestone.offer.made_by_id)).post(
            open_url(milestone), opening(outcome="redo", day=there.isoformat())
        )
    assert "Choose a day after today." in page.text


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
    return make.Transfer(
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

    for side, who in zip(("student", "employer"), _people(dispute), strict=True):
        mail = Email.objects.get(key=f"dispute-decided:{dispute.pk}:{side}")
        assert COPY in mail.body
        assert COPY in sign_in(who).get(dispute.get_absolute_url()).text


def _people(dispute):
    return dispute.milestone.placement.student.user, dispute.milestone.offer.made_by


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

    for who in (*_people(dispute), make.staff()):
        assert sign_in(who).post(decide_url(dispute), decision(decide="1")).status_code == 404

    assert fresh(dispute).status == "answered"


# --- Agreed, and decided by the clock


def test_the_other_side_may_agree_and_it_is_done_at_once(db, sign_in):
    dispute = make.dispute(wish=Wish("part", 300_00))
    browser = sign_in(_people(dispute)[0])
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


def time_is_up(dispute):
    Dispute.objects.filter(pk=dispute.pk).update(answer_by=timezone.now() - timedelta(minutes=1))


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


# --- Twice, at once, and by hand


@pytest.mark.django_db(transaction=True)
def test_two_of_our_staff_who_decide_at_once_decide_once(sign_in):
    dispute = make.answered()
    start = Barrier(2)

    def decide(outcome):
        browser = sign_in(make.platform())
        start.wait()
        answer = browser.post(decide_url(dispute), decision(outcome, decide="1"))
        assert answer.status_code == 302
        connection.close()

    at_once(lambda: decide("refund"), lambda: decide("full"))

    assert Payout.objects.count() + Refund.objects.count() == 1
    outcome = fresh(dispute).outcome
    assert fresh(dispute.milestone).status == {"full": "approved", "refund": "refunded"}[outcome]
    assert_money_ok()


@pytest.mark.django_db(transaction=True)
def test_f23_approving_and_opening_a_dispute_at_once_has_one_winner(sign_in):
    milestone = make.delivered()
    start = Barrier(2)

    def click(url, form):
        browser = sign_in(milestone.offer.made_by)
        start.wait()
        assert browser.post(url, form).status_code == 302
        connection.close()

    at_once(
        lambda: click(reverse("payments:approve", args=[milestone.pk]), {}),
        lambda: click(open_url(milestone), opening()),
    )

    assert Dispute.objects.count() + Payout.objects.count() == 1
    assert_money_ok()


@pytest.mark.django_db(transaction=True)
def test_taking_back_agreeing_and_the_clock_at_once_end_it_once(sign_in):
    dispute = make.dispute()
    student, employer = _people(dispute)
    time_is_up(dispute)
    start = Barrier(3)

    def post(who, name, form):
        browser = sign_in(who)
        start.wait()
        assert browser.post(reverse(name, args=[dispute.pk]), form).status_code == 302
        connection.close()

    def clock():
        start.wait()
        turn_clocks()
        connection.close()

    at_once(
        lambda: post(employer, "applications:take_back_dispute", {}),
        lambda: post(student, "payments:agree", {"seen": "refund:None:None"}),
        clock,
    )

    ended = fresh(dispute).status
    assert ended in ("withdrawn", "decided")
    assert Refund.objects.count() == (1 if ended == "decided" else 0)
    assert_money_ok()


WRONG = {
    "decided without an outcome": {"status": "decided"},
    "an outcome that nobody decided": {"outcome": "full"},
    "a wish for a part of nothing": {"wanted": "part"},
    "a wish for a day that is not said": {"wanted": "redo"},
    "answered without a clock": {"status": "answered"},
}


@pytest.mark.parametrize("what", WRONG)
def test_the_database_refuses(db, what):
    rows = Dispute.objects.filter(pk=make.dispute().pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**WRONG[what])


def test_the_database_refuses_a_second_one_at_the_same_time(db):
    first = make.dispute()
    wanted = {"reason": "other", "wanted": "full", "side": "employer"}
    times = {"opened_at": timezone.now(), "answer_by": timezone.now()}

    with pytest.raises(IntegrityError, match="one_dispute_at_a_time"), transaction.atomic():
        Dispute.objects.create(
            milestone=first.milestone, opened_by=first.opened_by, **wanted, **times
        )


def test_everybody_of_a_team_may_speak_in_a_dispute_and_reads_who_answers(db, sign_in):
    dispute = make.dispute()
    placement = dispute.milestone.placement
    mate = make.student()
    team_placement(placement, [mate], [1, 1])

    page = sign_in(mate.user).post(
        reverse("applications:say", args=[dispute.pk]), {"note": "I did half of it."}, follow=True
    )

    assert "I did half of it." in page.text
    answered = sign_in(dispute.opened_by).get(dispute.get_absolute_url()).text
    assert "I did half of it." in answered


def test_the_other_side_has_its_name_while_it_is_to_answer(db, sign_in):
    dispute = make.dispute()
    student = dispute.milestone.placement.student

    assert (
        f"{student} answers about"
        in sign_in(dispute.opened_by).get(dispute.get_absolute_url()).text
    )
