"""Calling off work that is paid in: what was said becomes of every cent, once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from applications import actions as application_actions
from applications.models import Application, Milestone, Placement
from listings.models import Listing
from notifications.models import Email
from payments import actions, ledger, operations, tasks
from payments.ledger import Kind
from payments.models import Credit, Funding, Operation, Refund
from tests import make
from tests.payments.conftest import assert_money_ok


def url(placement):
    return reverse("payments:call_off", args=[placement.pk])


def said(placement, **more):
    told = actions.outcome(placement).back_minor
    return {"told": told, "reason": "other", "note": "", "money": "back", **more}


@pytest.fixture
def paid_in(db) -> Milestone:
    return make.funded().milestone


def test_an_employer_gets_everything_back_that_was_not_delivered(bank, sign_in):
    milestone = make.placement().milestones.get()
    funding = bank.fund(milestone)
    placement = milestone.placement
    browser = sign_in(milestone.offer.made_by)

    page = browser.get(url(placement))
    assert "$720.00" in page.text
    assert "our fee of $72.00 in it" in page.text
    done = browser.post(
        url(placement),
        said(placement, reason="not_needed", note="We were bought. Sorry."),
        follow=True,
    )
    tasks.sweep_operations()

    assert "called off, and the other side told" in done.text
    milestone.refresh_from_db()
    placement.refresh_from_db()
    assert (placement.status, milestone.status) == ("cancelled", "refunded")
    refund = Refund.objects.get()
    assert (refund.status, refund.amount_minor, refund.why) == ("succeeded", 720_00, "ended")
    assert [each.amount for each in bank.refunds(funding)] == [720_00]
    assert ledger.held(milestone) == 0
    mail = Email.objects.get(key=f"paying-back:{refund.pk}")
    assert mail.to == funding.payer.email
    assert "$720.00" in mail.body
    told = Email.objects.get(key=f"called-off:{placement.pk}:student")
    assert "We were bought. Sorry." in told.body
    assert "says nothing about your work" in told.body


def test_a_student_whose_employer_called_it_off_is_back_on_the_shortlist(paid_in):
    placement = paid_in.placement
    actions.call_off(placement, paid_in.offer.made_by, "not_needed", "", told=720_00)

    application = Application.objects.get(pk=paid_in.offer.application_id)
    assert application.status == "shortlisted"


def test_the_place_opens_again_while_students_may_still_apply(paid_in):
    listing = Listing.objects.filter(pk=paid_in.placement.listing_id)
    listing.update(status="filled")

    actions.call_off(paid_in.placement, paid_in.offer.made_by, "other", "", told=720_00)

    assert listing.get().status == "open"


def test_the_place_stays_closed_once_the_deadline_has_passed(paid_in):
    listing = Listing.objects.filter(pk=paid_in.placement.listing_id)
    listing.update(status="filled", apply_by=timezone.now() - timedelta(days=1))

    actions.call_off(paid_in.placement, paid_in.offer.made_by, "other", "", told=720_00)

    assert listing.get().status == "closed"


def test_a_student_who_calls_it_off_is_told_first_that_nothing_is_theirs(paid_in, sign_in):
    placement = paid_in.placement
    browser = sign_in(placement.student.user)

    page = browser.get(url(placement)).text
    assert "You owe nothing." in page
    assert "Keep it for the next student" not in page
    browser.post(url(placement), said(placement, reason="time"))

    assert Application.objects.get(pk=paid_in.offer.application_id).status == "withdrawn"
    assert Placement.objects.get(pk=placement.pk).cancel_reason == "time"


def test_f36_what_is_approved_stays_and_the_rest_goes_back(bank, sign_in):
    first, second = make.placement([100_00, 200_00]).milestones.all()
    bank.ready(first.placement.student)
    bank.fund(first)
    application_actions.deliver(first, "Here.", [], [])
    bank.fund(second)
    actions.approve(first, first.offer.made_by)
    placement = first.placement

    browser = sign_in(first.offer.made_by)
    page = browser.get(url(placement)).text
    assert "$90.00" in page
    assert "$200.00" in page
    browser.post(url(placement), said(placement))
    tasks.sweep_operations()
    tasks.sweep_operations()

    states = Milestone.objects.filter(offer=first.offer).values_list("status", flat=True)
    assert list(states) == ["paid", "refunded"]
    assert Refund.objects.get().amount_minor == 200_00
    assert Application.objects.get(pk=first.offer.application_id).status == "accepted"
    assert [each.amount for each in bank.transfers(first)] == [90_00]


@pytest.mark.parametrize("side", ["student", "employer"])
def test_nobody_calls_off_alone_what_is_handed_in(db, sign_in, side):
    milestone = make.delivered()
    placement = milestone.placement
    who = placement.student.user if side == "student" else milestone.offer.made_by

    page = sign_in(who).post(url(placement), said(placement), follow=True)

    assert "has to be answered first. Nothing was changed." in page.text
    assert not Refund.objects.exists()
    assert ledger.held(milestone) == 720_00


def asked_for_changes(by_date):
    milestone = make.delivered()
    application_actions.ask_for_changes(milestone, "The chart lacks units.", by_date)
    return Milestone.objects.get(pk=milestone.pk)


def test_an_employer_never_calls_off_alone_what_they_have_had(db, sign_in):
    milestone = asked_for_changes(make.today(3))
    placement = milestone.placement
    browser = sign_in(milestone.offer.made_by)

    for by in (milestone.work_by, timezone.now() - timedelta(days=9)):
        Milestone.objects.filter(pk=milestone.pk).update(work_by=by)
        page = browser.post(url(placement), said(placement), follow=True).text
        assert "If the changes are late, open a dispute about them. Nothing was changed." in page
        assert url(placement) not in page

    assert Milestone.objects.get(pk=milestone.pk).status == "changes"
    assert not Refund.objects.exists()
    assert ledger.held(milestone) == 720_00


def test_a_student_may_give_up_on_changes_at_any_time(db, sign_in):
    milestone = asked_for_changes(make.today(3))

    sign_in(milestone.placement.student.user).post(
        url(milestone.placement), said(milestone.placement)
    )

    assert Milestone.objects.get(pk=milestone.pk).status == "refunded"
    assert Refund.objects.get().amount_minor == 720_00


def test_an_amount_that_has_changed_is_read_again_first(paid_in, sign_in):
    placement = paid_in.placement

    page = sign_in(paid_in.offer.made_by).post(url(placement), said(placement, told=1))

    assert "The money has changed meanwhile, so nothing was done." in page.text
    assert Placement.objects.get(pk=placement.pk).status == "active"
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"reason": ""}, "Say why"),
        ({"money": "bitcoin"}, "valid choice"),
        ({"note": "x" * 1001}, "1000"),
    ],
)
def test_a_form_that_is_not_whole_calls_nothing_off(paid_in, sign_in, given, says):
    page = sign_in(paid_in.offer.made_by).post(
        url(paid_in.placement), said(paid_in.placement, **given)
    )

    assert says in page.text
    assert not Refund.objects.exists()


def test_an_employer_needs_a_second_factor_to_call_off(paid_in, sign_in):
    employer = paid_in.offer.made_by
    employer.authenticator_set.all().delete()

    response = sign_in(employer).post(url(paid_in.placement), said(paid_in.placement))

    assert response.url.startswith(reverse("accounts:second_factor"))
    assert not Refund.objects.exists()


def test_f22_calling_off_twice_pays_back_once(paid_in, sign_in):
    browser = sign_in(paid_in.offer.made_by)
    form = said(paid_in.placement)

    browser.post(url(paid_in.placement), form)
    again = browser.post(url(paid_in.placement), form, follow=True)

    assert "This placement is over. Nothing was changed." in again.text
    assert Refund.objects.count() == 1


def test_what_is_not_paid_in_yet_is_cancelled_in_the_old_way(db, sign_in):
    placement = make.placement()

    page = sign_in(placement.offer.made_by).get(url(placement), follow=True)

    assert "Nothing is paid in yet" in page.text


def test_f26_a_refund_that_bounces_is_parked_for_a_person(bank):
    milestone = make.placement().milestones.get()
    bank.fund(milestone)
    actions.call_off(milestone.placement, milestone.offer.made_by, "other", "", told=720_00)
    tasks.sweep_operations()
    refund = Refund.objects.get()

    bank.control("fail-refund", refund=refund.stripe_refund_id)
    operations.check_refund(refund.stripe_refund_id)

    refund.refresh_from_db()
    assert refund.status == "failed"
    assert ledger.totals(Kind.SUSPENSE) == {"USD": -720_00}
    assert f"72000 USD of payment {refund.funding_id} is parked" in ledger.waiting_for_a_person()


def test_a_refund_whose_answer_is_lost_is_made_once(bank):
    milestone = make.placement().milestones.get()
    funding = bank.fund(milestone)
    actions.call_off(milestone.placement, milestone.offer.made_by, "other", "", told=720_00)
    bank.fail("cut", "/v1/refunds", method="POST")

    tasks.sweep_operations()
    Operation.objects.filter(kind="refund").update(not_before=timezone.now())
    tasks.sweep_operations()

    assert Refund.objects.get().status == "succeeded"
    assert [each.amount for each in bank.refunds(funding)] == [720_00]


def test_a_page_that_is_open_for_a_later_part_is_closed(bank):
    first, second = make.placement([100_00, 200_00]).milestones.all()
    bank.fund(first)
    open_page = bank.open_page(second)
    actions.call_off(first.placement, first.offer.made_by, "other", "", told=100_00)

    tasks.close_pages()
    tasks.sweep_operations()

    assert Funding.objects.get(pk=open_page.pk).status == "expired"


@pytest.mark.django_db(transaction=True)
def test_f22_two_who_call_off_at_once_pay_back_once(sign_in):
    milestone = make.funded().milestone
    placement = milestone.placement
    people = [milestone.offer.made_by, placement.student.user]
    start = Barrier(2)

    def go(person):
        browser = sign_in(person)
        start.wait()
        browser.post(url(placement), said(placement))
        connection.close()

    at_once(*(lambda person=person: go(person) for person in people))

    assert Milestone.objects.get(pk=milestone.pk).status == "refunded"
    back = Refund.objects.count(), Credit.objects.count()
    assert back in {(1, 0), (0, 1)}
    assert ledger.held(milestone) == 0
    assert_money_ok()


@pytest.mark.django_db(transaction=True)
def test_handing_in_and_calling_off_at_once_has_one_winner(sign_in):
    milestone = make.funded().milestone
    placement = milestone.placement
    start = Barrier(2)

    draft = make.hand_in(milestone)

    def hand_in():
        browser = sign_in(placement.student.user)
        start.wait()
        address = reverse("applications:check_delivery", args=[milestone.pk])
        assert browser.post(address, {"version": draft.version}).status_code == 302
        connection.close()

    def call_off():
        browser = sign_in(milestone.offer.made_by)
        start.wait()
        assert browser.post(url(placement), said(placement)).status_code == 302
        connection.close()

    at_once(hand_in, call_off)

    milestone.refresh_from_db()
    assert milestone.status in ("delivered", "refunded")
    assert Refund.objects.exists() == (milestone.status == "refunded")
    assert ledger.held(milestone) == (720_00 if milestone.status == "delivered" else 0)


def at_once(*steps):
    threads = [Thread(target=step) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_work_that_was_logged_is_named_and_asked_about_before_it_is_called_off(paid_in, sign_in):
    placement = paid_in.placement
    make.hours(placement, minutes=9 * 60 + 15)
    employer, student = sign_in(paid_in.offer.made_by), sign_in(placement.student.user)

    for browser in (employer, student):
        assert "9 h 15 min of work are logged" in browser.get(url(placement)).text
    again = employer.post(url(placement), said(placement))
    assert "work was done that this does not pay" in again.text
    placement.refresh_from_db()
    assert placement.status == "active"

    employer.post(url(placement), said(placement, seen="on"))
    placement.refresh_from_db()
    assert placement.status == "cancelled"
