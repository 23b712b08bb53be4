"""One micro-internship, from an employer's first draft to money in a student's account.

Three people in three browsers, on the site as `bin/dev` runs it. Everything they learn, they
learn from a page or from a mail in the mailbox.
"""

import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.journeys import walk

pytestmark = pytest.mark.browser

MAYA = "maya.okafor@tamarack.example"
UNIVERSITY = "Tamarack State University"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def people(request, session) -> dict[str, Page]:
    return {
        name: session(java_script_enabled=request.param, width=width)
        for name, width in {"employer": 1280, "staff": 1280, "student": 390}.items()
    }


@pytest.fixture
def name(request) -> str:
    """Of this walk: a site that is used again has the people of the last one."""
    kind = "script" if "with J" in request.node.name else "plain"
    return f"{kind}{secrets.token_hex(2)}"


def test_a_micro_internship_from_posting_to_payout(people, name, tmp_path: Path):
    employer, staff, student = people["employer"], people["staff"], people["student"]
    title = f"Clean a survey {name}"
    payer, learner = f"ada@{name}bakers.example", f"noor.{name}@tamarack.example"

    post(employer, payer, title, f"https://www.{name}bakers.example", name)
    approve_listing(staff, title)
    assert UNIVERSITY in walk.mail_to(employer, payer, f"Approved: {title}")

    join_and_apply(student, learner, title, tmp_path)
    apply_in_passing(staff, title)
    choose(employer, title, payer)
    accept(student, learner, title)
    assert "The pitch did not say" in walk.mail_to(staff, MAYA, f"About your application: {title}")
    pay_in(employer, title)
    set_up_payout(student)
    work_and_answer(student, employer, learner, payer, title, tmp_path)
    see_the_money(student, employer, learner, payer)


def post(page: Page, email: str, title: str, website: str, name: str) -> None:
    walk.sign_up(page, "employer", "Ada Lund", email)
    walk.create_organisation(page, f"{name.title()} Bakers", website)
    expect(page.locator("main")).to_contain_text("Verified")
    walk.write_listing(page, title, UNIVERSITY)
    walk.press(page, "Work out the fee")
    quote = page.locator("[data-quote]").inner_text()
    assert "$720" in quote
    assert "$72" in quote
    assert "$648" in quote
    walk.press(page, "Save draft")
    page.goto("/listings/")
    walk.follow(page, title)
    walk.follow(page, "Go on writing")
    walk.press(page, "Check before sending")
    walk.heading(page, "Check your listing")
    expect(page.locator("main")).to_contain_text(title)
    walk.press(page, "Send to the universities")
    expect(page.locator("main")).to_contain_text(UNIVERSITY)


def approve_listing(page: Page, title: str) -> None:
    walk.demo_sign_in(page, "Dana")
    page.goto("/moderation/")
    walk.follow(page, title)
    walk.choose(page, "decision", "approve")
    walk.press(page, "Send the decision")


def join_and_apply(page: Page, email: str, title: str, folder: Path) -> None:
    walk.sign_up(page, "student", "Noor Haddad", email)
    walk.fill_profile(page)
    page.goto("/projects/")
    page.locator("input[name=q]").first.fill(title)
    walk.press(page, "Search")
    walk.follow(page, title)
    walk.heading(page, title)
    expect(page.locator("main")).to_contain_text("$648")
    walk.follow(page, "Apply")
    resume = folder / "noor.pdf"
    resume.write_bytes(make.PDF)
    walk.apply(page, resume)
    assert title in walk.mail_to(page, email, f"Sent: {title}")


def apply_in_passing(page: Page, title: str) -> None:
    """Somebody with a full profile and a résumé applies too, so that there is a choice."""
    page.context.clear_cookies()
    walk.demo_sign_in(page, "Maya")
    page.goto("/projects/")
    page.locator("input[name=q]").first.fill(title)
    walk.press(page, "Search")
    walk.follow(page, title)
    walk.follow(page, "Apply")
    page.locator("#id_pitch").fill("I like tables, and this one sounds as if it needs me.")
    page.locator("#id_answer_0").fill("Leave the count out.")
    walk.press(page, "Check your answers")
    walk.press(page, "Send your application")


