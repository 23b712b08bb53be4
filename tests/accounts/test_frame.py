import re

import pytest
from django.test import RequestFactory
from django.urls import reverse

from accounts.context import site
from tests import make


def labels(links):
    return [link.label for link in links]


@pytest.mark.parametrize(
    ("make_one", "nav", "menu"),
    [
        (
            lambda: make.student().user,
            ["Find projects", "For you", "Saved", "My work", "Messages", "My money"],
            ["Profile", "Settings"],
        ),
        (
            make.employer,
            ["My listings", "Write a listing", "Messages", "Payments"],
            ["Organisation", "Settings"],
        ),
        (
            make.staff,
            ["To decide", "Budgets", "Outcomes", "Mails", "Colleagues", "Find projects"],
            ["Settings"],
        ),
        (
            make.platform,
            [
                *("To do", "Disputes", "Reports", "Ledger", "Transfers", "Administration"),
                "Find projects",
            ],
            ["Settings"],
        ),
    ],
)
def test_each_side_has_its_own_ways(db, sign_in, make_one, nav, menu):
    page = sign_in(make_one()).get(reverse("accounts:settings"))

    assert labels(page.context["nav"]) == nav
    assert labels(page.context["account_menu"]) == menu


def test_a_visitor_finds_projects_and_how_it_works(db, client):
    page = client.get(reverse("accounts:help"))

    assert [(link.label, link.current) for link in page.context["nav"]] == [
        ("Find projects", False),
        ("How it works", True),
    ]


@pytest.mark.parametrize(
    ("make_one", "path", "current"),
    [
        (lambda: make.student().user, "/work/", ["My work"]),
        (lambda: make.student().user, "/work/applications/no-such/", ["My work"]),
        (lambda: make.student().user, "/payments/setup/", ["My money"]),
        (make.employer, "/listings/", ["My listings"]),
        (make.employer, "/listings/a-listing/edit/", ["My listings"]),
        (make.employer, "/listings/new/", ["Write a listing"]),
        (make.employer, "/work/inbox/a-listing/", ["My listings"]),
        (make.employer, "/organisations/somebody/", []),
        (make.staff, "/moderation/7/", ["To decide"]),
        (make.staff, "/projects/a-project/", ["Find projects"]),
    ],
)
def test_the_part_of_the_site_that_is_looked_at_is_marked(db, rf, make_one, path, current):
    request = rf.get(path)
    request.user = make_one()

    frame = site(request)

    links = frame["nav"] + frame["account_menu"]
    assert [link.label for link in links if link.current] == current


def test_help_is_in_the_same_place_on_every_page(db, client):
    for name in ("accounts:help", "accounts:join", "account_login", "listings:browse"):
        foot = client.get(reverse(name)).text.partition('class="foot__links"')[2]
        found = re.findall(r"<a [^>]*>([^<]+)</a>", foot)
        assert found[:4] == ["Help", "Accessibility", "Privacy", "Terms"]


def test_an_answer_made_before_anybody_was_recognised_has_a_frame_too():
    assert site(RequestFactory().get("/"))["viewer_kind"] == ""


@pytest.mark.parametrize("name", ["help", "terms"])
def test_the_numbers_on_pages_of_words_are_those_that_hold(db, client, settings, name):
    settings.PLATFORM_FEE_BPS = 1250
    settings.MAX_OPEN_APPLICATIONS = 7

    text = client.get(reverse(f"accounts:{name}")).text

    assert "12.5\xa0%" in text or "12.5 %" in text
    assert "7 applications open" in text


@pytest.mark.parametrize("name", ["help", "accessibility", "privacy", "terms"])
def test_pages_of_words_name_a_person_to_write_to(db, client, settings, name):
    settings.SUPPORT_EMAIL = "somebody@foothold.example"

    assert "mailto:somebody@foothold.example" in client.get(reverse(f"accounts:{name}")).text
