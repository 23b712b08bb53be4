"""Every page of the site, as the demo's people find it: nothing is wrong that a machine can see.

A walk follows the links of each page. Of each kind of address it looks at one page, and at others
of that kind that have something else to say: a placement to pay for is not one to deliver. What one
person has been shown is not looked at again when the next one is shown the same.
"""

import re
import secrets
from collections import Counter, defaultdict

import pytest
from playwright.sync_api import Page

from marketplace.demo import people
from tests.journeys import walk
from tests.journeys.looking import Looker

pytestmark = pytest.mark.browser

Says = tuple[str, ...]

PUBLIC = ["/", "/projects/", "/projects/?q=data&arrangement=remote", "/projects/?q=nothinglikeit"]
PUBLIC += ["/join/", "/demo/", "/join/university/", "/account/login/", "/account/password/reset/"]
PUBLIC += ["/projects/in/us/minneapolis/"]
PUBLIC += ["/account/signup/?as=student", "/account/signup/?as=employer", "/mailbox/"]

# Of a student whose employer has opened a dispute. The demo offers no click to be them.
OWEN = "owen.pritchard@ashcombe.example"

# To apply together for what takes a team of three.
OF_A_TEAM = "/work/apply/map-the-bakeries-that-our-two-cities-have-lost/team/"
# Whom it fits, of those who wish to be found.
TO_INVITE = "/work/inbox/map-the-bakeries-that-our-two-cities-have-lost/invite/"

# One that a career centre may give a subject, and one that keeps its own.
OF_MAILS = ["/mails/", "/mails/applications/declined/words/", "/mails/applications/offered/words/"]

# Who, where they begin besides what their own pages link to, and what they have to come across.
WALKS: dict[str, tuple[list[str], set[str]]] = {
    "": (
        PUBLIC,
        {
            "/projects/#/",
            "/projects/all/",
            "/projects/in/#/",
            "/projects/in/us/#/",
            "/projects/fields/#/",
            "/projects/formats/#/",
            "/organisations/#/",
            "/help/",
            "/terms/",
            "/mailbox/#/",
        },
    ),
    "Maya": (
        ["/work/", "/projects/", "/profile/", "/second-factor/", OF_A_TEAM],
        {
            "/work/offers/#/",
            "/work/applications/#/",
            "/work/applications/#/edit/",
            "/work/apply/#/",
            "/work/messages/",
            "/work/report/message/#/",
            "/work/reports/#/mine/",
            "/work/for-you/",
            "/work/invited/",
            "/work/report/listing/#/",
            "/work/teams/#/",
            "/work/apply/#/team/",
            "/projects/#/ask/",
            "/profile/days/",
            "/settings/",
            "/settings/mail/",
            "/settings/calendar/",
            "/notices/",
        },
    ),
    "Isla": (
        ["/work/"],
        {
            "/work/milestones/#/deliver/",
            "/work/milestones/#/more-time/",
            "/work/milestones/#/dispute/",
            "/work/placements/#/",
            "/work/placements/#/hours/",
            "/work/offers/#/agreement/",
            "/work/messages/#/",
            "/payments/placements/#/call-off/",
        },
    ),
    OWEN: (
        ["/work/", "/payments/statement/"],
        {"/work/disputes/#/", "/payments/disputes/#/agree/"},
    ),
    # In a team at work for which somebody else applied.
    "Kwame": (
        ["/payments/", "/work/"],
        {
            "/payments/setup/",
            "/payments/payouts/#/",
            "/payments/statement/",
            "/work/placements/#/",
            "/work/placements/#/hours/",
            "/work/messages/#/",
        },
    ),
    "Ruth": (
        ["/listings/", "/payments/", "/organisation/", "/listings/new/", TO_INVITE],
        {
            "/listings/#/",
            "/listings/#/edit/",
            "/listings/#/preview/",
            "/listings/#/change/",
            "/listings/#/extend/",
            "/listings/import/",
            "/work/inbox/#/",
            "/work/inbox/#/criteria/",
            "/work/inbox/#/invite/",
            "/work/applications/#/",
            "/work/applications/#/decline/",
            "/work/applications/#/offer/",
            "/work/placements/#/",
            "/work/placements/#/half-time/",
            "/work/milestones/#/changes/",
            "/payments/approve/#/",
            "/payments/receipts/#/",
            "/payments/billing/",
            "/payments/statement/",
            "/listings/#/questions/",
            "/questions/#/",
            "/organisation/members/",
            "/organisation/members/#/remove/",
        },
    ),
    "Arjun": (["/listings/", "/payments/"], {"/payments/fund/#/"}),
    "Dana": (
        ["/moderation/", "/moderation/?show=decided", "/payments/budgets/", *OF_MAILS],
        {
            "/mails/applications/#/words/",
            "/notices/",
            "/settings/calendar/",
            "/settings/mail/",
            "/moderation/#/",
            "/moderation/policy/",
            "/work/organisations/",
            "/work/organisations-reported/",
            "/work/organisations/#/",
            "/moderation/reasons/",
            "/payments/budgets/",
            "/payments/budgets/#/",
            "/payments/budgets/#/edit/",
            "/payments/budgets/#/movements/",
            "/payments/budgets/#/pay-in/",
            "/payments/budgets/listings/#/",
            "/payments/budgets/paid/#/",
        },
    ),
    "Eleanor": (["/moderation/"], {"/moderation/#/"}),
    people.ADMIN[0]: (
        ["/staff/", "/payments/disputes/", "/payments/ledger/", "/payments/by-hand/"],
        {
            "/staff/",
            "/work/reports/",
            "/work/reports/#/",
            "/payments/by-hand/from/#/",
            "/payments/disputes/",
            "/payments/disputes/#/",
            "/payments/ledger/",
            "/payments/ledger/account/#/",
            "/payments/ledger/accounts/#/",
            "/payments/ledger/journals/",
            "/payments/ledger/journals/#/",
            "/payments/ledger/checks/",
            "/payments/ledger/months/",
            "/payments/ledger/tax-forms/",
            "/staff/mails/",
            "/mails/",
            "/mails/applications/#/",
            "/notices/",
        },
    ),
}
NOT_PAGES = (
    "/resume/",
    ".csv",
    ".pdf",
    "/nameless/file/",
    "/files/",
    "/resumes/",
    "/html/",
    "/account/logout/",
    "/setup/again/",
    "/import/example/",
    "/platform/",
)
NAMED = r"(?<=/)([0-9a-f]{8}-[0-9a-f-]{27}|\d+)(?=/)"
FIXED = "new|quote|compare|all|feed|import|in|fields|formats"
SAVABLE = r"/projects/(?!(?:compare|all|feed|five)/)[^/?]+/"
SORTS = "report/[a-z]+|projects|listings|inbox|apply|organisations|fields|formats|in(?:/..)?"
SORTS += "|ledger/accounts|mails/[a-z]+"
SLUGS = rf"/({SORTS})/(?!(?:{FIXED})/)[^/]+/"


