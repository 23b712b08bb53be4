"""Writing in a thread, for tests."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from applications.models import Reader
from notifications.models import Email


def thread(application):
    return reverse("applications:messages", args=[application.pk])


def write(client, application, text, **more):
    return client.post(thread(application), {"text": text, **more}, follow=True)


def nav_count(page):
    found = re.search(r'menu__count">(\d+)', page.text)
    return int(found[1]) if found else 0


# --- Mail ------------------------------------------------------------------


def later(**past):
    Reader.objects.exclude(mail_by=None).update(mail_by=timezone.now() - timedelta(**past))


def mails(person):
    return Email.objects.filter(to=person.email)
