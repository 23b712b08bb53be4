"""A dispute ends once, whoever is at it; what the database refuses; who is named in it."""

from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from applications.models import Dispute
from marketplace.tasks import turn_clocks
from payments.models import Payout, Refund
from tests import make
from tests.making.team import team_placement
from tests.payments.conftest import assert_money_ok
from tests.payments.disputing import (
    decide_url,
    decision,
    fresh,
    open_url,
    opening,
    people_of,
    time_is_up,
)
from tests.payments.test_calling_off import at_once

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
    student, employer = people_of(dispute)
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
