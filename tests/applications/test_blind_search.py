"""Searching a board that hides names: as quick for two thousand, and it tells nobody's name."""

from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import blind
from applications.models import Application
from tests import make
from tests.applications.board_seen import shown

PITCH = "I clean surveys in Python and write the report that students read. " * 13
WORDS = "python report survey student clean"


def applicant(listing, name, pitch=PITCH):
    who = make.student(university=make.university(), as_user={"name": name})
    return make.application(listing=listing, student=who, pitch=pitch)


@pytest.fixture
def listing(db):
    return make.listing(blind=True)


def found(sign_in, listing, words):
    browser = sign_in(listing.created_by)
    page = browser.get(reverse("applications:inbox", args=[listing.slug]), {"q": words})
    return shown(page)


def test_five_words_cost_the_database_as_much_as_one(sign_in, listing):
    row = applicant(listing, "Bo Li")
    costs = []
    for words in ("python", WORDS):
        with CaptureQueriesContext(connection) as queries:
            assert found(sign_in, listing, words) == [row.pk]
        costs.append([each["sql"] for each in queries if "applications_" in each["sql"]])

    assert len(costs[0]) == len(costs[1])
    assert "regexp" not in "".join(costs[1])


def test_two_thousand_texts_are_read_in_a_blink():
    """No letter of a name is the same pattern twice, so none may be made for each."""
    university = "University of Kent"
    people = [
        (f"A{chr(97 + n % 26)}a L{chr(97 + n // 26 % 26)}ve", f"a{n}@kent.example", university)
        for n in range(2000)
    ]
    words = blind.sought(WORDS)
    begun = process_time()

    n = sum(blind.says(words, f"{PITCH} Déjà {name}.", [(name, *rest)]) for name, *rest in people)

    assert process_time() - begun < 0.4
    assert n > 1900


@pytest.mark.parametrize("words", ["boli", "li", "python li"])
def test_a_short_name_is_not_found_however_it_is_joined(sign_in, listing, words):
    applicant(listing, "Bo Li", "Known as boli, or Li, for my Python.")

    assert found(sign_in, listing, words) == []


def test_who_is_named_by_now_is_found_by_name_beside_who_is_not(sign_in, listing):
    named = applicant(listing, "Zephyrine Quill", "I like Python.")
    Application.objects.filter(pk=named.pk).update(named_at=named.submitted_at)
    unnamed = applicant(listing, "Ottoline Vane", "I like Python.")

    assert found(sign_in, listing, "zephyrine python") == [named.pk]
    assert set(found(sign_in, listing, "python")) == {named.pk, unnamed.pk}
