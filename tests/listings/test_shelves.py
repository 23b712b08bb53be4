"""The employer's list: under whose turn each listing stands, with pages for a group of many."""

import functools
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from listings import shelves
from tests import make
from tests.listings.counting import statements

pytestmark = pytest.mark.django_db


def test_all_listings_stand_under_whose_turn_it_is(sign_in):
    employer = make.employer()
    org = employer.membership.organisation
    for status in ("draft", "submitted", "open", "open", "filled", "closed"):
        make.waiting(organisation=org, status=status)
    make.draft(title="Somebody else's")

    page = sign_in(employer).get(reverse("listings:mine"))

    groups = {group.heading: len(group.rows) for group in page.context["groups"]}
    assert groups == {
        "Your turn": 1,
        "With the universities": 1,
        "Open": 2,
        "Filled: work in progress": 1,
        "Over": 1,
    }
    assert "Somebody else" not in page.text


def test_the_list_asks_the_database_as_often_however_long_it_is(sign_in):
    employer = make.employer()
    org, desk = employer.membership.organisation, sign_in(employer)
    for status in ("draft", "open"):
        make.waiting(organisation=org, status=status, published_at=timezone.now())

    one = statements(lambda: desk.get(reverse("listings:mine")))
    for status in ("draft", "submitted", "open"):
        make.waiting(organisation=org, status=status, published_at=timezone.now())

    assert statements(lambda: desk.get(reverse("listings:mine"))) == one


def test_a_deadline_in_a_list_has_its_time_and_the_readers_zone(sign_in):
    boss = make.employer()
    boss.time_zone = "Asia/Kolkata"
    boss.save()
    moment = timezone.now().replace(hour=18, minute=29, second=0) + timedelta(days=5)
    make.listing(organisation=boss.membership.organisation, apply_by=moment)

    text = sign_in(boss).get(reverse("listings:mine")).text

    assert ", 23:59 IST</time>" in text


def test_a_group_with_many_has_pages_of_its_own(sign_in, monkeypatch):
    for name, n in {"FEW": 2, "FEW_TURNS": 2, "PER_PAGE": 2}.items():
        monkeypatch.setattr(shelves, name, n)
    employer = make.employer()
    org, desk = employer.membership.organisation, sign_in(employer)
    for _ in range(3):
        make.waiting(organisation=org, status="open")
        make.draft(organisation=org)
    make.waiting(organisation=org, status="changes", title="Needs a change")

    whole = desk.get(reverse("listings:mine"))
    page = {n: desk.get(reverse("listings:mine"), {"show": "open", "page": n}) for n in (1, 2)}

    groups = {group.key: (len(group.rows), group.count) for group in whole.context["groups"]}
    assert groups == {"turn": (2, 4), "open": (2, 3)}
    assert "Needs a change" in whole.text
    assert "?show=open" in whole.text
    assert "Show all 4<" in whole.text
    assert [len(page[n].context["listings"]) for n in (1, 2)] == [2, 1]
    assert "Needs a change" not in page[1].text
    assert "show=open&amp;page=2" in page[1].text


def test_a_page_of_a_group_asks_the_database_as_often_wherever_it_is(sign_in, monkeypatch):
    monkeypatch.setattr(shelves, "PER_PAGE", 3)
    employer = make.employer()
    org, desk = employer.membership.organisation, sign_in(employer)
    counts = []
    for number in (1, 2):
        for _ in range(3):
            make.waiting(organisation=org, status="open", published_at=timezone.now())
        here = f"{reverse('listings:mine')}?show=open&page={number}"
        desk.get(here)
        counts.append(statements(functools.partial(desk.get, here)))

    assert counts[0] == counts[1]
