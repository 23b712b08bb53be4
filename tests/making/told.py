"""Something that somebody is told, with invented words."""

from accounts.models import User
from applications.samples import SAMPLES
from notifications import outbox
from notifications.models import Email, Notice
from tests.make import numbers

# A kind that can be turned off, and one of money.
SENT, PAID = "applications/sent", "applications/paid_student"
# One that its reader has to act on in time.
BINDS = "applications/remind_offer"


def told(to: User | str, kind: str = SENT, key: str = "") -> Email:
    context = SAMPLES[kind]()
    context.pop("reader", None)
    return outbox.post(key or f"told:{next(numbers)}", to, kind, **context)


def notice(to: User, **given: object) -> Notice:
    """Which leads nowhere that matters."""
    n = next(numbers)
    fields = {"kind": SENT, "key": f"notice:{n}", "text": f"Notice {n}", "url": f"/nowhere/{n}/"}
    return Notice.objects.create(reader=to, **{**fields, **given})
