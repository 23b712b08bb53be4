"""Bitmaps and SQL give the same answer to any search, also after rows have changed."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from listings.models import Listing, ListingPlace, OpenListing
from listings.search import Filters, Near, Scope, engine, sql
from listings.search.bitmaps import how_many
from listings.search.bitmaps import search as by_bitmaps
from listings.search.names import read_names
from listings.search.wanted import STEPS, Moment
from tests import make

pytestmark = pytest.mark.django_db

PLACES = [("PT", "Lisbon", 38.72, -9.14), ("PT", "Porto", 41.15, -8.61)]
PLACES += [("US", "Reno", 39.53, -119.81), ("PH", "Dauin", 9.19, 123.27)]
WORDS = ["survey", "counting", "surveys or skill", "cleaning", "python", "reef", "blog posts"]
WORDS += ["clean data", "Porto", "the", "-survey", "map", "c++", "legal -c", "posts map"]
WORDS += [
    "count python reef",
    '"clean data" survey',
    'map -"use python"',
    "the survey",
    "C# or map",
]
WORDS += ["survey survey", "well-being posts", "blog posts -the -map"]


def some_listing(dice: random.Random, n: int, shared: dict) -> Listing:
    hours = dice.choice([6, 20, 30, 80])
    row = make.listing(
        organisation=dice.choice(shared["organisations"]),
        approved_by=dice.choice(shared["universities"]),
        format=dice.choice(shared["formats"]),
        title=f"{dice.choice(['Clean data', 'Write blog posts', 'Count a reef', 'Map'])} {n}",
        description=dice.choice(["Use Python on a survey.", "A survey, C++.", "Posts and a map."]),
        field=dice.choice(["data", "writing", "design"]),
        arrangement=dice.choice(["remote", "hybrid", "in_person"]),
        written_in=dice.choice(["en", "en", "de", "pt", "ja"]),
        languages=dice.sample(["en", "de", "pt"], dice.randint(1, 2)),
        total_hours=hours,
        hours_per_week=dice.choice([None, 5, 10, 15, 25, 40]),
        length_days=dice.choice([3, 10, 14, 28, 60]),
        currency=dice.choice(["USD", "EUR", "INR", "GBP"]),
        pay_minor=dice.choice([20_00, 720_00, 999_99, 3000_00]),
        starts_from=dice.choice([None, make.today(2), make.today(10), make.today(40)]),
        starts_by=dice.choice([None, make.today(41)]),
        published_at=timezone.now() - timedelta(hours=dice.randint(0, 200)),
        apply_by=timezone.now() + timedelta(hours=dice.randint(-30, 500)),
    )
    row.skills.set(dice.sample(shared["skills"], dice.randint(0, 4)))
    for position, (country, city, north, east) in enumerate(
        dice.sample(PLACES, dice.randint(0, 2))
    ):
        ListingPlace.objects.create(
            listing=row, position=position, country=country, city=city, latitude=north,
            longitude=east,
        )  # fmt: skip
    return row


@pytest.fixture
def many() -> tuple[random.Random, dict, list[Listing]]:
    dice = random.Random(7)
    shared = {
        "organisations": [make.organisation(type=each) for each in ("company", "public")],
        "universities": [make.university() for _ in range(2)],
        "formats": [make.format(), make.format(slug="nano-internship", name="Nano")],
        "skills": [make.skill(f"Skill {letter}") for letter in "abcdefghijk"]
        + [make.skill(name) for name in ("C", "C++", "Legal C# data", "Well-being")],
    }
    return dice, shared, [some_listing(dice, n, shared) for n in range(70)]


def some_search(dice: random.Random, skills: list[str]) -> Filters:
    given = {
        "q": dice.choice(WORDS),
        "field": tuple(dice.sample(["data", "writing", "finance"], 2)),
        "skill": tuple(dice.sample(skills, dice.randint(1, 3))),
        "format": ("nano-internship",),
        "arrangement": tuple(dice.sample(["remote", "hybrid"], dice.randint(1, 2))),
        "country": tuple(dice.sample(["PT", "US", "FR"], dice.randint(1, 2))),
        "region": dice.choice(["domestic", "abroad"]),
        "currency": tuple(dice.sample(["USD", "EUR"], dice.randint(1, 2))),
        "language": (dice.choice(["de", "pt"]),),
        "organisation": (dice.choice(["public", "startup"]),),
        "near": Near(40.0, -8.5, dice.choice([50, 200, 20_000])),
        "starts_by": make.today(dice.randint(0, 50)),
        "pay": dice.choice([None, Decimal(500)]),
        "per_hour": dice.choice([None, Decimal(30)]),
        "since": timezone.now() - timedelta(hours=dice.randint(1, 200)),
        **{name: str(dice.choice(steps)) for name, steps in STEPS.items()},
    }
    chosen = dice.sample(sorted(given), dice.choice([0, 1, 1, 2, 2, 3, 4]))
    return Filters(
        **{name: given[name] for name in chosen},
        home=dice.choice(["", "PT"]),
        pay_in=dice.choice(["USD", "EUR", "INR"]),
        sort=dice.choice(["", "newest", "deadline", "pay", "best"]),
        page=dice.choice([1, 1, 1, 2, 3]),
    )


def compare(dice: random.Random, shared: dict, times: int) -> int:
    """How many searches found something."""
    slugs, some = [each.slug for each in shared["skills"]], 0
    scopes = [Scope(), Scope(shared["universities"][0].pk)]
    names, state = read_names(), engine.current()
    for _ in range(times):
        filters, scope = some_search(dice, slugs), dice.choice(scopes)
        moment, most = Moment(timezone.now()), dice.choice([None, 3, 8])
        here = by_bitmaps(state, filters, scope, moment, most)
        there = sql.search(names, filters, scope, moment, most)
        assert here == there, (filters, scope)
        counted = how_many(state, scope, moment, filters)
        assert counted == sql.how_many(names, scope, moment, filters)
        assert counted == (here.total if here.by_words is not None or not filters.q else 0)
        some += bool(here.total)
    return some


def test_two_hundred_searches_agree_in_every_count_and_every_page(many):
    dice, shared, _ = many

    assert compare(dice, shared, 200) > 60


def test_they_agree_after_listings_came_changed_and_went(many):
    dice, shared, rows = many
    engine.here().ready()
    assert {"survey", "python"} < set(engine.current().words.known)
    assert {"skill a"} < {words for words, *_ in engine.current().common}
    for n in range(4):
        for row in dice.sample(rows, 8):
            row.refresh_from_db()
            row.title, row.pay_minor = f"Count {n}", dice.choice([10_00, 5000_00])
            row.status = dice.choice(["open", "closed", "open"])
            row.published_at = timezone.now() - timedelta(hours=dice.randint(0, 200))
            row.save()
            row.skills.set(dice.sample(shared["skills"], 2))
        rows += [some_listing(dice, 100 * n + each, shared) for each in range(5)]
        shared["organisations"][0].type = dice.choice(["startup", "company"])
        shared["organisations"][0].save()
        ListingPlace.objects.filter(listing=rows[n]).delete()

        assert compare(dice, shared, 25) > 5


def test_a_rebuilt_table_is_what_the_triggers_had_written(many):
    from listings.search import rebuild

    facts = [each.attname for each in OpenListing._meta.concrete_fields]
    before = list(OpenListing.objects.order_by("pk").values_list(*facts))

    assert rebuild() == len(before) > 50
    assert list(OpenListing.objects.order_by("pk").values_list(*facts)) == before
