"""Finding projects with htmx, which way money goes, what is new, towns as one types."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from listings.models import ExchangeRate
from tests import make
from tests.listings.browsing import BROWSE, ago, titles
from tests.listings.seen import seen

pytestmark = pytest.mark.django_db


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
