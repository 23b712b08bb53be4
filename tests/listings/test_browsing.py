"""Finding projects: words, filters, counts, order, pages; with htmx and without."""

from collections import Counter
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from listings.models import ExchangeRate, Listing
from tests import make
from tests.listings.counting import statements
from tests.listings.seen import seen

BROWSE = "/projects/"

pytestmark = pytest.mark.django_db


def titles(response):
    return seen(response).titles


def counts(response, name):
    [facet] = [each for each in seen(response).facets if each.name == name]
    return {option.value: option.n for option in facet.options if option.value}


def ago(hours):
    return timezone.now() - timedelta(hours=hours)


@pytest.fixture
def several():
    """Six open listings that differ in everything one can filter by."""
    python, excel, dive = (make.skill(name) for name in ("Python", "Excel", "Scuba diving"))
    nano = make.format(slug="nano-internship", name="Nano-internship")
    bakery = make.organisation(name="Harbour Bakers")
    rows = {
        "survey": make.listing(title="Clean a survey", organisation=bakery, hours_per_week=10),
        "scan": make.listing(
            title="Scan twelve competitors", format=nano, field="research", hours_per_week=None,
            total_hours=8, length_days=3, currency="GBP", pay_minor=200_00,
        ),
        "reef": make.listing(
            title="Count fish", field="environment", arrangement="in_person", country="PH",
            city="Dauin", hours_per_week=30, total_hours=120, length_days=28, pay_minor=2520_00,
        ),
        "clinic": make.listing(
            title="Posts for a clinic", field="marketing", arrangement="hybrid", country="PT",
            city="Santarém", hours_per_week=20, total_hours=80, length_days=28, currency="EUR",
            pay_minor=1280_00,
        ),
        "shop": make.listing(
            title="Fix a shop", field="coding", hours_per_week=15, length_days=14, pay_minor=640_00
        ),
        "map": make.listing(
            title="Draw a map", field="design", arrangement="in_person", country="US",
            city="Reno", hours_per_week=40, total_hours=80, length_days=14, pay_minor=1700_00,
        ),
    }  # fmt: skip
    for name, skills in {"survey": [python, excel], "shop": [python], "reef": [dive]}.items():
        rows[name].skills.set(skills)
    for hours, row in enumerate(rows.values()):
        Listing.objects.filter(pk=row.pk).update(published_at=ago(hours))
    return rows


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
        "Without Software and web: 1 project",
        "Without Excel: 1 project",
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


# --- htmx ------------------------------------------------------------------


def test_with_htmx_the_same_address_answers_with_what_changed(client, several):
    part = client.get(BROWSE, {"q": "python"}, headers={"HX-Request": "true"})
    whole = client.get(BROWSE, {"q": "python"})

    assert part["Vary"].split(", ").count("HX-Request") == 1
    assert "HX-Request" in whole["Vary"]
    assert "<html" not in part.text
    assert '<section class="browse__results' in part.text
    assert '<div hx-swap-oob="innerHTML:#facets">' in part.text
    assert '<div hx-swap-oob="innerHTML:#said">2 projects for “python”</div>' in part.text
    assert titles(part) == titles(whole)


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("q=&field=data&hours=&pay=&page=3", "/projects/?field=data"),
        ("q=&hours=", "/projects/"),
        ("q=a+b&sort=pay", "/projects/?q=a+b&sort=pay"),
    ],
)
def test_with_htmx_the_address_is_the_search_without_what_was_left_empty(
    client, several, query, address
):
    response = client.get(f"{BROWSE}?{query}", headers={"HX-Request": "true"})

    assert response["HX-Push-Url"] == address


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("q=&arrangement=remote&near=&km=25&hours=&pay=&pay_in=USD", "arrangement=remote"),
        ("q=&near=Nowhereville&km=25&sort=", "near=Nowhereville&km=25"),
        ("q=&per_hour=9&pay_in=EUR&pay=", "per_hour=9&pay_in=EUR"),
    ],
)
def test_without_a_script_the_address_has_no_empty_parts_either(client, several, query, address):
    response = client.get(f"{BROWSE}?{query}")

    assert response.url == f"{BROWSE}?{address}"
    assert client.get(response.url).status_code == 200
    assert client.get(f"{BROWSE}?q=").url == BROWSE


