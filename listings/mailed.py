"""Approving from a mail: a signed link that works once, for a few days, for one of the staff.

The link shows the listing; only the button on its page decides. It names the moment at which the
listing was sent, so that it is over with the first decision, and for good: a listing that is sent
again is another question.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

from accounts.access import has_second_factor
from accounts.models import Role, User
from listings.models import Moderation

SALT = "listings.approve-by-mail"
# Over a weekend, and the two working days that a university has.
LASTS = timedelta(days=5)


def token(moderation: Moderation, user: User) -> str:
    sent = moderation.listing.submitted_at
    return signing.dumps([moderation.pk, user.pk, sent.isoformat() if sent else ""], salt=SALT)


def read(given: str) -> tuple[int, User] | None:
    """The moderation it is about, by its key, and who was written to.

    None: it is forged, too old, about an earlier sending, or for somebody who does not decide
    there any more. Whether it still waits, its page asks.
    """
    try:
        pk, user_pk, sent = signing.loads(given, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=user_pk, is_active=True, kind=User.Kind.STAFF).first()
    if user is None or Role.MODERATOR not in user.staff_roles or not has_second_factor(user):
        return None
    row = Moderation.objects.of(user).filter(pk=pk).values_list("listing__submitted_at").first()
    known = row is not None and row[0] is not None and row[0].isoformat() == sent
    return (pk, user) if known else None
