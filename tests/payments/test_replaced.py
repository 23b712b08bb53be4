"""A student drops out; one of the former shortlist is paid from what is paid in already."""

import pytest
from django.urls import reverse

from applications.models import Application, Offer, Placement
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import ledger, operations, tasks
from payments.models import Credit, Funding, Payout, Refund
from tests import make
from tests.steps import terms


class Sides:
    """Everybody at their own browser, for one listing with one place."""

    def __init__(self, bank, sign_in):
        self.bank, self.sign_in = bank, sign_in
        where = make.university()
        self.listing = make.listing(approved_by=where)
        self.employer = sign_in(self.listing.created_by)
        self.rows = [
            make.application(listing=self.listing, student=make.student(university=where))
            for _ in range(2)
        ]
        for row in self.rows:
            self.press("applications:shortlist", row)

    def press(self, name, row, data=None, by=None):
        page = (by or self.employer).post(reverse(name, args=[row.pk]), data or {}, follow=True)
        assert page.status_code == 200, name
        return page

    def offered_and_accepted(self, row):
        self.press("applications:make_offer", row, terms())
        offer = Offer.objects.get(application=row, status="made")
        student = self.sign_in(row.student.user)
        self.press("payments:accept", offer, {"agree": "on"}, by=student)
        return Placement.objects.get(offer=offer), student

    def paid_in(self, placement):
        milestone = placement.milestones.get()
        where = reverse("payments:fund", args=[milestone.pk])
        self.bank.pay(self.employer.post(where).url)
        operations.check_funding(Funding.objects.get(milestone=milestone))
        return milestone


@pytest.fixture
def sides(bank, sign_in):
    return Sides(bank, sign_in)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def ask_wherever_it_stands(sides, row, *pages):
    ask = reverse("applications:ask_again", args=[row.pk])
    board = reverse("applications:inbox", args=[sides.listing.slug])
    for page in (board, *(each.get_absolute_url() for each in pages)):
        text = sides.employer.get(page).text
        assert "Your shortlist" in text
        assert ask in text
    sides.employer.post(ask)
    assert Email.objects.filter(key__startswith="asked-again", to=row.student.user.email)


def test_from_the_drop_out_to_the_pay_of_the_one_who_was_asked_again(sides):
    first, second = sides.rows
    placement, student = sides.offered_and_accepted(first)
    sides.paid_in(placement)
    turn_clocks()
    assert (fresh(sides.listing).status, fresh(second).status) == ("filled", "not_selected")

    told = {"reason": "other", "note": "", "told": 720_00}
    sides.press("payments:call_off", placement, told, by=student)
    credit = Credit.objects.get()
    sides.press("payments:keep", credit)
    ask_wherever_it_stands(sides, second, credit, placement)
    again, other = sides.offered_and_accepted(second)
    milestone = again.milestones.get()
    page = sides.press("payments:fund", milestone, {"kept": "1"})
    assert "Paid with what we kept." in page.text
    assert fresh(milestone).status == "funded"
    draft = make.hand_in(milestone)
    sides.press("applications:check_delivery", milestone, {"version": draft.version}, by=other)
    sides.bank.ready(second.student)
    sides.press("payments:approve", milestone)
    tasks.sweep_operations()

    payout = Payout.objects.get()
    assert (payout.student, payout.amount_minor, payout.status) == (second.student, 648_00, "sent")
    assert fresh(milestone).status == "paid"
    assert fresh(again).status == "completed"
    assert Funding.objects.count() == 1
    assert not Refund.objects.exists()
    assert fresh(credit).status == "closed"
    assert ledger.held(milestone) == 0
    assert fresh(first).status == "withdrawn"


def test_after_a_place_that_was_never_paid_in_the_former_shortlist_may_be_asked(sides):
    first, second = sides.rows
    placement, _student = sides.offered_and_accepted(first)
    turn_clocks()
    assert fresh(second).status == "not_selected"

    Placement.objects.update(fund_by=placement.accepted_at)
    turn_clocks()
    tasks.sweep_operations()
    turn_clocks()

    assert fresh(placement).status == "cancelled"
    ask = reverse("applications:ask_again", args=[second.pk])
    assert ask in sides.employer.get(placement.get_absolute_url()).text
    sides.employer.post(ask)
    states = Application.objects.order_by("pk").values_list("status", flat=True)
    assert set(states) == {"shortlisted"}


def test_while_the_next_has_the_place_nobody_of_the_shortlist_is_shown(sides):
    first, second = sides.rows
    placement, _student = sides.offered_and_accepted(first)
    sides.paid_in(placement)
    turn_clocks()
    ask = reverse("applications:ask_again", args=[second.pk])

    assert ask not in sides.employer.get(placement.get_absolute_url()).text
    page = sides.press("applications:ask_again", second)

    assert "No place is free now. Nothing was changed." in page.text
    assert fresh(second).status == "not_selected"