def kind(address: str) -> str:
    """`address` without what names one thing: an id or a slug becomes a sign for any."""
    path = re.split(r"[?#]", address)[0]
    return re.sub(SLUGS, r"/\1/#/", re.sub(NAMED, "#", path))


def says(page: Page) -> Says:
    """What kinds of things the page has: its parts, in words that do not name anybody."""
    parts = "main h2, main legend, main button, main .turn__heading"
    words: list[str] = page.locator(parts).all_inner_texts()
    return tuple(sorted({re.sub(r"[\W\d].*", "", each) for each in words}))


@pytest.fixture(scope="module")
def looked() -> defaultdict[str, set[Says]]:
    """What has been said by the pages that somebody looked at, by kind."""
    return defaultdict(set)


@pytest.mark.parametrize("who", WALKS, ids=lambda who: who or "anybody")
def test_nothing_is_wrong_on_any_page(session, looked, who):
    beginnings, must_meet = WALKS[who]
    page = session()
    if "@" in who:
        walk.sign_in(page, who, people.PASSWORD, people.TOTP_KEY)
    elif who:
        walk.demo_sign_in(page, who)
    looker = Looker(page, who or "anybody")
    nothing_new: Counter[str] = Counter()
    waiting, seen = list(beginnings), set(beginnings)

    while waiting:
        address = waiting.pop(0)
        sort = kind(address)
        if nothing_new[sort] >= (2 if "#" in sort else 1) and address not in beginnings:
            continue
        if not looker.open(address) or looker.path().startswith("/platform/"):
            continue  # a file, or sent on to the admin, whose pages are Django's
        links = [link for link in looker.links() if not any(part in link for part in NOT_PAGES)]
        waiting += [link for link in links if link not in seen]
        seen.update(links)
        met = looked[kind(looker.path())]
        if (words := says(page)) in met:
            nothing_new[sort] += 1
        else:
            met.add(words)
            looker.look()

    assert "\n".join(looker.found) == ""
    assert must_meet <= set(looked)


def sent_empty(looker: Looker, address: str, button: str) -> None:
    looker.open(address)
    for area in looker.page.locator("main textarea:visible").all():
        area.fill("")
    walk.press(looker.page, button)
    assert looker.page.title().startswith("Error: ")
    assert looker.page.locator(":focus").get_attribute("role") == "alert"
    looker.look()


