"""Every page of the journey, as the demo's people find it: nothing that axe can find is wrong.

A walk follows the links of each page, and opens one page of each kind it has not seen.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys import walk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}}

PUBLIC = ["/", "/projects/", "/projects/?q=data&arrangement=remote", "/join/", "/demo/"]
PUBLIC += ["/account/signup/?as=student", "/account/login/", "/join/university/"]
PUBLIC += ["/help/", "/accessibility/", "/privacy/", "/terms/", "/account/password/reset/"]

# Who, where they begin, and the kinds of page that the walk has to meet.
WALKS = {
    "anybody": ("", PUBLIC, {"/projects/#/", "/organisations/#/"}),
    "an offer to answer": (
        "Maya",
        ["/work/", "/profile/", "/settings/", "/projects/"],
        {"/work/offers/#/", "/work/applications/#/", "/work/apply/#/"},
    ),
    "work to hand in": ("Isla", ["/work/"], {"/work/milestones/#/deliver/", "/work/placements/#/"}),
    "money to receive": ("Kwame", ["/payments/"], {"/payments/setup/", "/payments/payouts/#/"}),
    "an employer": (
        "Ruth",
        ["/listings/", "/payments/", "/organisation/", "/listings/new/"],
        {
            "/listings/#/",
            "/listings/#/edit/",
            "/listings/#/preview/",
            "/work/inbox/#/",
            "/work/applications/#/",
            "/work/applications/#/decline/",
            "/work/applications/#/offer/",
            "/work/placements/#/",
            "/work/milestones/#/changes/",
            "/payments/approve/#/",
            "/payments/fund/#/",
            "/payments/receipts/#/",
        },
    ),
    "a career centre": ("Dana", ["/moderation/", "/moderation/?show=decided"], {"/moderation/#/"}),
}
NOT_PAGES = ("/resume/", "/files/", "/resumes/", "/mailbox/", "/account/logout/", "/demo/")


def kind(address: str) -> str:
    """`address` without what names one thing: /work/offers/6f82.../ is /work/offers/#/."""
    path = address.partition("?")[0].partition("#")[0]
    path = re.sub(r"(?<=/)([0-9a-f]{8}-[0-9a-f-]{27}|\d+)(?=/)", "#", path)
    return re.sub(
        r"(/(?:projects|listings|inbox|apply|organisations)/)(?!new/|quote/)[^/]+/", r"\1#/", path
    )


def problems(page: Page) -> list[str]:
    """What is wrong with the open page, on a phone by day and on a desk by night."""
    found: list[str] = []
    for width, scheme in [(390, "light"), (1280, "dark")]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        seen = f"{page.url} ({width}, {scheme})"
        for wrong in Axe().run(page, options=EVERYTHING).response["violations"]:
            where = [node["target"] for node in wrong["nodes"]][:3]
            found.append(f"{seen}: {wrong['id']} at {where}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{seen}: scrolls sideways")
    return found


@pytest.mark.parametrize("name", WALKS)
def test_axe_finds_nothing_on_any_page(session, name):
    who, beginnings, must_meet = WALKS[name]
    page = session()
    if who:
        walk.demo_sign_in(page, who)
    to_open, met, found = list(beginnings), set(), []

    while to_open:
        address = to_open.pop(0)
        if address not in beginnings and kind(address) in met:
            continue
        met.add(kind(address))
        answer = page.goto(address)
        if answer is None or answer.status >= 400:
            found.append(f"{address}: {answer and answer.status}")
            continue
        found += problems(page)
        links = page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        ours = [link for link in links if link and link.startswith("/")]
        to_open += [link for link in ours if not any(part in link for part in NOT_PAGES)]

    assert found == []
    assert must_meet <= met


def test_a_form_sent_empty_says_what_is_missing(session):
    page = session(width=390)
    walk.demo_sign_in(page, "Ruth")
    page.goto("/listings/new/")

    walk.press(page, "Check before sending")

    assert page.title().startswith("Error: ")
    assert page.locator(":focus").get_attribute("role") == "alert"
    assert page.locator("[aria-invalid=true]").count() >= 8
    assert problems(page) == []
