"""`manage.py generate`: as many listings as asked for, whole, skewed, the same every time."""

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, TestCase

from accounts.models import Organisation, Skill, Student
from listings.generating import everything
from listings.generating.words import Ranked
from listings.models import Listing, ListingPlace, Moderation
from tests import make

LISTINGS, OPEN = 500, 60


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        opened = TestCase._enter_atomics()
        try:
            everything.generate(LISTINGS, OPEN, seed=3)
            yield
        finally:
            TestCase._rollback_atomics(opened)


@pytest.fixture
def generated(once, db) -> None:
    """What a test changes is taken back after it."""


def shapes() -> list[tuple]:
    rows = Listing.objects.order_by("pk")
    return list(rows.values_list("title", "description", "pay_minor", "total_hours", "status"))


def test_there_are_as_many_as_asked_for(generated):
    assert Listing.objects.count() == LISTINGS
    assert Listing.objects.filter(status="open").count() == OPEN
    assert Listing.objects.open().count() == OPEN


def test_the_same_seed_makes_the_same_rows_and_another_does_not(db):
    made = []
    for seed in (3, 3, 4):
        everything.generate(50, 5, seed)
        made.append(shapes()[-50:])
    assert made[0] == made[1]
    assert made[0] != made[2]


def test_every_listing_is_whole_as_the_site_would_have_it(generated):
    for listing in Listing.objects.select_related("format")[LISTINGS - OPEN - 20 :]:
        limits = listing.format
        listing.full_clean(exclude=["created_by"])
        assert (limits.min_hours or 0) <= listing.total_hours <= (limits.max_hours or 10_000)
        assert (limits.min_days or 0) <= listing.length_days <= (limits.max_days or 10_000)
        assert listing.direction in limits.directions
        assert (listing.arrangement == "remote") == (not listing.countries)


def test_places_are_towns_of_the_gazetteer(generated):
    places = ListingPlace.objects.all()
    assert places.filter(latitude=None).count() < places.count() / 20


def test_what_is_open_was_approved_and_has_skills(generated):
    for listing in Listing.objects.open()[:20]:
        assert listing.moderations.approved().exists()
        assert 1 <= listing.skills.count() <= 8


def test_a_few_organisations_post_most(generated):
    of = Counter(Listing.objects.values_list("organisation", flat=True))
    assert of.most_common(1)[0][1] > 5 * LISTINGS / Organisation.objects.count()


def test_a_row_made_afterwards_gets_a_free_number(generated):
    make.listing()
    assert Listing.objects.count() == LISTINGS + 1
    assert ListingPlace.objects.create(listing=Listing.objects.first(), country="FR").pk


def test_visitors_can_open_what_was_generated(generated):
    listing = Listing.objects.open().paid().order_by("-pk")[0]
    answer = Client().get(listing.get_absolute_url())
    assert listing.title in answer.content.decode().replace("&#x27;", "'").replace("&amp;", "&")


def test_there_are_students_with_skills(generated):
    who = Student.objects.order_by("pk").last()
    assert who.is_complete
    assert who.skills.exists()


def test_triggers_and_indexes_work_again_afterwards(generated):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'listings_listing'")
        assert ("listing_open_newest",) in cursor.fetchall()


def test_nothing_is_added_where_somebody_may_be_real(db):
    make.user("student", email="maya@gmail.com")
    before = Listing.objects.count()
    with pytest.raises(CommandError, match="may be real"):
        call_command("generate", listings=10, open=1)
    assert Listing.objects.count() == before


def test_nothing_is_added_on_a_real_site(db, settings):
    settings.DEBUG = settings.DEMO = False
    before = Listing.objects.count()
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("generate", listings=10, open=1)
    assert Listing.objects.count() == before


def test_more_open_than_there_are_is_refused(db):
    with pytest.raises(CommandError, match="--open"):
        call_command("generate", listings=10, open=11)


def test_approvals_name_each_university_once(generated):
    pairs = list(Moderation.objects.values_list("listing", "university"))
    assert len(pairs) == len(set(pairs))


def test_the_first_of_a_ranking_comes_most_often():
    rng, ranked = Random(1), Ranked("abcdef")
    picked = Counter(ranked.pick(rng) for _ in range(3000))
    assert [each for each, _ in picked.most_common(2)] == ["a", "b"]
    assert set(picked) == set("abcdef")


def test_every_field_has_skills_of_the_vocabulary(db):
    from listings.generating.texts import kinds

    known = set(Skill.objects.values_list("name", flat=True))
    for field, kind in kinds().items():
        assert len(known & set(kind.skills)) >= 5, field
