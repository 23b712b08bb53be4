import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys import site as sites


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sites.Site]:
    # A site that runs already, with its demo data: to look at one journey again quickly.
    if url := os.environ.get("JOURNEY_SITE"):
        yield sites.Site(url, dict(os.environ))
        return
    with sites.running(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
def session(browser: Browser, site: sites.Site, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """A new browser session of its own: `session(javascript_enabled=False, width=390)`."""
    contexts: list[BrowserContext] = []

    def open_session(width: int = 1280, dark: bool = False, **options: object) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_session
    for number, context in enumerate(contexts):
        # Where everybody stood at the end, for whoever reads about a failure.
        context.pages[0].screenshot(path=tmp_path / f"end-{number}.png", full_page=True)
        context.close()
