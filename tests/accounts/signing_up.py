"""What a newcomer does in a browser, up to the code in their mail."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from notifications.models import Email
from tests import make


def sign_up(client: Client, email: str, **given: Any) -> HttpResponse:
    fields = {"kind": "student", "name": "Asha Rao", "password1": make.PASSWORD}
    return client.post(reverse("account_signup"), {**fields, "email": email, **given})


def code_sent_to(email: str) -> str:
    """The code in the newest mail to this address."""
    mail = Email.objects.filter(to=email).first()
    assert mail is not None
    match = re.match(r"(\S+) is your code", mail.subject)
    assert match is not None
    return match[1]


def confirm(client: Client, email: str) -> HttpResponse:
    return client.post(reverse("account_email_verification_sent"), {"code": code_sent_to(email)})
