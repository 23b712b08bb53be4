"""Why an application was closed without an answer: kept when it happens, told as it was."""

import pytest
from django.utils import timezone

from applications import actions
from applications.flags import FEWEST, flags_of
from applications.models import Application
from listings.actions import close
from marketplace.tasks import turn_clocks
from notifications.models import Email
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled():
    """The only place is taken, and one other waits for the clock's round."""
    offer = make.offer()
    other = make.application(listing=offer.application.listing)
    return actions.accept(offer), other


def test_a_place_that_is_free_again_before_the_round_closes_nobody(filled):
    placement, other = filled
    actions.cancel(placement, placement.student.user, "time")

    turn_clocks()

    other.refresh_from_db()
    assert (other.status, other.closed_for) == ("submitted", "")
    assert other.decide_by > other.listing.apply_by > timezone.now()
    assert not Email.objects.filter(key__startswith="not-selected").exists()


def test_who_is_closed_because_the_place_was_taken_reads_so_whatever_comes_later(filled):
    placement, other = filled
    turn_clocks()
    actions.cancel(placement, placement.student.user, "time")

    mail = Email.objects.get(key__startswith="not-selected")
    assert "Every place on" in mail.body
    assert Application.objects.get(pk=other.pk).closed_for == "filled"


def test_who_fills_a_place_at_once_is_not_said_to_leave_people_waiting():
    org = make.organisation()
    for _ in range(FEWEST):
        offer = make.offer(
            application=make.application(listing=make.listing(organisation=org), status="offered")
        )
        make.application(listing=offer.application.listing)
        actions.accept(offer)
    turn_clocks()

    assert flags_of(org).answers == 1


def test_nobody_counts_days_to_apply_for_a_listing_that_is_closed(sign_in):
    application = make.application()
    me, page = sign_in(application.student.user), application.get_absolute_url()

    def beside_apply_by():
        text = me.get(page).text
        return text[(start := text.index("<dt>Apply by")) : text.index("</div>", start)]

    assert "days left" in beside_apply_by()
    close(application.listing)

    assert "days left" not in beside_apply_by()
    assert "no longer open" in beside_apply_by()
