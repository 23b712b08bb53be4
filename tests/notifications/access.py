"""Who may open the mailbox: where there is one, everybody. And who may stop a mail."""

from typing import Any

from django.conf import settings

from accounts.models import User
from notifications.unsubscribing import url_of
from tests import make
from tests.access import Row


def nothing() -> tuple[dict[str, Any], User | None]:
    return {}, None


def a_mail() -> tuple[dict[str, Any], User | None]:
    return {"pk": make.email().pk}, None


def an_unsubscription() -> tuple[dict[str, Any], User | None]:
    """Whoever has the address: no provider signs in."""
    return {"token": url_of(make.user("student"), "applications/sent").split("/")[-2]}, None


ACCESS: dict[str, Row] = {"unsubscribe": Row("get,post", an_unsubscription, 200, 200, 200, 200)}
if settings.DEBUG or settings.DEMO:
    ACCESS |= {
        "mailbox": Row("get", nothing, 200, 200, 200, 200),
        "mailbox_mail": Row("get", a_mail, 200, 200, 200, 200),
        "mailbox_html": Row("get", a_mail, 200, 200, 200, 200),
    }
