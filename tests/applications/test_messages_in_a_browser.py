"""A message that is sent without a new page: what is kept, and what the console says."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_files_outlive_a_warning_and_no_swap_breaks_the_policy(browser: Browser, live_server):
    application = make.application()
    client = Client()
    backend = "accounts.backends.Backend"
    client.force_login(application.student.user, backend)
    name = settings.SESSION_COOKIE_NAME
    context = browser.new_context(base_url=live_server.url)
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(reverse("applications:messages", args=[application.pk]))
    page.evaluate("window.same = true")

    # A box that is drawn larger has a style of its own, which no policy lets a script copy.
    page.evaluate("document.getElementById('id_text').style.blockSize = '20rem'")
    page.locator("#send").click()
    expect(page.locator(".field--wrong")).to_be_visible()
    page.locator("#id_text").fill("Pay me by PayPal.")
    page.locator("summary", has_text="Add files").click()
    file = {"name": "table.csv", "mimeType": "text/csv", "buffer": b"a,b\n"}
    page.locator("#id_attached").set_input_files(files=[file])
    page.locator("#send").click()
    expect(page.get_by_label("table.csv")).to_be_checked()
    page.get_by_role("button", name="Send anyway").click()

    expect(page.locator("#messages")).to_contain_text("table.csv")
    expect(page.locator("#id_text")).to_have_value("")
    assert page.evaluate("window.same")
    assert said == []
    context.close()
