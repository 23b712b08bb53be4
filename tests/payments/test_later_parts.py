"""A later part is to be paid in by a day too, and nobody ends what a bank is paying for."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Milestone
from listings.models import Listing
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from marketplace.templatetags.ui import in_words
from notifications.models import Email
from payments import actions, operations
from payments.models import Payout
from tests import make


@pytest.fixture
def parts(db) -> list[Milestone]:
    """Of a placement whose first part is approved just now; the second is to be paid in."""
    first = make.placement([100_00, 200_00, 300_00]).milestones.first()
    make.payout(make.delivered(first))
    return list(Milestone.objects.filter(offer=first.offer))


def time_is_up(milestone):
    Milestone.objects.filter(pk=milestone.pk).update(fund_by=timezone.now() - timedelta(minutes=1))


def states(parts):
    return [Milestone.objects.get(pk=each.pk).status for each in parts]


def test_the_clock_of_a_part_starts_when_the_one_before_it_is_approved(parts):
    _, second, third = parts
    hours = second.placement.listing.format.funding_hours

    left = second.fund_by - timezone.now()
    assert timedelta(hours=hours - 1) < left <= timedelta(hours=hours)
    assert third.fund_by is None


def test_both_hear_by_when_the_next_part_is_to_be_paid_in(parts):
    first, second, _ = parts

    for side in ("employer", "student"):
        body = Email.objects.get(key=f"approved:{first.pk}:{side}").body
        assert in_words(second.fund_by) in body
        assert second.title in body


def test_both_see_by_when_and_what_happens_then(parts, sign_in):
    _, second, _ = parts
    placement = second.placement

    for who in (second.offer.made_by, placement.student.user):
        page = sign_in(who).get(placement.get_absolute_url())
        assert page.context["turn"].due == second.fund_by
        assert "the placement ends" in page.text
    to_pay = sign_in(second.offer.made_by).get(reverse("payments:fund", args=[second.pk])).text
    assert "the placement ends here" in to_pay


def test_what_nobody_paid_in_ends_and_what_is_approved_stays(parts):
    first, second, _ = parts
    time_is_up(second)

    turn_clocks()

    placement = second.placement
    placement.refresh_from_db()
    assert placement.status == "cancelled"
    assert states(parts) == ["approved", "cancelled", "cancelled"]
    assert Payout.objects.get(milestone=first).amount_minor == 90_00
    assert Email.objects.filter(key__startswith=f"ended-early:{placement.pk}").count() == 2
    assert Listing.objects.get(pk=placement.listing_id).status == placement.listing.status


def test_the_page_of_what_ended_early_says_so_to_both(parts, sign_in):
    _, second, _ = parts
    time_is_up(second)
    turn_clocks()

    for who in (second.offer.made_by, second.placement.student.user):
        page = sign_in(who).get(second.placement.get_absolute_url()).text
        assert "Ended early" in page
        assert "before anything was paid in" not in page


def test_what_still_has_time_goes_on(parts):
    with pytest.raises(WrongState):
        actions.end_early(parts[1].placement)

    turn_clocks()

    assert states(parts) == ["approved", "agreed", "agreed"]


def test_nothing_ends_while_another_part_is_worked_on(parts):
    _, second, third = parts
    make.funded(third)
    time_is_up(second)

    turn_clocks()

    assert states(parts) == ["approved", "agreed", "funded"]


def test_nothing_ends_while_a_payment_page_is_open(parts):
    _, second, _ = parts
    actions.start_funding(second, second.offer.made_by)
    time_is_up(second)

    turn_clocks()

    assert states(parts) == ["approved", "agreed", "agreed"]


# --- While a debit is with the bank


@pytest.fixture
def milestone(db) -> Milestone:
    return make.placement().milestones.get()


@pytest.fixture
def debited(bank, milestone):
    bank.control("change-settings", debit_takes=1)
    funding = bank.open_page(milestone)
    bank.debit(funding.checkout_url, "000222222227")
    return operations.check_funding(funding)


def cancel(sign_in, milestone):
    address = reverse("applications:cancel", args=[milestone.placement.pk])
    return sign_in(milestone.offer.made_by).post(address, {"reason": "other"}, follow=True)


def test_nothing_is_cancelled_while_the_bank_is_paying(debited, milestone, sign_in):
    assert debited.status == "processing"

    page = cancel(sign_in, milestone)

    milestone.placement.refresh_from_db()
    assert milestone.placement.status == "accepted"
    assert "on its way from the bank, so nothing was cancelled" in page.text
    assert "Cancel the placement" not in page.text
    assert page.context["turn"].waiting


def test_what_the_bank_refused_can_be_cancelled(bank, debited, milestone, sign_in):
    bank.control("advance-clock", seconds=2)
    operations.check_funding(debited)

    cancel(sign_in, milestone)

    milestone.placement.refresh_from_db()
    assert milestone.placement.status == "cancelled"
