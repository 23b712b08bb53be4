"""The steps of a micro-internship as people take them, in a browser. Nothing behind its back."""

import re
import time
from datetime import date, timedelta
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

PASSWORD = "a-lantern-on-the-ledge"
# Mail and webhooks pass through the worker: give them time on a busy machine.
PATIENCE_SECONDS = 40


def day(ahead: int) -> str:
    return (date.today() + timedelta(days=ahead)).isoformat()  # noqa: DTZ011 - a form's date


def press(page: Page, name: str, *, exact: bool = False) -> None:
    page.get_by_role("button", name=name, exact=exact).first.click()
    page.wait_for_load_state()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def choose(page: Page, name: str, value: str) -> None:
    """Pick a radio by its label, as people do: the label may cover it."""
    ours = page.locator(f"input[name={name}][value='{value}']").get_attribute("id")
    page.locator(f"label[for={ours}]").click()


def heading(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_contain_text(words)


def until_shown(page: Page, words: str) -> None:
    """Load the page again until it says `words`: what the worker does takes a moment."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while words not in page.locator("main").inner_text():
        assert time.monotonic() < deadline, f"no “{words}” on {page.url}"
        time.sleep(0.5)
        page.reload()


def mail_to(page: Page, address: str, subject: str) -> str:
    """The text of the newest mail to `address` whose subject holds `subject`, from the mailbox."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        page.goto(f"/mailbox/?to={address}")
        found = page.locator(".list a", has_text=subject)
        if found.count():
            break
        assert time.monotonic() < deadline, f"no mail “{subject}” to {address}"
        time.sleep(0.5)
    found.first.click()
    page.wait_for_load_state()
    return page.locator("main .prose").inner_text()


def sign_up(page: Page, kind: str, name: str, email: str) -> None:
    ask_to_join(page, kind, name, email)
    confirm_address(page, email)


def ask_to_join(page: Page, kind: str, name: str, email: str) -> None:
    """As far as the page that asks for the code."""
    page.goto("/join/")
    follow(page, f"Join as {'an employer' if kind == 'employer' else 'a student'}")
    page.locator("#id_name").fill(name)
    page.locator("#id_email").fill(email)
    page.locator("#id_password1").fill(PASSWORD)
    press(page, "Create an account")


def confirm_address(page: Page, email: str) -> None:
    asked = page.url
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail_to(page, email, "code"))
    assert code
    page.goto(asked)
    page.locator("#id_code").fill(code[0])
    press(page, "Confirm")


def add_second_factor(page: Page) -> None:
    """From the page that says why, to the codes on paper."""
    begin_second_factor(page)
    scan_and_confirm(page)


def begin_second_factor(page: Page) -> None:
    follow(page, "Set it up")
    if "reauthenticate" in page.url:
        page.locator("#id_password").fill(PASSWORD)
        press(page, "Confirm")


def scan_and_confirm(page: Page) -> None:
    secret = page.locator(".qr__key").inner_text()
    moment = int(time.time()) // 30
    page.locator("#id_code").fill(format_hotp_value(hotp_value(secret, moment)))
    press(page, "Switch it on")


def demo_sign_in(page: Page, first_name: str) -> None:
    page.goto("/demo/")
    press(page, f"Sign in as {first_name}")


def sign_in(page: Page, email: str, password: str, totp_key: str) -> None:
    """By the form; who must have a second factor is asked for it."""
    page.goto("/account/login/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(password)
    press(page, "Sign in", exact=True)
    if "2fa" in page.url:
        code = hotp_value(totp_key, int(time.time()) // 30)
        page.locator("#id_code").fill(format_hotp_value(code))
        press(page, "Sign in", exact=True)


def create_organisation(page: Page, name: str, website: str) -> None:
    heading(page, "Create your organisation")
    page.locator("#id_name").fill(name)
    page.locator("#id_type").select_option("company")
    page.locator("#id_website").fill(website)
    page.locator("#id_about").fill("Nine shops that bake at night and ask questions by day.")
    page.locator("#id_country").select_option("US")
    page.locator("#id_city").fill("Duluth")
    press(page, "Create organisation")


def write_listing(page: Page, title: str, university: str) -> None:
    page.goto("/listings/new/")
    page.locator("#id_title").fill(title)
    choose(page, "format", "micro-internship")
    page.locator("#id_field").select_option("data")
    page.locator("#id_description").fill(
        "Two years of answers to twelve questions sit in four spreadsheets that disagree. "
        "We want one clean table, and a page that says what each column means."
    )
    page.locator("#id_deliverables").fill("One CSV with a data dictionary\nA two-page note")
    page.locator("#id_skills").fill("Python, Data cleaning")
    page.locator("#id_questions").fill("How would you treat a shop that counted twice?")
    choose(page, "arrangement", "remote")
    page.locator("#id_total_hours").fill("30")
    page.locator("#id_hours_per_week").fill("10")
    page.locator("#id_length_days").fill("21")
    page.locator("#id_starts_from").fill(day(17))
    page.locator("#id_starts_by").fill(day(30))
    page.locator("#id_apply_by").fill(day(9))
    page.locator("#id_openings").fill("1")
    page.locator("#id_currency").select_option("USD")
    page.locator("#id_pay").fill("720")
    for box in page.locator("input[name=universities]").all():
        box.uncheck()
    page.get_by_label(university).check()


def fill_profile(page: Page) -> None:
    page.goto("/profile/")
    page.locator("#id_course").fill("Economics")
    page.locator("#id_graduates_in").fill(str(date.today().year + 1))  # noqa: DTZ011
    page.locator("#id_skills_text").fill("Python, Data cleaning, Writing")
    page.locator("#id_hours_per_week").fill("10")
    page.locator("#id_payout_country").select_option("US")
    press(page, "Save profile")


def apply(page: Page, resume: Path) -> None:
    page.locator("#id_pitch").fill(
        "I cleaned a survey of 9,000 rows for my department. I would start with the shop that "
        "disagrees most, and write every rule down before I apply it."
    )
    page.locator("#id_answer_0").fill("Flag the rows, keep both counts, and say so.")
    page.locator("#id_hours_per_week").fill("10")
    page.locator("#id_can_start").fill(day(17))
    page.locator("#id_upload").set_input_files(str(resume))
    press(page, "Check your answers")
    heading(page, "Check your answers")
    press(page, "Send your application")


def make_offer(page: Page, part: str) -> None:
    fill_offer(page, part)
    press(page, "Make the offer")


def fill_offer(page: Page, part: str) -> None:
    """As far as the page that shows the terms once more."""
    page.locator("#id_starts_on").fill(day(17))
    page.locator("#id_ends_on").fill(day(37))
    first = page.locator("[name$='-title']").first
    first.fill(part)
    page.locator("[name$='-due_on']").first.fill(day(36))
    press(page, "Check the offer")
    heading(page, "Check the offer")
