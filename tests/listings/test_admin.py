import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from listings.models import Listing, Policy
from tests import make


@pytest.fixture
def platform(db, sign_in):
    return sign_in(make.second_factor(User.objects.create_superuser("robin@example.org", "x")))


@pytest.mark.parametrize("kind", ["format", "listing", "moderation", "policy"])
def test_platform_staff_can_look_everything_up(platform, kind):
    row = make.waiting()
    pk = {"format": row.listing.format_id, "listing": row.listing_id, "moderation": row.pk}
    pk["policy"] = Policy.objects.create(university=row.university, version=1).pk
    pk = pk[kind]

    assert platform.get(reverse(f"admin:listings_{kind}_changelist")).status_code == 200
    assert platform.get(reverse(f"admin:listings_{kind}_change", args=[pk])).status_code == 200


def test_a_listing_is_not_changed_there(platform):
    listing = make.listing()
    change = reverse("admin:listings_listing_change", args=[listing.pk])

    assert platform.post(change, {"status": "closed"}).status_code == 403
    assert Listing.objects.get().status == "open"


def test_a_newer_rate_may_take_its_time(platform):
    """It writes every open listing in its currency anew."""
    given = {"currency": "EUR", "per_usd": "0.9", "on_date": f"{make.today():%Y-%m-%d}"}

    with CaptureQueriesContext(connection) as asked:
        answer = platform.post(reverse("admin:listings_exchangerate_add"), given)

    assert answer.status_code == 302
    sent = [each["sql"] for each in asked]
    unbound = sent.index("SET LOCAL statement_timeout = 0")
    assert any('INSERT INTO "listings_exchangerate"' in each for each in sent[unbound:])
