"""The board, notes and scores change in place: what is said, where focus is, what Back does."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from applications.models import Application, Note, Score
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def listing(transactional_db):
    row = make.listing()
    for n in range(3):
        student = make.student(user=make.user("student", name=f"Ada Number{n}"))
        make.application(listing=row, student=student)
    return row


@pytest.fixture
def page(browser: Browser, live_server, listing) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, reduced_motion="reduce")
    client = Client()
    backend = "accounts.backends.Backend"
    client.force_login(listing.created_by, backend)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.refused = []
    page.on("console", lambda m: page.refused.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: page.refused.append(str(error)))
    yield page
    assert page.refused == []
    context.close()


def board(listing, query=""):
    return reverse("applications:inbox", args=[listing.slug]) + query


def stay(page):
    """What a reload would forget."""
    page.evaluate("window.stayed = true")


def stayed(page):
    return page.evaluate("window.stayed === true")


def focused(page):
    return page.evaluate("document.activeElement.textContent.replace(/\\s+/g, ' ').trim()")


def test_who_is_shortlisted_moves_and_focus_goes_to_the_next(page, listing):
    page.goto(board(listing))
    stay(page)
    page.get_by_label("Select Ada Number2").check()

    page.get_by_role("button", name="Shortlist Ada Number0").press("Enter")

    expect(page.locator("#said")).to_have_text("Ada Number0 is on your shortlist.")
    expect(page.locator("#column-new .tabs__count")).to_have_text("2")
    expect(page.locator("#column-shortlist .tabs__count")).to_have_text("1")
    assert focused(page) == "Shortlist Ada Number1"
    assert page.get_by_label("Select Ada Number2").is_checked()
    assert stayed(page)
    assert Application.objects.get(status="shortlisted").student.user.name == "Ada Number0"


def test_when_nobody_is_left_focus_goes_to_the_column(page, listing):
    page.goto(board(listing))
    for n in range(3):
        page.get_by_role("button", name=f"Shortlist Ada Number{n}").press("Enter")
        expect(page.locator("#said")).to_have_text(f"Ada Number{n} is on your shortlist.")

    assert focused(page).startswith("To read")


def test_the_board_is_sorted_and_filtered_in_place_and_back_goes_back(page, listing):
    page.goto(board(listing))
    stay(page)
    page.get_by_label("Words").fill("Number1")
    page.get_by_role("button", name="Show", exact=True).press("Enter")

    expect(page.locator("#said")).to_have_text("1 of 3 are like that.")
    expect(page.locator(".applicant")).to_have_count(1)
    assert "q=Number1" in page.url
    assert focused(page) == "Show"
    page.get_by_role("link", name="Shortlist").first.press("Enter")
    expect(page.locator("#column-shortlist")).to_be_focused()
    assert "tab=shortlist" in page.url
    assert stayed(page)

    page.go_back()
    expect(page.locator(".applicant")).to_have_count(1)
    page.go_back()
    expect(page.locator(".applicant")).to_have_count(3)
    assert page.url.endswith(board(listing))
    page.get_by_role("button", name="Shortlist Ada Number1").press("Enter")
    expect(page.locator("#said")).to_have_text("Ada Number1 is on your shortlist.")


def test_who_is_signed_out_meanwhile_is_asked_to_sign_in(page, listing):
    page.goto(board(listing))
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    page.get_by_role("button", name="Shortlist Ada Number1").press("Enter")

    expect(page.get_by_label("Password")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.refused.clear()  # what the page that was left had not loaded yet
    assert not Application.objects.filter(status="shortlisted").exists()


def test_a_note_and_a_score_are_kept_in_place(page, listing):
    row = Application.objects.earliest("submitted_at")
    page.goto(reverse("applications:detail", args=[row.pk]))
    stay(page)

    page.get_by_label("Add a note").fill("Reads well.")
    page.get_by_role("button", name="Save the note").press("Enter")
    expect(page.locator("#said")).to_have_text("Your note is kept.")
    expect(page.locator("#notes")).to_contain_text("Reads well.")
    assert focused(page).startswith("Save the note")
    page.locator("#scores [type=radio]").first.check()
    page.get_by_role("button", name="Save my scores").press("Enter")
    expect(page.locator("#said")).to_have_text("Your scores are kept.")
    page.get_by_role("button", name="Save the note").press("Enter")
    expect(page.locator("#notes [aria-invalid=true]")).to_be_focused()

    assert stayed(page)
    assert Note.objects.get().text == "Reads well."
    assert Score.objects.count() == 1


def test_side_by_side_a_column_changes_and_the_others_stay(page, listing):
    rows = list(Application.objects.order_by("submitted_at"))[:2]
    query = "&".join(f"a={row.pk}" for row in rows)
    page.goto(f"{reverse('applications:compare', args=[listing.slug])}?{query}")
    stay(page)
    other = page.locator(".board__item").nth(1)
    other.locator("[type=radio]").first.check()

    page.get_by_role("button", name="Shortlist Ada Number0").press("Enter")

    expect(page.locator("#said")).to_have_text("Ada Number0 is on your shortlist.")
    expect(page.locator(".board__item").first).to_contain_text("Take off the shortlist")
    assert other.locator("[type=radio]").first.is_checked()
    assert stayed(page)


def test_after_a_message_is_sent_focus_stays_where_one_writes(page, listing):
    row = Application.objects.earliest("submitted_at")
    page.goto(reverse("applications:messages", args=[row.pk]))
    page.get_by_label("Your message").fill("Can you begin on Monday?")

    page.get_by_role("button", name="Send").press("Enter")

    expect(page.locator("#messages")).to_contain_text("Can you begin on Monday?")
    expect(page.get_by_label("Your message")).to_have_value("")
    expect(page.locator("#compose #send")).to_be_focused()
