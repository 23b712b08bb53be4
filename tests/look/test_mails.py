"""Every mail in a browser, as a small phone shows it, light and dark."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from notifications.samples import samples
from notifications.writing import OURS, inlined, render

pytestmark = pytest.mark.browser

# Of which axe is asked about colours: the parts of all others are in these.
LOOKED_AT = ["applications/declined", "payments/receipt", "notifications/digest"]
WIDTH = 320


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": WIDTH, "height": 700})
    yield page
    page.close()


def html_of(key: str) -> str:
    context = samples()[key]()
    reader = context.get("reader") or context.get("person") or ""
    return inlined(render(reader, key.partition("#")[0], context, OURS)[2])


def too_wide(page: Page) -> bool:
    return bool(page.evaluate(f"document.documentElement.scrollWidth > {WIDTH}"))


def test_no_mail_is_wider_than_a_small_phone(phone: Page):
    wide = []
    for key in samples():
        phone.set_content(html_of(key), wait_until="domcontentloaded")
        wide += [key] if too_wide(phone) else []

    phone.set_content("<p>" + "w" * 200)
    assert too_wide(phone)
    assert wide == []


@pytest.mark.parametrize("key", LOOKED_AT)
def test_a_mail_can_be_read_light_and_dark(phone: Page, key: str):
    grounds = set()
    for scheme in ("light", "dark"):
        phone.emulate_media(color_scheme=scheme)
        phone.set_content(html_of(key), wait_until="domcontentloaded")
        rules = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
        found = Axe().run(phone, options=rules).response["violations"]
        assert [each["nodes"][0]["html"] for each in found] == []
        grounds.add(phone.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert len(grounds) == 2
