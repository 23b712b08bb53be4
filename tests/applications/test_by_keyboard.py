"""The main journey with the keyboard alone: Tab to what is wanted, then type, Space or Enter."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from accounts.models import User
from applications.models import Application, Milestone, Offer
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What has focus: its id and its words.
HERE = """() => {
  const it = document.activeElement;
  return [it.id, (it.textContent || it.value || '').replace(/\\s+/g, ' ').trim(),
          it.matches(':focus-visible')];
}"""
MOST = 120


@pytest.fixture
def browser_of(browser: Browser, live_server) -> Iterator:
    contexts = []

    def sign_in(user: User) -> Page:
        client = Client()
        client.force_login(user, "accounts.backends.Backend")
        name = settings.SESSION_COOKIE_NAME
        context = browser.new_context(base_url=live_server.url, locale="en-US")
        context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )
        contexts.append(context)
        return context.new_page()

    yield sign_in
    for each in contexts:
        each.close()


def tab_to(page: Page, wanted: str) -> None:
    """`wanted`: "#" and an id, or how the words begin. What has focus can be seen."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        name, words, visible = page.evaluate(HERE)
        if f"#{name}" == wanted or words.startswith(wanted):
            assert visible, f"{wanted} has focus, and nobody sees it"
            return
    pytest.fail(f"Tab does not get to {wanted} on {page.url}")


def press(page: Page, wanted: str) -> None:
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, field: str, text: str) -> None:
    tab_to(page, field)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def test_from_the_application_to_approved_work(browser_of):
    ada = make.student(hours_per_week=10)
    make.resume(ada)
    make.payee(ada)
    listing = make.listing(approved_by=ada.university)
    student, boss = browser_of(ada.user), browser_of(listing.created_by)

    student.goto(reverse("applications:apply", args=[listing.slug]))
    write(student, "#id_pitch", "I would begin with shop 7.")
    press(student, "Check your answers")
    press(student, "Send your application")
    assert Application.objects.get().status == "submitted"

    boss.goto(reverse("applications:inbox", args=[listing.slug]))
    press(boss, str(ada))
    press(boss, "Make an offer")
    write(boss, "#id_part1-title", "The clean table")
    press(boss, "Check the offer")
    press(boss, "Make the offer")
    offer = Offer.objects.get()

    student.goto(offer.get_absolute_url())
    tab_to(student, "#id_agree")
    student.keyboard.press("Space")
    press(student, "Accept the offer")
    milestone = make.funded(Milestone.objects.get()).milestone

    student.goto(reverse("applications:deliver", args=[milestone.pk]))
    write(student, "#id_note", "The table is clean.")
    press(student, "Check and hand in")
    press(student, "Hand it in")

    boss.goto(reverse("payments:approve", args=[milestone.pk]))
    press(boss, "Approve and pay")
    milestone.refresh_from_db()
    assert milestone.status == "approved"
