"""Where is my money: each step with its day, for both sides, in every state."""

from datetime import timedelta

import pytest
import time_machine
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from applications import actions as application_actions
from applications.models import Milestone
from payments import actions, overview, whereabouts
from payments.models import Credit, Refund
from tests import make
from tests.payments.dropping import drop_out, replacement


def steps(milestone, viewer):
    milestone.refresh_from_db()
    placement = milestone.placement
    placement.refresh_from_db()
    [part] = whereabouts.parts(overview.of_placement(placement, viewer), viewer)
    return part.steps


def said(milestone, viewer):
    return [(step["state"], step["title"]) for step in steps(milestone, viewer)]


def sides(milestone):
    """Who pays, and who works."""
    application = milestone.offer.application
    return milestone.offer.made_by, application.student.user


def test_before_it_is_paid_in_both_read_by_when_and_what_follows(db):
    milestone = make.placement().milestones.get()
    employer, student = sides(milestone)
    organisation = milestone.placement.listing.organisation.name

    assert said(milestone, student) == [
        ("now", f"Paid in by {organisation} by"),
        ("todo", "Work due"),
        ("todo", "Approved at the latest"),
        ("todo", "Sent"),
        ("todo", "In the bank some working days later"),
    ]
    assert said(milestone, employer)[0] == ("now", "Pay in by")
    assert steps(milestone, student)[0]["when"] == milestone.placement.fund_by


def test_while_it_is_held_the_days_follow_one_another(db):
    milestone = make.funded().milestone
    _employer, student = sides(milestone)

    paid, due, approved, _sent, expected = steps(milestone, student)

    assert (paid["state"], due["state"]) == ("done", "now")
    assert paid["when"] < due["when"] < approved["when"] < expected["when"]
    assert due["text"] == "We hold $648.00 until it is approved."
    assert due["when"] == milestone.due_at


def test_once_handed_in_it_says_when_it_is_approved_by_itself(db):
    milestone = make.delivered()
    employer, student = sides(milestone)

    step = steps(milestone, employer)[2]

    assert (step["state"], step["title"]) == ("now", "Approved by")
    assert step["when"] == milestone.review_by
    assert said(milestone, employer)[-1] == ("todo", f"Expected in {student.first_name}’s bank by")


def test_before_it_is_approved_nobody_is_promised_it_is_sent_without_a_place_to_go(db):
    milestone = make.delivered()

    for reader in sides(milestone):
        (sent,) = [step for step in steps(milestone, reader) if step["title"] == "Sent"]
        assert "as soon as it is said where to be paid" in sent["text"]


def test_what_waits_for_the_student_tells_both_why(db):
    milestone = make.payout().milestone
    employer, student = sides(milestone)

    assert said(milestone, student)[3] == ("now", "Waits for you")
    assert said(milestone, employer)[3] == ("now", "Waits to be sent")
    assert student.first_name in steps(milestone, employer)[3]["text"]


def test_what_is_sent_is_expected_and_then_there(db):
    milestone = make.payout(sent=True).milestone
    _employer, student = sides(milestone)

    assert said(milestone, student)[3:] == [("done", "Sent"), ("now", "Expected in your bank by")]
    with time_machine.travel(timezone.now() + timedelta(days=20), tick=False):
        assert said(milestone, student)[-1] == ("done", "Expected in your bank by")


def test_in_a_dispute_it_says_who_has_to_speak_by_when(db):
    dispute = make.dispute()
    _employer, student = sides(dispute.milestone)

    step = steps(dispute.milestone, student)[2]
    assert (step["title"], step["when"]) == ("The other side answers by", dispute.answer_by)

    dispute = make.answer(dispute)
    step = steps(dispute.milestone, student)[2]
    assert (step["title"], step["when"]) == ("Our staff decide by", dispute.decide_by)


def test_what_went_back_says_when_it_is_there_again(db):
    milestone = make.funded().milestone
    employer, student = sides(milestone)
    placement = milestone.placement
    actions.call_off(placement, employer, "time", "", told=milestone.amount_minor)

    refund = Refund.objects.get()
    assert said(milestone, employer) == [
        ("done", "Paid in"),
        ("now", "$720.00 back where it came from by"),
    ]
    assert steps(milestone, employer)[1]["when"] > refund.created_at
    assert said(milestone, student) == [("done", "Paid in"), ("done", "Ended")]
    refund.status = Refund.Status.FAILED
    Refund.objects.filter(pk=refund.pk).update(status=refund.status)
    assert said(milestone, employer)[1] == ("now", "$720.00 could not be paid back")
    Refund.objects.filter(pk=refund.pk).update(status=Refund.Status.PENDING)


def test_what_is_kept_says_until_when(db):
    milestone = make.funded().milestone
    employer, _student = sides(milestone)
    actions.call_off(
        milestone.placement, employer, "time", "", told=milestone.amount_minor, keep_it=True
    )

    step = steps(milestone, employer)[1]

    assert step["title"] == "Kept for the next student, until"
    assert step["when"] == Credit.objects.get().use_by


def test_what_was_paid_from_kept_money_and_is_kept_again_says_until_when(db):
    first = make.funded().milestone
    drop_out(first)
    (second,) = replacement(first, 720_00)
    actions.pay_from_kept(second)
    drop_out(Milestone.objects.get(pk=second.pk))
    employer, _student = sides(second)

    step = steps(second, employer)[1]

    assert step["title"] == "Kept for the next student, until"
    assert step["when"] == Credit.objects.get().use_by


def test_a_debit_with_the_bank_is_on_its_way(db):
    milestone = make.placement().milestones.get()
    employer, _student = sides(milestone)
    application_actions.payment_with_bank(milestone, working=True)

    assert said(milestone, employer)[0] == ("now", "On its way from the bank")


def test_of_several_parts_the_one_that_moves_next_is_open(db):
    placement = make.placement([300_00, 400_00])
    first, _second = placement.milestones.all()
    make.payout(make.delivered(first), sent=True)
    employer, _student = sides(first)
    request = RequestFactory().get("/")
    request.user = employer

    html = Template("{% load payments %}{% money_panel placement %}").render(
        Context({"request": request, "placement": placement})
    )

    assert html.count('<details class="way">') == 1
    assert html.count('<details class="way" open>') == 1
    assert html.index('<details class="way">') < html.index('<details class="way" open>')


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo"])
def test_days_are_those_of_the_reader(db, zone):
    milestone = make.delivered()
    employer, _student = sides(milestone)
    request = RequestFactory().get("/")
    request.user = employer

    with timezone.override(zone):
        html = Template("{% load payments %}{% money_panel placement %}").render(
            Context({"request": request, "placement": milestone.placement})
        )
        day = timezone.localtime(milestone.review_by)

    assert f'datetime="{day.isoformat(timespec="seconds")}"' in html
