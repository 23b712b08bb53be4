"""Who looks at pages sees what is wrong with them: each fault here is planted."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.looking import Looker

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><title>A page</title><style>
  :root {{ color-scheme: light dark }}
  body {{ background: light-dark(white, black); color: light-dark(black, white) }}
  {style}
</style><main><h1>A page</h1>{body}</main>"""


@pytest.fixture
def page(browser: Browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


def seen(page: Page, body: str, style: str = "") -> list[str]:
    looker = Looker(page, "Maya")
    page.set_content(PAGE.format(body=body, style=style))
    looker.look()
    looker.links()
    return looker.found


def test_nothing_is_found_where_nothing_is_wrong(page):
    assert seen(page, "<p>Words.</p>") == []


def test_a_fault_of_the_dark_is_found_in_the_dark(page):
    found = seen(page, "<p id=grey>Words</p>", "#grey { color: light-dark(black, #222) }")

    assert [line.split(" at ")[1] for line in found] == ["1280 dark: color-contrast"]
    assert "#grey" in found[0]
    assert "as Maya" in found[0]


def test_a_fault_of_the_dark_on_a_phone_alone_is_found_in_all_looks(page, monkeypatch):
    grey = "@media (width < 600px) { #grey { color: light-dark(black, #222) } }"
    assert seen(page, "<p id=grey>Words</p>", grey) == []
    monkeypatch.setattr(Looker, "crossed", True)

    found = seen(page, "<p id=grey>Words</p>", grey)

    assert [line.split(" at ")[1] for line in found] == ["390 dark: color-contrast"]


def test_a_fault_of_the_phone_is_found_on_the_phone(page):
    two = "<nav><a href=/a>a</a><a href=/b>b</a></nav>"
    roomy = "a { display: block; block-size: 40px; inline-size: 40px }"
    tight = "@media (width < 600px) { a { block-size: 8px; inline-size: 8px } }"

    found = seen(page, two, roomy + tight)

    assert {line.split(" at ")[1] for line in found} == {"390 light: target-size"}


def test_what_is_wider_than_the_phone_is_named(page):
    found = seen(page, "<p id=long>Words</p>", "#long { inline-size: 500px }")

    assert len(found) == 1
    assert '390 light: scrolls sideways: <p id="long">' in found[0]


def test_a_second_heading_and_a_word_of_the_console_are_found(page):
    found = seen(page, "<h1>Another</h1><script>nothing()</script>")

    assert any("2 headings of the first level" in line for line in found)
    assert any("the console says: nothing is not defined" in line for line in found)


def test_what_the_tab_key_passes_by_is_found(page):
    found = seen(page, '<button tabindex="-1">Pay</button><button disabled>Wait</button>')

    assert {line.split(": ")[1] for line in found} == {"not reached by the Tab key"}
