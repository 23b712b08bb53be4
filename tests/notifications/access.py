"""Who may open the mailbox: where there is one, everybody."""

from typing import Any

from django.conf import settings

from accounts.models import User
from tests import make
from tests.access import Row


def nothing() -> tuple[dict[str, Any], User | None]:
    return {}, None


def a_mail() -> tuple[dict[str, Any], User | None]:
    return {"pk": make.email().pk}, None


ACCESS: dict[str, Row] = {}
if settings.DEBUG or settings.DEMO:
    ACCESS = {
        "mailbox": Row("get", nothing, 200, 200, 200, 200),
        "mailbox_mail": Row("get", a_mail, 200, 200, 200, 200),
        "mailbox_html": Row("get", a_mail, 200, 200, 200, 200),
    }
