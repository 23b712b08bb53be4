"""The parts and the bare pages in a real browser: nothing broken, cut off or behind a script."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page

PAGES = ["style/", "account/login/", "account/signup/", "wrong/404/", "alone/500/"]

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.look.urls")]


@pytest.fixture
def address() -> Iterator[str]:
    """The site without its database: nobody is signed in on these pages."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    thread.join()


@pytest.fixture(params=[(390, "dark"), (1280, "light")])
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def too_wide(page: Page) -> bool:
    root = "document.documentElement"
    return bool(page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_breaks_no_rule_of_accessibility(path: str, reader: Page, address: str):
    refused: list[str] = []
    reader.on("console", lambda m: refused.append(m.text) if "Security Policy" in m.text else None)

    reader.goto(f"{address}/{path}")

    found = Axe().run(reader).response["violations"]
    assert [(each["id"], each["nodes"][0]["target"]) for each in found] == []
    assert not too_wide(reader)
    assert refused == []


@pytest.mark.parametrize("path", ["style/", "account/signup/", "wrong/404/"])
def test_nothing_is_cut_off_at_400_percent(path: str, browser: Browser, address: str):
    page = browser.new_page(viewport={"width": 320, "height": 256})

    page.goto(f"{address}/{path}")

    assert not too_wide(page)
    page.close()


def test_menus_and_filters_open_without_a_script(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/style/")
    remote = page.locator(".facet").get_by_label("Remote")
    assert not remote.is_visible()

    page.locator(".filters > summary").click()

    assert remote.is_visible()
    context.close()


def test_filters_stand_open_beside_the_results_on_a_desk(browser: Browser, address: str):
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()

    page.goto(f"{address}/style/")

    assert page.locator(".facet").get_by_label("Remote").is_visible()
    assert not page.locator(".filters > summary").is_visible()
    context.close()


def test_every_stop_of_the_tab_key_shows_where_it_is(browser: Browser, address: str):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/account/signup/")
    unseen, stops = [], 0

    while stops < 40:
        page.keyboard.press("Tab")
        width, name = page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth), e.outerHTML] })()"
        )
        if name.startswith("<body"):
            break
        stops += 1
        ringed = page.evaluate("!!document.activeElement.closest('.choice:has(:focus-visible)')")
        if width < 2 and not ringed:
            unseen.append(name[:80])

    assert unseen == []
    assert stops > 6
    page.close()


def test_the_summary_has_the_focus_after_a_form_came_back(browser: Browser, address: str):
    page = browser.new_page()
    page.goto(f"{address}/ask/")

    page.get_by_role("button", name="Send").click()

    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.matches('[data-problems]')")
    page.close()


def test_paper_carries_no_navigation(browser: Browser, address: str):
    page = browser.new_page()
    page.goto(f"{address}/style/")

    page.emulate_media(media="print")

    assert page.locator(".receipt").is_visible()
    for part in (".top", ".foot", ".filters", ".pager"):
        assert not page.locator(part).first.is_visible()
    page.close()
