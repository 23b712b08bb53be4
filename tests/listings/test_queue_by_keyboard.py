"""The career centre's queue on a phone's width: by Tab and Enter, and by its own keys."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from listings.models import Moderation
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(browser: Browser, live_server):
    rows = [make.waiting()]
    rows.append(make.waiting(rows[0].university))
    client = Client()
    client.force_login(make.staff(rows[0].university), "accounts.backends.Backend")
    name = settings.SESSION_COOKIE_NAME
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="en-US"
    )
    value = client.cookies[name].value
    context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.goto("/moderation/")
    yield page, rows
    context.close()


def focused(page: Page) -> str:
    return page.evaluate("(document.activeElement.textContent || '').trim()")


def test_one_decides_by_keys_that_were_turned_on_and_by_enter(desk):
    page, rows = desk
    page.keyboard.press("j")
    assert focused(page) != rows[0].listing.title  # off until turned on

    page.locator(".keys summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Turn the keys on").press("Enter")
    page.keyboard.press("j")
    assert focused(page) == rows[0].listing.title
    page.keyboard.press("j")
    assert focused(page) == rows[1].listing.title
    page.keyboard.press("x")
    expect(page.locator("[name=chosen]:checked")).to_have_value(str(rows[1].pk))

    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(rf"/moderation/{rows[0].pk}/$"))
    page.keyboard.press("c")
    page.keyboard.press("w")
    page.keyboard.type("A cat ran")  # typed, no key of ours
    expect(page.locator("[name=decision]:checked")).to_have_value("changes")
    page.locator("[name=reason]").press("Tab")
    page.keyboard.press("s")
    page.locator("#send-decision").press("Enter")
    expect(page.get_by_text("Sent back.")).to_be_visible()

    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(wide)
    assert page.wrong == []
    row = Moderation.objects.get(pk=rows[0].pk)
    assert (row.status, row.reason) == ("changes", "A cat ran")
