"""Towns: found in any spelling, the largest first, told apart by where they are."""

import subprocess
import sys

import pytest
from django.urls import reverse

from accounts.places import city, city_named, countries, find_cities
from tests import make


def names(text, country=""):
    return [(each.name, each.country) for each in find_cities(text, country)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("lisb", ("Lisbon", "PT")),
        ("são paulo", ("São Paulo", "BR")),
        ("sao  PAULO", ("São Paulo", "BR")),
        ("saint-den", ("Saint-Denis", "RE")),
        ("münchen", ("Munich", "DE")),
        ("bombay", ("Mumbai", "IN")),
        ("york", ("York", "GB")),
    ],
)
def test_a_town_is_found_by_how_it_begins_in_any_case_and_without_accents(typed, first):
    assert names(typed)[0] == first


def test_more_people_come_first():
    found = find_cities("spri")

    assert len(found) == 10
    assert [each.population for each in found] == sorted(
        (each.population for each in found), reverse=True
    )


def test_a_country_narrows():
    assert names("santar", "PT") == [("Santarém", "PT")]
    assert names("santar", "XX") == []


def test_towns_of_one_name_are_told_apart():
    regions = {each.region for each in find_cities("springfield", "US")}

    assert {"Missouri", "Massachusetts", "Illinois", "Ohio"} <= regions


def test_a_town_is_kept_by_its_number():
    found = find_cities("Lisbon", "PT")[0]

    assert city(found.id) == found
    assert 38 < found.latitude < 39
    assert -10 < found.longitude < -9
    assert city(1) is None
    assert city(-1) is None


def test_a_whole_name_leads_to_the_largest_of_a_country():
    assert city_named("lisbon", "PT") == city_named("Lisboa", "PT") == find_cities("Lisbon")[0]
    assert city_named("Lisb", "PT") is None
    assert city_named("Lisbon", "ES") is None
    assert city_named("", "PT") is None


def test_every_town_is_in_a_country_one_can_choose():
    codes = {code for code, _name in countries()}

    for start in "abcdefghijklmnopqrstuvwxyz":
        assert {each.country for each in find_cities(start)} <= codes


@pytest.mark.parametrize("text", ["", " ", "a", "%", "''", "\0", "x" * 5000, "💾", "東京"])
def test_any_text_at_all_is_answered(db, sign_in, text):
    answer = sign_in(make.employer()).get(reverse("accounts:cities"), {"q": text})

    assert answer.status_code == 200
    assert len(answer.json()["found"]) <= 10


def test_a_suggestion_says_where_the_town_is(db, sign_in):
    browser = sign_in(make.employer())

    found = browser.get(reverse("accounts:cities"), {"q": "paris", "country": "US"}).json()["found"]
    abroad = browser.get(reverse("accounts:cities"), {"q": "paris"}).json()["found"]

    assert found[0] == {"value": "Paris", "note": "Texas, United States"}
    assert abroad[0] == {"value": "Paris", "note": "France"}


def test_nothing_is_read_before_the_first_question():
    code = "import accounts.cities as c; print(c.gazetteer.cache_info().currsize)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "0"


def test_no_form_takes_a_country_as_free_text(db, sign_in):
    browser = sign_in(make.platform())

    for path in ("university", "organisation", "payoutroute", "student"):
        page = browser.get(f"/platform/accounts/{path}/add/").text
        assert ">Portugal</option>" in page, path
