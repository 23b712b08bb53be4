"""A text box that offers words as one types, driven in a browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import make
from tests.listings.test_in_a_browser import reader  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def profile(reader):  # noqa: F811
    page = reader(make.student().user, viewport={"width": 390, "height": 800})
    page.goto("/profile/")
    return page


def offered(page):
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def test_a_skill_is_chosen_with_the_keyboard_and_the_next_one_typed(profile):
    box, options = (
        profile.get_by_role("combobox", name="What you can do"),
        offered(profile),
    )

    box.press_sequentially("Excel, js")
    expect(options.first).to_have_text("JavaScript JS")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    active = box.get_attribute("aria-activedescendant")
    box.press("Enter")

    assert active
    expect(box).to_have_value("Excel, JavaScript, ")
    expect(options).to_have_count(0)
    box.press_sequentially("pyhton")
    expect(options.first).to_have_text("Python")
    options.first.click()
    expect(box).to_have_value("Excel, JavaScript, Python, ")
    expect(box).to_be_focused()
    assert profile.refused == []


def test_the_list_goes_by_itself_and_chooses_nothing(profile):
    box, options = profile.get_by_label("What you can do"), offered(profile)

    box.press_sequentially("pyt")
    expect(options.first).to_be_visible()
    box.press("Escape")
    expect(options).to_have_count(0)
    box.press("ArrowDown")
    expect(options.first).to_be_visible()
    box.press("Tab")

    expect(options).to_have_count(0)
    expect(box).to_have_value("pyt")


def test_an_open_list_breaks_no_rule_of_accessibility(profile):
    profile.get_by_label("What you can do").press_sequentially("data")
    expect(offered(profile).first).to_be_visible()

    broken = Axe().run(profile).response["violations"]

    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in broken] == []
    assert profile.evaluate("document.documentElement.scrollWidth") <= 390


def test_towns_of_the_chosen_country_are_offered(reader):  # noqa: F811
    page = reader(make.employer())
    page.goto("/organisation/")
    box = page.get_by_label("City")

    page.get_by_label("Country", exact=True).select_option("PT")
    box.fill("")
    box.press_sequentially("santa")
    expect(offered(page).first).to_have_text("Santarém Portugal")
    offered(page).first.click()

    expect(box).to_have_value("Santarém")
    assert page.refused == []
