"""One press in a mail program, without signing in, stops one kind of mail (RFC 8058)."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from notifications import tasks, timing, unsubscribing
from notifications.kinds import DIGEST, KINDS, How
from notifications.models import Preference
from tests import make
from tests.making.told import PAID, SENT, told


@pytest.fixture
def ada(db):
    return make.student().user


@pytest.fixture
def stranger():
    """A mail provider's machine: no cookie, no token, and checks are on."""
    return Client(enforce_csrf_checks=True)


def address(user, kind=SENT):
    return unsubscribing.url_of(user, kind).removeprefix(settings.SITE_URL)


def how(user, kind=SENT):
    return timing.chosen(user, KINDS[kind])


def test_a_mail_that_can_be_stopped_says_how_in_its_head_and_in_its_foot(ada):
    email = told(ada)
    tasks.send_email(email.pk)

    [sent] = mail.outbox
    link = unsubscribing.url_of(ada, SENT)
    assert sent.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in email.body
    assert f'href="{link}"' in email.html


def test_mail_about_money_has_no_such_thing(ada):
    email = told(ada, PAID)
    tasks.send_email(email.pk)

    assert not {"List-Unsubscribe", "List-Unsubscribe-Post"} & set(mail.outbox[0].extra_headers)
    assert "unsubscribe" not in email.body + email.html


def test_one_press_stops_that_kind_and_no_other_and_twice_is_fine(ada, stranger):
    for _ in range(2):
        answer = stranger.post(address(ada), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200

    assert how(ada) == How.OFF
    assert Preference.objects.get().kind == SENT
    assert how(ada, "applications/declined") == How.INSTANTLY


def test_looking_changes_nothing(ada, client):
    page = client.get(address(ada))

    assert "Stop this mail?" in page.text
    assert "no-store" in page["Cache-Control"]
    assert how(ada) == How.INSTANTLY


def test_who_has_the_mail_does_not_learn_what_address_its_reader_has_now(ada, client):
    type(ada).objects.filter(pk=ada.pk).update(email="since.then@example.org")

    pages = [client.get(address(ada)), client.post(address(ada)), client.get(address(ada))]

    assert not any("since.then" in page.text or ada.name in page.text for page in pages)


def test_who_pressed_by_mistake_gets_them_again(ada, client):
    Preference.objects.create(user=ada, kind=SENT, how="weekly")
    stopped = client.post(address(ada))

    page = client.post(address(ada), {"again": stopped.context["way_back"]})

    assert "You get them again" in page.text
    assert how(ada) == How.WEEKLY


def test_who_finds_the_mail_later_turns_nothing_on_again(ada, client):
    back = client.post(address(ada)).context["way_back"]
    other = client.post(address(make.student().user)).context["way_back"]

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        client.post(address(ada), {"again": back})
    client.post(address(ada), {"again": other})
    page = client.post(address(ada), {"again": "1"})

    assert "Send them again" not in page.text
    assert how(ada) == How.OFF


@pytest.mark.parametrize("how_it_is_wrong", ["other", "cut", "empty", "gone", "kind"])
def test_what_was_not_made_here_is_not_there(ada, stranger, how_it_is_wrong):
    url = address(ada)
    wrong = {
        "other": url[:-3] + "xx/",
        "cut": url.replace(":", "", 1),
        "empty": "/unsubscribe/x/",
        "gone": url,
        "kind": address(ada, "applications/never_was"),
    }[how_it_is_wrong]
    if how_it_is_wrong == "gone":
        ada.student.delete()
        ada.delete()

    assert stranger.get(wrong).status_code == 404
    assert stranger.post(wrong).status_code == 404
    assert not Preference.objects.exists()


def test_money_is_not_stopped_even_by_a_right_address(ada, stranger):
    page = stranger.post(address(ada, PAID))

    assert "This mail always comes" in page.text
    assert how(ada, PAID) == How.INSTANTLY
    assert not Preference.objects.exists()


def test_stopping_a_digest_stops_what_would_be_in_it(ada, stranger):
    Preference.objects.create(user=ada, kind=SENT, how="daily")

    page = stranger.post(address(ada, DIGEST))

    assert how(ada) == How.OFF
    assert how(ada, "applications/declined") == How.INSTANTLY
    assert "Nothing is gathered any more" in stranger.get(address(ada, DIGEST)).text

    stranger.post(address(ada, DIGEST), {"again": page.context["way_back"]})

    assert how(ada) == How.DAILY
    assert how(ada, "applications/match") == How.WEEKLY