def test_going_back_with_htmx_brings_the_whole_page(client, several):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert "<html" in client.get(BROWSE, headers=headers).text


def test_the_form_remembers_what_is_on(client, several):
    text = client.get(f"{BROWSE}?q=fish&field=data&hours=20&sort=pay").text

    assert 'name="q" form="filter" value="fish"' in text
    assert 'name="field" value="data" checked' in text
    assert 'name="hours" value="20" checked' in text
    assert '<input type="hidden" name="sort" value="pay">' in text


def test_without_any_rate_the_page_still_answers(db, client):
    ExchangeRate.objects.all().delete()
    make.listing(currency="EUR")
    make.listing(currency="USD")

    response = client.get("/projects/", {"sort": "pay", "per_hour": "20"})

    assert response.status_code == 200


# --- Which way money goes -----------------------------------------------------


def test_only_paid_work_is_found_unless_something_else_is_asked_for(client):
    make.listing(title="Paid")
    make.listing(title="Fares only", direction="expenses", pay_minor=200_00)

    assert titles(client.get(BROWSE)) == ["Paid"]
    response = client.get(BROWSE, {"direction": "expenses"})
    assert titles(response) == ["Fares only"]
    assert "for expenses only, no pay" in response.text
    [chip] = seen(response).chips
    assert (chip["label"], chip["url"]) == ("Expenses only", "?")
    assert seen(response).query == "direction=expenses"


def test_where_nothing_but_paid_work_is_there_the_way_back_to_it_is_shown(client):
    make.listing(title="Paid")

    [way] = seen(client.get(BROWSE, {"direction": "expenses", "q": "paid"})).ways_out

    assert (way["label"], way["url"]) == ("The same search among paid projects", "?q=paid")


def test_the_choice_of_money_names_what_the_site_carries_out(client):
    more = {facet.name: facet for facet in seen(client.get(BROWSE)).facets}

    named = [(option.value, option.label, option.on) for option in more["direction"].options]
    assert named == [("", "Paid", True), ("expenses", "Expenses only", False)]


@pytest.mark.parametrize(
    ("given", "words", "employers"),
    [
        ({"direction": "expenses", "pay_minor": 200_00}, "for expenses only", "for expenses only"),
        (
            {"direction": "student_pays", "pay_minor": 0, "programme_fee_minor": 1450_00},
            "you pay, for the programme",
            "each student pays you",
        ),
        ({"direction": "simulation", "pay_minor": 0}, "an exercise", "an exercise"),
    ],
)
def test_a_card_says_which_way_the_money_goes(client, sign_in, given, words, employers):
    make.listing(**given)
    asked = {"direction": given["direction"]}

    assert words in client.get(BROWSE, asked).text
    assert employers in sign_in(make.employer()).get(BROWSE, asked).text


def test_search_engines_are_told_which_way_the_money_goes(client):
    row = make.listing(direction="expenses", pay_minor=200_00)
    assert "for expenses only, no pay\\u003c/p" in client.get(row.get_absolute_url()).text

    row = make.listing(direction="simulation", pay_minor=0)
    assert "JobPosting" not in client.get(row.get_absolute_url()).text


# --- Since the last visit -------------------------------------------------------


@pytest.fixture
def returning():
    """A student who looked yesterday, and what was published before that and since."""
    student = make.student(seen_at=ago(24))
    make.listing(student.university, title="Old", published_at=ago(48))
    make.listing(student.university, title="Fresh", published_at=ago(2))
    return student


