"""The hosted pages in a real browser, with and without its comforts."""

from collections.abc import Callable, Iterator

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from stripe import StripeClient

from tests.standin import make
from tests.standin_process import PATIENCE, Standin

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE * 1_000)

EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

type Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opener]:
    contexts: list[BrowserContext] = []

    def opener(width: int = 1280, scripts: bool = True) -> Page:
        contexts.append(
            browser.new_context(
                viewport={"width": width, "height": 900},
                java_script_enabled=scripts,
            )
        )
        return contexts[-1].new_page()

    yield opener
    for context in contexts:
        context.close()


def problems(page: Page) -> list[str]:
    """In both colour schemes: the dark one differs in its colours only."""
    told = []
    for scheme, rules in (("light", EVERY_RULE), ("dark", ["color-contrast"])):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options={"runOnly": rules}).response["violations"]
        told += [
            f"{scheme} {each['id']}: {node['html'][:120]}"
            for each in found
            for node in each["nodes"]
        ]
    wider = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return told + (["wider than the screen"] if wider else [])


@pytest.fixture
def busy_standin(own_standin: Standin) -> Standin:
    """One row in every table of the controls."""
    client = own_standin.client()
    payee, charge = make.payee(own_standin, client), make.charge(own_standin, client)
    make.transfer(client, payee, 100, source_transaction=charge.id)
    make.refund(client, charge.id, amount=100)
    own_standin.control("open-dispute", charge=charge.id)
    own_standin.control("pay-out", account=payee)
    own_standin.control("plan-fault", kind="slow", path="/v1/nothing")
    return own_standin


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_can_be_used_by_everybody(busy_standin: Standin, open_page: Opener, width: int):
    client, page, found = busy_standin.client(), open_page(width), {}

    page.goto(f"{make.session(client).url}?fill")
    found["checkout"] = problems(page)
    page.get_by_label("Card number").fill("")
    page.get_by_text("Test numbers that work here").click()
    page.get_by_role("button", name="Pay $720.00").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found["checkout with mistakes"] = problems(page)
    page.goto(make.onboarding_link(client, make.recipient(client).id))
    found["onboarding"] = problems(page)
    page.goto(f"{busy_standin.url}/_standin/")
    found["controls"] = problems(page)
    page.goto(f"{busy_standin.url}/elsewhere")
    found["not found"] = problems(page)

    assert {name: told for name, told in found.items() if told} == {}


def test_the_search_for_problems_finds_one(client: StripeClient, open_page: Opener):
    page = open_page()
    page.goto(make.session(client).url or "")
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('h1').style.color = '#eee'")

    told = " ".join(problems(page))

    assert "light label" in told
    assert "light color-contrast" in told


def test_checkout_works_without_javascript(
    standin: Standin, client: StripeClient, open_page: Opener
):
    page = open_page(390, scripts=False)
    elsewhere = f"{standin.url}/elsewhere?paid={{CHECKOUT_SESSION_ID}}"
    opened = make.session(client, success_url=elsewhere, cancel_url=f"{standin.url}/left")
    page.goto(opened.url or "")
    expect(page.get_by_text("Stripe stand-in – no real money.")).to_be_visible()
    expect(page.get_by_role("link", name="Back")).to_have_attribute("href", f"{standin.url}/left")
    page.get_by_role("link", name="Use a test card").click()
    expect(page.get_by_label("Expiry date")).to_have_value("12 / 34")
    page.get_by_label("Email").fill("payer@example.com")
    page.get_by_label("Card number").fill("4000 0000 0000 0002")
    page.get_by_role("button", name="Pay $720.00").click()
    expect(page.get_by_label("Card number")).to_have_value("4000 0000 0000 0002")
    expect(page.get_by_label("Card number")).to_have_accessible_description(
        "Such as 4242 4242 4242 4242 Your card was declined. Try another card."
    )

    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    page.get_by_role("button", name="Pay $720.00").click()

    expect(page).to_have_url(f"{standin.url}/elsewhere?paid={opened.id}")
    assert client.v1.checkout.sessions.retrieve(opened.id).payment_status == "paid"


def test_a_bank_debit_shows_only_its_own_field(
    standin: Standin, client: StripeClient, open_page: Opener
):
    page = open_page(scripts=False)
    opened = make.session(client, success_url=f"{standin.url}/elsewhere")
    page.goto(opened.url or "")
    expect(page.get_by_label("Account number")).to_be_hidden()

    page.get_by_label("Bank debit, answered later").check()

    expect(page.get_by_label("Card number")).to_be_hidden()
    page.get_by_label("Email").fill("payer@example.com")
    page.get_by_label("Account number").fill("000123456789")
    page.get_by_role("button", name="Pay $720.00").click()
    expect(page).to_have_url(f"{standin.url}/elsewhere")
    assert client.v1.checkout.sessions.retrieve(opened.id).status == "complete"


def test_onboarding_is_one_button_without_javascript(
    standin: Standin, client: StripeClient, open_page: Opener
):
    page = open_page(390, scripts=False)
    account = make.recipient(client)
    page.goto(make.onboarding_link(client, account.id))
    expect(page.get_by_role("heading", name="Use test details")).to_be_visible()
    expect(page.get_by_label("Account holder name")).to_have_value("Sam Student")
    expect(page.get_by_label("Bank account ending")).to_have_value("6789")

    with page.expect_request(make.RETURN_URL):
        page.get_by_role("button", name="Finish").click()

    assert make.version_1(client, account.id).payouts_enabled is True


def test_the_controls_work_without_javascript(
    standin: Standin, client: StripeClient, open_page: Opener
):
    charge = make.charge(standin, client, amount=12_345)
    page = open_page(scripts=False)
    page.goto(f"{standin.url}/_standin/")
    row = page.get_by_role("row").filter(has_text=charge.id)
    expect(row).to_contain_text("$123.45")

    row.get_by_role("button", name="Open a dispute").click()

    expect(page).to_have_url(f"{standin.url}/_standin/")
    assert client.v1.charges.retrieve(charge.id).disputed is True


def test_a_control_that_cannot_be_done_says_why(standin: Standin):
    answer = requests.post(
        f"{standin.url}/_standin/open-dispute", {"charge": "ch_x"}, timeout=PATIENCE
    )

    assert answer.status_code == 400
    assert "No such charge: &#x27;ch_x&#x27;" in answer.text


def test_the_pages_allow_no_script_and_no_strange_address(standin: Standin, client: StripeClient):
    opened = make.session(client)

    policy = requests.get(opened.url or "", timeout=PATIENCE).headers["Content-Security-Policy"]

    assert policy == (
        "default-src 'none'; style-src 'self'; img-src data:;"
        f" form-action 'self' {make.NOWHERE}; frame-ancestors 'none'; base-uri 'none'"
    )
