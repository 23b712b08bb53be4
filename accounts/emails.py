"""One function per event."""

from accounts.models import Organisation, User
from notifications import outbox


def organisation_verified(org: Organisation) -> None:
    _tell_owners(org, "organisation_verified")


def organisation_refused(org: Organisation) -> None:
    _tell_owners(org, "organisation_refused")


def _tell_owners(org: Organisation, event: str) -> None:
    # Checked, unverified and checked again is two mails.
    since = org.verified_at.isoformat() if org.verified_at else ""
    for owner in User.objects.filter(membership__organisation=org, membership__role="owner"):
        key = f"{event}:{org.pk}:{owner.pk}:{since}"
        outbox.post(key, owner.email, f"accounts/{event}", organisation=org, person=owner)
