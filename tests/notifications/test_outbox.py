from datetime import UTC, datetime

import pytest
from django.db import transaction

from notifications import handing, outbox
from notifications.kinds import EVERYBODY, KINDS, Group, Kind
from notifications.models import Email
from tests import make


@pytest.fixture(autouse=True)
def _words(settings, tmp_path, monkeypatch):
    """A mail of our own, so that nobody else's words are tested here."""
    folder = tmp_path / "words" / "emails" / "tests"
    folder.mkdir(parents=True)
    (folder / "told.txt").write_text(
        "{% load ui %}{{ who }} has told you\n\n"
        "At {{ at|in_words }}.\n{{ site_url }}/x/ {{ support_email }}\n"
    )
    (folder / "told.html").write_text(
        '{% extends "emails/base.html" %}{% load ui %}'
        '{% block content %}<p class="soft">{{ who }} at {{ at|in_words }}</p>{% endblock %}'
    )
    monkeypatch.setitem(KINDS, "tests/told", Kind("tests/told", "Told", Group.ACCOUNT, EVERYBODY))
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path / "words"]}
    ]


NOON = datetime(2026, 12, 4, 12, 0, tzinfo=UTC)


def post(key="told:1", to="asha@example.org", who="Acme", **given):
    return outbox.post(key, to, "tests/told", who=who, at=NOON, **given)


def test_the_first_line_is_the_subject_and_the_rest_the_words(db, settings):
    email = post()

    assert email.subject == "Acme has told you"
    assert email.body == (
        f"At Fri 4 Dec 2026, 12:00 UTC.\n{settings.SITE_URL}/x/ {settings.SUPPORT_EMAIL}\n"
    )
    assert (email.to, email.status, email.secret) == ("asha@example.org", "new", False)


def test_styles_go_out_inside_the_elements_and_dark_colours_in_the_head(db):
    [(html, _)] = handing.message(post()).alternatives

    assert '<p class="soft" style="' in html
    assert "prefers-color-scheme: dark" in html
    assert "<link" not in html
    assert len(html.encode()) < 100_000


def test_text_is_as_written_and_html_is_escaped(db):
    email = post(who="Bell & Barley <b>")

    assert email.subject == "Bell & Barley <b> has told you"
    assert "Bell &amp; Barley &lt;b&gt; at" in email.html


def test_a_subject_is_one_line_that_fits(db):
    email = post(who="a\rBcc: x@example.org" + "y" * 300)

    assert len(email.subject) == 200
    assert not set(email.subject) & set("\r\n")


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Asia/Kolkata", "Fri 4 Dec 2026, 17:30 IST"), ("America/Chicago", "06:00 CST")],
)
def test_moments_are_in_the_reader_s_zone_whoever_acts(db, zone, words):
    reader = make.user("student", time_zone=zone)

    email = post(to=reader)

    assert words in email.body
    assert words in email.html


def test_the_same_key_twice_is_one_mail(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as sendings:
        first = post()
        again = post(who="Somebody else")

    assert first == again
    assert Email.objects.get().subject == "Acme has told you"
    assert len(sendings) == 1


def test_a_rollback_is_no_mail(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as sendings, transaction.atomic():
        post()
        transaction.set_rollback(True)

    assert not Email.objects.exists()
    assert sendings == []


def test_a_mail_nobody_wrote_fails_before_the_commit(db):
    with pytest.raises(KeyError):
        outbox.post("x", "asha@example.org", "tests/nothing")
