"""Who gets no mail any more learns it on the site, and mends it."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.core import context
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.adapter import AccountAdapter
from notifications import stopping
from notifications.models import Email, StoppedAddress
from tests import make

BANNER = "We have stopped writing to your e-mail address"


@pytest.fixture
def person(db):
    person = make.student().user
    stopping.stop(person.email.upper(), StoppedAddress.Why.BOUNCED, "Postmark: no such user")
    person.refresh_from_db()
    return person


def link():
    [path] = re.findall(r"(/mail-stopped/\S+/)", Email.objects.get().body)
    return path


def test_every_page_says_so_and_one_says_why(person, sign_in):
    browser = sign_in(person)

    assert BANNER in browser.get(reverse("accounts:settings")).text
    assert BANNER in browser.get(reverse("listings:browse")).text
    page = browser.get(reverse("accounts:mail_stopped")).text
    assert "Mail to it came back" in page
    assert person.email in page
    assert "no such user" not in page


def test_nobody_else_sees_it(person, sign_in):
    browser = sign_in(make.student().user)

    assert BANNER not in browser.get(reverse("accounts:settings")).text
    assert "nothing has come back" in browser.get(reverse("accounts:mail_stopped")).text


def test_a_link_that_arrived_lets_mail_go_on_once_its_button_is_pressed(person, sign_in, client):
    browser = sign_in(person)

    browser.post(reverse("accounts:ask_for_mail"))
    opened = client.get(link())  # as a program does that looks through mails
    still = stopping.of(person.email)
    pressed = client.post(link())
    twice = client.post(link())

    person.refresh_from_db()
    assert "Shall mail go on?" in opened.text
    assert still is not None
    assert "Mail goes on" in pressed.text
    assert "does not work any more" in twice.text
    assert (stopping.of(person.email), person.mail_stopped) == (None, False)
    assert BANNER not in browser.get(reverse("accounts:settings")).text


def test_a_link_of_the_day_before_yesterday_does_nothing(person, sign_in, client):
    sign_in(person).post(reverse("accounts:ask_for_mail"))

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        page = client.post(link())

    assert page.status_code == 404
    assert stopping.of(person.email) is not None


def test_who_has_another_address_by_now_is_told_that_all_is_well(person, sign_in):
    type(person).objects.filter(pk=person.pk).update(email="new@example.org")
    browser = sign_in(person)

    page = browser.get(reverse("accounts:mail_stopped")).text

    assert "nothing has come back" in page
    assert BANNER not in browser.get(reverse("accounts:settings")).text


def test_it_can_happen_again_after_it_was_lifted(person):
    stopping.lift(stopping.of(person.email), None)
    stopping.stop(person.email, StoppedAddress.Why.COMPLAINED, "")
    stopping.stop(person.email, StoppedAddress.Why.COMPLAINED, "told twice")

    assert StoppedAddress.objects.filter(address=person.email).count() == 2


def confirm(person, address):
    """They have typed the code that was mailed there."""
    row = EmailAddress.objects.create(user=person, email=address)
    request = RequestFactory().get("/")
    request.user, request.session = person, SessionStore()
    MessageMiddleware(lambda _: None).process_request(request)
    with context.request_context(request):
        assert AccountAdapter().confirm_email(request, row)
    person.refresh_from_db()


def test_who_changes_to_an_address_that_is_stopped_is_told_and_away_from_it_not(db):
    person = make.student().user
    stopping.stop("spam@example.org", StoppedAddress.Why.COMPLAINED, "")

    confirm(person, "spam@example.org")
    assert (person.email, person.mail_stopped) == ("spam@example.org", True)

    confirm(person, "other@example.org")
    assert (person.email, person.mail_stopped) == ("other@example.org", False)


def test_mail_goes_to_an_address_again_that_a_code_was_read_at(db):
    person = make.student().user
    stopping.stop("back@example.org", StoppedAddress.Why.BOUNCED, "")

    confirm(person, "back@example.org")

    assert not person.mail_stopped
    assert stopping.of("back@example.org") is None
