"""What a search costs the database: few statements, whatever is asked, and no row read twice."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from listings.models import Listing
from listings.search import engine
from listings.search.projection import learn_words
from tests import make
from tests.listings.seen import seen

BROWSE = "/projects/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings):
    """A process that has just read what changed: that is once a second, for all pages."""
    make.listing(title="Run a survey").skills.set([make.skill("Python")])
    learn_words()
    settings.SEARCH_REFRESH_SECONDS = 3600
    engine.forget()
    engine.current()


def sent(ask):
    with CaptureQueriesContext(connection) as seen_by_postgres:
        ask()
    return len(seen_by_postgres)


@pytest.mark.parametrize(
    ("query", "n", "most"),
    [
        ("", 1, 1),
        ("?hours=10&page=2", 1, 1),
        ("?q=survey", 1, 2),
        ("?q=survey+python", 1, 3),
        ('?q="a+survey"+-map', 1, 3),
        ("?q=suvey", 1, 3),
        ('?q="a+suvey"', 1, 3),
        ("?q=suvey+pyhton&arrangement=remote&sort=pay", 1, 3),
        ("?q=xqzwv", 0, 3),
        ("?q=suvey+xqzwvutsrq", 0, 3),
    ],
)
def test_three_statements_answer_any_search_also_a_mistyped_one(client, kept, query, n, most):
    with CaptureQueriesContext(connection) as asked:
        page = client.get(BROWSE + query)

    assert len(asked) <= most, [each["sql"] for each in asked.captured_queries]
    assert seen(page).count == n


def test_a_card_that_is_known_follows_what_changes(client, kept):
    row = make.listing(title="Count fish", apply_by=datetime(2099, 3, 5, 23, 59, tzinfo=UTC))
    employers, of = Organisation.objects.filter(pk=row.organisation_id), Listing.objects
    engine.forget()
    assert "Closes Thu 5 Mar" in client.get(BROWSE).text

    of.filter(pk=row.pk).update(title="Count birds")
    assert "Count birds" in client.get(BROWSE).text
    employers.update(name="Harbour Lights")
    assert "Harbour Lights" in client.get(BROWSE).text
    # A deadline is told by the employer's clock.
    employers.update(time_zone="Pacific/Auckland")
    assert "Closes Fri 6 Mar" in client.get(BROWSE).text
    of.filter(pk=row.pk).update(status="closed")
    assert "Count birds" not in client.get(BROWSE).text