def test_nothing_is_wrong_with_forms_that_are_sent_empty(session):
    page = session()
    looker = Looker(page, "anybody")
    sent_empty(looker, "/account/signup/?as=student", "Create an account")
    sent_empty(looker, "/account/login/", "Sign in")
    sent_empty(looker, "/join/university/", "Ask for my university")
    walk.demo_sign_in(page, "Ruth")
    looker = Looker(page, "Ruth")
    sent_empty(looker, "/listings/new/", "Check before sending")

    assert "\n".join(looker.found) == ""


def go(looker: Looker, address: str, *parts: str) -> str:
    """Where one gets by following, from page to page, the first link that has the next part."""
    for part in parts:
        looker.open(address)
        address = next(link for link in looker.links() if part in link)
    return address


def test_nothing_is_wrong_where_an_application_is_checked(session):
    page = session()
    walk.demo_sign_in(page, "Maya")
    looker = Looker(page, "Maya")
    sent_empty(looker, go(looker, "/work/", "/apply/"), "Check your answers")
    for area in page.locator("main textarea:visible").all():
        area.fill("I would count each bird twice, once by eye and once by ear.")
    page.locator("#id_hours_per_week").fill("10")
    page.locator("#id_can_start").fill(walk.day(30))
    walk.press(page, "Check your answers")
    walk.heading(page, "Check your answers")
    looker.look()

    assert "\n".join(looker.found) == ""


def test_nothing_is_wrong_where_an_offer_is_checked(session):
    page = session()
    walk.demo_sign_in(page, "Ruth")
    looker = Looker(page, "Ruth")
    offer = go(looker, "/listings/", "/work/inbox/", "/work/applications/", "/offer/")
    sent_empty(looker, offer, "Check the offer")
    walk.fill_offer(page, "A table of what sells when")
    looker.look()

    assert "\n".join(looker.found) == ""


def test_nothing_is_wrong_on_the_way_to_a_second_factor(session):
    page = session()
    looker = Looker(page, "somebody new")
    email = f"page.{secrets.token_hex(3)}@orchard.example"
    walk.ask_to_join(page, "employer", "Noa Page", email)
    looker.look()
    walk.confirm_address(page, email)
    looker.look()
    looker.open("/second-factor/")
    walk.begin_second_factor(page)
    looker.look()
    walk.scan_and_confirm(page)
    looker.look()

    assert "\n".join(looker.found) == ""


def test_nothing_is_wrong_where_several_applications_are_read_and_answered(session):
    page = session()
    walk.demo_sign_in(page, "Ruth")
    looker = Looker(page, "Ruth")
    board = go(looker, "/listings/", "/work/inbox/read-900")
    for button, leads_to in (
        ("Read side by side", "Side by side"),
        ("Decline…", "Decline"),
    ):
        looker.open(board)
        for tick in page.locator("main input[name=a]").all()[:3]:
            tick.check()
        walk.press(page, button)
        assert leads_to in page.locator("h1").inner_text()
        looker.look()

    assert "\n".join(looker.found) == ""


def test_nothing_is_wrong_with_what_is_saved_and_compared(session):
    page = session()
    walk.demo_sign_in(page, "Maya")
    looker = Looker(page, "Maya")
    looker.open("/projects/")
    for project in [link for link in looker.links() if re.fullmatch(SAVABLE, link)][:3]:
        looker.open(project)
        walk.press(page, "Save for later")
        looker.look()
    looker.open("/saved/")
    looker.look()
    looker.open("/work/for-you/")
    looker.look()
    looker.open("/projects/five/?match=1&hours=10&field=data")
    looker.look()
    looker.open("/saved/")
    for tick in page.locator("main input[name=l]").all():
        tick.check()
    walk.press(page, "Compare")
    walk.heading(page, "Compare projects")
    looker.look()

    assert "\n".join(looker.found) == ""


def test_nothing_is_wrong_on_the_way_of_a_spreadsheet(session):
    page = session()
    walk.demo_sign_in(page, "Ruth")
    looker = Looker(page, "Ruth")
    rows = "Title,Hours,Where,Budget\nSort the recipe cards,20,remote,USD 400\n"
    rows += "Count the tins,x,there,\n"
    looker.open("/listings/import/")
    sheet = {"name": "autumn.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    page.locator("#id_file").set_input_files(files=[sheet])
    walk.press(page, "Upload and choose columns")
    walk.heading(page, "Which column holds what?")
    looker.look()
    walk.press(page, "Read the rows")
    walk.until_shown(page, "Row by row")
    looker.look()
    page.locator("main a[href$='/confirm/']").click()
    page.wait_for_load_state()
    looker.look()
    looker.open("/listings/import/")
    looker.look()

    assert "\n".join(looker.found) == ""
