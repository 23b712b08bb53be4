"""The journey of a spreadsheet, with and without JavaScript."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from listings import tasks
from listings.models import Listing
from tests import make
from tests.listings.test_in_a_browser import reader  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHEET = "Job Title,Stipend,Duration\nClean a survey,USD 500,2 Weeks\nDraw a map,Unpaid,a while\n"


@pytest.fixture
def work(monkeypatch) -> Callable[[], None]:
    """Does what the pages have queued, as a worker would."""
    queued = []
    for name in ("check_import", "make_drafts"):
        task = getattr(tasks, name)
        monkeypatch.setattr(task, "delay", lambda pk, task=task: queued.append((task, pk)))

    def run() -> None:
        while queued:
            task, pk = queued.pop()
            task(pk)

    return run


def fine(page: Page, scripts: bool) -> None:
    if scripts:
        broken = Axe().run(page).response["violations"]
        assert [(page.url, rule["id"], rule["nodes"][0]["html"]) for rule in broken] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url


def finish(page: Page, work: Callable[[], None], scripts: bool) -> None:
    """With scripts the page goes on by itself."""
    work()
    if not scripts:
        page.get_by_role("link", name="Look again").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_spreadsheet_becomes_drafts(reader, work, scripts):  # noqa: F811
    make.formats()
    page = reader(
        make.employer(), java_script_enabled=scripts, viewport={"width": 390, "height": 800}
    )
    file = {"name": "ours.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}

    page.goto("/listings/")
    page.get_by_role("link", name="Import from a spreadsheet").click()
    fine(page, scripts)
    page.get_by_label("Your CSV file").set_input_files(files=[file])
    page.get_by_role("button", name="Upload and choose columns").click()
    expect(page.get_by_label("Title")).to_have_value("0")
    fine(page, scripts)
    page.get_by_role("button", name="Read the rows").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reading your file")
    fine(page, scripts)
    finish(page, work, scripts)

    expect(page.get_by_role("heading", level=1)).to_have_text("1 row can be imported")
    fine(page, scripts)
    page.get_by_label("Unpaid work: 1 row").select_option("They pay expenses only")
    page.get_by_label("Lengths we cannot read: 1 row").select_option(index=1)
    page.get_by_role("button", name="Read the rows again").click()
    finish(page, work, scripts)
    page.get_by_role("link", name="Import 2 drafts").click()
    fine(page, scripts)
    page.get_by_role("button", name="Import 2 drafts").click()
    finish(page, work, scripts)

    expect(page.get_by_role("heading", level=1)).to_have_text("2 drafts are made")
    fine(page, scripts)
    page.get_by_role("link", name="Draw a map").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Draw a map")
    assert set(Listing.objects.values_list("direction", flat=True)) == {"paid", "expenses"}
    assert page.refused == []