def test_what_is_new_since_the_last_visit_is_marked_and_can_be_asked_for(returning, sign_in):
    me = sign_in(returning.user)

    marked = {card.title: card.new for card in seen(me.get(BROWSE)).cards}
    assert marked == {"Old": False, "Fresh": True}

    response = me.get(BROWSE, {"new": "visit"})
    assert titles(response) == ["Fresh"]
    assert [chip["label"] for chip in seen(response).chips] == ["New since your last visit"]
    assert seen(response).query == "new=visit"


def test_looking_again_at_once_is_the_same_visit(returning, sign_in):
    me, now = sign_in(returning.user), timezone.now()
    me.get(BROWSE)

    for minutes in (2, 20, 40):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            assert titles(me.get(BROWSE, {"new": "visit"})) == ["Fresh"]
    with time_machine.travel(now + timedelta(hours=2), tick=False):
        assert titles(me.get(BROWSE, {"new": "visit"})) == []


def test_a_first_visit_and_a_visitor_have_none_before_it(client, sign_in):
    student = make.student()
    make.listing(student.university, title="Old", published_at=ago(48))

    for browser in (client, sign_in(student.user)):
        response = browser.get(BROWSE, {"new": "visit"})
        assert titles(response) == ["Old"]
        assert "Since your last visit" not in response.text


# --- Towns as one types ----------------------------------------------------------


def test_towns_are_offered_as_the_filter_reads_them(client):
    found = client.get("/projects/towns/", {"q": "lisb"}).json()["found"]

    assert found[0] == {"value": "Lisbon, Portugal"}
    near = client.get(BROWSE, {"near": "Lisbon, Portugal"})
    assert "near_unknown" not in near.text
    assert client.get("/projects/towns/", {"q": "l"}).json() == {"found": []}


def test_of_towns_of_one_name_the_largest_with_work_is_meant_and_the_others_are_named(client):
    make.placed("PT", "Santarém", title="Count boats")

    one = client.get(BROWSE, {"near": "Santarem"})

    assert titles(one) == ["Count boats"]
    assert [chip["label"] for chip in seen(one).chips] == ["Within 25 km of Santarém, Portugal"]
    assert "other towns of that name" not in one.text

    make.placed("BR", "Santarém", title="Count trees")
    two = client.get(BROWSE, {"near": "Santarem"})
    assert titles(two) == ["Count trees"]
    assert 'near other towns of that name, too: <a href="?near=Santar%C3%A9m%2C+PT&amp;km=25">' in (
        two.text
    )
    assert titles(client.get(BROWSE, {"near": "Santarém, PT"})) == ["Count boats"]


def test_a_town_can_be_said_with_its_state(client):
    for asked in ("Portland, Maine", "portland, maine, US"):
        [chip] = seen(client.get(BROWSE, {"near": asked})).chips
        assert chip["label"] == "Within 25 km of Portland, Maine, United States"


def test_with_nothing_near_a_town_the_next_distance_that_finds_something_is_shown(client):
    make.placed("PT", "Setúbal", title="Count boats")

    first, *_ = seen(client.get(BROWSE, {"near": "Lisbon, PT", "km": "10"})).ways_out

    assert first["label"] == "Within 50 km of Lisbon, Portugal: 1 project"
    assert seen(client.get(BROWSE + first["url"])).count == 1


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"near": "Nowhereville"}, "We know no town “Nowhereville”, so places are not narrowed."),
        ({"per_hour": "1e9"}, "Not used, as we could not read it: Pay an hour."),
        (
            {"pay": "abc", "country": "XX", "hours": "99"},
            "Not used, as we could not read it: Pay, Country of work, Hours a week.",
        ),
    ],
)
def test_a_filter_that_could_not_be_used_says_so_above_what_is_shown(client, several, asked, words):
    assert words in client.get(BROWSE, asked).text
    assert words in client.get(BROWSE, asked, headers={"HX-Request": "true"}).text
    assert "data-unused" not in client.get(BROWSE, {"near": "", "hours": "", "pay": " "}).text
