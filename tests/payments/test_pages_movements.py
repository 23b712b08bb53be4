"""Every payment, as employers and students read them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make

# --- Every movement


def test_the_employer_sees_every_payment(db, sign_in):
    payout = make.payout(sent=True)
    milestone = payout.milestone
    browser = sign_in(milestone.offer.made_by)

    page = browser.get(reverse("payments:money")).text

    assert "Paid to the student" in page
    assert "$720.00" in page
    assert "Released for approved work" in page


def test_the_employer_sees_what_is_to_be_paid_first(db, sign_in):
    placement = make.placement()

    page = sign_in(placement.offer.made_by).get(reverse("payments:money")).text

    assert reverse("payments:fund", args=[placement.milestones.get().pk]) in page


def test_parts_that_are_not_due_yet_are_set_apart(db, sign_in):
    placement = make.placement([100_00, 200_00])
    first, second = placement.milestones.all()

    page = sign_in(placement.offer.made_by).get(reverse("payments:money")).text

    to_pay, later = page.split("Later</h2>")
    assert reverse("payments:fund", args=[first.pk]) in to_pay
    assert "Pay for it when part 1 is approved" in later
    assert reverse("payments:fund", args=[second.pk]) not in page


def test_what_is_to_be_paid_soonest_comes_first(db, sign_in):
    employer = make.employer()
    org = employer.membership.organisation

    def placed(amounts, **given):
        row = make.listing(organisation=org, created_by=employer)
        app = make.application(listing=row, status="accepted")
        return make.placement(amounts, application=app, **given)

    going_on = placed([100_00, 200_00], fund_by=timezone.now())
    first, second = going_on.milestones.all()
    make.payout(make.delivered(first))
    sooner = timezone.now() + timedelta(days=1)
    soon = placed([300_00], fund_by=sooner).milestones.get()

    page = sign_in(employer).get(reverse("payments:money")).text

    urls = [reverse("payments:fund", args=[each.pk]) for each in (soon, second)]
    assert page.index(urls[0]) < page.index(urls[1])


def test_nothing_is_on_its_way_while_pay_waits_for_the_student(db, sign_in):
    payout = make.payout()
    name = payout.student.user.first_name
    employer = payout.milestone.offer.made_by

    page = sign_in(employer).get(reverse("payments:money")).text
    place = sign_in(employer).get(payout.milestone.placement.get_absolute_url()).text
    theirs = sign_in(payout.student.user).get(reverse("payments:money")).text

    assert f"Waits for {name} to say where to be paid" in page
    assert "On its way to" not in page
    assert f"Waits for {name} to say where to be paid." in place
    assert "Approved, waits for you" in theirs
    assert "Approved, being sent" not in theirs


def test_the_student_sees_every_payout_and_what_is_held(db, sign_in):
    first = make.payout(sent=True)
    student = first.student
    app = make.application(student=student, status="accepted")
    make.delivered(make.placement([100_00], application=app).milestones.get())

    page = sign_in(student.user).get(reverse("payments:money")).text

    assert "$648.00" in page
    assert "$90.00" in page
    assert first.reference in page


def test_amounts_of_two_currencies_are_not_added(db, sign_in):
    employer = make.employer()
    for currency in ("USD", "EUR"):
        listing = make.listing(
            organisation=employer.membership.organisation, created_by=employer, currency=currency
        )
        app = make.application(listing=listing, status="accepted")
        make.funded(make.placement(application=app).milestones.get())

    page = sign_in(employer).get(reverse("payments:money")).text

    assert "<dd>€720.00</dd><dd>$720.00</dd>" in page


def test_pages_without_money_say_what_will_be_there(db, sign_in):
    assert "No payments yet" in sign_in(make.employer()).get(reverse("payments:money")).text
    assert "Nothing here yet" in sign_in(make.student().user).get(reverse("payments:money")).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    db, sign_in, rows, django_assert_max_num_queries
):
    employer = make.employer()
    listing = make.listing(organisation=employer.membership.organisation, created_by=employer)
    for _ in range(rows):
        app = make.application(listing=listing, status="accepted")
        make.payout(make.delivered(make.placement(application=app).milestones.get()))
    browser = sign_in(employer)

    # Two of them: for whom they act, and what was told and led here is read.
    with django_assert_max_num_queries(18):
        browser.get(reverse("payments:money"))
