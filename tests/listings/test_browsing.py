"""Finding projects: words, filters, counts, order, pages."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from listings.models import ExchangeRate, Listing
from tests import make
from tests.listings.browsing import BROWSE, ago, counts, titles
from tests.listings.counting import statements
from tests.listings.seen import seen

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["survey", "scan", "reef", "clinic", "shop", "map"]),
        ("q=survey", ["survey"]),
        ("q=surveys", ["survey"]),
        ("q=harbour", ["survey"]),
        ("q=python", ["survey", "shop"]),
        ("q=santarém", ["clinic"]),
        ("q=nano", ["scan"]),
        ("q=the", ["survey", "scan", "reef", "clinic", "shop", "map"]),
        ("q=python+-shop", ["survey"]),
        ('q="clean a survey"', ["survey"]),
        ("field=data&field=coding", ["survey", "shop"]),
        ("arrangement=in_person", ["reef", "map"]),
        ("country=PT", ["clinic"]),
        ("format=nano-internship", ["scan"]),
        ("hours=10", ["survey", "scan"]),
        ("hours=20", ["survey", "scan", "clinic", "shop"]),
        ("length=5", ["scan"]),
        ("length=14", ["scan", "shop", "map"]),
        ("skill=python", ["survey", "shop"]),
        ("skill=python&skill=scuba-diving", ["survey", "reef", "shop"]),
        ("currency=GBP", ["scan"]),
        ("currency=USD&pay=648", ["survey", "reef", "map"]),
        ("currency=USD&pay=648.01", ["reef", "map"]),
        ("pay=1000&pay_in=USD", ["reef", "clinic", "map"]),
        ("pay=1900&pay_in=EUR", ["reef"]),
        ("per_hour=25&pay_in=USD", ["scan"]),
        ("total=40", ["survey", "scan", "shop"]),
        ("skill=python&hours=10&q=survey", ["survey"]),
        ("skill=excel&field=coding", []),
        ("sort=newest", ["survey", "scan", "reef", "clinic", "shop", "map"]),
        ("sort=pay", ["reef", "map", "clinic", "survey", "shop", "scan"]),
    ],
)
def test_a_search_is_a_link(client, several, query, found):
    response = client.get(f"{BROWSE}?{query}")

    expected = [several[name].title for name in found]
    # Best match has no order to speak of among so few.
    shown = titles(response)
    assert (sorted(shown) if "q=" in query else shown) == (
        sorted(expected) if "q=" in query else expected
    )
    assert seen(response).count == len(found)


def test_each_filter_of_time_place_and_people_finds_its_own(client):
    make.placed(
        "PT", "Lisbon", title="Count trams", languages=["en", "pt"], starts_from=make.today(4),
        starts_by=make.today(30), apply_by=timezone.now() + timedelta(days=2), published_at=ago(3),
        organisation=make.organisation(type="nonprofit"),
    )  # fmt: skip
    make.listing(title="Sort post", published_at=ago(300), apply_by=ago(-24 * 20))
    there = ["start=7", "near=Lisbon&km=10", "near=Almada,+PT&km=25", "closes=3", "language=pt"]
    there += ["organisation=nonprofit", "new=1", "home=PT&region=domestic", "home=US&region=abroad"]
    none = ["near=Porto&km=50", "language=de", "organisation=public", "home=PT&region=abroad"]
    both = ["start=14", "language=en", "home=PT", "region=abroad"]

    asked = {query: titles(client.get(f"{BROWSE}?{query}")) for query in [*there, *none, *both]}

    expected = {query: ["Count trams"] for query in there} | {query: [] for query in none}
    assert asked == expected | {query: ["Count trams", "Sort post"] for query in both}
    assert counts(client.get(BROWSE, {"home": "PT"}), "region") == {"domestic": "1", "abroad": "0"}
    assert "region" not in {each.name for each in seen(client.get(BROWSE)).facets}


def test_deadline_first_shows_what_closes_soonest(client):
    late = make.listing(apply_by=timezone.now() + timedelta(days=9))
    soon = make.listing(apply_by=timezone.now() + timedelta(days=2))

    response = client.get(BROWSE, {"sort": "deadline"})

    assert titles(response) == [soon.title, late.title]
    assert "Closes in 2 days" in response.text


def test_amounts_are_ranked_at_dated_rates_and_shown_in_their_own_currency(client):
    ExchangeRate.objects.all().delete()
    ExchangeRate.objects.create(currency="JPY", per_usd="100", on_date=date(2026, 3, 5))
    make.listing(title="In yen", currency="JPY", pay_minor=80_000)
    make.listing(title="In dollars", currency="USD", pay_minor=720_00)

    page = client.get(BROWSE, {"sort": "pay"})

    assert [(card.title, card.pay) for card in seen(page).cards] == [
        ("In yen", "¥72,000"),
        ("In dollars", "$648"),
    ]
    assert "Amounts in different currencies are compared at rates of Thu 5 Mar 2026" in page.text


def test_words_in_the_title_count_more_than_words_below_it(client):
    below = make.listing(title="Draw a map", description="It shows where bees fly.")
    make.listing(title="Write on bees", description="Six posts.", published_at=ago(5))

    assert titles(client.get(BROWSE, {"q": "bees"})) == ["Write on bees", below.title]


def test_a_renamed_organisation_and_skill_are_found_by_their_new_names(client):
    listing = make.listing()
    skill = make.skill("Tabulating")
    listing.skills.add(skill)
    listing.organisation.name = "Quayside Looms"
    listing.organisation.save()
    skill.name = "Crosstabulating"
    skill.save()

    for word, n in {"quayside": 1, "crosstabulating": 1, "tabulating": 0}.items():
        assert seen(client.get(BROWSE, {"q": word})).count == n


@pytest.mark.parametrize("query", ["", "q=python&hours=20&skill=python"])
def test_a_count_is_what_one_would_find(client, several, query):
    response = client.get(f"{BROWSE}?{query}")

    chosen = dict(each.split("=") for each in query.split("&") if each)
    for facet in seen(response).facets:
        rest = "&".join(f"{k}={v}" for k, v in chosen.items() if k != facet.name)
        for option in facet.options:
            if not option.n:
                continue
            there = client.get(f"{BROWSE}?{rest}&{facet.name}={option.value}")
            assert option.n == str(seen(there).count), (facet, option)


def test_counts_leave_out_their_own_filter(client, several):
    response = client.get(BROWSE, {"field": "data"})

    assert counts(response, "field") == {
        "coding": "1",
        "data": "1",
        "design": "1",
        "environment": "1",
        "marketing": "1",
        "research": "1",
    }
    assert counts(response, "arrangement") == {"remote": "1", "hybrid": "0", "in_person": "0"}


def test_a_page_takes_few_statements_for_a_visitor_whatever_is_asked(client, several):
    everything = "arrangement=remote&hours=20&length=31&currency=USD&pay=1&field=data"
    named = "&format=micro-internship&skill=python&country=PT&start=31&closes=14"

    # What changed since the last page, and the listings.
    assert statements(lambda: client.get(BROWSE)) == 2
    assert statements(lambda: client.get(f"{BROWSE}?{everything}{named}")) <= 3
    # Of so few, what else may have been meant.
    assert statements(lambda: client.get(f"{BROWSE}?q=clean&{everything}")) <= 3


def test_a_student_takes_as_many_statements_for_one_project_as_for_three(sign_in):
    who = make.student()
    browser = sign_in(who.user)
    make.listing(approved_by=who.university)
    one = statements(lambda: browser.get(BROWSE))
    for _ in range(2):
        make.listing(approved_by=who.university)

    assert statements(lambda: browser.get(BROWSE)) == one


@pytest.mark.parametrize(
    "given",
    [
        {"status": "draft", "published_at": None},
        {"status": "submitted", "published_at": None},
        {"status": "changes", "published_at": None},
        {"status": "rejected", "published_at": None},
        {"status": "filled"},
        {"status": "closed"},
        {"apply_by": timezone.now() - timedelta(minutes=1)},
        {"direction": "expenses"},
        {"direction": "simulation", "pay_minor": 0},
        {"direction": "student_pays", "pay_minor": 0, "programme_fee_minor": 900_00},
    ],
)
def test_only_paid_projects_one_can_apply_to_are_found(client, given):
    make.listing(**given)

    assert seen(client.get(BROWSE)).count == 0


def test_projects_of_a_refused_organisation_are_gone(client):
    listing = make.listing(organisation=make.organisation(status="refused"))

    assert seen(client.get(BROWSE)).count == 0
    assert client.get(listing.get_absolute_url()).status_code == 404


def test_a_student_finds_what_their_own_university_approved_and_nothing_else(sign_in):
    who = make.student()
    own = make.listing(approved_by=who.university)
    make.listing()
    rejected = make.listing()
    rejected.moderations.create(university=who.university, status="rejected")

    assert titles(sign_in(who.user).get(BROWSE)) == [own.title]


def test_a_complete_student_reads_how_a_project_fits(sign_in):
    who = make.student(hours_per_week=10)
    python, writing = make.skill("Python"), make.skill("Writing")
    who.skills.set([python, writing])
    listing = make.listing(approved_by=who.university, hours_per_week=10)
    listing.skills.set([python, writing, make.skill("Excel")])

    [card] = seen(sign_in(who.user).get(BROWSE)).cards

    assert card.fit == "Uses 2 of your skills · fits your 10 h a week"
    assert (card.pay, card.pay_note) == ("$648", "to you, of $720")


def test_an_employer_reads_what_is_paid(sign_in):
    make.listing()

    [card] = seen(sign_in(make.employer()).get(BROWSE)).cards

    assert (card.pay, card.pay_note) == ("$720", "$648 to the student")


def test_abroad_is_another_country_than_the_one_a_student_studies_in(sign_in, client):
    who = make.student(university=make.university(country="PT"))
    given = {"approved_by": who.university, "arrangement": "in_person", "city": "Town"}
    home = make.listing(**given, country="PT")
    away = make.listing(**given, country="US")
    make.listing(approved_by=who.university)
    browser = sign_in(who.user)

    page = browser.get(BROWSE)
    assert counts(page, "region") == {"domestic": "1", "abroad": "1"}
    assert "In Portugal" in page.text
    assert titles(browser.get(BROWSE, {"region": "abroad"})) == [away.title]
    assert titles(browser.get(BROWSE, {"region": "domestic"})) == [home.title]
    assert seen(browser.get(BROWSE, {"region": "abroad"})).cards[0].where.endswith("abroad")
    assert "abroad for you" in browser.get(away.get_absolute_url()).text
    assert "abroad for you" not in browser.get(home.get_absolute_url()).text
    # A visitor has no country to be at home in.
    assert seen(client.get(BROWSE, {"region": "abroad"})).count == 3


# --- Chips, order, pages ---------------------------------------------------


def test_each_filter_that_is_on_can_be_taken_off_by_itself(client, several):
    response = client.get(f"{BROWSE}?q=a&field=data&field=coding&hours=20&currency=USD&pay=5")

    assert {chip["label"]: chip["url"] for chip in seen(response).chips} == {
        "Data and AI": "?q=a&hours=20&pay=5&currency=USD&pay_in=USD&field=coding",
        "Software and web": "?q=a&hours=20&pay=5&currency=USD&pay_in=USD&field=data",
        "Up to 20 h a week": "?q=a&field=data&field=coding&pay=5&currency=USD&pay_in=USD",
        "USD": "?q=a&field=data&field=coding&hours=20&pay=5&pay_in=USD",
        "At least $5 to you": "?q=a&field=data&field=coding&hours=20&currency=USD",
    }
    assert seen(response).clear_url == "?q=a"


def test_nothing_found_names_what_to_leave_out_with_what_that_would_find(client, several):
    response = client.get(f"{BROWSE}?skill=excel&field=coding&hours=20")

    assert [way["label"] for way in seen(response).ways_out] == [
        "Without “Software and web”: 1 project",
        "Without “Excel”: 1 project",
    ]
    assert "No project matches all of this" in response.text
    there = client.get(BROWSE + seen(response).ways_out[0]["url"])
    assert seen(there).count == 1


def test_with_nothing_open_the_page_says_so(client):
    assert "No project is open right now" in client.get(BROWSE).text


@pytest.mark.parametrize(
    "query",
    [
        "field=nonsense&hours=3&length=x&format=none&skill=none&country=XX&currency=XXX&sort=up",
        "region=abroad&page=-1&pay=lots&arrangement=",
        "page=abc&field=data%00&q=%00",
        "q=%ff%fe&page=99999999999999999999",
        "hours=10&hours=nonsense&page=",
        "pay=1e400&currency=USD",
        "pay=NaN&currency=USD",
        "pay=Infinity&currency=USD",
        "q=" + "x" * 5000,
        "&".join(f"skill=s{n}" for n in range(200)),
        "q='):*%26!|<->",
    ],
)
def test_what_means_nothing_is_passed_over(client, several, query):
    response = client.get(f"{BROWSE}?{query}", follow=True)

    assert response.status_code == 200
    assert "XX" not in seen(response).query
    assert "nonsense" not in seen(response).query


def test_unknown_values_leave_everything_to_see(client, several):
    response = client.get(f"{BROWSE}?field=nonsense&skill=none&format=none&country=XX&hours=3")

    assert seen(response).count == 6
    assert seen(response).chips == []


def test_a_page_beyond_the_end_is_the_last_one(client):
    listing = make.listing()
    Listing.objects.bulk_create(
        Listing(
            **{
                field.attname: getattr(listing, field.attname)
                for field in Listing._meta.concrete_fields
                if field.name not in ("id", "slug", "words")
            },
            slug=f"copy-{n}",
        )
        for n in range(24)
    )
    of = listing.moderations.get().university
    for copy in Listing.objects.filter(slug__startswith="copy-"):
        make.approval(copy, of)

    first, last = client.get(BROWSE), client.get(BROWSE, {"page": 7, "hours": "10"})

    assert (len(seen(first).cards), seen(first).number) == (24, 1)
    assert (len(seen(last).cards), seen(last).number) == (1, 2)
    assert "<title>Find projects, page 2 of 2" in last.text
    assert 'href="?hours=10&amp;page=1"' in last.text
    both = Counter(card.url for card in [*seen(first).cards, *seen(last).cards])
    assert set(both.values()) == {1}
