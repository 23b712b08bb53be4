"""A form sent after its session ended: told, led back to it, and what was typed is there."""

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from accounts.models import User
from tests import make

TOLD = "You were signed out. What you just sent was not saved; nothing was changed."
PROFILE = "http://testserver/profile/?next=/projects/"


@pytest.mark.parametrize(
    ("path", "page", "leads_to"),
    [
        ("/profile/", PROFILE, "/profile/%3Fnext%3D/projects/"),
        ("/listings/a-project/submit/", "http://testserver/listings/a/", "/listings/a/"),
        ("/listings/a-project/submit/", "https://evil.example/listings/a/", "/start/"),
        ("/listings/a-project/submit/", "", "/start/"),
    ],
)
def test_a_form_sent_too_late_leads_back_to_its_page(db, client: Client, path, page, leads_to):
    answer = client.post(path, {"course": "Law"}, headers={"referer": page})

    assert answer.status_code == 302
    assert answer.url == f"{reverse('account_login')}?next={leads_to}"
    assert TOLD in client.get(answer.url).text


def test_who_was_never_signed_in_is_not_told_so(db, client: Client):
    page = "http://testserver/projects/a-project/"

    answer = client.post("/projects/a-project/save/", headers={"referer": page})

    text = client.get(answer.url).text
    assert "Sign in first, then press it again: nothing was saved yet." in text
    assert TOLD not in text


def test_a_page_that_needs_signing_in_is_still_come_back_to(db, client: Client):
    answer = client.get("/profile/?next=/projects/", headers={"referer": "http://testserver/"})

    assert answer.url == f"{reverse('account_login')}?next=/profile/%3Fnext%3D/projects/"
    assert TOLD not in client.get(answer.url).text


def test_an_address_that_only_takes_forms_says_so(db, client: Client):
    answer = client.get(reverse("accounts:theme"))

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "That cannot be done from here" in answer.text
    assert '<input type="hidden" name="next" value="/">' in answer.text


def test_the_colours_of_a_form_that_came_back_lead_to_the_page_it_is_on(db, sign_in):
    browser = sign_in(make.user("student", email="a@uni.example"))
    page = "http://testserver/settings/?a=b"

    answer = browser.post("/settings/", {"name": ""}, headers={"referer": page})

    assert '<input type="hidden" name="next" value="/settings/?a=b">' in answer.text


# --- In a browser --------------------------------------------------------------


@pytest.fixture
def ruth(transactional_db) -> User:
    found = make.user("employer", email="ruth@acme.example")
    EmailAddress.objects.get_or_create(
        user=found, email=found.email, defaults={"verified": True, "primary": True}
    )
    return found


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def enter(page: Page, user: User) -> None:
    page.get_by_label("E-mail").fill(user.email)
    page.locator("[type=password]").fill(make.PASSWORD)
    page.locator("main form").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login" not in url)


def send_too_late(page: Page, user: User) -> None:
    page.goto("/account/login/?next=/organisation/")
    enter(page, user)
    page.locator("[name=name]").fill("Acme Bakery")
    page.locator("[name=about]").fill("We bake.\nAt night.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Create organisation").click()
    page.get_by_text(TOLD).wait_for()


@pytest.mark.browser
def test_what_was_typed_is_put_back_once(page: Page, ruth: User):
    send_too_late(page, ruth)
    enter(page, ruth)

    assert page.locator("[name=name]").input_value() == "Acme Bakery"
    assert page.locator("[name=about]").input_value() == "We bake.\nAt night."
    page.get_by_role("button", name="Undo").click()
    assert page.locator("[name=name]").input_value() == ""
    assert page.get_by_text("We put back").count() == 0
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.browser
def test_what_somebody_typed_is_not_put_before_somebody_else(page: Page, ruth: User):
    other = make.user("employer", email="omar@acme.example")
    EmailAddress.objects.get_or_create(
        user=other, email=other.email, defaults={"verified": True, "primary": True}
    )
    send_too_late(page, ruth)
    enter(page, other)

    assert page.locator("[name=name]").input_value() == ""
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.browser
def test_what_was_saved_is_forgotten(page: Page, ruth: User):
    page.goto("/account/login/?next=/organisation/")
    enter(page, ruth)
    page.locator("[name=name]").fill("Acme Bakery")
    page.get_by_role("button", name="Create organisation").click()
    page.get_by_text("There is a problem").wait_for()

    assert page.evaluate("sessionStorage.length") == 0