def choose(page: Page, title: str, email: str) -> None:
    walk.mail_to(page, email, f"New application: {title}")
    # The list begins with what needs them: here, applications to answer.
    page.goto("/listings/")
    walk.follow(page, title)
    walk.heading(page, "Applications")
    for box in page.locator("input[name=a]").all():
        box.check()
    walk.press(page, "Read side by side")
    expect(page.locator("main")).to_contain_text("Flag the rows")
    expect(page.locator("main")).to_contain_text("Leave the count out")

    walk.follow(page, "Decline Maya")
    walk.choose(page, "reason", "pitch")
    walk.press(page, "Decline and send")

    page.goto("/listings/")
    walk.follow(page, title)
    walk.follow(page, "Noor Haddad")
    walk.press(page, "Shortlist")
    walk.follow(page, "Make an offer")
    walk.make_offer(page, "The clean table and the note")
    expect(page.locator("main")).to_contain_text("$720")


def accept(page: Page, email: str, title: str) -> None:
    walk.mail_to(page, email, f"An offer for you: {title}")
    page.goto("/work/")
    walk.follow(page, title)
    if page.locator("#id_agree").count() == 0:
        walk.follow(page, "offer")
    expect(page.locator("main")).to_contain_text("$648.00")
    page.locator("#id_agree").check()
    walk.press(page, "Accept the offer")


def pay_in(page: Page, title: str) -> None:
    page.goto("/payments/")
    walk.follow(page, title)
    if "second-factor" in page.url:
        walk.add_second_factor(page)
        page.goto("/payments/")
        walk.follow(page, title)
    expect(page.locator("main")).to_contain_text("$720.00")
    walk.press(page, "Continue to payment of $720.00")
    walk.follow(page, "Use a test card")
    walk.press(page, "Pay $720.00")
    page.wait_for_url("**/payments/funded/**")
    walk.until_shown(page, "we hold $720.00")


def set_up_payout(page: Page) -> None:
    page.goto("/payments/setup/")
    walk.press(page, "Continue to Stripe")
    if "reauthenticate" in page.url:  # signed in long ago
        page.locator("#id_password").fill(walk.PASSWORD)
        walk.press(page, "Confirm")
        walk.press(page, "Continue to Stripe")
    walk.press(page, "Finish")
    walk.until_shown(page, "You are set up")


def work_and_answer(
    student: Page, employer: Page, learner: str, payer: str, title: str, folder: Path
) -> None:
    walk.mail_to(student, learner, f"You can start: {title}")
    table = folder / "table.csv"
    table.write_text("shop,answers\n7,214\n")
    hand_in(student, title, "Hand in work", table, "The first version: shop 7 is flagged.")

    walk.mail_to(employer, payer, f"Work handed in: {title}")
    open_what_waits(employer, title)
    walk.follow(employer, "Look at the work")
    expect(employer.locator("main")).to_contain_text("table.csv")
    expect(employer.locator("main")).to_contain_text("shop 7 is flagged")
    walk.follow(employer, "Ask for changes")
    employer.locator("#id_answer").fill("Please name the columns as in the sheet we sent you.")
    employer.locator("#id_by_date").fill(walk.day(36))
    walk.press(employer, "Ask for these changes")

    walk.mail_to(student, learner, f"Changes asked for: {title}")
    hand_in(student, title, "Hand in a new version", table, "The columns have your names now.")

    open_what_waits(employer, title)
    walk.press(employer, "Approve and pay $648.00")


def open_what_waits(page: Page, title: str) -> None:
    """The employer's list begins with what needs them: here, work to answer."""
    page.goto("/listings/")
    walk.follow(page, title)
    walk.heading(page, "Approve")


def hand_in(page: Page, title: str, button: str, file: Path, note: str) -> None:
    page.goto("/work/")
    walk.follow(page, title)
    if not page.url.endswith("/deliver/"):
        walk.follow(page, button)
    page.locator("#id_note").fill(note)
    page.locator("#id_links").fill("https://example.org/survey")
    page.locator("#id_attached").set_input_files(str(file))
    walk.press(page, "Check and hand in")
    walk.heading(page, "Check before you hand in")
    walk.press(page, "Hand it in")


def see_the_money(student: Page, employer: Page, learner: str, payer: str) -> None:
    walk.mail_to(student, learner, "We sent you $648.00")
    student.goto("/payments/")
    walk.until_shown(student, "$648.00")
    expect(student.locator("main")).to_contain_text("Sent")
    employer.goto("/payments/")
    expect(employer.locator("main")).to_contain_text("$720.00")
    walk.follow(employer, "P-")
    walk.heading(employer, "Receipt")
    expect(employer.locator("main")).to_contain_text("$72.00")
    assert "$72.00" in walk.mail_to(employer, payer, "Receipt")
