"""Every mail there is: whole, linked to where it leads, and about one thing first."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from accounts.adapter import SECRET, AccountAdapter
from notifications.models import Email, Notice
from tests import make

MAILS = Path(settings.BASE_DIR) / "templates" / "emails"
PARTS = sorted(
    path for path in MAILS.rglob("*.html") if path.name != "base.html" and path.name[0] != "_"
)
NEW = "a-better-one-than-before"
ACCOUNT = sorted(path.stem for path in (MAILS / "account").glob("*.txt"))
GIVEN = {
    "code": "X7K-9PQ",
    "password_reset_url": "http://localhost:8000/account/password/reset/key/abc/",
    "from_email": "old@example.org",
    "to_email": "asha@example.org",
    "deleted_email": "old@example.org",
    "ip": "203.0.113.7",
    "user_agent": "Firefox on Linux",
}


def fills_the_layout(text: str) -> bool:
    blocks = ("{% block content %}", "{% block body %}")
    return '{% extends "emails/base.html" %}' in text and any(each in text for each in blocks)


def test_the_coloured_part_fills_the_block_that_the_layout_has():
    assert PARTS
    assert [part for part in PARTS if not fills_the_layout(part.read_text())] == []


@pytest.mark.parametrize("name", ACCOUNT)
def test_each_mail_about_an_account_is_whole(db, name):
    make.user("student", email="asha@example.org", time_zone="Asia/Kolkata")
    context = {**GIVEN, "timestamp": timezone.now(), "user": get_user_model().objects.get()}

    AccountAdapter().send_mail(f"account/email/{name}", "asha@example.org", context)

    mail = Email.objects.get()
    assert 10 < len(mail.subject) <= 60
    assert len(mail.body) > 60
    assert mail.secret is (name in SECRET)
    told = list(Notice.objects.values_list("url", flat=True))
    assert len(told) == (not mail.secret)
    assert all(url.startswith(("/account/", "/settings/")) for url in told)
    for part in (mail.body, mail.html):
        assert "{{" not in part
        assert "{%" not in part
        assert "None" not in part
        if name in SECRET:
            assert GIVEN["code"] in part or GIVEN["password_reset_url"] in part
    links = re.findall(r'href="([^"]*)"', mail.html)
    assert links
    assert all(link.startswith((settings.SITE_URL, "mailto:", "http://")) for link in links)


def test_allauth_asks_for_no_mail_that_is_not_written():
    import allauth

    folder = Path(allauth.__file__).parent / "templates"
    subjects = [*folder.glob("account/email/*_sub*.txt"), *folder.glob("mfa/email/*_sub*.txt")]
    asked = {path.name.removesuffix("_subject.txt") for path in subjects}
    not_used = {"webauthn_added", "webauthn_removed"}  # MFA_SUPPORTED_TYPES

    assert asked - not_used == set(ACCOUNT)


def test_a_forgotten_password_is_a_secret_mail_with_a_link_that_works_once(db, client):
    person = make.user("student")

    client.post(reverse("account_reset_password"), {"email": person.email})
    mail = Email.objects.get()
    [link] = re.findall(r"http://\S+/key/\S+", mail.body)
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    again = client.get(link, follow=True)

    assert (mail.to, mail.secret) == (person.email, True)
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert "password1" not in again.text
    assert Email.objects.filter(to=person.email, subject="Your password was changed").exists()


def test_a_forgotten_password_of_nobody_gets_the_same_answer(db, client):
    person = make.user("student")
    url = reverse("account_reset_password")

    known = client.post(url, {"email": person.email})
    unknown = client.post(url, {"email": "nobody@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert not Email.objects.get(to="nobody@example.org").secret
