"""What a university's budget is spent on, and how its movements are read."""

import csv
import io

import pytest
from django.urls import reverse

from payments.models import Budget, Grant, Sponsorship
from tests import make
from tests.making import budget as making


@pytest.fixture
def budget(db) -> Budget:
    return making.budget()


@pytest.fixture
def browser(budget, sign_in):
    return sign_in(budget.made_by)


def url(name, row):
    return reverse(f"payments:{name}", args=[row.pk])


# --- Movements


def test_the_movements_say_what_was_left_after_each(budget, browser):
    making.top_up(budget, 1000_00)
    offer = making.offered(budget)
    making.granted(offer, budget, 300_00)
    milestone = making.accepted(offer).milestones.get()
    student = milestone.placement.student.user.name

    page = browser.get(url("budget_movements", budget)).text
    file = b"".join(browser.get(url("budget_movements_csv", budget)).streaming_content)
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))

    assert page.index("$700.00") < page.index("$1,000.00")
    assert student in page
    assert [row[5:7] for row in rows[1:]] == [["1000.00", "1000.00"], ["-300.00", "700.00"]]


def test_the_movements_ask_as_often_for_one_as_for_many(
    budget, browser, django_assert_max_num_queries
):
    making.top_up(budget, 1000_00)
    for _ in range(3):
        offer = making.offered(budget)
        making.granted(offer, budget, 30_00)
        making.accepted(offer)

    for name in ("budget_movements", "budget"):
        with django_assert_max_num_queries(25):
            browser.get(url(name, budget))
    with django_assert_max_num_queries(25):
        browser.get(reverse("payments:budgets"))


# --- Granting


def test_staff_promise_a_share_of_a_listing_and_students_read_it(budget, browser, sign_in):
    moderation = make.approval(make.listing(), by=budget.university)
    listing = moderation.listing
    making.top_up(budget, 1000_00)
    page = browser.get(reverse("listings:review", args=[moderation.pk])).text
    assert "Fund it from a budget" in page

    form = {"budget": budget.pk, "how_much": "part", "amount": "200"}
    browser.post(url("grant_listing", listing), form)

    assert Grant.objects.get().amount_minor == 200_00
    where = reverse("listings:detail", args=[listing.slug])
    ours = make.student(university=budget.university).user
    funded = f"Funded by {budget.university}"
    assert funded in sign_in(ours).get(where).text
    assert funded in sign_in(listing.created_by).get(where).text
    assert funded not in sign_in(make.student().user).get(where).text
    assert "You pay $200.00" in browser.get(reverse("listings:review", args=[moderation.pk])).text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"how_much": "part", "amount": ""}, "Enter how much the university pays"),
        ({"how_much": "part", "amount": "1.234"}, "fewer decimals"),
        ({}, "Choose how much it pays"),
    ],
)
def test_a_promise_says_how_much(budget, browser, form, words):
    listing = make.approval(make.listing(), by=budget.university).listing

    page = browser.post(url("grant_listing", listing), {"budget": budget.pk, **form})

    assert words in page.text
    assert not Grant.objects.exists()


def test_a_second_promise_for_a_listing_changes_nothing(budget, browser):
    listing = make.approval(make.listing(), by=budget.university).listing
    form = {"budget": budget.pk, "how_much": "all"}
    for _ in range(2):
        browser.post(url("grant_listing", listing), form)

    assert Grant.objects.count() == 1
    browser.post(url("end_grant", Grant.objects.get()))
    page = browser.post(url("end_grant", Grant.objects.get()), follow=True)
    assert "It has ended already" in page.text


def test_staff_fund_one_project_that_waits(budget, browser, sign_in):
    making.top_up(budget, 500_00)
    placement = making.accepted(making.offered(budget))
    student = placement.student.user.name
    assert student in browser.get(reverse("payments:budgets")).text
    address = url("grant_placement", placement)

    too_much = {"budget": budget.pk, "how_much": "all"}
    assert "Too little is left" in browser.post(address, too_much, follow=True).text
    assert not Sponsorship.objects.exists()
    part = {"budget": budget.pk, "how_much": "part", "amount": "400"}
    assert "$400.00 is reserved" in browser.post(address, part, follow=True).text

    assert "nothing to fund" in browser.get(address, follow=True).text
    room = sign_in(placement.student.user).get(placement.get_absolute_url()).text
    assert f"Funded by {budget.university}: $400.00 of $720.00" in room
    theirs = sign_in(placement.offer.made_by).get(placement.get_absolute_url()).text
    assert "Pay $320.00" in theirs


def test_the_employer_reads_on_the_payment_page_that_too_little_was_left(db, sign_in):
    budget = making.budget(100_00)
    offer = making.offered(budget)
    making.granted(offer, budget)
    milestone = making.accepted(offer).milestones.get()

    page = sign_in(offer.made_by).get(url("fund", milestone)).text

    assert "the last of its budget had gone to another project" in page
    assert "$720.00" in page
