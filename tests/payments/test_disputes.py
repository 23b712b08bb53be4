"""A dispute from its opening to its money, for both sides and our staff."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications import actions as application_actions
from applications.actions import Wish
from applications.models import Dispute, Milestone, StatementFile
from marketplace.clocks import working_days_after
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions, ledger
from payments.models import Payout, Refund
from tests import make
from tests.payments.conftest import assert_money_ok
from tests.payments.disputing import asked_for_changes, fresh, open_url, opening, time_is_up

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

    for n in range(10):
        page = browser.post(address, {"note": f"Again, {n}."}, follow=True)

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
