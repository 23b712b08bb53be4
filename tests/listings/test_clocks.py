from datetime import timedelta

import pytest
from django.utils import timezone

from listings.models import Format
from marketplace.tasks import turn_clocks
from tests import make

pytestmark = pytest.mark.django_db


def closed_after(hours, **given):
    """Whether the task closes a listing whose deadline was `hours` ago."""
    listing = make.listing(apply_by=timezone.now() - timedelta(hours=hours), **given)
    turn_clocks()
    listing.refresh_from_db()
    return listing.status == "closed"


def test_a_listing_stays_open_until_every_answer_has_had_its_time():
    week_and_three_days = (7 + 3) * 24

    assert not closed_after(-1)
    assert not closed_after(1)
    assert not closed_after(week_and_three_days - 1)
    assert closed_after(week_and_three_days + 1)


def test_the_clocks_are_the_formats():
    quick = make.format(slug="quick", name="Quick", decision_hours=2, offer_hours=1)

    assert not closed_after(2, format=quick)
    assert closed_after(4, format=quick)


@pytest.mark.parametrize("status", ["draft", "submitted", "changes", "rejected", "filled"])
def test_only_open_listings_are_closed(status):
    assert not closed_after(1000, status=status)


def test_closing_twice_is_closing_once():
    listing = make.listing(apply_by=timezone.now() - timedelta(days=20))
    turn_clocks()
    listing.refresh_from_db()
    first = listing.closed_at

    turn_clocks()

    listing.refresh_from_db()
    assert listing.closed_at == first


def test_every_format_of_the_product_is_there_and_those_that_work_can_be_chosen():
    Format.objects.all().delete()
    make.formats()
    make.formats()

    assert Format.objects.count() == 14
    assert list(Format.objects.filter(is_active=True).values_list("slug", flat=True)) == [
        "micro-internship",
        "weekly-micro-internship",
        "nano-internship",
        "short-burst",
        "project-based",
        "facilitated-programme",
    ]
    nano = Format.objects.get(slug="nano-internship")
    assert (nano.max_hours, nano.max_days, nano.decision_hours) == (10, 5, 48)
