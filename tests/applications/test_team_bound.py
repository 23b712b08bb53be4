"""Disputes and ends of a team's work: all of it are told, one of it speaks for all."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from applications import actions as application_actions
from applications import emails_disputes
from applications.actions import Wish
from applications.models import CheckIn, Milestone, Placement
from listings.models import Listing
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions
from tests import make
from tests.making.team import team_placement


@pytest.fixture
def ada(db):
    return make.student(as_user={"name": "Ada Obi"})


@pytest.fixture
def bo(ada):
    return make.student(university=ada.university, as_user={"name": "Bo Lind"})


@pytest.fixture
def handed_in(ada, bo) -> Milestone:
    application = make.application(student=ada, status="accepted")
    placement = team_placement(make.placement(application=application), [bo], [1, 2])
    return make.delivered(placement.milestones.get())


def to(key):
    return set(Email.objects.filter(key__startswith=key).values_list("to", flat=True))


def body(student, key):
    return Email.objects.get(to=student.user.email, key__startswith=key).body


# --- A dispute -------------------------------------------------------------


def test_all_of_a_team_hear_of_a_dispute_and_any_of_them_answers(ada, bo, handed_in, sign_in):
    employer, both = handed_in.offer.made_by, {ada.user.email, bo.user.email}
    dispute = make.dispute(handed_in)
    assert to("dispute-opened") == both | {employer.email}
    emails_disputes.remind_to_answer(dispute, "24")
    assert to("remind-dispute") == both

    url = reverse("applications:say", args=[dispute.pk])
    page = sign_in(bo.user).post(url, {"note": "All rows are there.", "links": ""}, follow=True)

    assert "It stands below" in page.text
    dispute.refresh_from_db()
    assert dispute.status == "answered"
    assert to("dispute-answered") == both | {employer.email}


def test_each_of_a_team_reads_what_a_decision_leaves_them(ada, bo, handed_in):
    dispute = make.answered(handed_in)

    actions.decide(dispute, make.platform(), Wish("part", 300_00), "Half of it is there.")

    for student, own in ((ada, "$90.00"), (bo, "$180.00")):
        told = body(student, "dispute-decided")
        assert f"of which your team receives $270.00, and you {own} of that" in told
    employer = Email.objects.get(key=f"dispute-decided:{dispute.pk}:employer")
    assert "of which Ada Obi’s team receives $270.00" in employer.body


def test_the_others_of_a_team_read_who_has_opened_a_dispute_for_them(ada, bo, handed_in, sign_in):
    application_actions.ask_for_changes(handed_in, "A second report too.", make.today(4))
    milestone = Milestone.objects.get(pk=handed_in.pk)

    dispute = make.dispute(milestone, by=ada.user, wish=Wish("full"), reason="beyond")

    assert "You have opened a dispute" in body(ada, "dispute-opened")
    assert "Ada Obi has opened a dispute for your team" in body(bo, "dispute-opened")
    page = sign_in(bo.user).get(dispute.get_absolute_url()).text
    assert "Ada Obi opened it" in page
    assert "Take the dispute back" not in page
    assert "Take the dispute back" in sign_in(ada.user).get(dispute.get_absolute_url()).text


def test_only_who_applied_is_shown_the_way_to_agree(ada, bo, handed_in, sign_in):
    dispute = make.dispute(handed_in)
    url = reverse("payments:agree", args=[dispute.pk])

    for student, shown in ((ada, True), (bo, False)):
        page = sign_in(student.user).get(dispute.get_absolute_url()).text
        assert ("Agree to what they wish" in page) is shown
    page = sign_in(bo.user).get(url, follow=True).text
    assert "Ada Obi applied for your team, and agrees for all of you" in page
    sign_in(bo.user).post(url, {"seen": "refund:None:None"})
    dispute.refresh_from_db()
    assert dispute.status == "open"
    assert "What becomes of the money" in sign_in(ada.user).get(url).text


def test_only_who_applied_is_shown_the_way_to_a_dispute(ada, bo, handed_in, sign_in):
    application_actions.ask_for_changes(handed_in, "A second report too.", make.today(4))

    for student, shown in ((ada, True), (bo, False)):
        page = sign_in(student.user).get(handed_in.placement.get_absolute_url()).text
        assert ("Open a dispute" in page) is shown
        assert "Hand in a new version" in page


# --- What an employer pays -------------------------------------------------


def test_the_pages_of_the_money_name_the_team(ada, handed_in, sign_in):
    browser = sign_in(handed_in.offer.made_by)
    page = browser.get(reverse("payments:approve", args=[handed_in.pk])).text
    assert "Ada Obi’s team is paid $648.00 from what you paid in" in page
    assert "Approve and pay $648.00 to Ada’s team" in page
    assert "Not everybody in the team has finished saying where to be paid" in page
    room = browser.get(handed_in.placement.get_absolute_url()).text
    assert "Expected in everybody’s bank by" in room
    assert "The team receives" in room


# --- The end of a placement ------------------------------------------------


def called_off():
    milestone = make.funded().milestone
    return milestone.placement, lambda: actions.call_off(
        milestone.placement, milestone.offer.made_by, "other", "", told=720_00
    )


def not_paid_in():
    first, second = make.placement([400_00, 320_00]).milestones.all()
    make.payout(make.delivered(first))
    Milestone.objects.filter(pk=second.pk).update(fund_by=timezone.now() - timedelta(minutes=1))
    return first.placement, turn_clocks


def refunded():
    dispute = make.answered()
    return dispute.milestone.placement, lambda: actions.decide(
        dispute, make.platform(), Wish("refund"), "Copied."
    )


def completed():
    payout = make.payout()
    milestone = payout.milestone
    return milestone.placement, lambda: application_actions.pay(milestone)


@pytest.mark.parametrize("way", [called_off, not_paid_in, refunded, completed])
def test_nobody_is_asked_about_work_that_has_ended(db, way):
    placement, end = way()
    for side in ("student", "employer"):
        make.check_in(placement, side)
    make.check_in(make.placement())

    end()

    assert Placement.objects.get(pk=placement.pk).status in {"cancelled", "completed"}
    assert set(placement.check_ins.values_list("status", flat=True)) == {"closed"}
    assert CheckIn.objects.open().count() == 1


def test_a_request_for_a_later_day_ends_with_the_work(db):
    milestone = make.funded().milestone
    extension = make.extension(milestone)

    actions.call_off(milestone.placement, milestone.offer.made_by, "other", "", told=720_00)

    extension.refresh_from_db()
    assert extension.status == "not_needed"


def test_what_only_waits_for_its_pay_is_not_called_off(db, sign_in):
    one, two = make.placement([400_00, 320_00]).milestones.all()
    make.payout(make.delivered(one))
    url = reverse("payments:call_off", args=[one.placement_id])
    browser = sign_in(one.offer.made_by)
    assert url in browser.get(one.placement.get_absolute_url()).text

    dispute = make.answered(make.delivered(two))
    actions.decide(dispute, make.platform(), Wish("refund"), "Copied.")

    placement = Placement.objects.get(pk=one.placement_id)
    assert placement.status == "active"
    assert url not in browser.get(placement.get_absolute_url()).text


# --- The clock of who is asked ---------------------------------------------


@pytest.mark.parametrize("status", ["open", "closed", "filled"])
def test_nobody_is_reminded_to_join_a_team_that_cannot_apply(ada, bo, status):
    now = timezone.now()
    listing = make.listing(
        approved_by=ada.university, team_most=2, apply_by=now + timedelta(hours=30)
    )
    draft = make.application(
        student=ada, listing=listing, status="draft", submitted_at=None, decide_by=None
    )
    member = application_actions.name_member(draft, bo.user.email)
    turn_clocks()
    Email.objects.all().delete()
    Listing.objects.filter(pk=listing.pk).update(status=status)

    with time_machine.travel(now + timedelta(hours=7), tick=False):
        turn_clocks()

    assert to("team-asked") == ({bo.user.email} if status == "open" else set())
    member.refresh_from_db()
    assert member.status == "asked"
