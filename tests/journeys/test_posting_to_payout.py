"""One micro-internship, from an employer's first draft to money in a student's account.

Three people in three browsers, on the site as `bin/dev` runs it. Everything they learn, they
learn from a page or from a mail in the mailbox.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.journeys import walk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]

UNIVERSITY = "Tamarack State University"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def people(request, session) -> dict[str, Page]:
    return {
        name: session(java_script_enabled=request.param, width=width)
        for name, width in {"employer": 1280, "staff": 1280, "student": 390}.items()
    }


@pytest.fixture
def name(request) -> str:
    return "script" if "with J" in request.node.name else "plain"


def test_a_micro_internship_from_posting_to_payout(people, name, tmp_path: Path):
    employer, staff, student = people["employer"], people["staff"], people["student"]
    title = f"Clean a customer survey, {name}"
    payer, learner = f"ada@{name}bakers.example", f"noor.{name}@tamarack.example"

    post(employer, payer, title, f"https://www.{name}bakers.example", name)
    approve_listing(staff, title)
    assert "approved" in walk.mail_to(employer, payer, "approved").lower()

    join_and_apply(student, learner, title, tmp_path)
    choose(employer, title, payer)
    accept(student, learner, title)
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
    walk.follow(page, "Edit")
    walk.press(page, "Check before sending")
    walk.heading(page, title)
    walk.press(page, "Send to the universities")
    expect(page.locator("main")).to_contain_text(UNIVERSITY)


def approve_listing(page: Page, title: str) -> None:
    walk.demo_sign_in(page, "Dana")
    page.goto("/moderation/")
    walk.follow(page, title)
    page.locator("input[name=decision][value=approve]").check()
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
    expect(page.locator("h1")).to_be_visible()
    assert title in walk.mail_to(page, email, "application")


def choose(page: Page, title: str, email: str) -> None:
    walk.mail_to(page, email, "application")
    page.goto("/listings/")
    walk.follow(page, title)
    walk.follow(page, "application")
    page.locator("input[name=a]").first.check()
    walk.press(page, "Read side by side")
    expect(page.locator("main")).to_contain_text("Flag the rows")
    walk.press(page, "Shortlist")
    walk.follow(page, "Make an offer")
    walk.make_offer(page, "The clean table and the note")
    expect(page.locator("main")).to_contain_text("$720")


def accept(page: Page, email: str, title: str) -> None:
    walk.mail_to(page, email, "offer")
    page.goto("/work/")
    walk.follow(page, title)
    if page.locator("#id_agree").count() == 0:
        walk.follow(page, "offer")
    expect(page.locator("main")).to_contain_text("$648.00")
    page.locator("#id_agree").check()
    walk.press(page, "Accept the offer")


def pay_in(page: Page, title: str) -> None:
    page.goto("/payments/")
    walk.follow(page, "Pay in")
    if "second-factor" in page.url:
        walk.add_second_factor(page)
        page.goto("/payments/")
        walk.follow(page, "Pay in")
    expect(page.locator("main")).to_contain_text("$720.00")
    walk.press(page, "Continue to payment of $720.00")
    walk.heading(page, "")
    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    walk.press(page, "Pay $720.00")
    walk.until_shown(page, "$720.00")
    expect(page.locator("h1")).to_be_visible()


def set_up_payout(page: Page) -> None:
    page.goto("/payments/setup/")
    walk.press(page, "Continue to Stripe")
    walk.press(page, "Finish")
    walk.until_shown(page, "You are set up")


def work_and_answer(
    student: Page, employer: Page, learner: str, payer: str, title: str, folder: Path
) -> None:
    walk.mail_to(student, learner, "start")
    table = folder / "table.csv"
    table.write_text("shop,answers\n7,214\n")
    hand_in(student, title, "Hand in work", table, "The first version: shop 7 is flagged.")

    walk.mail_to(employer, payer, "handed in")
    open_placement(employer, title)
    walk.follow(employer, "Ask for changes")
    employer.locator("#id_answer").fill("Please name the columns as in the sheet we sent you.")
    employer.locator("#id_by_date").fill(walk.day(3))
    walk.press(employer, "Ask for these changes")

    walk.mail_to(student, learner, "change")
    hand_in(student, title, "Hand in a new version", table, "The columns have your names now.")

    open_placement(employer, title)
    walk.follow(employer, "Approve")
    walk.press(employer, "Approve and pay $648.00")


def open_placement(page: Page, title: str) -> None:
    if page.url.endswith("/work/"):
        walk.follow(page, title)
        return
    page.goto("/listings/")
    walk.follow(page, title)
    walk.follow(page, "Noor Haddad")


def hand_in(page: Page, title: str, button: str, file: Path, note: str) -> None:
    page.goto("/work/")
    walk.follow(page, title)
    walk.follow(page, button)
    page.locator("#id_note").fill(note)
    page.locator("#id_links").fill("https://example.org/survey")
    page.locator("#id_attached").set_input_files(str(file))
    walk.press(page, "Hand it in")


def see_the_money(student: Page, employer: Page, learner: str, payer: str) -> None:
    walk.mail_to(student, learner, "648.00")
    student.goto("/payments/")
    walk.until_shown(student, "$648.00")
    expect(student.locator("main")).to_contain_text("Sent")
    employer.goto("/payments/")
    expect(employer.locator("main")).to_contain_text("$720.00")
    walk.follow(employer, "Receipt")
    walk.heading(employer, "Receipt")
    expect(employer.locator("main")).to_contain_text("$72.00")
    walk.mail_to(employer, payer, "receipt")
